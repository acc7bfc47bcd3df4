"""Checks of the family `hierarchy`: found, not found, and not assessed."""

from __future__ import annotations

from typing import Any

import pytest

from audit.checks.hierarchy import CHECKS
from audit.checks.model import Finding
from audit.checks.runner import run_checks
from audit.policy import Policy
from audit.profile.model import Hierarchy
from audit.profile.model.hierarchy import Divided
from audit.report.sections.hierarchy import hierarchy_page
from tests import records as r

RULES = {check.rule: check for check in CHECKS}


def judge(rule: str, facts: Hierarchy) -> tuple[str, tuple[Finding, ...]]:
    profile = r.profile(hierarchy=facts)
    (result,) = run_checks(profile, Policy(), None, [RULES[rule]])
    return result.status, result.findings


def divided(level: Any, keyword: str, n: int) -> Divided:
    return Divided(level, keyword, r.subjects(n, level), 12)


FAULTS: dict[str, dict[str, Any]] = {
    "HIE001": {"divided": (divided("series", "StationName", 2), divided("study", "StudyID", 0))},
    "HIE002": {"divided": (divided("series", "StationName", 0), divided("study", "StudyID", 2))},
    "HIE003": {"repeated_numbers": r.subjects(2, "series")},
    "HIE004": {"skipped_numbers": r.subjects(2, "series")},
    "HIE005": {"incomplete": r.subjects(2)},
}


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_finds_its_fault_and_no_other(rule: str) -> None:
    assert judge(rule, r.hierarchy(n_concatenations=3))[0] == "passed"
    for other, changes in FAULTS.items():
        status, findings = judge(rule, r.hierarchy(n_concatenations=3, **changes))
        assert (status == "failed") is (other == rule), other
        assert not findings or findings[0].count == 2


@pytest.mark.parametrize("rule", RULES)
def test_nothing_to_compare_is_not_assessed(rule: str) -> None:
    assert judge(rule, Hierarchy())[0] == "not_assessed"


def test_messages_have_their_denominator() -> None:
    _, (one,) = judge("HIE001", r.hierarchy(**FAULTS["HIE001"]))
    assert one.message == "2 of 12 series with a StationName have two of them"
    _, (one,) = judge("HIE005", r.hierarchy(n_concatenations=3, **FAULTS["HIE005"]))
    assert one.message == "2 of 3 concatenations lack a part or have one twice"


def test_the_page_shows_what_has_two_values() -> None:
    page = hierarchy_page(r.profile(hierarchy=r.hierarchy(**FAULTS["HIE001"])))
    assert page.tables[0].rows == (
        ("series", "StationName", "2 of 12 series with one", "series 1, 2"),
    )
    assert page.facts[0].value == "1 of 2"
    assert hierarchy_page(r.profile(hierarchy=Hierarchy())).empty
