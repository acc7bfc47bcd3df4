"""Selection, severities, waivers, and what happens when a check cannot look or breaks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from audit.checks import ALL_CHECKS
from audit.checks.model import Check, Finding, NotAssessed, Severity, check
from audit.checks.runner import CheckCrashed, run_checks, unused_waivers
from audit.policy import Policy
from audit.profile.model import Profile
from audit.report.expired import expired_sentences
from tests import records as r

TODAY = date(2026, 6, 30)
SECRET = "SMITH^JOHN"


def rule(code: str, *findings: Finding | Exception) -> Check:
    def look(profile: Profile, policy: Policy) -> Iterator[Finding]:
        """
        What: a.

        Why: b.

        Fix: c.
        """
        for one in findings:
            if isinstance(one, Exception):
                raise one
            yield one

    return check(code, "A rule", Severity.WARNING)(look)


def finding(subject: str = "dataset") -> Finding:
    return Finding(f"1 of 2 series: {subject}", 1, 2, "series", subject)


def waiver(expires: date = TODAY, **more: Any) -> dict[str, Any]:
    return {
        "rule": "VEN001",
        "owner": "A. Curator",
        "reason": "kept on purpose",
        "expires": expires,
        **more,
    }


def run(checks: list[Check], today: date | None = TODAY, **policy: Any) -> list[Any]:
    return list(run_checks(r.profile(), Policy(**policy), today, checks))


def test_passed_failed_and_not_assessed() -> None:
    checks = [rule("AAA001"), rule("AAA002", finding()), rule("AAA003", NotAssessed("no series"))]
    results = run(checks)
    assert [(one.check.rule, one.status, one.reason) for one in results] == [
        ("AAA001", "passed", ""),
        ("AAA002", "failed", ""),
        ("AAA003", "not_assessed", "no series"),
    ]


def test_a_check_that_stops_half_way_keeps_what_it_found() -> None:
    (one,) = run([rule("AAA001", finding(), NotAssessed("the rest is unread"))])
    assert (one.status, one.findings) == ("failed", (finding(),))
    assert one.reason == "partly not assessed: the rest is unread"


@pytest.mark.parametrize(
    ("policy", "rules"),
    [
        ({}, ["CMP001", "VEN001", "VEN002"]),
        ({"select": ["VEN"]}, ["VEN001", "VEN002"]),
        ({"select": ["VEN", "CMP001"], "ignore": ["VEN002"]}, ["CMP001", "VEN001"]),
        ({"ignore": ["VEN"]}, ["CMP001"]),
    ],
)
def test_selection(policy: dict[str, Any], rules: list[str]) -> None:
    results = run([rule("CMP001"), rule("VEN001"), rule("VEN002")], **policy)
    assert [one.check.rule for one in results] == rules


def test_the_longest_code_decides_the_severity() -> None:
    severity = {"VEN": "error", "VEN002": "note"}
    results = run([rule("VEN001", finding()), rule("VEN002"), rule("CMP001")], severity=severity)
    assert [str(one.severity) for one in results] == ["error", "note", "warning"]


@pytest.mark.parametrize(
    ("expires", "today", "status"),
    [
        (date(2026, 6, 30), TODAY, "waived"),
        (date(2026, 6, 29), TODAY, "failed"),
        (date(2026, 6, 29), None, "waived"),
    ],
)
def test_a_waiver_and_its_last_day(expires: date, today: date | None, status: str) -> None:
    (one,) = run([rule("VEN001", finding())], today, waivers=[waiver(expires)])
    assert one.status == status
    assert "A. Curator" in one.reason
    assert str(expires) in one.reason
    assert ("expired on" in one.reason) == (status == "failed")
    assert ("not checked" in one.reason) == (today is None)
    assert len(one.findings) == 1
    assert [w.expires for w in one.expired] == ([expires] if status == "failed" else [])


def test_only_the_subject_that_is_waived_stops_gating() -> None:
    findings = (finding("CT series"), finding("MR series"))
    failed, waived = run([rule("VEN001", *findings)], waivers=[waiver(subject="MR series")])
    assert (failed.status, failed.findings) == ("failed", findings[:1])
    assert (waived.status, waived.findings) == ("waived", findings[1:])
    assert waived.reason == "A. Curator until 2026-06-30: kept on purpose"


def test_a_waiver_holds_for_its_rule_only() -> None:
    results = run([rule("VEN001"), rule("VEN002", finding())], waivers=[waiver()])
    assert [one.status for one in results] == ["passed", "failed"]


def test_a_newer_waiver_stands_for_an_expired_one() -> None:
    waivers = [waiver(date(2025, 1, 1)), waiver(date(2027, 1, 1), owner="B. Curator")]
    (one,) = run([rule("VEN001", finding())], waivers=waivers)
    assert (one.status, one.reason) == ("waived", "B. Curator until 2027-01-01: kept on purpose")


def test_only_waivers_that_have_expired_and_that_a_finding_asks_for_are_told() -> None:
    old = date(2026, 1, 31)
    waivers = [
        waiver(old, subject="MR series", owner="B. Curator"),
        waiver(old, subject="XA series"),
        waiver(subject="CT series"),
        waiver(old),
    ]
    findings = [finding(name) for name in ("CT series", "MR series", "dataset")]
    assert expired_sentences(run([rule("VEN001", *findings)], waivers=waivers)) == (
        "the waiver of VEN001 (MR series) by B. Curator expired on 2026-01-31: "
        "what it waived counts again",
        "the waiver of VEN001 by A. Curator expired on 2026-01-31: what it waived counts again",
    )
    assert expired_sentences(run([rule("VEN001", *findings)], None, waivers=waivers)) == ()


def test_waivers_that_nothing_asks_for_are_named() -> None:
    policy = Policy(waivers=[waiver(), waiver(subject="XA series"), waiver(rule="VEN009")])  # type: ignore[arg-type]
    results = run_checks(r.profile(), policy, TODAY, [rule("VEN001", finding())])
    assert unused_waivers(results, policy) == policy.waivers[1:]


def test_a_check_that_breaks_ends_the_run_and_shows_no_value() -> None:
    with pytest.raises(CheckCrashed) as caught:
        run([rule("AAA001", KeyError(SECRET))])
    assert str(caught.value) == "check AAA001 failed: KeyError"
    assert SECRET not in repr(caught.value)
    assert caught.value.__suppress_context__


def test_all_checks_run_on_a_plain_profile() -> None:
    results = run_checks(r.profile(), Policy(), TODAY)
    assert {one.check.rule for one in results} == {one.rule for one in ALL_CHECKS}
    assert all(one.reason for one in results if one.status == "not_assessed")
