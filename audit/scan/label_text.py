"""CSV and TSV label files: quotes understood, nothing interpreted; odd files line by line."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from audit.errors import UserError
from audit.scan.label_cells import BLANKS, TextColumns, check_names
from audit.scan.label_fast import read_plain
from audit.scan.label_faults import FaultKind, FaultList

if TYPE_CHECKING:
    from _csv import Reader

DELIMITERS = ",;\t"
FIELD_LIMIT = 1 << 20
CHUNK = 20_000
_BOMS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


@dataclass(slots=True)
class _Rows:
    """Rows of the right width; every so many are turned into columns, which take less memory."""

    width: int
    waiting: list[list[str]] = field(default_factory=list)
    chunks: list[list[pa.Array]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    n_rows: int = 0
    faults: FaultList = field(default_factory=FaultList)

    def take(self, row: list[str], line: int) -> None:
        """Keep the row, or note its line where it has too few or too many fields."""
        self.n_rows += 1
        if len(row) > self.width and not any(row[self.width :]):
            row = row[: self.width]
        if len(row) != self.width:
            self.faults.add(FaultKind.UNREADABLE, [line])
            return
        self.waiting.append(row)
        self.lines.append(line)
        if len(self.waiting) == CHUNK:
            self._turn()

    def take_all(self, columns: list[pa.Array], first: int) -> None:
        """Rows of consecutive lines at once."""
        self._turn()
        self.n_rows += len(columns[0])
        self.lines.extend(range(first, first + len(columns[0])))
        self.chunks.append([pc.utf8_trim(column, BLANKS) for column in columns])

    def lose(self, first: int, last: int) -> None:
        """A quote that is not closed swallows lines: each counts as a row that was not read."""
        self.n_rows += last - first + 1
        self.faults.add(FaultKind.UNREADABLE, range(first, last + 1))

    def columns(self) -> list[pa.Array]:
        """All rows so far, column by column."""
        self._turn()
        if not self.chunks:
            return [pa.array([], pa.string()) for _ in range(self.width)]
        return [pa.concat_arrays(parts) for parts in zip(*self.chunks, strict=True)]

    def _turn(self) -> None:
        if self.waiting:
            columns = [pa.array(cells, pa.string()) for cells in zip(*self.waiting, strict=True)]
            self.chunks.append([pc.utf8_trim(column, BLANKS) for column in columns])
            self.waiting = []


def read_text(path: Path) -> TextColumns:
    """The file; the delimiter of a CSV is the one of comma, semicolon, tab the head has most of."""
    encoding = _encoding(path)
    with path.open(encoding=encoding, newline="") as file:
        head = file.readline()
        delimiter = "\t" if path.suffix.lower() == ".tsv" else _sniff(head)
        if encoding == "utf-8-sig" and (found := _read_fast(path, head, delimiter)):
            return found
        file.seek(0)
        return _read(file, delimiter)


def _read_fast(path: Path, head: str, delimiter: str) -> TextColumns | None:
    """None where the file needs the csv module, also to say what is wrong with its head."""
    try:
        names = next(csv.reader([head], delimiter=delimiter, strict=True), [])
    except csv.Error:
        return None
    names = [name.strip(BLANKS) for name in names]
    if not names or len({*names} - {""}) != len([name for name in names if name]):
        return None
    return read_plain(path, names, delimiter)


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        return _BOMS.get(file.read(2), "utf-8-sig")


def _sniff(head: str) -> str:
    """Only the head decides: it holds names, while cells may hold any text."""
    widths = {mark: len(next(csv.reader([head], delimiter=mark), [])) for mark in DELIMITERS}
    return max(DELIMITERS, key=lambda mark: (widths[mark], -DELIMITERS.index(mark)))


def _read(file: Iterator[str], delimiter: str) -> TextColumns:
    limit = csv.field_size_limit(FIELD_LIMIT)
    try:
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        names = [name.strip(BLANKS) for name in _head(reader)]
        check_names(names)
        rows = _Rows(len(names))
        rest, line = _read_plain(file, delimiter, rows, reader.line_num)
        _read_rows(csv.reader(rest, delimiter=delimiter, strict=True), rows, line)
    finally:
        csv.field_size_limit(limit)
    named = {n: c for n, c in zip(names, rows.columns(), strict=True) if n}
    return TextColumns(named, pa.array(rows.lines, pa.int64()), rows.n_rows, rows.faults)


def _head(reader: Iterator[list[str]]) -> list[str]:
    try:
        return next(iter(islice(reader, 1)), [])
    except csv.Error:
        raise UserError(
            "the head of the label table cannot be read: check its quotes in line 1"
        ) from None


def _read_plain(
    file: Iterator[str], delimiter: str, rows: _Rows, line: int
) -> tuple[Iterator[str], int]:
    """
    Read as long as every line is a row of the right width: many lines at a time.

    Gives what is left from the first lines of which one is not so, and the number of the line
    before it: there each row is looked at by itself.
    """
    while lines := list(islice(file, CHUNK)):
        columns = _parse(lines, delimiter, rows.width)
        if columns is None:
            return chain(lines, file), line
        rows.take_all(columns, line + 1)
        line += len(lines)
    return iter(()), line


def _parse(lines: list[str], delimiter: str, width: int) -> list[pa.Array] | None:
    """The cells of lines without a quote, a row each; None where a line asks for a closer look."""
    text = "".join(lines)
    if '"' in text or max(map(len, lines)) > FIELD_LIMIT:
        return None
    data = text.encode("utf-8")
    names = [str(number) for number in range(width)]
    try:
        table = arrow_csv.read_csv(
            pa.py_buffer(data),
            arrow_csv.ReadOptions(column_names=names, block_size=len(data) + 1, use_threads=False),
            arrow_csv.ParseOptions(delimiter=delimiter, quote_char=False, ignore_empty_lines=False),
            arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid:
        return None
    columns = [column.combine_chunks() for column in table.columns]
    blank = np.logical_and.reduce([np.asarray(pc.equal(column, "")) for column in columns])
    return None if table.num_rows != len(lines) or blank.any() else columns


def _read_rows(reader: Reader, rows: _Rows, line: int) -> None:
    while True:
        first = line + reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            rows.lose(first, max(first, line + reader.line_num))
            continue
        if any(row):  # a blank line is no row
            rows.take(row, first)
