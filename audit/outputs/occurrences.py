"""`occurrences.parquet`: every occurrence behind every finding, for the operator's eyes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from audit.checks.model import Finding
from audit.outputs.paths import all_paths
from audit.profile.model import Subjects
from audit.report.model import AuditReport
from audit.report.order import found

SCHEMA = pa.schema(
    [
        ("rule", pa.string()),
        ("path", pa.string()),
        ("level", pa.string()),
        ("number", pa.int64()),
        ("keyword", pa.string()),
        ("status", pa.string()),
    ]
)
"""`number` is the subject's own (patient 17); `path` leads to its first item."""
GROUP = 131_072
"""Rows written at a time."""


def render(report: AuditReport) -> bytes:
    """In the order of the findings; with `--shareable` an item number stands for the path."""
    named = _Paths(report)
    sink = pa.BufferOutputStream()
    with pq.ParquetWriter(sink, SCHEMA, compression="zstd") as writer:
        for some in _in_groups(_tables(report, named)):
            writer.write_table(pa.concat_tables(some), row_group_size=GROUP)
    data: bytes = sink.getvalue().to_pybytes()
    return data


def _tables(report: AuditReport, named: _Paths) -> Iterator[pa.Table]:
    """One table a finding and keyword; columns and not rows: there may be millions."""
    for one in found(report.results):
        for keyword, subjects in parts_of(one.finding):
            n_rows = len(subjects)
            constants = (one.result.check.rule, subjects.level, keyword, one.status)
            rule, level, word, status = (pa.repeat(pa.scalar(c), n_rows) for c in constants)
            numbers = pa.array(subjects.numbers, pa.int64())
            path = named.of(pa.array(subjects.items, pa.int64()))
            yield pa.table([rule, path, level, numbers, word, status], schema=SCHEMA)


def _in_groups(tables: Iterator[pa.Table]) -> Iterator[list[pa.Table]]:
    """So many tables together that a group of rows is worth the name; one at least."""
    held, n_rows = [SCHEMA.empty_table()], 0
    for table in tables:
        held.append(table)
        n_rows += table.num_rows
        if n_rows >= GROUP:
            yield held
            held, n_rows = [], 0
    if held:
        yield held


class _Paths:
    """What stands for an item: its path, or its number."""

    def __init__(self, report: AuditReport) -> None:
        self._known = report.inventory is not None and not report.shareable
        if report.inventory is not None and self._known:
            items, self._paths = all_paths(report.inventory)
            self._items = items.to_numpy()

    def of(self, items: pa.Array) -> pa.Array:
        """One text an item; its number where the inventory does not have it."""
        numbers = pc.binary_join_element_wise("item", items.cast(pa.string()), " ")
        if not self._known or not len(self._items):
            return numbers
        wanted = items.to_numpy()
        places = np.minimum(np.searchsorted(self._items, wanted), len(self._items) - 1)
        there = pa.array(self._items[places] == wanted)
        return pc.if_else(there, self._paths.take(pa.array(places)), numbers)


def parts_of(finding: Finding) -> tuple[tuple[str, Subjects], ...]:
    """The occurrences by keyword; a finding of one keyword is its own only part."""
    return finding.parts or ((finding.keyword, finding.subjects),)
