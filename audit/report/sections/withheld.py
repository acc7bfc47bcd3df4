"""What a shareable report does not show, where, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from audit.profile.model.withheld import Gap
from audit.report.model import AuditReport
from audit.report.view import Column, FamilyPage, Table, make_table
from audit.report.words import integer, label, number_of

_FAMILIES = {"balance": ("shortcuts",), "vendors": ("vendors", "overview")}
"""Pages that are made from facts of another family."""


def withheld_sentence(report: AuditReport) -> str:
    """For the first screen; "" where nothing is withheld."""
    if not report.min_cell:
        return ""
    n = sum(gap.n_withheld for gap in report.gaps)
    return (
        f"Shareable: counts of 1 to {report.min_cell - 1} persons are withheld, and what would let "
        f"one be reckoned from sums ({number_of(n, 'place')}, listed under Provenance). The "
        "verdict is that of the whole data, and inventory.parquet has no patient numbers. "
        "Technical counts of series, items and instances stay, unless a whole modality, class or "
        "vendor has few persons: a single person may be behind one of them."
    )


def withheld_table(report: AuditReport) -> Table:
    """Place by place."""
    grouped: dict[tuple[str, str], list[int]] = {}
    for gap in report.gaps:
        held = grouped.setdefault((gap.family, gap.what), [0, 0])
        held[0] += gap.n_withheld
        held[1] += gap.n_all
    return make_table(
        "table-withheld",
        f"Withheld, because fewer than {report.min_cell} persons are behind it or behind what "
        "could be reckoned from it",
        (Column("Part"), Column("What", code=True), Column("Withheld", True), Column("of", True)),
        (
            (label(family), label(what), integer(n), integer(n_all))
            for (family, what), (n, n_all) in sorted(grouped.items())
        ),
    )


def with_notes(pages: Sequence[FamilyPage], report: AuditReport) -> tuple[FamilyPage, ...]:
    """Each family says that it speaks of a part only, where it does."""
    return tuple(_with_note(page, report.gaps) for page in pages)


def _with_note(page: FamilyPage, gaps: Sequence[Gap]) -> FamilyPage:
    names = _FAMILIES.get(page.family, (page.family,))
    n = sum(gap.n_withheld for gap in gaps if gap.family in names and gap.what != "findings")
    if not n:
        return page
    if page.empty:
        return replace(page, empty="What was measured is withheld, because it is of few persons.")
    told = (
        f"{number_of(n, 'place')} of this part {'is' if n == 1 else 'are'} withheld (few persons): "
        "what is called smallest, largest, all or a number of rows is so among what is shown."
    )
    return replace(page, sentences=(told, *page.sentences))
