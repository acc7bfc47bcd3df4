"""Findings: what, where, how many of how many, why it matters, how to mend it, rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from audit.checks.model import CheckResult, Finding
from audit.report.model import AuditReport
from audit.report.order import SEVERITIES, found, message_of
from audit.report.view import Column, Table, for_paper, make_table
from audit.report.words import MARKS, integer, label, of, sentence

WORDS = {"error": "Errors", "warning": "Warnings", "note": "Notes"}
_EXAMPLES = 10
_IN_FULL = 5
_ON_PAPER = 12
"""Of these, on paper."""
"""Findings of one rule that stand as text; with more, the first three do and a table has all."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One finding of a rule: where, and how many of how many."""

    message: str
    subject: str
    keyword: str
    extent: str
    examples: str
    because: str = ""
    """The rule that names the cause."""


@dataclass(frozen=True, slots=True)
class Effect:
    """A rule all of whose findings follow from another rule's, in short."""

    rule: str
    anchor: str
    title: str
    severity: str
    mark: str
    messages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RuleView:
    """One rule that found something, with its words and its findings."""

    rule: str
    anchor: str
    title: str
    family: str
    severity: str
    confidence: str
    what: str
    why: str
    fix: str
    source: str
    occurrences: tuple[Occurrence, ...]
    table: Table | None
    """All findings of the rule, where they are too many to be read as text."""
    effects: tuple[Effect, ...]
    """What else was found for the same cause."""
    remark: str
    """What a part of the check could not look at, or which waiver has expired; mostly ""."""


@dataclass(frozen=True, slots=True)
class SeverityGroup:
    """All rules of one severity."""

    severity: str
    word: str
    mark: str
    n_findings: int
    rules: tuple[RuleView, ...]


@dataclass(frozen=True, slots=True)
class FindingsPage:
    """Groups by severity; then what was not assessed, waived, and passed."""

    groups: tuple[SeverityGroup, ...]
    families: tuple[tuple[str, int], ...]
    not_assessed: Table
    n_not_assessed: int
    reasons: tuple[tuple[str, str, str], ...]
    """The same for paper: reason, how many checks, their rules."""
    waived: Table
    passed: Table
    n_checks: int


def findings_page(report: AuditReport) -> FindingsPage:
    """Everything the checks said, also that they could not look."""
    failed = [one for one in report.results if one.status == "failed"]
    effects = _effects(failed)
    groups = [_group(str(severity), failed, effects) for severity in SEVERITIES]
    return FindingsPage(
        groups=tuple(group for group in groups if group.rules),
        families=_families(failed),
        not_assessed=_not_assessed(report),
        n_not_assessed=len(_with_status(report, "not_assessed")),
        reasons=tuple(
            (reason, integer(len(held)), ", ".join(one.check.rule for one in held))
            for reason, held in _by_reason(report).items()
        ),
        waived=_waived(report),
        passed=_passed(report),
        n_checks=len({one.check.rule for one in report.results}),
    )


def _effects(failed: Sequence[CheckResult]) -> dict[str, list[CheckResult]]:
    """Results that only follow from others, by the rule they are listed under."""
    held: dict[str, list[CheckResult]] = {}
    for one in failed:
        causes = [finding.because for finding in one.findings]
        if causes and all(causes):
            held.setdefault(causes[0], []).append(one)
    listed = {one.check.rule for ones in held.values() for one in ones}
    # an effect of an effect would be listed under what is itself no article
    return {cause: ones for cause, ones in held.items() if cause not in listed}


def _group(
    severity: str, failed: Sequence[CheckResult], effects: dict[str, list[CheckResult]]
) -> SeverityGroup:
    listed = {one.check.rule for ones in effects.values() for one in ones}
    chosen = [one for one in failed if str(one.severity) == severity]
    chosen.sort(key=lambda one: one.check.rule)
    rules = tuple(
        _rule(one, effects.get(one.check.rule, ()))
        for one in chosen
        if one.check.rule not in listed
    )
    n_findings = sum(len(one.findings) for one in chosen)
    return SeverityGroup(severity, WORDS[severity], MARKS[severity], n_findings, rules)


def _effect(result: CheckResult) -> Effect:
    check, severity = result.check, str(result.severity)
    messages = tuple(message_of(one.finding) for one in found((result,))[:_IN_FULL])
    return Effect(
        check.rule, f"rule-{check.rule}", check.title, severity, MARKS[severity], messages
    )


def _rule(result: CheckResult, effects: Sequence[CheckResult] = ()) -> RuleView:
    check = result.check
    listed = [one.finding for one in found((result,))]
    return RuleView(
        rule=check.rule,
        anchor=f"rule-{check.rule}",
        title=check.title,
        family=check.family,
        severity=str(result.severity),
        confidence=str(check.confidence),
        what=sentence(check.what),
        why=sentence(check.why),
        fix=sentence(check.fix),
        source=sentence(check.source),
        occurrences=tuple(
            Occurrence(
                message_of(one),
                label(one.subject),
                label(one.keyword),
                of(one.count, one.total, one.unit),
                _examples(one.subjects.examples(_EXAMPLES), len(one.subjects)),
                one.because,
            )
            for one in (listed if len(listed) <= _IN_FULL else listed[:3])
        ),
        table=for_paper(_table(check.rule, listed), _ON_PAPER) if len(listed) > _IN_FULL else None,
        effects=tuple(map(_effect, effects)),
        remark=sentence(result.reason),
    )


def _table(rule: str, listed: Sequence[Finding]) -> Table:
    return make_table(
        f"table-{rule}",
        f"All findings of {rule}",
        (
            Column("Finding"),
            Column("In"),
            Column("Keyword", code=True),
            Column("How many", True),
            Column("Examples", code=True),
        ),
        (
            (
                message_of(one),
                label(one.subject),
                label(one.keyword),
                of(one.count, one.total),
                _examples(one.subjects.examples(2), len(one.subjects)),
            )
            for one in listed
        ),
    )


def _examples(shown: tuple[str, ...], total: int) -> str:
    if not shown:
        return ""
    level = shown[0].split(" ", 1)[0]
    numbers = ", ".join(one.split(" ", 1)[1] for one in shown)
    more = total - len(shown)
    return f"{level} {numbers}" + (f" and {integer(more)} more" if more > 0 else "")


def _families(failed: Sequence[CheckResult]) -> tuple[tuple[str, int], ...]:
    names = sorted({one.check.family for one in failed})
    return tuple((n, sum(one.check.family == n for one in failed)) for n in names)


def _not_assessed(report: AuditReport) -> Table:
    """One row a reason: most of them stop several checks."""
    return make_table(
        "table-not-assessed",
        "Why checks could not look",
        (Column("Reason"), Column("Checks", True), Column("Which")),
        (
            (
                reason,
                integer(len(held)),
                "; ".join(f"{one.check.rule} {one.check.title}" for one in held),
            )
            for reason, held in _by_reason(report).items()
        ),
    )


def _by_reason(report: AuditReport) -> dict[str, list[CheckResult]]:
    grouped: dict[str, list[CheckResult]] = {}
    for one in _with_status(report, "not_assessed"):
        grouped.setdefault(sentence(one.reason), []).append(one)
    return grouped


def _waived(report: AuditReport) -> Table:
    return make_table(
        "table-waived",
        "Waived: what was found, who answers for it, until when, and why",
        (
            Column("Rule", code=True),
            Column("Severity"),
            Column("Finding"),
            Column("In"),
            Column("Reason"),
        ),
        (
            (
                one.check.rule,
                str(one.severity),
                sentence(finding.message),
                label(finding.subject),
                sentence(one.reason),
            )
            for one in _with_status(report, "waived")
            for finding in one.findings
        ),
    )


def _with_status(report: AuditReport, status: str) -> list[CheckResult]:
    chosen = [one for one in report.results if one.status == status]
    return sorted(chosen, key=lambda one: one.check.rule)


def _passed(report: AuditReport) -> Table:
    chosen = _with_status(report, "passed")
    return make_table(
        "table-passed",
        "Checks that looked and found nothing",
        (Column("Rule", code=True), Column("Check"), Column("Would have found")),
        ((one.check.rule, one.check.title, sentence(one.check.what)) for one in chosen),
    )
