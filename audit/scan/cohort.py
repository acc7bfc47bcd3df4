"""Label tables: read a file, join it with the headers; every row is accounted for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from audit.scan.label_boxes import read_boxes
from audit.scan.label_cells import TextColumns
from audit.scan.label_columns import Choice, LabelOptions, choose_columns
from audit.scan.label_faults import FaultKind, RowFault
from audit.scan.label_file import read_columns
from audit.scan.label_long import (
    ReadLabel,
    has_blanks_that_speak,
    lengthen,
    read_label,
    reader_form,
)
from audit.scan.label_names import NORMAL
from audit.scan.label_readers import number_readers, number_units
from audit.scan.label_repeats import Codes, encode, find_conflicts, find_doubled, pair
from audit.scan.label_values import LabelColumn, only_indicators, spellings
from audit.scan.safe_text import safe_text
from audit.scan.tokens import token

__all__ = ["LabelOptions", "LabelTable", "read_labels"]


@dataclass(frozen=True, slots=True)
class LabelTable:
    """
    Labels before they meet the headers, most often one label file.

    `rows` has one row a line that was read and has a key: `row` (line), `key` (number in `keys`),
    `split`, `conflict`, `reader`, `unit` (number of what was read). `entries` is the long table:
    `row`, `label`, `name`, `value` (positive, uncertain, negative, not mentioned, numeric),
    `reader`, and `number` where a label is one.
    """

    keyword: str
    """What the key identifies: a name of `LEVELS`; "" where the join must find out."""
    columns: tuple[LabelColumn, ...]
    has_split: bool
    n_rows: int
    """Rows of the file, also those that could not be read."""
    rows: pa.Table
    entries: pa.Table
    faults: tuple[RowFault, ...]
    keys: tuple[str, ...] = field(repr=False)
    """The different keys as they stand in the file: only the join looks at them."""
    identify: Callable[[str], str] = field(repr=False)
    """From an identifier to its token, with the key that the headers were read with."""
    boxes: pa.Table | None = None
    """`row`, `x`, `y`, `width`, `height` in pixels; None where the table has no such columns."""
    key_column: str = ""
    """The name of the key column, made safe."""
    reader_form: str = ""
    """`one row a reader`, `one column a reader`, both, or "" where no reader is named."""
    by_content: bool = False
    """Label columns were found by their cells: nothing but 1, 0, -1 and blanks."""
    normal: frozenset[str] = NORMAL
    """Classes that speak of nothing found, in small letters."""
    ordinal: tuple[tuple[str, tuple[str, ...]], ...] = ()
    source: str = "file"
    """`file`, `folder:N`, `annotations`."""
    refused: str = ""
    """Why these labels are not used; "" where they are."""


def read_labels(path: Path, options: LabelOptions, key: bytes) -> LabelTable:
    """
    Read a label file; `key` is the one the tokens of the headers were made with.

    Raises UserError where the file is absent, empty, not UTF-8, of no known suffix, or where the
    key or a label column is not there.
    """
    cells = read_columns(path)
    choice = choose_columns(list(cells.columns), options, partial(_indicators, cells))
    cells = _with_key(cells, choice)
    keys, codes = encode(cells.columns[choice.key])
    units = number_units(cells, choice, codes)
    readers, names = number_readers(cells, choice)
    boxes = read_boxes(cells, choice.boxes)
    read = [
        read_label(label, columns, cells, options, boxes is not None)
        for label, columns in choice.sources
    ]
    normal = _normal(options)
    conflict = _note_rows(cells, choice, read, pair(units, readers), normal)
    rows = pa.table(
        {
            "row": cells.lines,
            "key": codes,
            "split": _splits(cells, choice),
            "conflict": pa.array(conflict),
            "reader": pa.array(names, pa.string()).take(pa.array(readers)),
            "unit": units,
        }
    )
    return LabelTable(
        keyword=choice.keyword,
        columns=tuple(one.column for one in read),
        has_split=bool(choice.split),
        n_rows=cells.n_rows,
        rows=rows,
        entries=pa.concat_tables(
            [lengthen(one, cells.lines, readers, names) for one in read], promote_options="default"
        ),
        faults=cells.faults.freeze(),
        keys=tuple(keys),
        identify=partial(token, key),
        boxes=boxes,
        key_column=safe_text(choice.key),
        reader_form=reader_form(choice),
        by_content=choice.by_content,
        normal=normal,
        ordinal=tuple((safe_text(label), tuple(map(safe_text, c))) for label, c in options.ordinal),
    )


def _normal(options: LabelOptions) -> frozenset[str]:
    return frozenset({options.normal_class.casefold()}) if options.normal_class else NORMAL


def _indicators(cells: TextColumns, names: Collection[str]) -> tuple[str, ...]:
    return tuple(name for name in names if only_indicators(cells.columns[name]))


def _with_key(cells: TextColumns, choice: Choice) -> TextColumns:
    """Only rows that have a key, only columns that are used; the others are noted."""
    there = pc.not_equal(cells.columns[choice.key], "")
    cells.faults.add(FaultKind.KEY_EMPTY, cells.lines.filter(pc.invert(there)).to_pylist())
    wanted = {choice.key, choice.split, choice.reader, choice.item}
    wanted |= {column for _, columns in choice.sources for column in columns}
    wanted |= set(choice.boxes.names) if choice.boxes else set()
    kept = {name: c.filter(there) for name, c in cells.columns.items() if name in wanted}
    return TextColumns(kept, cells.lines.filter(there), cells.n_rows, cells.faults)


def _splits(cells: TextColumns, choice: Choice) -> pa.Array:
    if not choice.split:
        return pa.array([""] * len(cells.lines), pa.string())
    texts, codes = encode(cells.columns[choice.split])
    lines = np.asarray(cells.lines, np.int64)
    names = [safe_text(text) for text in texts]
    cells.faults.add(FaultKind.SPLIT_EMPTY, lines[_is_in(codes, [n == "" for n in names])])
    alike = {name for group in spellings(sorted(set(names))) for name in group}
    cells.faults.add(FaultKind.SPLIT_CASE, lines[_is_in(codes, [n in alike for n in names])])
    return pc.take(pa.array(names, pa.string()), pa.array(codes))


def _is_in(codes: np.ndarray, flags: list[bool]) -> np.ndarray:
    return np.array(flags, np.bool_)[codes] if flags else np.zeros(0, np.bool_)


def _note_rows(
    cells: TextColumns,
    choice: Choice,
    read: Sequence[ReadLabel],
    who: Codes,
    normal: Collection[str],
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Note rows that stand twice, conflict or say nothing; `who` numbers what by whom."""
    lines, faults = np.asarray(cells.lines, np.int64), cells.faults
    arrays = [array for one in read for array in one.cells]
    boxes = [cells.columns[name] for name in (choice.boxes.names if choice.boxes else ())]
    faults.add(FaultKind.DOUBLED, lines[find_doubled(who, [*arrays, *boxes])])
    pairs = [(one.column, array) for one in read for array in one.cells]
    conflict = find_conflicts(who, pairs, normal)
    faults.add(FaultKind.CONFLICT, lines[conflict])
    if not has_blanks_that_speak(read):
        blank = np.logical_and.reduce([np.asarray(pc.equal(cells, "")) for cells in arrays])
        faults.add(FaultKind.LABEL_EMPTY, lines[blank])
    return conflict
