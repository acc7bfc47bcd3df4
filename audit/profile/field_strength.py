"""MagneticFieldStrength by MR series, with what cannot be tesla told apart."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from audit.profile.letters import letter_of
from audit.profile.model.shared import Counts, Subjects
from audit.scan.table import HeaderTable

LOWEST, HIGHEST = 0.01, 25.0
"""Tesla: below the smallest permanent-magnet scanners, above the largest for animals (21.1 T)."""
_FIELD = "MagneticFieldStrength"


def measure_field_strength(table: HeaderTable) -> tuple[Counts, Subjects]:
    """
    Counts by MR series, and the series whose value cannot be a field in tesla. Needs `located`.

    15000 is most likely gauss; it is shown as it stands and marked, never converted, because only
    the owner of the data can say what was meant.
    """
    table.rows(f"""
        create or replace temp table fields as
        select distinct series, series_item as item, {_FIELD} as value,
               {letter_of(_FIELD)} = 'i' as invalid
        from located where series_modality = 'MR' and series is not null""")
    _label(table)
    rows = table.rows("""
        select l.label, count(distinct f.series) as n from fields f join field_labels l
        on l.value is not distinct from f.value and l.invalid = f.invalid
        group by 1 order by n desc, l.label""")
    ((total, present),) = table.rows("""
        select count(distinct series),
               count(distinct series) filter (value is not null or invalid) from fields""")
    wrong = table.rows(f"""
        select series, min(item) from fields
        where invalid or value < {LOWEST} or value > {HIGHEST} group by 1 order by 1""")
    numbers, items = tuple(row[0] for row in wrong), tuple(row[1] for row in wrong)
    return Counts("series", total, tuple(rows), total - present), Subjects("series", numbers, items)


def _label(table: HeaderTable) -> None:
    rows = table.rows("""
        select distinct value, invalid from fields where value is not null or invalid
        order by 1, 2""")
    columns: dict[str, Any] = {
        "value": pa.array([row[0] for row in rows], pa.float64()),
        "invalid": pa.array([row[1] for row in rows], pa.bool_()),
        "label": pa.array([_name(*row) for row in rows], pa.string()),
    }
    table.add("field_labels", pa.table(columns))


def _name(value: float | None, invalid: bool) -> str:
    if value is None or invalid:
        return "not a number (invalid)"
    return f"{value:.4g}" if LOWEST <= value <= HIGHEST else f"{value:g} (invalid)"
