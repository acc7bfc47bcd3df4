"""Readings of a label as arrays, from the long table: who said what of which item."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audit.scan.label_columns import SEVERAL, Convention
from audit.scan.label_values import LabelColumn
from audit.scan.table import HeaderTable

Ints = NDArray[np.int64]

# One row a reading: an item of the data (a key, or a key with its nodule), a reader, an entry.
_READERS = """
create or replace table label_readers as
select r.unit, m.patient, e.reader, e.label, e.name, e.value, e.number
from label_entries e
join label_rows r on r.row = e.row
join (select row, min(patient) as patient from label_match where patient is not null group by row) m
  on m.row = e.row
where e.reader <> '' and e.value <> 'not mentioned'
"""
_ONE = """
select unit, min(patient) as patient, enum_code(reader) as reader,
       min({said}) as said, count(distinct {said}) as n
from label_readers where label = {label}
group by unit, reader order by unit, reader
"""
_CLASS = """
select unit, min(patient) as patient, enum_code(reader) as reader,
       max((name = {name})::int) as said, 1 as n
from label_readers where label = {label}
group by unit, reader order by unit, reader
"""


@dataclass(frozen=True, slots=True)
class Readings:
    """What readers said, sorted by item and reader; `values` are categories or numbers."""

    label: str
    name: str
    scale: str
    items: Ints
    patients: Ints
    readers: Ints
    values: NDArray[np.float64]
    n_contradictions: int


def add_readers(table: HeaderTable) -> None:
    """Make `label_readers` (unit, patient, reader, label, name, value, number) from the join."""
    table.rows(_READERS)


def find_readings(
    table: HeaderTable, column: LabelColumn, order: tuple[str, ...]
) -> Iterator[Readings]:
    """The readings of one label; one for each class where a key may have several."""
    if column.convention in SEVERAL:
        for name in column.classes:
            query = _CLASS.format(name=_literal(name), label=_literal(column.label))
            yield _read(table, column, name, "nominal", query)
        return
    said, scale = "enum_code(name)", "nominal"
    if column.convention is Convention.NUMERIC:
        said, scale = "number", "interval"
    elif column.convention is Convention.INDICATOR:
        said = "enum_code(value)"
    elif order:
        places = " ".join(f"when {_literal(name)} then {n}" for n, name in enumerate(order))
        said, scale = f"case name::varchar {places} end", "ordinal"
    query = _ONE.format(said=said, label=_literal(column.label))
    yield _read(table, column, "", scale, query)


def _read(table: HeaderTable, column: LabelColumn, name: str, scale: str, query: str) -> Readings:
    found = table.sql(query)
    clear = found[found["n"] == 1]
    return Readings(
        column.label,
        name,
        scale,
        clear["unit"].to_numpy(np.int64),
        clear["patient"].to_numpy(np.int64),
        clear["reader"].to_numpy(np.int64),
        clear["said"].to_numpy(np.float64),
        int((found["n"] > 1).sum()),
    )


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
