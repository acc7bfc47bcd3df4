"""A finding that follows from another says so; what gates stays what it was."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audit.checks import ALL_CHECKS
from audit.checks.causes import CAUSES, link_causes
from audit.checks.model import CheckResult, Finding, Severity, Status
from audit.gate import decide
from audit.policy import Policy
from audit.profile.model import Accounting, Subjects
from audit.report.order import foremost

BY_RULE = {one.rule: one for one in ALL_CHECKS}


def result(rule: str, *findings: Finding, status: Status = "failed") -> CheckResult:
    return CheckResult(BY_RULE[rule], BY_RULE[rule].severity, status, findings)


def finding(*items: int, level: str = "instance", **more: str) -> Finding:
    who = Subjects(level, items, items)  # type: ignore[arg-type]
    return Finding("told", len(items), 10, level, subjects=who, **more)  # type: ignore[arg-type]


def causes(*results: CheckResult) -> dict[str, list[str]]:
    return {one.check.rule: [f.because for f in one.findings] for one in link_causes(results)}


def test_every_rule_of_the_list_exists_and_no_rule_follows_from_itself() -> None:
    assert all(effect in BY_RULE and cause in BY_RULE for effect, cause, _ in CAUSES)
    assert all(effect != cause for effect, cause, _ in CAUSES)


@pytest.mark.parametrize(
    ("items", "keyword", "because"),
    [
        ((4, 5), "Manufacturer", "CNF003"),
        ((4, 6), "Manufacturer", ""),  # one that the cause does not touch
        ((4, 5), "PatientAge", ""),  # another keyword
        ((), "Manufacturer", ""),
    ],
)
def test_series_without_vendor_follow_from_the_absent_attribute(
    items: tuple[int, ...], keyword: str, because: str
) -> None:
    cause = finding(4, 5, 7, keyword="Manufacturer")
    effect = finding(*items, level="series", keyword=keyword)
    assert causes(result("CNF003", cause), result("VEN003", effect))["VEN003"] == [because]


@pytest.mark.parametrize(("items", "because"), [((4,), "GEO010"), ((4, 5), ""), ((5,), "")])
def test_a_distance_is_wrong_where_slices_are_absent(items: tuple[int, ...], because: str) -> None:
    cause = finding(4, level="series", keyword="SpacingBetweenSlices")
    effect = finding(*items, level="series", keyword="SpacingBetweenSlices")
    assert causes(result("GEO010", cause), result("GEO005", effect))["GEO005"] == [because]


@pytest.mark.parametrize(("status", "because"), [("failed", "LKG001"), ("waived", "")])
def test_a_waived_cause_is_none(status: Status, because: str) -> None:
    cause = result("LKG001", finding(1, level="patient"), status=status)
    effect = result("LKG002", finding(1, because="LKG001"))
    assert causes(cause, effect)["LKG002"] == [because]
    assert causes(effect)["LKG002"] == [""]


def test_an_error_does_not_follow_from_a_warning() -> None:
    slight = replace(result("LKG001", finding(1, level="patient")), severity=Severity.WARNING)
    assert causes(slight, result("LKG002", finding(1, because="LKG001")))["LKG002"] == [""]


def test_the_gate_and_the_counts_stay_and_the_cause_comes_first() -> None:
    plain = (
        result("LKG001", finding(1, level="patient")),
        result("LKG008", finding(1, 2, because="LKG001")),
    )
    accounting = Accounting(2, 2, 0, 0, 0, 0)
    linked = decide(link_causes(plain), accounting, Policy(), 1)
    apart = [replace(one, findings=tuple(replace(f, because="") for f in one.findings))
             for one in plain]  # fmt: skip
    assert linked == decide(apart, accounting, Policy(), 1)
    assert linked.n_errors == 2
    assert [one.result.check.rule for one in foremost(link_causes(plain))] == ["LKG001"]
