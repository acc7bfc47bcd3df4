"""HeaderTable -> Overview: the size of the dataset in every unit."""

from __future__ import annotations

from audit.profile.model import Overview
from audit.profile.model.shared import Counts
from audit.profile.places import locate_instances
from audit.profile.tallies import uid_name
from audit.scan.table import WEIGHT, HeaderTable

_SIZED = f"""
create or replace temp view sized as
select item, patient, study, series, SOPClassUID, TransferSyntaxUID, series_modality as modality,
       {WEIGHT} as weight,
       case when Rows is not null then {WEIGHT} * greatest(coalesce(NumberOfFrames, 1), 1) else 0
           end as frames
from located
"""
_UNITS = """
count(distinct patient), count(distinct study), count(distinct series),
coalesce(sum(weight), 0)::bigint
"""


def measure_overview(table: HeaderTable) -> Overview:
    """Count patients, studies, series, instances, frames and bytes; adds the view `sized`."""
    locate_instances(table)
    table.rows(_SIZED)
    ((patients, studies, series, instances, frames),) = table.rows(
        f"select {_UNITS}, coalesce(sum(frames), 0) from sized"
    )
    ((n_bytes,),) = table.rows(
        "select coalesce(sum(size_bytes), 0) from headers where status <> 'rejected'"
    )
    return Overview(
        n_patients=patients,
        n_studies=studies,
        n_series=series,
        n_instances=instances,
        n_frames=int(frames),
        bytes_total=int(n_bytes),
        modalities=_modalities(table, series),
        sop_classes=_by_uid(table, "SOPClassUID", instances),
        transfer_syntaxes=_by_uid(table, "TransferSyntaxUID", instances),
        modality_by_unit=tuple(
            table.rows(f"select modality, {_UNITS} from sized group by 1 order by 1")
        ),
        n_series_by_row=_by_row(table),
    )


def _by_row(table: HeaderTable) -> int:
    """Series without a row of their own for any instance."""
    ((n,),) = table.rows("""
        select count(*) from (select series from located where series is not null
                              group by series having bool_and(series_instances is not null))""")
    return int(n)


def _modalities(table: HeaderTable, n_series: int) -> Counts:
    rows = table.rows("""
        select modality, count(distinct series) as n from sized
        where series is not null group by 1 order by n desc, modality""")
    named = tuple(row for row in rows if row[0] != "none")
    return Counts("series", n_series, named, n_series - sum(n for _, n in named))


def _by_uid(table: HeaderTable, column: str, n_instances: int) -> Counts:
    """By the name that the standard gives a UID; UIDs of nobody's list are counted together."""
    named: dict[str, int] = {}
    rows = table.rows(
        f"select {column}, sum(weight)::bigint from sized where {column} <> '' group by 1"
    )
    for uid, n in rows:
        named[uid_name(uid)] = named.get(uid_name(uid), 0) + n
    ordered = sorted(named.items(), key=lambda pair: (-pair[1], pair[0]))
    return Counts("instance", n_instances, tuple(ordered), n_instances - sum(named.values()))
