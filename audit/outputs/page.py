"""The page that `report.html` and `report.pdf` dress: made once, its figures drawn once."""

from __future__ import annotations

from audit.outputs.json import digest
from audit.report.memory import once
from audit.report.model import AuditReport
from audit.report.page import Page, build_page


@once
def page_of(report: AuditReport) -> Page:
    """The whole report as texts, tables and figures, with the digest of its `audit.json`."""
    return build_page(report, digest(report))
