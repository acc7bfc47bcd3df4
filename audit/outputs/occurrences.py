"""`occurrences.parquet`: every occurrence behind every finding, for the operator's eyes."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq

from audit.checks.model import Finding
from audit.outputs.paths import paths_of_items
from audit.profile.model import Subjects
from audit.report.model import AuditReport
from audit.report.order import Found, found

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


def render(report: AuditReport) -> bytes:
    """In the order of the findings; with `--shareable` an item number stands for the path."""
    every = found(report.results)
    paths: dict[int, str] = {}
    if report.inventory is not None and not report.shareable:
        wanted = sorted(
            {item for one in every for _, some in parts_of(one.finding) for item in some.items}
        )
        paths = paths_of_items(report.inventory, wanted)
    filled = [
        _columns(one, keyword, subjects, paths)
        for one in every
        for keyword, subjects in parts_of(one.finding)
    ]
    table = pa.concat_tables([SCHEMA.empty_table(), *filled]).combine_chunks()
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    data: bytes = sink.getvalue().to_pybytes()
    return data


def _columns(one: Found, keyword: str, subjects: Subjects, paths: dict[int, str]) -> pa.Table:
    """One row a subject; column by column, since a finding may have a million of them."""
    n = len(subjects)
    columns = [
        pa.repeat(pa.scalar(one.result.check.rule), n),
        pa.array([paths.get(item, f"item {item}") for item in subjects.items], pa.string()),
        pa.repeat(pa.scalar(subjects.level, pa.string()), n),
        pa.array(subjects.numbers, pa.int64()),
        pa.repeat(pa.scalar(keyword, pa.string()), n),
        pa.repeat(pa.scalar(one.status, pa.string()), n),
    ]
    return pa.table(columns, schema=SCHEMA)


def parts_of(finding: Finding) -> tuple[tuple[str, Subjects], ...]:
    """The occurrences by keyword; a finding of one keyword is its own only part."""
    return finding.parts or ((finding.keyword, finding.subjects),)
