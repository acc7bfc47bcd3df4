"""Checks of the family `utility`: at the limit, above it, and not assessed."""

from __future__ import annotations

from typing import Any

import pytest

from audit.checks.model import Finding
from audit.checks.runner import run_checks
from audit.checks.utility import CHECKS
from audit.policy import Policy
from audit.profile.model import Utility
from audit.profile.model.utility import Gap, Task
from audit.report.sections.utility import utility_page
from tests import records as r

RULES = {check.rule: check for check in CHECKS}
TASKS = {
    "UTL001": ("suv",), "UTL002": ("hu",), "UTL003": ("diffusion", "directions"),
    "UTL004": ("time",), "UTL005": ("exposure", "dose"), "UTL006": ("volume",),
    "UTL007": ("frame",),
}  # fmt: skip


def task(name: str, n_broken: int, n_series: int = 20, **changes: Any) -> Task:
    who = r.subjects(n_broken, "series")
    gap = Gap("PatientWeight", (), who, (("absent", n_broken),), "PS3.3")
    gaps = (gap,) if n_broken else ()
    return Task(**{"task": name, "title": "PET: SUV", "words": "PET", "n_series": n_series,
                   "n_unknown": 0, "broken": who, "gaps": gaps, **changes})  # fmt: skip


def judge(rule: str, *tasks: Task, **policy: Any) -> tuple[str, tuple[Finding, ...], str]:
    profile = r.profile(utility=Utility(tasks))
    (result,) = run_checks(profile, Policy.model_validate(policy), None, [RULES[rule]])
    return result.status, result.findings, result.reason


@pytest.mark.parametrize(("rule", "name"), [(r, n) for r, names in TASKS.items() for n in names])
@pytest.mark.parametrize(("n_broken", "status"), [(0, "passed"), (1, "passed"), (2, "failed")])
def test_five_percent_is_the_limit(rule: str, name: str, n_broken: int, status: str) -> None:
    assert judge(rule, task(name, n_broken))[0] == status


@pytest.mark.parametrize("rule", RULES)
def test_another_task_and_no_series_are_not_assessed(rule: str) -> None:
    assert judge(rule, task("other", 20))[0] == "not_assessed"
    name = TASKS[rule][0]
    status, _, reason = judge(rule, task(name, 0, 0, n_unknown=3))
    assert (status, reason) == ("not_assessed", "of 3 series too little is known")


def test_a_finding_names_the_attribute_and_the_task() -> None:
    _, (one,), _ = judge("UTL001", task("suv", 2))
    assert one.message == "2 of 20 series lack PatientWeight (absent 2)"
    assert (one.keyword, one.subject, one.count, one.total) == ("PatientWeight", "PET: SUV", 2, 20)
    other = Gap("RescaleType", (), r.subjects(2, "series"), (("another value", 2),), "PS3.3")
    _, (one,), _ = judge("UTL002", task("hu", 2, gaps=(other,)))
    assert one.message == "2 of 20 series have a RescaleType that does not allow it"
    assert judge("UTL001", task("suv", 2), utility={"max_broken_share": 0.1})[0] == "passed"


def test_the_page_shows_share_and_attribute() -> None:
    page = utility_page(r.profile(utility=Utility((task("suv", 2), task("hu", 0, 0)))))
    assert page.tables[0].rows[0][2:] == ("18 of 20 series", "90.0 %", "0")
    assert page.tables[1].rows[0][1:5] == ("PatientWeight", "nothing", "2 of 20 series", "absent 2")
    assert utility_page(r.profile()).empty
