"""CSV and TSV label files, by Python's csv module: quotes understood, nothing interpreted."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from audit.errors import UserError
from audit.scan.label_cells import BLANKS, TextColumns, check_names
from audit.scan.label_faults import FaultKind, FaultList

if TYPE_CHECKING:
    from _csv import Reader

DELIMITERS = ",;\t"
FIELD_LIMIT = 1 << 20
_BOMS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


@dataclass(slots=True)
class _Rows:
    """Rows of the right width, column by column."""

    width: int
    cells: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    n_rows: int = 0
    faults: FaultList = field(default_factory=FaultList)

    def __post_init__(self) -> None:
        self.cells = [[] for _ in range(self.width)]

    def take(self, row: list[str], line: int) -> None:
        """Keep the row, or note its line where it has too few or too many fields."""
        self.n_rows += 1
        if len(row) > self.width and not any(row[self.width :]):
            row = row[: self.width]
        if len(row) != self.width:
            self.faults.add(FaultKind.UNREADABLE, [line])
            return
        for column, cell in zip(self.cells, row, strict=True):
            column.append(cell.strip(BLANKS))
        self.lines.append(line)

    def lose(self, first: int, last: int) -> None:
        """A quote that is not closed swallows lines: each counts as a row that was not read."""
        self.n_rows += last - first + 1
        self.faults.add(FaultKind.UNREADABLE, range(first, last + 1))


def read_text(path: Path) -> TextColumns:
    """The file; the delimiter of a CSV is the one of comma, semicolon, tab the head has most of."""
    encoding = _encoding(path)
    with path.open(encoding=encoding, newline="") as file:
        delimiter = "\t" if path.suffix.lower() == ".tsv" else _sniff(file.readline())
        file.seek(0)
        return _read(file, delimiter)


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
        _read_rows(reader, rows)
    finally:
        csv.field_size_limit(limit)
    named = {n: pa.array(c, pa.string()) for n, c in zip(names, rows.cells, strict=True) if n}
    return TextColumns(named, pa.array(rows.lines, pa.int64()), rows.n_rows, rows.faults)


def _head(reader: Iterator[list[str]]) -> list[str]:
    try:
        return next(iter(islice(reader, 1)), [])
    except csv.Error:
        raise UserError(
            "the head of the label table cannot be read: check its quotes in line 1"
        ) from None


def _read_rows(reader: Reader, rows: _Rows) -> None:
    while True:
        first = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            rows.lose(first, max(first, reader.line_num))
            continue
        if any(row):  # a blank line is no row
            rows.take(row, first)
