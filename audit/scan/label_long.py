"""The long table: one row an entry, whatever the convention of the label file was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from audit.scan.label_cells import TextColumns
from audit.scan.label_columns import Choice, Convention, LabelOptions
from audit.scan.label_readers import column_readers, read_by
from audit.scan.label_repeats import Codes
from audit.scan.label_values import (
    NUMERIC,
    VALUES,
    Entries,
    HowWritten,
    LabelColumn,
    read_values,
)

_SAID = pa.array([*(str(value) for value in VALUES), NUMERIC], pa.string())


@dataclass(frozen=True, slots=True)
class ReadLabel:
    """One label: its columns in the file, and what their cells say, one column after another."""

    column: LabelColumn
    cells: tuple[pa.Array, ...]
    entries: Entries


def read_label(
    name: str, columns: Sequence[str], cells: TextColumns, options: LabelOptions, findings: bool
) -> ReadLabel:
    """All columns of a label together, so that their classes and their convention are one."""
    arrays = tuple(cells.columns[column] for column in columns)
    lines = np.tile(np.asarray(cells.lines, np.int64), len(arrays))
    order = dict(options.ordinal).get(name, ())
    how = HowWritten(
        joiner=options.joiner,
        values=options.values,
        numeric=name in options.numeric,
        findings=findings,
        classes=(*order, *(one for label, one in options.classes if label == name)),
    )
    column, entries = read_values(
        name, pa.concat_arrays(arrays), pa.array(lines), how, cells.faults
    )
    return ReadLabel(column, arrays, entries)


def lengthen(label: ReadLabel, lines: pa.Array, readers: Codes, names: tuple[str, ...]) -> pa.Table:
    """
    The entries of one label: `row`, `label`, `name`, `value`, `reader`, and `number` if it is one.

    `readers` and `names` are those of the rows; a label with one column a reader has its own.
    """
    found, n_rows = label.entries, max(1, len(lines))
    row = found.row % n_rows
    if len(label.cells) > 1:
        readers_of, names = found.row // n_rows, column_readers(len(label.cells))
    else:
        readers_of = readers[row]
    classes = label.column.classes or ("",)
    columns = {
        "row": lines.take(pa.array(row)),
        "label": _named(np.zeros_like(row), [label.column.label]),
        "name": _named(found.class_index, classes),
        "value": _named(found.value_index, _SAID),
        "reader": read_by(readers_of, names),
    }
    if found.number is not None:
        columns["number"] = pa.array(found.number)
    return pa.table(columns)


def _named(codes: Codes, names: Sequence[str] | pa.Array) -> pa.DictionaryArray:
    words = names if isinstance(names, pa.Array) else pa.array(names, pa.string())
    return pa.DictionaryArray.from_arrays(pa.array(codes, pa.int16()), words)


def reader_form(choice: Choice) -> str:
    """How readers stand in the table; "" where none does."""
    forms = ["one row a reader"] if choice.reader else []
    forms += ["one column a reader"] if choice.families else []
    return ", ".join(forms)


def has_blanks_that_speak(labels: Sequence[ReadLabel]) -> bool:
    """Whether a blank cell is an entry (`not mentioned`), so that no row is without a label."""
    return any(label.column.convention is Convention.INDICATOR for label in labels)
