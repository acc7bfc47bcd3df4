"""`report.pdf`: the same content, paged, tagged and bookmarked, with `audit.json` attached."""

from __future__ import annotations

import gc
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from types import ModuleType

from audit.errors import OutputNotWritten
from audit.outputs import json
from audit.outputs.page import page_of
from audit.report.environment import environment
from audit.report.model import AuditReport
from audit.report.style import print_style
from audit.report.typeface import drawable

_EPOCH = "315532800"
"""1980-01-01, for the time stamps that a font must carry; the report itself shows no time."""
_MISSING = (
    "report.pdf was not made: WeasyPrint does not find its system libraries. Install them with "
    "`apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0` (Debian, Ubuntu) or "
    "`brew install pango` (macOS). All other outputs can be made without them"
)


def render(report: AuditReport) -> bytes:
    """
    PDF/UA-1. Nothing is fetched but what stands in the page itself (`data:`).

    Raises OutputNotWritten where the libraries of WeasyPrint are missing.
    """
    weasyprint = _weasyprint()
    audit_json = json.render(report)
    text = _html(report)
    fetcher = weasyprint.URLFetcher(allowed_protocols=["data"])
    fixed = datetime.fromtimestamp(int(_EPOCH), UTC)
    attached = weasyprint.Attachment(
        string=audit_json.decode("utf-8"),
        name="audit.json",
        description="All measurements and judgements of this report",
        created=fixed,
        modified=fixed,
        relationship="Data",
        url_fetcher=fetcher,
    )
    document = weasyprint.HTML(string=text, url_fetcher=fetcher, media_type="print")
    with _fixed_time(), _without_collection():
        data: bytes = document.write_pdf(
            pdf_variant="pdf/ua-1",
            attachments=[attached],
            pdf_identifier=hashlib.sha256(audit_json).digest()[:16],
        )
    return data


def _html(report: AuditReport) -> str:
    """The page before it is set; a letter that our typeface lacks becomes a visible escape."""
    template = environment().get_template("report_pdf.html")
    return drawable(template.render(page=page_of(report), style=print_style(), medium="pdf"))


def _weasyprint() -> ModuleType:
    try:
        import weasyprint  # noqa: PLC0415  (1.5 s, and it needs Pango)
    except (ImportError, OSError):
        raise OutputNotWritten(_MISSING) from None
    module: ModuleType = weasyprint
    return module


@contextmanager
def _without_collection() -> Iterator[None]:
    """No search for cycles meanwhile: boxes and styles all live to the end; a fifth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def _fixed_time() -> Iterator[None]:
    """SOURCE_DATE_EPOCH for the font subset; the caller's own value comes back afterwards."""
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = _EPOCH
    try:
        yield
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = before
