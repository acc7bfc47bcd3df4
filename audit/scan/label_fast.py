"""Plain CSV and TSV files by pyarrow: the same cells as the csv module, ten times as fast."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from audit.scan.label_cells import BLANKS, TextColumns
from audit.scan.label_faults import FaultList

Bytes = np.ndarray[tuple[int], np.dtype[np.uint8]]
Places = np.ndarray[tuple[int], np.dtype[np.int64]]
LARGEST = 1 << 30
"""Larger files are read line by line: these are held whole, three times over."""
LONGEST_LINE = 1 << 20
_BLOCK = 1 << 24


def read_plain(path: Path, names: list[str], delimiter: str) -> TextColumns | None:
    """
    All cells as text; None where the file is not plain enough to be sure of every cell.

    Plain: UTF-8, one line a row, each with as many fields as the head, quotes only around whole
    fields, no NUL. Every other file is for the csv module, which says what is wrong with it.
    """
    if path.stat().st_size > LARGEST:
        return None
    data = path.read_bytes().removeprefix(b"\xef\xbb\xbf").rstrip(b"\r\n") + b"\n"
    quoted = b'"' in data
    if not _plain(data, delimiter, quoted):
        return None
    table = _parse(data, len(names), delimiter, quoted)
    if table is None or table.num_rows != data.count(b"\n"):
        return None
    columns = [pa.concat_arrays(column.chunks) for column in table.columns]
    if [column[0].as_py().strip(BLANKS) for column in columns] != names:
        return None
    rows = [column[1:] for column in columns]
    lines = pa.array(np.arange(2, table.num_rows + 1), pa.int64())
    filled = _filled(rows)
    if filled is not None:  # a row without a character is no row
        rows, lines = [column.filter(filled) for column in rows], lines.filter(filled)
    named = {
        name: pc.utf8_trim(column, BLANKS) for name, column in zip(names, rows, strict=True) if name
    }
    return TextColumns(named, lines, len(lines), FaultList())


def _plain(data: bytes, delimiter: str, quoted: bool) -> bool:
    if b"\0" in data or data.count(b"\r") != data.count(b"\r\n"):
        return False
    if b"\n\n" in data or b"\n\r\n" in data:
        return False
    letters = np.frombuffer(data, np.uint8)
    ends = np.flatnonzero(letters == ord("\n"))
    if np.diff(ends, prepend=-1).max() > LONGEST_LINE:
        return False
    return not quoted or _quotes_are_plain(letters, ends, ord(delimiter))


def _quotes_are_plain(letters: Bytes, ends: Places, delimiter: int) -> bool:
    """
    Whether quotes stand around whole fields only, doubled inside them, and close in their line.

    Every second quote closes: what follows it ends the field or is the other half of a doubled
    one; before one that opens there is a beginning of a field or the first half.
    """
    quotes = np.flatnonzero(letters == ord('"'))
    if len(quotes) % 2 or (np.searchsorted(quotes, ends) % 2).any():
        return False
    opening, closing = quotes[::2], quotes[1::2]
    before = np.where(opening > 0, letters[opening - 1], ord("\n"))
    after = letters[closing + 1]  # the data ends with a line break
    marks = [delimiter, ord("\n"), ord('"')]
    return bool(np.isin(before, marks).all() and np.isin(after, [*marks, ord("\r")]).all())


def _parse(data: bytes, width: int, delimiter: str, quoted: bool) -> pa.Table | None:
    """All lines, the head too; None where a line is too long or has another number of fields."""
    names = [f"c{n}" for n in range(width)]
    try:
        return csv.read_csv(
            pa.BufferReader(data),
            read_options=csv.ReadOptions(column_names=names, block_size=_BLOCK, use_threads=False),
            parse_options=csv.ParseOptions(
                delimiter=delimiter,
                quote_char='"' if quoted else False,
                double_quote=quoted,
                ignore_empty_lines=False,
            ),
            convert_options=csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                null_values=[],
                strings_can_be_null=False,
                quoted_strings_can_be_null=False,
            ),
        )
    except pa.ArrowException:
        return None


def _filled(columns: list[pa.Array]) -> pa.Array | None:
    """Which rows have a character in any cell; None where all have, which is usual."""
    empty = pc.equal(columns[0], "")
    for column in columns[1:]:
        empty = pc.and_(empty, pc.equal(column, ""))
    return pc.invert(empty) if pc.any(empty).as_py() else None
