"""Rows of tables that name what another row or item is: counted once, and said."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from audit.scan.ready_table import ReadyTable

# What a row says, without where it stands. A file has a digest instead, a table's row has not.
_ROWS = """
create temp table shared as
with named as (
    select item, source, series_instances is not null as by_series,
           case when series_instances is null then SOPInstanceUID else SeriesInstanceUID end as uid
    from read_parquet($parts)),
repeated as (
    select uid from named where uid is not null group by uid having count(*) > 1)
select n.*, said.content from named n join repeated using (uid)
join (select item, md5(row_said::varchar) as content
      from (select item, row(*columns(* exclude (item, path, source, sha256))) as row_said
            from read_parquet($parts))) said using (item)
"""
_COVERED = """
select item from read_parquet($parts)
where series_instances is not null and SeriesInstanceUID in (
    select SeriesInstanceUID from read_parquet($parts) where series_instances is null)
order by item
"""


def find_repeated_rows(
    headers: Sequence[Path], tables: Sequence[ReadyTable]
) -> dict[int, list[str]]:
    """
    Codes by item, for all items of which at least one is a row of a table.

    `duplicate-uid` and `uid-conflict` within one table of instances, `series-repeated` and
    `series-conflict` among rows of series, `source-overlap` between a table and another source,
    whose contents cannot be compared. What `dicom-audit scan` compared already is left as it is.
    """
    if not tables:
        return {}
    stored = {table.source for table in tables if table.is_stored}
    ready = {table.source for table in tables}
    parts = {"parts": [str(path) for path in headers]}
    codes: dict[int, list[str]] = {}
    with duckdb.connect(config={"threads": 2}) as db:
        db.execute(_ROWS, parts)
        rows = db.execute(
            "select uid, by_series, item, source, content from shared order by uid, item"
        ).fetchall()
        covered = [item for (item,) in db.execute(_COVERED, parts).fetchall()]
    for item in covered:
        codes.setdefault(item, []).append("series-repeated")
    groups: dict[tuple[str, bool], list[tuple[int, int, str]]] = {}
    for uid, by_series, *rest in rows:
        groups.setdefault((uid, by_series), []).append((rest[0], rest[1], rest[2]))
    for (_, by_series), group in groups.items():
        sources = {source for _, source, _ in group}
        if sources & ready and (len(sources) > 1 or not sources & stored):
            _judge(group, by_series, len(sources) > 1, codes)
    return codes


def _judge(
    group: list[tuple[int, int, str]], by_series: bool, several: bool, codes: dict[int, list[str]]
) -> None:
    """The items of one UID, in order."""
    alike = len({content for *_, content in group}) == 1
    if several and not by_series:
        for item, source, _ in group[1:]:
            if source != group[0][1]:
                codes.setdefault(item, []).append("source-overlap")
        return
    later = "series-repeated" if by_series else "duplicate-uid"
    conflict = "series-conflict" if by_series else "uid-conflict"
    for item, *_ in group[1:] if alike else group:
        if later not in codes.get(item, ()):
            codes.setdefault(item, []).append(later if alike else conflict)
