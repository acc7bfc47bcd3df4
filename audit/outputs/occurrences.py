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
    columns: dict[str, list[str | int]] = {name: [] for name in SCHEMA.names}
    for one in every:
        _add(columns, one, paths)
    table = pa.table(columns, schema=SCHEMA)
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    data: bytes = sink.getvalue().to_pybytes()
    return data


def _add(columns: dict[str, list[str | int]], one: Found, paths: dict[int, str]) -> None:
    for keyword, subjects in parts_of(one.finding):
        for number, item in zip(subjects.numbers, subjects.items, strict=True):
            columns["rule"].append(one.result.check.rule)
            columns["path"].append(paths.get(item, f"item {item}"))
            columns["level"].append(subjects.level)
            columns["number"].append(number)
            columns["keyword"].append(keyword)
            columns["status"].append(one.status)


def parts_of(finding: Finding) -> tuple[tuple[str, Subjects], ...]:
    """The occurrences by keyword; a finding of one keyword is its own only part."""
    return finding.parts or ((finding.keyword, finding.subjects),)
