"""HeaderTable -> Geometry: matrix, spacing, images by series, and the stacks."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from audit.profile.letters import letter_of
from audit.profile.model.geometry import Geometry, ModalityGeometry, Stack
from audit.profile.model.shared import NO_SERIES, Counts, Spread, Subjects
from audit.profile.places import locate_instances
from audit.profile.stack_rows import CAPTURED, STACKED, find_series
from audit.profile.stacks import measure_stacks
from audit.scan.table import WEIGHT, HeaderTable
from audit.stats.geometry import are_orthonormal

_SPACINGS = ("PixelSpacing", "ImagerPixelSpacing", "NominalScannedPixelSpacing")
_SPREAD = """count(value), min(value), quantile_cont(value, 0.05), quantile_cont(value, 0.5),
quantile_cont(value, 0.95), max(value)"""
_PICTURES = f"""
create or replace temp table pictures as
select item, series, series_item, series_modality as modality, Rows, Columns,
       {WEIGHT} * greatest(coalesce(NumberOfFrames, 1), 1) as frames, InstanceNumber,
       BitsStored::varchar || '/' || BitsAllocated::varchar as bits,
       Rows::varchar || ' x ' || Columns::varchar as matrix,
       {letter_of("PixelSpacing")} = 'u' as unread, {CAPTURED} as captured,
       series_instances is not null or {letter_of("Rows")} = 'u' as not_compared,
       {", ".join(f"case when {k}[1] > 0 then {k}[1] end as {k}" for k in _SPACINGS)}
from located where role = 'image'
"""


def measure_geometry(table: HeaderTable) -> Geometry:
    """
    Facts of all image series; stacks of CT, MR and PT.

    Adds the view `located` and the tables `pictures`, `stack_images`, `stack_series`.
    """
    locate_instances(table)
    table.rows(_PICTURES)
    find_series(table)
    stacks, reasons = measure_stacks(table)
    modalities = _modalities(table, reasons)
    ((n_images, n_series),) = table.rows(
        "select coalesce(sum(frames), 0)::bigint, count(distinct series) from pictures"
    )
    return Geometry(
        matrix=_count(table, "matrix", n_series),
        in_plane=_in_plane(table),
        through_plane=_through_plane(stacks),
        bits=_count(table, "bits", n_series),
        n_images=n_images,
        images_by_series=_spread(
            table,
            "select sum(frames) as value from pictures where series is not null group by series",
        ),
        n_image_series=n_series,
        n_series_with_spacing=sum(m.n_for_spacing - len(m.without_spacing) for m in modalities),
        n_series_for_spacing=sum(m.n_for_spacing for m in modalities),
        stacks=stacks,
        n_not_stackable=sum(m.n_series - m.n_stacked for m in modalities),
        instance_number_gaps=_subjects(
            table,
            "true",
            "max(InstanceNumber) - min(InstanceNumber) + 1 > count(distinct InstanceNumber)",
        ),
        mixed_matrix=_subjects(table, "true", "count(distinct matrix) > 1"),
        modalities=modalities,
    )


def _count(table: HeaderTable, column: str, n_series: int) -> Counts:
    rows = table.rows(f"""
        select {column}, count(distinct series) as n from pictures
        where series is not null and {column} is not null group by 1 order by n desc, 1""")
    ((n_present,),) = table.rows(
        f"select count(distinct series) from pictures where {column} is not null"
    )
    return Counts("series", n_series, tuple(rows), n_series - n_present)


def _in_plane(table: HeaderTable) -> tuple[tuple[str, str, Spread], ...]:
    """Between rows, of the first image of a series that says it."""
    found = []
    for keyword in _SPACINGS:
        rows = table.rows(f"""
            select modality, {_SPREAD} from (
                select modality, arg_min({keyword}, item) as value from pictures
                where {keyword} is not null and series is not null group by modality, series)
            group by modality""")
        found += [(modality, keyword, Spread(*numbers)) for modality, *numbers in rows]
    return tuple(sorted(found, key=lambda row: (row[0], _SPACINGS.index(row[1]))))


def _spread(table: HeaderTable, query: str) -> Spread | None:
    ((n, *numbers),) = table.rows(f"select {_SPREAD} from ({query})")
    return Spread(n, *(float(number) for number in numbers)) if n else None


def _through_plane(stacks: tuple[Stack, ...]) -> tuple[tuple[str, Spread], ...]:
    found = []
    for modality in STACKED:
        values = [stack.spacing for stack in stacks if stack.modality == modality]
        if values:
            p = np.quantile(values, (0, 0.05, 0.5, 0.95, 1)).tolist()
            found.append((modality, Spread(len(values), *p)))
    return tuple(found)


def _subjects(table: HeaderTable, where: str, having: str) -> Subjects:
    rows = table.rows(f"""
        select series, min(series_item) from pictures where series is not null and {where}
        group by series having {having} order by series""")
    return _name(rows)


def _name(rows: list[tuple[Any, ...]]) -> Subjects:
    return Subjects("series", tuple(r[0] for r in rows), tuple(r[1] for r in rows))


def _modalities(table: HeaderTable, reasons: dict[int, str]) -> tuple[ModalityGeometry, ...]:
    rows = table.rows("select modality, series, reason from stack_series order by series")
    oriented = _orientations(table)
    made = []
    for modality in STACKED:
        why = [reasons.get(series, reason) for of, series, reason in rows if of == modality]
        if why:
            n_oriented, skewed = oriented.get(modality, (0, NO_SERIES))
            made.append(_modality(table, modality, why, n_oriented, skewed))
    return tuple(made)


def _modality(
    table: HeaderTable, modality: str, why: list[str], n_oriented: int, skewed: Subjects
) -> ModalityGeometry:
    images = f"modality = '{modality}'"
    slices, known = f"{images} and not captured", "not coalesce(bool_or(unread), false)"
    return ModalityGeometry(
        modality=modality,
        n_series=len(why),
        n_stacked=why.count(""),
        not_stackable=_order(why),
        n_for_spacing=len(_subjects(table, slices, f"count(PixelSpacing) > 0 or {known}")),
        without_spacing=_subjects(table, slices, f"count(PixelSpacing) = 0 and {known}"),
        mixed_matrix=_subjects(table, images, "count(distinct matrix) > 1"),
        n_with_orientation=n_oriented,
        skewed=skewed,
        n_not_compared=len(_subjects(table, images, "bool_and(not_compared)")),
    )


def _order(why: list[str]) -> tuple[tuple[str, int], ...]:
    counted = Counter(reason for reason in why if reason)
    return tuple(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))


def _orientations(table: HeaderTable) -> dict[str, tuple[int, Subjects]]:
    """By modality: series with an orientation, and those where it has no right angle."""
    rows = table.sql(f"""
        select distinct modality, series, series_item,
               {", ".join(f"orientation[{n}] as o{n}" for n in range(1, 7))}
        from stack_images where len(orientation) = 6 order by all""")
    rows["good"] = are_orthonormal(rows[[f"o{n}" for n in range(1, 7)]].to_numpy())
    found = {}
    for modality, part in rows.groupby("modality", observed=True, sort=True):
        bent = part[~part["good"]].drop_duplicates("series").sort_values("series")
        pairs = list(zip(bent["series"].tolist(), bent["series_item"].tolist(), strict=True))
        found[str(modality)] = (part["series"].nunique(), _name(pairs))
    return found
