"""One change as cells of text, for the terminal and for Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from audit.diff.model import EFFECTS, About, Area, Change, Compared, Side, Status
from audit.profile.model.withheld import WORD
from audit.report.words import integer, plural_word

TITLES: dict[Status, str] = {
    "worse": "Worse",
    "not_compared": "Not compared",
    "better": "Better",
    "changed": "Changed, neither better nor worse",
}
AREA_WORDS: dict[Area, str] = {
    "verdict": "verdict",
    "accounting": "items",
    "check": "rule",
    "finding": "finding",
    "table2": "Table 2",
    "fair": "FAIR",
    "counts": "size",
}
_SAME: dict[Area, str] = {
    "verdict": "verdict",
    "accounting": "count of items",
    "check": "rule",
    "finding": "finding",
    "table2": "item of Table 2",
    "fair": "FAIR principle",
    "counts": "size",
}


def where(one: Change) -> str:
    """The part of the dataset and the keyword, or the title of an item."""
    return ", ".join(text for text in (one.subject, one.keyword) if text)


def extent(side: Side | None, area: Area) -> str:
    """`error, 2 of 149 items`; `withheld of 24 patients`; `partial`; `not there`."""
    if side is None:
        return "not there"
    if area in ("verdict", "check", "table2", "fair") or side.state.startswith(("add", "does")):
        return side.state
    number = WORD if side.count is None else integer(side.count)
    if area == "counts":
        return number
    total = WORD if side.total is None else integer(side.total)
    unit = plural_word(side.total or 0, side.unit)
    return f"{f'{side.state}, ' if side.state else ''}{number} of {total} {unit}"


def said(one: Change) -> str:
    """What the newer side says of it in its own words, else the older one."""
    side = one.new or one.old
    return side.message if side and one.area in ("finding", "check") else ""


def size(one: About) -> str:
    """`24 patients · 26 studies · 27 series · 144 instances`."""
    pairs = (
        (one.patients, "patient"),
        (one.studies, "study"),
        (one.series, "series"),
        (one.instances, "instance"),
    )
    return " · ".join(
        f"{WORD if n is None else integer(n)} {plural_word(2 if n is None else n, unit)}"
        for n, unit in pairs
    )


def totals(compared: Compared) -> str:
    """`3 worse, 0 not compared, 1 better, 4 changed`."""
    return ", ".join(f"{compared.n_of(e)} {e.replace('_', ' ')}" for e in EFFECTS)


def unchanged(compared: Compared) -> str:
    """`The same: 1 verdict, 7 counts of items, 177 rules, 70 findings, ...`."""
    parts = [f"{integer(n)} {plural_word(n, _SAME[area])}" for area, n in compared.same]
    return f"The same: {', '.join(parts)}"


def shown(compared: Compared) -> Iterator[tuple[Status, tuple[Change, ...]]]:
    """The changes by effect, the gravest first; effects without one are left out."""
    for effect in EFFECTS:
        if chosen := compared.of(effect):
            yield effect, chosen
