"""Method: the formulas with their sources, and every threshold with its origin."""

from __future__ import annotations

import csv
from dataclasses import replace
from importlib import resources

from pydantic import BaseModel

from audit.policy import Policy
from audit.profile.model import Profile
from audit.report.view import Column, Table, make_table
from audit.report.words import label, prose


def formula_table() -> Table:
    """`audit/data/method.tsv`: what is computed, how, and after whom."""
    text = (resources.files("audit") / "data" / "method.tsv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    rows = list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return make_table(
        "table-formulas",
        "Formulas",
        (Column("Quantity"), Column("Formula"), Column("Used for"), Column("Source")),
        (tuple(row) for row in rows[1:]),
    )


ALWAYS = ("geometry", "envelope", "leakage", "one person", "look alike")
"""Uses of a formula that need no labels."""


def printed_formulas(profile: Profile) -> Table:
    """Those behind numbers of this report: without labels, few of them were used."""
    whole = formula_table()
    if profile.classes.state == "measured":
        return whole
    rows = tuple(row for row in whole.rows if any(word in row[2] for word in ALWAYS))
    return replace(whole, rows=rows, n_rows=len(rows), caption="Formulas behind this report")


def threshold_table(policy: Policy) -> Table:
    """Each threshold, its value, and whether the policy file set it or it is our default."""
    rows: list[tuple[str, ...]] = [
        ("gate", "fail_on", policy.fail_on, _origin(policy, "fail_on"), "")
    ]
    for name in type(policy).model_fields:
        section = getattr(policy, name)
        if isinstance(section, BaseModel):
            rows += [_threshold(name, section, field) for field in type(section).model_fields]
    rows += [
        ("severity", label(rule), level, "policy", "")
        for rule, level in sorted(policy.severity.items())
    ]
    rows += [("select", label(code), "only", "policy", "") for code in policy.select]
    rows += [("ignore", label(code), "left out", "policy", "") for code in policy.ignore]
    return make_table(
        "table-thresholds",
        "Thresholds of the judgement",
        (
            Column("Family"),
            Column("Threshold", code=True),
            Column("Value", True),
            Column("Origin"),
            Column("Of what"),
        ),
        rows,
    )


def _threshold(family: str, section: BaseModel, field: str) -> tuple[str, ...]:
    described = type(section).model_fields[field].description or ""
    return family, field, str(getattr(section, field)), _origin(section, field), prose(described)


def _origin(section: BaseModel, field: str) -> str:
    """`policy` where the file names it, also when it names the default value."""
    return "policy" if field in section.model_fields_set else "default"
