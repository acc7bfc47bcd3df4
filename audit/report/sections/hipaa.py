"""The 18 identifiers of HIPAA: what was measured of each, and what headers cannot say."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from audit.profile.model import Privacy
from audit.profile.model.withheld import withheld
from audit.report.view import Column, Table, make_table
from audit.report.words import integer


@cache
def _rows() -> tuple[tuple[str, ...], ...]:
    text = files("audit").joinpath("data/hipaa.tsv").read_text(encoding="utf-8")
    lines = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    return tuple(tuple(line) for line in lines[1:])


def hipaa_table(facts: Privacy) -> Table:
    """One row an identifier."""
    return make_table(
        "table-hipaa",
        "HIPAA's 18 identifiers: where they stand, and what headers cannot say",
        (Column("Letter"), Column("Identifier"), Column("Attributes with a value, instances"),
         Column("Found in other places"), Column("Not told by headers")),
        (
            (
                letter,
                identifier,
                _attributes(facts, keywords),
                _marks(facts, marks),
                "–" if elsewhere == "-" else elsewhere,
            )
            for letter, identifier, keywords, marks, elsewhere in _rows()
        ),
    )  # fmt: skip


def _attributes(facts: Privacy, keywords: str) -> str:
    if keywords == "-":
        return "no attribute"
    wanted = keywords.split(",")
    found = [one for one in facts.attributes if one.keyword in wanted]
    told = ", ".join(f"{one.keyword} {integer(one.n_instances)}" for one in found)
    return told or "none"


def _marks(facts: Privacy, marks: str) -> str:
    if marks == "-":
        return "not looked for"
    kinds = marks.split(",")
    found = {
        kind: sum(one.subjects.count for one in (*facts.echoes, *facts.signs) if one.kind == kind)
        for kind in kinds
    }
    told = ", ".join(f"{kind} {integer(n)}" for kind, n in found.items() if n or withheld(n))
    return told or "none"
