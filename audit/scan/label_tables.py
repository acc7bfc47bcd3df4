"""The long table inside the database: numbers on disk, words where they are read."""

from __future__ import annotations

import pyarrow as pa

from audit.scan.table import HeaderTable

WORDS = ("label", "name", "value", "reader")
"""Columns that hold one of a few texts each: ENUM columns, 1 or 2 bytes a row."""

# A million rows of fourteen classes are fourteen million entries: as texts 1.5 GB, as ENUM 0.3.
_ENTRIES = """
create or replace table label_entries as
select row, {words}, {number} as number from label_plain
"""
_LABELS = """
create or replace view labels as
select e.row, r.token, '{level}' as level, e.label, e.name, e.value, r.split, e.reader, e.number
from label_entries e join label_rows r on r.row = e.row
"""


def add_entries(table: HeaderTable, entries: pa.Table, level: str) -> None:
    """
    Put `label_entries` (row, label, name, value, reader, number) and the view `labels` there.

    Texts become ENUM columns: they compare and come back as text.
    """
    table.add("label_plain", entries.unify_dictionaries())
    for name in WORDS:
        _add_type(table, name, _texts(entries[name]))
    words = ", ".join(f"{name}::label_{name} as {name}" for name in WORDS)
    number = "number" if "number" in entries.column_names else "null::double"
    table.rows(_ENTRIES.format(words=words, number=number))
    table.rows("drop table label_plain")
    table.rows(_LABELS.format(level=level))


def _texts(column: pa.ChunkedArray) -> list[str]:
    """All texts of a column, in the order of their letters, so that sorting by it sorts by text."""
    found = {text for chunk in column.chunks for text in chunk.dictionary.to_pylist()}
    return sorted(found) or [""]


def _add_type(table: HeaderTable, name: str, texts: list[str]) -> None:
    quoted = ", ".join("'" + text.replace("'", "''") + "'" for text in texts)
    table.rows(f"create or replace type label_{name} as enum ({quoted})")
