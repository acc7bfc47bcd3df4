"""`diff.md`: a comparison for a pull request or a step summary; short, whatever the audits."""

from __future__ import annotations

from audit.diff.model import Change, Compared
from audit.diff.wording import (
    AREA_WORDS,
    TITLES,
    extent,
    said,
    shown,
    size,
    totals,
    unchanged,
    where,
)
from audit.outputs.markdown import inert
from audit.report.words import integer
from audit.scan.safe_text import safe_text

LISTED = 50
"""Changes in each table; the rest is counted. Keeps the file far below 1 MiB."""
MESSAGE = 600
_HEAD = (
    "| area | id | where | old | new | why | what is said |",
    "| :--- | :--- | :--- | :--- | :--- | :--- | :--- |",
)


def render(compared: Compared) -> bytes:
    """GitHub-flavoured Markdown; nothing from the audits can become markup, mention or command."""
    lines = [
        "# Two audits compared",
        "",
        f"**{totals(compared)}.** {unchanged(compared)}.",
        "",
        f"- old: {size(compared.old)}; {inert(compared.old.sentence)}",
        f"- new: {size(compared.new)}; {inert(compared.new.sentence)}",
        *(f"- not alike: {inert(one)}" for one in compared.unlike),
        "",
    ]
    for effect, chosen in shown(compared):
        lines += [f"## {TITLES[effect]}", "", *_HEAD, *map(_row, chosen[:LISTED]), ""]
        if len(chosen) > LISTED:
            lines += [f"And {integer(len(chosen) - LISTED)} more in diff.json.", ""]
    return ("\n".join(lines) + "\n").encode("utf-8")


def _row(one: Change) -> str:
    cells = (
        AREA_WORDS[one.area],
        one.id,
        where(one),
        extent(one.old, one.area),
        extent(one.new, one.area),
        one.told,
        safe_text(said(one), MESSAGE),
    )
    return f"| {' | '.join(map(inert, cells))} |"
