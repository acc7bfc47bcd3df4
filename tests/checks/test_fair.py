"""FAI: at the limit, just above it, and not assessed."""

from __future__ import annotations

import pytest

from audit.checks.fair import CHECKS, DECLARED, MEASURED
from audit.checks.model import NotAssessed
from audit.datasheet.fair import principles
from audit.policy import DocumentationPolicy, Policy
from audit.profile.model import Documentation, Profile
from audit.profile.model.documentation import FairRow, FairState
from tests import records as r

RULES = {one.rule: one for one in CHECKS}


def judged(*failing: str, state: FairState = "pass", given: bool = True) -> Profile:
    rows = tuple(
        FairRow(id, text, "fail" if id in failing else state, "seen", "do")
        for id, text in principles().items()
    )
    return r.profile(documentation=r.documentation(fair=rows, declaration_given=given))


def messages(rule: str, facts: Profile, limit: int = 0) -> list[str]:
    policy = Policy(documentation=DocumentationPolicy(max_unmet_principles=limit))
    return [one.message for one in RULES[rule].function(facts, policy)]


def test_every_principle_belongs_to_one_rule() -> None:
    assert sorted([*DECLARED, *MEASURED]) == sorted(principles())


@pytest.mark.parametrize(
    ("rule", "failing", "limit", "findings"),
    [
        ("FAI001", ("F1", "R1.1"), 0, 1),
        ("FAI001", ("F1", "R1.1"), 1, 1),
        ("FAI001", ("F1", "R1.1"), 2, 0),
        ("FAI001", ("I2",), 0, 0),
        ("FAI002", ("I2",), 0, 1),
        ("FAI002", ("I2",), 1, 0),
        ("FAI002", ("F1",), 0, 0),
        ("FAI002", (), 0, 0),
    ],
)
def test_unmet_principles(rule: str, failing: tuple[str, ...], limit: int, findings: int) -> None:
    found = messages(rule, judged(*failing), limit)
    assert len(found) == findings
    assert all(id in told for told in found for id in failing)


@pytest.mark.parametrize("state", ["declared", "not_testable", "not_applicable"])
def test_only_a_failed_principle_counts(state: FairState) -> None:
    assert messages("FAI001", judged(state=state)) == []
    assert messages("FAI002", judged(state=state)) == []


def test_not_assessed() -> None:
    with pytest.raises(NotAssessed, match="no declaration"):
        messages("FAI001", judged("F1", given=False))
    assert len(messages("FAI002", judged("I1", given=False))) == 1
    for rule in RULES:
        with pytest.raises(NotAssessed):
            messages(rule, r.profile(documentation=Documentation(declaration_given=True)))
