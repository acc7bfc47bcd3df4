"""HeaderTable: Parquet parts on disk, asked with SQL; nothing is loaded whole."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from audit.scan.keywords import columns
from audit.scan.schema import INVENTORY, PUBLISHED, STORED_NOTE, header_schema

WEIGHT = "coalesce(series_instances, 1)"
"""SQL: the instances that a row stands for; more than one only where it stands for a series."""
WEIGHT_SUM = f"coalesce(sum({WEIGHT}), 0)::bigint"
# One instance a SOPInstanceUID: the first item that is whole. DICOMDIR is an index.
_PLACED = """
create table placed as
with counted as (
    select item, status, PatientID, StudyInstanceUID, SeriesInstanceUID, SOPInstanceUID
    from headers
    where not list_has_any(codes, ['dicomdir', 'series-repeated'])),
shared as (
    select SOPInstanceUID from counted where SOPInstanceUID is not null
    group by 1 having count(*) > 1),
later as (
    select item from (
        select item, row_number() over (
            partition by SOPInstanceUID order by status = 'partial', item) as nth
        from counted semi join shared using (SOPInstanceUID))
    where nth > 1)
select item, p.number as patient, t.number as study, s.number as series
from counted anti join later using (item)
left join patients_by_token p on p.token = counted.PatientID
left join studies_by_token t on t.token = counted.StudyInstanceUID
left join series_by_token s on s.token = counted.SeriesInstanceUID
"""
_INSTANCES = """
create view instances as
select headers.*, placed.* exclude (item) from headers join placed using (item)
"""
_NUMBERS = """
create table {name} as
select token, row_number() over (order by first_item) as number, first_item
from (select {keyword} as token, min(item) as first_item from headers
      where {keyword} is not null and not list_contains(codes, 'dicomdir') group by 1)
"""
# A series is what most of its instances are; a mixed one is seldom, so only these are counted out.
_SERIES = f"""
create table series as
with first as (
    select series, min(study) as study, min(patient) as patient, min(item) as item,
           arg_min(Modality, item) as Modality, arg_min(SOPClassUID, item) as SOPClassUID,
           {WEIGHT_SUM} as n_instances,
           sum(coalesce(NumberOfFrames, 1)) filter (Rows is not null) as n_frames,
           coalesce(min(Modality) <> max(Modality), false)
           or coalesce(min(SOPClassUID) <> max(SOPClassUID), false) as mixed
    from instances where series is not null group by series),
counted as (
    select series, Modality, SOPClassUID, min(item) as item, sum({WEIGHT}) as n
    from instances where series in (select series from first where mixed) and Modality is not null
    group by all),
mostly as (
    select distinct on (series) series, Modality from (
        select series, Modality, sum(n) as n, min(item) as item from counted group by all)
    order by series, n desc, item),
classes as (
    select distinct on (series) series, Modality, SOPClassUID
    from counted join mostly using (series, Modality)
    order by series, SOPClassUID is null, n desc, item)
select series, study, patient, item, coalesce(c.Modality, f.Modality, 'none') as Modality,
       case when c.series is null then f.SOPClassUID else c.SOPClassUID end as SOPClassUID,
       n_instances, n_frames
from first f left join classes c using (series)
"""

# Repeats too: every item leads to the patient, study and series that it names.
_NUMBERED = """
select n.*, p.number as patient, t.number as study, s.number as series
from inventory n
left join (select item, PatientID, StudyInstanceUID, SeriesInstanceUID from headers
           where not list_contains(codes, 'dicomdir')) h using (item)
left join patients_by_token p on p.token = h.PatientID
left join studies_by_token t on t.token = h.StudyInstanceUID
left join series_by_token s on s.token = h.SeriesInstanceUID
order by n.item
"""
_READ_AGAIN = "create table read_again (item bigint, outcome varchar, keywords varchar[])"

_FILLED = """
select path_in_schema, sum(num_values), case when count(*) = count(stats_null_count)
       then sum(stats_null_count) end
from parquet_metadata(?) group by 1
"""
_DEEP = "create table deep (item bigint, was_read boolean, faults varchar[], keywords varchar[])"
_WITH_DOUBLES = """
select t.* replace (
    case when extra is not null and status = 'ok' then 'finding' else status end as status,
    list_concat(codes, coalesce(extra, [])) as codes)
from {table} t left join doubles using (item)
"""


class HeaderTable:
    """
    The headers of one dataset.

    Views: `inventory` (one row an item found), `headers` (one row an item that was opened),
    `instances` (one row a SOPInstanceUID, with the numbers `patient`, `study`, `series`, counted
    from 1 in the order of their first item and NULL where the identifier is absent), `series`
    (one row a series: numbers, first item, n_instances, n_frames, and the Modality and, under it,
    the SOPClassUID that most of its instances have, of two as frequent the one of the first item),
    `read_again` (one row an item that pydicom read too: `audit.scan.second_reader`), `deep` (one
    row an item that dciodvfy read: `audit.scan.deep`).

    A row of a ready header table may stand for a whole series: `series_instances` then says how
    many instances it has, and `holds_series_rows` that there are such rows. Counts of instances
    add up `WEIGHT`; a fact about single rows has the level that `audit.profile.places` gives.
    """

    def __init__(self, parts: Sequence[Path], inventory: Path, doubles: Path | None = None) -> None:
        self.inventory = inventory
        self.n_stored = 0
        """Sources that were tables of `dicom-audit scan`."""
        self._db = duckdb.connect(
            config={
                "threads": 2,
                "preserve_insertion_order": True,
                "temp_directory": str(inventory.parent / "spilled"),  # never the user's folder
            }
        )
        self._view("inventory", [inventory])
        self._view("parts", list(parts))
        self._parts = [str(part) for part in parts]
        merged = "select * from parts"
        if doubles is not None and pq.read_metadata(doubles).num_rows:
            self._view("doubles", [doubles])
            merged = _WITH_DOUBLES.format(table="parts")
        self._db.execute(f"create view headers as {merged}")
        for name, keyword in (
            ("patients_by_token", "PatientID"),
            ("studies_by_token", "StudyInstanceUID"),
            ("series_by_token", "SeriesInstanceUID"),
        ):
            self._db.execute(_NUMBERS.format(name=name, keyword=keyword))
        self._db.execute(_PLACED)
        self._db.execute(_INSTANCES)
        self._db.execute(_SERIES)
        self._db.execute(_READ_AGAIN)
        self._db.execute(_DEEP)
        ((n_by_series,),) = self.rows("select count(series_instances) from headers")
        self.holds_series_rows = bool(n_by_series)

    def attach(self, name: str, path: Path) -> None:
        """Put a Parquet file beside the headers, as a view."""
        self._view(name, [path])

    def _view(self, name: str, paths: list[Path]) -> None:
        relation = self._db.read_parquet([str(path) for path in paths])
        relation.create_view(name)

    @staticmethod
    def write_inventory(parts: Sequence[Path], doubles: Path, out: Path) -> None:
        """`inventory.parquet`: all items in order, with the codes of the comparison."""
        with duckdb.connect(config={"threads": 1}) as db:
            db.read_parquet([str(path) for path in parts]).create_view("items")
            db.read_parquet(str(doubles)).create_view("doubles")
            query = f"select * from ({_WITH_DOUBLES.format(table='items')}) order by item"
            table: pa.Table = db.sql(query).to_arrow_table()
            pq.write_table(table.cast(INVENTORY), out)

    def write_numbered(self, out: Path) -> Path:
        """`inventory.parquet` as `PUBLISHED` says, for its owner only; gives back `out`."""
        out.touch(mode=0o600)
        numbered: pa.Table = self._db.sql(_NUMBERED).to_arrow_table()
        notes = {STORED_NOTE: str(self.n_stored)} if self.n_stored else None
        pq.write_table(numbered.cast(PUBLISHED).replace_schema_metadata(notes), out)
        return out

    def sql(self, query: str) -> pd.DataFrame:
        """The answer as a small DataFrame. Always give an ORDER BY: row order is not promised."""
        return self._db.execute(query).df()

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """The answer as tuples of Python values; NULL is None."""
        return self._db.execute(query).fetchall()

    def add(self, name: str, table: pa.Table) -> None:
        """Put a table of ours (labels, splits) beside the headers."""
        self._db.register(f"{name}_arrow", table)
        self._db.execute(f"create or replace table {name} as select * from {name}_arrow")
        self._db.unregister(f"{name}_arrow")

    def columns(self) -> tuple[list[str], dict[str, str]]:
        """The columns of `headers` that hold anything, and the types of those that are all null."""
        held = {
            path.split(", ")[0]
            for path, values, nulls in self._db.execute(_FILLED, [self._parts]).fetchall()
            if nulls is None or nulls < values
        }
        kinds = {name: kind for name, kind, *_ in self.rows("describe headers")}
        empty = {name: kind for name, kind in kinds.items() if name not in held}
        return [name for name in kinds if name in held], empty

    def keep(self, name: str, query: str, nulls: Mapping[str, str]) -> None:
        """
        The answer to `query` on disk beside the parts, as the view `name`: what many questions
        would join anew each time is joined once. `nulls` are columns to add, by their type.
        """
        handle, made = tempfile.mkstemp(".parquet", f"{name}-", self.inventory.parent)
        os.close(handle)
        quoted = made.replace("'", "''")
        added = "".join(f", null::{kind} as {column}" for column, kind in nulls.items())
        self._db.execute(f"copy ({query}) to '{quoted}' (format parquet, codec snappy)")
        self._db.execute(
            f"create or replace view {name} as select *{added} from read_parquet('{quoted}')"
        )

    def close(self) -> None:
        """Let go of the files."""
        self._db.close()


def write_rows(folder: Path, rows: Iterable[Mapping[str, Any]]) -> HeaderTable:
    """
    A HeaderTable from rows given as dicts, missing columns null; for small tables and tests.

    `item` counts up by itself; `states` is made from what is null unless it is given.
    """
    filled = [_fill(number, dict(row)) for number, row in enumerate(rows, 1)]
    table = pa.Table.from_pylist(filled, schema=header_schema())
    pq.write_table(table, folder / "part-000000.parquet")
    pq.write_table(table.select(INVENTORY.names), folder / "inventory.parquet")
    return HeaderTable([folder / "part-000000.parquet"], folder / "inventory.parquet")


def _fill(number: int, row: dict[str, Any]) -> dict[str, Any]:
    row.setdefault("item", number)
    row.setdefault("path", f"{number:06d}.dcm")
    row.setdefault("status", "ok")
    row.setdefault("size_bytes", 1000)
    row.setdefault("source", 1)
    row.setdefault("sha256", f"{number:064x}")
    for name in ("codes", "present", "empty", "private_creators"):
        row.setdefault(name, [])
    row.setdefault("patient_id_normalised", row.get("PatientID"))
    row.setdefault("states", "".join("a" if row.get(c.keyword) is None else "p" for c in columns()))
    return row
