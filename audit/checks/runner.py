"""Profile and policy to results: every check that the policy covers, judged once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from audit.checks import ALL_CHECKS
from audit.checks.causes import link_causes
from audit.checks.model import Check, CheckResult, Finding, NotAssessed, Severity
from audit.policy import Policy, Waiver
from audit.profile.model import Profile


class CheckCrashed(Exception):
    """
    A check failed by a fault of ours; the run ends and nothing counts as passed.

    Holds the rule and the name of the exception's class, never its text, which may hold a value
    from a header.
    """

    def __init__(self, rule: str, kind: str) -> None:
        super().__init__(f"check {rule} failed: {kind}")
        self.rule = rule
        self.kind = kind


def run_checks(
    profile: Profile,
    policy: Policy,
    today: date | None,
    checks: Sequence[Check] = ALL_CHECKS,
) -> tuple[CheckResult, ...]:
    """
    The results, in the order of `checks`; two for a rule of which a part is waived.

    `today` decides whether a waiver has expired; without it, none has, and the reason says so.
    Raises CheckCrashed where a check fails by a fault of ours.
    """
    covered = [check for check in checks if policy.covers(check.rule)]
    return link_causes(
        [result for check in covered for result in _run(check, profile, policy, today)]
    )


def remap_severity(check: Check, policy: Policy) -> Severity:
    """The severity the policy gives a rule; the longest code that fits decides."""
    codes = [code for code in policy.severity if check.rule.startswith(code)]
    return Severity(policy.severity[max(codes, key=len)]) if codes else check.severity


def unused_waivers(results: Sequence[CheckResult], policy: Policy) -> tuple[Waiver, ...]:
    """Waivers that no finding asks for: a misspelt rule or subject, or a fault that was mended."""
    return tuple(
        waiver
        for waiver in policy.waivers
        if not any(
            _fits(waiver, result.check.rule, finding)
            for result in results
            for finding in result.findings
        )
    )


def _run(check: Check, profile: Profile, policy: Policy, today: date | None) -> list[CheckResult]:
    severity = remap_severity(check, policy)
    findings, reason = _look(check, profile, policy)
    if not findings:
        status = "not_assessed" if reason is not None else "passed"
        return [CheckResult(check, severity, status, (), reason or "")]  # type: ignore[arg-type]
    notes = [f"partly not assessed: {reason}"] if reason is not None else []
    return _waive(check, severity, findings, notes, policy, today)


def _look(check: Check, profile: Profile, policy: Policy) -> tuple[list[Finding], str | None]:
    """The findings, and the reason where the check could not look (further)."""
    findings: list[Finding] = []  # those found before a check breaks off are kept
    try:
        for finding in check.function(profile, policy):
            findings.append(finding)
    except NotAssessed as stop:
        return findings, str(stop)
    except Exception as fault:
        raise CheckCrashed(check.rule, type(fault).__name__) from None
    return findings, None


def _waive(
    check: Check, severity: Severity, findings: list[Finding], notes: list[str], policy: Policy,
    today: date | None,
) -> list[CheckResult]:  # fmt: skip
    """Waived findings and those that gate, each in a result of its own."""
    gating: list[Finding] = []
    waived: list[Finding] = []
    reasons: list[str] = []
    expired: list[Waiver] = []
    for finding in findings:
        fitting = [w for w in policy.waivers if _fits(w, check.rule, finding)]
        valid = [w for w in fitting if today is None or today <= w.expires]
        if valid:
            waived.append(finding)
            reasons.append(_words(valid[0], today))
        else:
            gating.append(finding)
            expired.extend(fitting)
    results = []
    if gating:
        notes += [f"the waiver of {w.owner} expired on {w.expires}" for w in expired]
        over = tuple(waiver for waiver in policy.waivers if waiver in expired)
        results.append(CheckResult(check, severity, "failed", tuple(gating), _join(notes), over))
    if waived:
        results.append(CheckResult(check, severity, "waived", tuple(waived), _join(reasons)))
    return results


def _fits(waiver: Waiver, rule: str, finding: Finding) -> bool:
    return waiver.rule == rule and waiver.subject in ("", finding.subject)


def _words(waiver: Waiver, today: date | None) -> str:
    unchecked = " (expiry not checked: no date was given)" if today is None else ""
    return f"{waiver.owner} until {waiver.expires}{unchecked}: {waiver.reason}"


def _join(reasons: list[str]) -> str:
    return "; ".join(dict.fromkeys(reasons))
