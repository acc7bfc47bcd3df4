"""Datasheet (Table 2) and FAIR (Table 3): state by word and mark, measured beside declared."""

from __future__ import annotations

import re
from dataclasses import dataclass

from audit.checks.fair import DECLARED, MEASURED
from audit.profile.model import Profile
from audit.report.view import Column, Table, make_table
from audit.report.words import label, number_of, prose


@dataclass(frozen=True, slots=True)
class State:
    """How a state looks: class of its colour, mark, word, and what it means."""

    name: str
    tone: str
    mark: str
    word: str
    meaning: str


_PARTS = re.compile(r"; (?!\d+ without)")
_ANSWERS = re.compile(r"; (?=[a-z_]+: )")
TABLE2_STATES = {
    "contradicted": State("contradicted", "error", "×", "contradicted",
                          "declaration and headers, or headers among themselves, disagree"),
    "absent": State("absent", "warning", "■", "absent", "neither measured nor declared"),
    "partial": State("partial", "warning", "△", "partial", "answered in part"),
    "declared": State("declared", "note", "◆", "declared", "a person says so; not measurable"),
    "agrees": State("agrees", "pass", "✓", "agrees", "declared, and the headers bear it out"),
    "measured": State("measured", "pass", "✓", "measured", "from headers or labels"),
    "not_applicable": State("not_applicable", "open", "–", "not applicable",
                            "declared so, with a reason"),
}  # fmt: skip
FAIR_STATES = {
    "fail": State("fail", "error", "×", "fail", "the evidence asked for is not there"),
    "not_testable": State("not_testable", "open", "?", "not testable", "needs the network"),
    "declared": State("declared", "note", "◆", "declared", "stated by a person, not tested"),
    "pass": State("pass", "pass", "✓", "pass", "shown by evidence in this dataset"),
    "not_applicable": State("not_applicable", "open", "–", "not applicable", ""),
}


@dataclass(frozen=True, slots=True)
class ItemView:
    """One item of Table 2 or one principle of FAIR."""

    id: str
    item: str
    state: State
    measured: str
    declared: str
    evidence: str
    advice: str

    @property
    def measured_lines(self) -> list[str]:
        """One statement a line; `5 without` stays with the count it belongs to."""
        return _PARTS.split(self.measured) if self.measured else []

    @property
    def declared_lines(self) -> list[str]:
        """One answer a line: `key: value`."""
        return _ANSWERS.split(self.declared) if self.declared else []


@dataclass(frozen=True, slots=True)
class ItemsPage:
    """Items in the order of reading, with how many stand in each state."""

    items: tuple[ItemView, ...]
    tally: tuple[tuple[State, int], ...]
    given: bool
    extras: Table
    account: str = ""
    """How the states go with the rules that judge them."""


def datasheet_page(profile: Profile) -> ItemsPage:
    """Contradictions first, then the paper's order."""
    documentation = profile.documentation
    views = [
        ItemView(
            row.id,
            prose(row.item),
            TABLE2_STATES[row.state],
            prose(row.measured),
            prose(row.declared),
            ", ".join(label(one) for one in row.evidence),
            prose(row.advice),
        )
        for row in documentation.table2
    ]
    views.sort(key=lambda view: view.state.name != "contradicted")
    extras = make_table(
        "table-extras",
        "What later frameworks ask beyond Table 2",
        (Column("Id", code=True), Column("Item"), Column("Declared")),
        (
            (label(i), prose(item), prose(text) or "– absent")
            for i, item, text in documentation.extras
        ),
    )
    tally = _tally(views, TABLE2_STATES)
    return ItemsPage(tuple(views), tally, documentation.declaration_given, extras)


def fair_page(profile: Profile) -> ItemsPage:
    """The 15 principles in their order, with what would make each pass."""
    views = [
        ItemView(
            row.id, prose(row.principle), FAIR_STATES[row.state], prose(row.evidence), "", "",
            prose(row.advice),
        )
        for row in profile.documentation.fair
    ]  # fmt: skip
    nothing = make_table("table-none", "", (), ())
    tally = _tally(views, FAIR_STATES)
    return ItemsPage(tuple(views), tally, True, nothing, _account(profile))


def _account(profile: Profile) -> str:
    """One account of the principles that fail: which rule judges them, or why none does."""
    rows = profile.documentation.fair
    failing = [row.id for row in rows if row.state == "fail"]
    if not failing:
        return ""
    declared = [one for one in failing if one in DECLARED]
    measured = [one for one in failing if one in MEASURED]
    given = profile.documentation.declaration_given
    rule = "FAI001" if given else "no declaration was given, so that FAI001 is not assessed"
    return (
        f"Of {number_of(len(rows), 'principle')} {len(failing)} fail: {len(declared)} of "
        f"{len(DECLARED)} that only a declaration can support ({rule}), and {len(measured)} of "
        f"{len(MEASURED)} that the files themselves show (FAI002)."
    )


def _tally(views: list[ItemView], states: dict[str, State]) -> tuple[tuple[State, int], ...]:
    counted = [(state, sum(v.state is state for v in views)) for state in states.values()]
    return tuple(pair for pair in counted if pair[1])
