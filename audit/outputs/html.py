"""`report.html`: one file that asks nothing of any network and can be read without script."""

from __future__ import annotations

from audit.outputs.page import page_of
from audit.report.environment import environment
from audit.report.model import AuditReport
from audit.report.style import screen_style


def render(report: AuditReport) -> bytes:
    """The page as UTF-8; the same report gives the same bytes."""
    template = environment().get_template("report.html")
    text = template.render(page=page_of(report), style=screen_style(), medium="html")
    return text.encode("utf-8")
