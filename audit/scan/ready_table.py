"""Ready header tables as sources: a row an instance or, with `instanceCount`, a series."""

from __future__ import annotations

import csv
import gzip
import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from audit.errors import NothingToAudit, UserError
from audit.scan.discover import is_ready_table
from audit.scan.keywords import column_index

INSTANCE_COUNT = "instanceCount"
"""The column that makes a row stand for a series: how many instances the series has."""
BATCH_ROWS = 65_536
_BLANKS = " \t\r\n\0\ufeff"
_BLOCK_BYTES = 16 << 20
_HEAD_CHARACTERS = 1 << 20
_DELIMITERS = ",;\t"
_STORED = frozenset({"item", "status", "codes", "states", "read_to"})
"""Columns that only a table of `dicom-audit scan` has."""


@dataclass(frozen=True, slots=True)
class ReadyTable:
    """One table among the sources: what its columns are, before any row is read."""

    path: Path
    source: int
    """Its number among the sources."""
    names: dict[str, str] = field(repr=False)
    """From keyword (or `instanceCount`) to the name of the column as the file has it."""
    heads: tuple[str, ...] = field(repr=False)
    """All columns, as the file has them."""
    delimiter: str
    """Of CSV; "" for Parquet."""
    is_stored: bool
    """Written by `dicom-audit scan`: its values are tokens and states already."""

    @property
    def n_unknown(self) -> int:
        """Columns that the header table does not have; they are not read."""
        return len(self.heads) - len(self.names)

    @property
    def by_series(self) -> bool:
        """Whether a row stands for a series."""
        return INSTANCE_COUNT in self.names


def find_ready_tables(roots: Sequence[Path]) -> list[ReadyTable]:
    """
    The tables among the sources, their heads read.

    Raises UserError for one that cannot be read, NothingToAudit for one without a keyword.
    """
    return [
        open_ready_table(root, source)
        for source, root in enumerate(roots, 1)
        if is_ready_table(root)
    ]


def open_ready_table(path: Path, source: int) -> ReadyTable:
    """The head of one table; raises as `find_ready_tables`."""
    delimiter = ""
    try:
        if path.name.lower().endswith(".parquet"):
            heads = [str(name) for name in pq.read_schema(path).names]
        else:
            heads, delimiter = _read_head(path)
    except (OSError, EOFError, csv.Error, UnicodeDecodeError, pa.ArrowException):
        raise unreadable(source) from None
    stored = not delimiter and set(heads) >= _STORED
    names = _known(heads, source)
    if not names.keys() - {INSTANCE_COUNT}:
        raise NothingToAudit(
            f"source {source} is a table, and none of its {len(heads)} columns has the name of a "
            "DICOM keyword that is read, such as PatientID or Modality: rename its columns"
        )
    return ReadyTable(path, source, names, tuple(heads), delimiter, stored)


def unreadable(source: int) -> UserError:
    """One sentence for whatever the readers of Parquet and CSV may say."""
    return UserError(
        f"source {source} is no table that can be read to its end: it must be Parquet, or CSV in "
        "UTF-8 with a head"
    )


def _known(heads: list[str], source: int) -> dict[str, str]:
    """Names that differ from a keyword in outer blanks only are taken for it."""
    bare = [head.strip(_BLANKS) for head in heads]
    wanted = column_index().keys() | {INSTANCE_COUNT}
    counted = Counter(name for name in bare if name in wanted)
    if twice := sorted(name for name, n in counted.items() if n > 1):
        raise UserError(f"source {source} has several columns called {twice[0]}: keep one of them")
    return {name: head for name, head in zip(bare, heads, strict=True) if name in wanted}


def _read_head(path: Path) -> tuple[list[str], str]:
    """The names of a CSV, and of comma, semicolon and tab the one that the head has most of."""
    with _open_text(path) as file:
        line = file.readline(_HEAD_CHARACTERS)
    split = {mark: next(csv.reader([line], delimiter=mark), []) for mark in _DELIMITERS}
    delimiter = max(_DELIMITERS, key=lambda mark: (len(split[mark]), -_DELIMITERS.index(mark)))
    return split[delimiter], delimiter


def _open_text(path: Path) -> TextIO:
    if path.name.lower().endswith(".gz"):
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")


@dataclass(slots=True)
class BadRows:
    """Rows of a CSV with another number of cells than its head, by their number from 1."""

    rows: list[int] = field(default_factory=list)

    def note(self, row: pacsv.InvalidRow) -> str:
        """What the CSV reader calls for each of them; to it the head is row 1."""
        self.rows.append(row.number - 1)
        return "skip"


def read_batches(table: ReadyTable, bad: BadRows, columns: list[str]) -> Iterator[pa.RecordBatch]:
    """
    The rows, so many at a time, only the columns named; every cell of a CSV as text.

    Raises UserError where the file breaks off or is not UTF-8.
    """
    try:
        if table.delimiter:
            yield from _csv_batches(table, bad, columns)
        else:
            with pq.ParquetFile(table.path) as file:
                yield from file.iter_batches(BATCH_ROWS, columns=columns, use_threads=False)
    except (OSError, EOFError, pa.ArrowException):
        raise unreadable(table.source) from None


def _csv_batches(table: ReadyTable, bad: BadRows, columns: list[str]) -> Iterator[pa.RecordBatch]:
    packed = table.path.name.lower().endswith(".gz")
    with pa.input_stream(str(table.path), compression="gzip" if packed else None) as stream:
        reader = pacsv.open_csv(
            stream,
            read_options=pacsv.ReadOptions(use_threads=False, block_size=_BLOCK_BYTES),
            parse_options=pacsv.ParseOptions(
                delimiter=table.delimiter,
                newlines_in_values=True,
                invalid_row_handler=bad.note,
            ),
            convert_options=pacsv.ConvertOptions(
                include_columns=columns,
                column_types=dict.fromkeys(columns, pa.string()),
                null_values=[""],
                strings_can_be_null=True,
            ),
        )
        for batch in reader:
            for start in range(0, batch.num_rows, BATCH_ROWS):
                yield batch.slice(start, BATCH_ROWS)


def digest_of(table: ReadyTable) -> str:
    """SHA-256 of the whole file: all of its rows have it, since no row has bytes of its own."""
    try:
        with table.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        raise unreadable(table.source) from None
