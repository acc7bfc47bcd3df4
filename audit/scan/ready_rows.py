"""Rows of a ready header table as items and rows of ours."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from audit.scan.codes import status_of
from audit.scan.description_words import columns_described
from audit.scan.keywords import columns
from audit.scan.patient_ids import PATIENT
from audit.scan.ready_table import (
    INSTANCE_COUNT,
    BadRows,
    ReadyTable,
    digest_of,
    read_batches,
)
from audit.scan.ready_text import as_dicom, to_text
from audit.scan.ready_values import BLANK_STATES, EMPTY_LETTER, CellReader
from audit.scan.schema import header_schema
from audit.scan.shown_path import shown_path

OF_ONE_INSTANCE = frozenset(
    {"SOPInstanceUID", "ReferencedSOPInstanceUID", "InstanceNumber", "ImagePositionPatient",
     "SliceLocation", "NumberOfFrames", "TriggerTime", "ContentDate"}
)  # fmt: skip
"""Attributes of instances: in a row that stands for a series they are one of many, or a guess."""
MOST_INSTANCES = 10**9


def read_rows(table: ReadyTable, key: bytes, first: int) -> Iterator[pa.Table]:
    """
    The rows as tables of the SCHEMA, items numbered from `first`; keywords without a column are
    *unknown*. What is no row, or holds nothing, is a rejected item.

    Raises UserError where the file breaks off.
    """
    maker = _RowMaker(table, key)
    bad, n_read = BadRows(), 0
    for batch in read_batches(table, bad, list(table.names.values())):
        numbers = _numbers(n_read, batch.num_rows, bad.rows)
        n_read += batch.num_rows
        yield maker.make(batch, numbers, first)
        first += batch.num_rows
    if bad.rows:
        yield maker.reject(bad.rows, first)


def _numbers(n_read: int, n_rows: int, bad: list[int]) -> np.ndarray:
    """The numbers of the next rows in the file, in which those left out count too."""
    highest = n_read + n_rows + len(bad) + 1
    good = np.setdiff1d(np.arange(1, highest), np.array(bad, np.int64), assume_unique=True)
    return good[n_read : n_read + n_rows]


class _RowMaker:
    """What all batches of one table have in common."""

    def __init__(self, table: ReadyTable, key: bytes) -> None:
        self._table = table
        self._reader = CellReader(key, table.by_series)
        self._digest = digest_of(table)
        self._name = shown_path(os.fsencode(table.path.name))
        taken = [column for column in columns() if column.keyword in table.names]
        if table.by_series:
            taken = [column for column in taken if column.keyword not in OF_ONE_INSTANCE]
        self._columns = taken
        self._described = columns_described([column.keyword for column in taken])

    def make(self, batch: pa.RecordBatch, numbers: np.ndarray, first: int) -> pa.Table:
        """One batch; `numbers` are those of its rows in the file."""
        n_rows = batch.num_rows
        states = np.tile(BLANK_STATES, (n_rows, 1))
        codes: dict[int, list[str]] = defaultdict(list)
        found: dict[str, pa.Array] = {}
        for column in self._columns:
            texts = to_text(batch.column(self._table.names[column.keyword]), column.vr)
            if texts is None:
                continue
            cells = self._reader.read(column, texts)
            found[column.keyword] = cells.values
            if column.keyword == "PatientID":
                found[PATIENT] = self._reader.normal_patients(texts)
            for name in self._described.get(column.keyword, ()):
                found[name] = self._reader.words(texts)
            states[:, column.index] = cells.letters
            for rows, said in cells.codes:
                for row in rows.tolist():
                    codes[row].extend(said)
        if self._table.by_series:
            found["series_instances"] = self._count(batch, codes)
        blank = self._blank(states)
        found |= self._frame(numbers, first, codes, blank)
        found["states"] = _as_strings(states)
        return self._table_of(found, n_rows)

    def _blank(self, states: np.ndarray) -> np.ndarray:
        """Rows without a value in any of the columns that are read."""
        indexes = [column.index for column in self._columns]
        return np.asarray((states[:, indexes] == EMPTY_LETTER).all(axis=1))

    def _count(self, batch: pa.RecordBatch, codes: dict[int, list[str]]) -> pa.Array:
        """Instances a series; what cannot be a count has a code and counts as 1."""
        texts = to_text(batch.column(self._table.names[INSTANCE_COUNT]), "IS")
        if texts is None:
            texts = pa.array([""] * batch.num_rows, pa.string()).dictionary_encode()
        counts = [_whole(text) for text in texts.dictionary.to_pylist()]
        places = np.asarray(texts.indices.fill_null(len(counts)), np.int64)
        numbers = np.array([*counts, 0], np.int64)[places]
        for row in np.flatnonzero(numbers == 0).tolist():
            codes[row].append("count-invalid")
        return pa.array(np.maximum(numbers, 1))

    def _frame(
        self, numbers: np.ndarray, first: int, codes: dict[int, list[str]], blank: np.ndarray
    ) -> dict[str, pa.Array]:
        for row in np.flatnonzero(blank).tolist():
            codes[row] = ["row-empty"]
        n_rows = len(numbers)
        statuses = np.full(n_rows, "ok", object)
        for row, said in codes.items():
            statuses[row] = "rejected" if blank[row] else status_of(said)
        sizes = np.zeros(n_rows + 1, np.int32)
        sizes[1:] = [len(codes.get(row, ())) for row in range(n_rows)] if codes else 0
        flat = [code for row in sorted(codes) for code in codes[row]]
        return {
            "item": pa.array(np.arange(first, first + n_rows)),
            "path": self._paths(pa.array(numbers)),
            "status": pa.array(statuses, pa.string()),
            "codes": pa.ListArray.from_arrays(np.cumsum(sizes), pa.array(flat, pa.string())),
        }

    def _paths(self, numbers: pa.Array) -> pa.Array:
        return pc.binary_join_element_wise(self._name, numbers.cast(pa.string()), "#")

    def _table_of(self, found: dict[str, pa.Array], n_rows: int) -> pa.Table:
        schema = header_schema()
        found["source"] = pa.repeat(pa.scalar(self._table.source, pa.int32()), n_rows)
        found["sha256"] = pa.repeat(pa.scalar(self._digest), n_rows)
        arrays = [
            found[f.name].cast(f.type) if f.name in found else pa.nulls(n_rows, f.type)
            for f in schema
        ]
        return pa.table(arrays, schema=schema)

    def reject(self, rows: list[int], first: int) -> pa.Table:
        """The rows of a CSV that have too few or too many cells."""
        found = {
            "item": pa.array(np.arange(first, first + len(rows))),
            "path": self._paths(pa.array(rows, pa.int64())),
            "status": pa.repeat(pa.scalar("rejected"), len(rows)),
            "codes": pa.array([["row-invalid"]] * len(rows)),
        }
        return self._table_of(found, len(rows))


def _as_strings(letters: np.ndarray) -> pa.Array:
    """Each row of ASCII letters as one text."""
    n_rows, width = letters.shape
    ends = np.arange(0, (n_rows + 1) * width, width, dtype=np.int32)
    return pa.StringArray.from_buffers(n_rows, pa.py_buffer(ends), pa.py_buffer(letters))


def _whole(text: str) -> int:
    """The number, or 0 where it is no count of instances."""
    bare = as_dicom(_COUNT_LIKE, text).strip()
    number = int(bare) if bare.isdecimal() and len(bare) < 11 else 0
    return number if number <= MOST_INSTANCES else 0


_COUNT_LIKE = next(column for column in columns() if column.vr == "IS" and not column.multi)
"""A whole number written as text is read as in this column."""
