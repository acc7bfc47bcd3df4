"""`findings.csv`: one row a finding, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io

from audit.outputs.json import finding_record
from audit.outputs.paths import shown_paths
from audit.profile.model.withheld import WORD
from audit.report.model import AuditReport
from audit.report.order import found

HEAD = (
    "rule",
    "severity",
    "confidence",
    "status",
    "family",
    "title",
    "message",
    "subject",
    "count",
    "total",
    "unit",
    "keyword",
    "examples",
    "items",
    "reason",
    "because",
)
_LIVE = ("=", "+", "-", "@", "\t", "\r", "\0")


def render(report: AuditReport) -> bytes:
    """RFC 4180: CRLF, quotes where needed, UTF-8. `--show-paths` adds a column of paths."""
    held = io.StringIO(newline="")
    writer = csv.writer(held, lineterminator="\r\n")
    records = [finding_record(one) for one in found(report.results)]
    paths = shown_paths(report, (item for record in records for item in record["items"]))
    writer.writerow(HEAD if paths is None else (*HEAD, "paths"))
    for record in records:
        cells = [_cell(record[name]) for name in HEAD]
        if paths is not None:
            cells.append(_cell([paths[item] for item in record["items"] if item in paths]))
        writer.writerow(cells)
    return held.getvalue().encode("utf-8")


def _cell(value: object) -> str:
    if value is None or isinstance(value, int):
        return WORD if value is None else str(value)
    text = "; ".join(map(str, value)) if isinstance(value, list) else str(value)
    return inert(text)


def inert(text: str) -> str:
    """With `'` in front of what a spreadsheet would take for a formula (OWASP ASVS 1.2.10)."""
    return f"'{text}" if text.startswith(_LIVE) else text
