"""Label tables: read a file, join it with the headers; every row is accounted for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from audit.scan.label_cells import TextColumns
from audit.scan.label_columns import Choice, Convention, LabelOptions, choose_columns
from audit.scan.label_faults import FaultKind, RowFault
from audit.scan.label_file import read_columns
from audit.scan.label_repeats import encode, find_conflicts, find_doubled
from audit.scan.label_values import VALUES, Entries, LabelColumn, read_values, spellings
from audit.scan.safe_text import safe_text
from audit.scan.tokens import token

__all__ = ["LabelOptions", "LabelTable", "read_labels"]


@dataclass(frozen=True, slots=True)
class LabelTable:
    """
    One label file, before it meets the headers.

    `rows` has one row a line that was read and has a key: `row` (line), `key` (number in `keys`),
    `token`, `split`, `conflict`. `entries` is the long table: `row`, `token`, `label`, `name`,
    `value` (positive, uncertain, negative, not mentioned), `split`.
    """

    keyword: str
    """What the key identifies: a DICOM keyword or `path`; "" where the join must find out."""
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
    """From a key to what the headers hold of it: a token, or the path itself."""


def read_labels(path: Path, options: LabelOptions, key: bytes) -> LabelTable:
    """
    Read a label file; `key` is the one the tokens of the headers were made with.

    Raises UserError where the file is absent, empty, not UTF-8, of no known suffix, or where the
    key or a label column is not there.
    """
    cells = read_columns(path)
    choice = choose_columns(list(cells.columns), options)
    cells = _with_key(cells, choice)
    identify = _identifier(choice.keyword, key)
    keys, codes = encode(cells.columns[choice.key])
    tokens = pc.take(pa.array([identify(text) for text in keys], pa.string()), pa.array(codes))
    splits = _splits(cells, choice)
    read = [_read_label(name, cells, options) for name in choice.labels]
    arrays = [cells.columns[name] for name in choice.labels]
    conflict = find_conflicts(codes, [(c, a) for (c, _), a in zip(read, arrays, strict=True)])
    _note_rows(cells, [column for column, _ in read], arrays, find_doubled(codes, arrays), conflict)
    rows = pa.table(
        {
            "row": cells.lines,
            "key": codes,
            "token": tokens,
            "split": splits,
            "conflict": pa.array(conflict),
        }
    )
    return LabelTable(
        keyword=choice.keyword,
        columns=tuple(column for column, _ in read),
        has_split=bool(choice.split),
        n_rows=cells.n_rows,
        rows=rows,
        entries=pa.concat_tables([_long(rows, column, found) for column, found in read]),
        faults=cells.faults.freeze(),
        keys=tuple(keys),
        identify=identify,
    )


def _identifier(keyword: str, key: bytes) -> Callable[[str], str]:
    if keyword == "path":
        return lambda text: text.removeprefix("./")
    return lambda text: token(key, text)


def _with_key(cells: TextColumns, choice: Choice) -> TextColumns:
    """Only rows that have a key; the others are noted."""
    there = pc.not_equal(cells.columns[choice.key], "")
    cells.faults.add(FaultKind.KEY_EMPTY, cells.lines.filter(pc.invert(there)).to_pylist())
    wanted = {choice.key, *choice.labels} | ({choice.split} if choice.split else set())
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


def _read_label(
    name: str, cells: TextColumns, options: LabelOptions
) -> tuple[LabelColumn, Entries]:
    declared = [one for label, one in options.classes if label == name]
    return read_values(name, cells.columns[name], cells.lines, declared, cells.faults)


def _note_rows(
    cells: TextColumns,
    columns: list[LabelColumn],
    arrays: list[pa.Array],
    doubled: np.ndarray,
    conflict: np.ndarray,
) -> None:
    lines, faults = np.asarray(cells.lines, np.int64), cells.faults
    faults.add(FaultKind.DOUBLED, lines[doubled])
    faults.add(FaultKind.CONFLICT, lines[conflict])
    if all(column.convention is not Convention.INDICATOR for column in columns):
        blank = np.logical_and.reduce([np.asarray(pc.equal(cells, "")) for cells in arrays])
        faults.add(FaultKind.LABEL_EMPTY, lines[blank])


def _long(rows: pa.Table, column: LabelColumn, found: Entries) -> pa.Table:
    """The entries of one column as rows of the long table."""
    of_row = rows.select(["row", "token", "split"]).take(pa.array(found.row))
    names = pa.array(column.classes, pa.string()).take(pa.array(found.class_index))
    values = pa.array([str(v) for v in VALUES]).take(pa.array(found.value_index))
    label = pa.array([column.label], pa.string()).take(pa.array(np.zeros_like(found.row)))
    return pa.table(
        {
            "row": of_row["row"],
            "token": of_row["token"],
            "label": label,
            "name": names,
            "value": values,
            "split": of_row["split"],
        }
    )
