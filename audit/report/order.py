"""In which order findings stand, and which three matter most: one rule for every output."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from audit.checks.model import CheckResult, Confidence, Finding, Severity
from audit.report.words import prose, sentence

FindingStatus = Literal["new", "known", "waived"]
SEVERITIES = (Severity.ERROR, Severity.WARNING, Severity.NOTE)
CONSEQUENCE = (
    "privacy", "leakage", "shortcuts", "integrity", "classes", "geometry", "annotations", "samples",
    "values", "cohort", "vendors", "completeness", "protocols", "utility", "pixels", "hierarchy",
    "conformance", "datasheet", "fair",
)  # fmt: skip
"""Families by what follows: people who show, untrue results, then the imprecise or unclear."""
_CONFIDENCE = (Confidence.CERTAIN, Confidence.LIKELY, Confidence.HEURISTIC)


@dataclass(frozen=True, slots=True)
class Found:
    """One finding with the result it belongs to."""

    result: CheckResult
    finding: Finding

    @property
    def status(self) -> FindingStatus:
        """Whether it gates: those `waived`, and those `known` from a baseline, do not."""
        if self.result.status == "waived":
            return "waived"
        return "known" if self.finding.known else "new"

    @property
    def reason(self) -> str:
        """What is to be said of its check or waiver, and of its past in a baseline."""
        return "; ".join(text for text in (self.result.reason, self.finding.past) if text)

    @property
    def share(self) -> float:
        """The part of its units that it touches; 0 where there is no denominator."""
        return self.finding.count / self.finding.total if self.finding.total else 0.0


def message_of(one: Finding) -> str:
    """Its message as a sentence, and in brackets what a baseline says of it."""
    return f"{sentence(one.message)} ({prose(one.past)})" if one.past else sentence(one.message)


def found(results: Sequence[CheckResult]) -> tuple[Found, ...]:
    """All findings, also waived ones: by severity, rule, subject, message."""
    every = [Found(result, finding) for result in results for finding in result.findings]
    return tuple(sorted(every, key=_listed))


def weighed(results: Sequence[CheckResult]) -> tuple[Found, ...]:
    """
    All findings, also waived ones, those that matter most first: the order of `foremost`.

    With a baseline, those that it has come after all others.
    """
    return tuple(sorted(found(results), key=_weight))


def foremost(results: Sequence[CheckResult], limit: int = 3) -> tuple[Found, ...]:
    """
    The findings that matter most: severest, surest, of the gravest consequence, touching the
    largest part; one a family, so that one cause told by many rules does not hide another.

    Waived findings have an owner and are not among them; nor are those that follow from another.
    """
    chosen: dict[str, Found] = {}
    for one in weighed(results):
        if one.status == "waived" or one.finding.because:
            continue
        chosen.setdefault(one.result.check.family, one)
    return tuple(chosen.values())[:limit]


def _listed(one: Found) -> tuple[int, str, str, str]:
    severity = SEVERITIES.index(one.result.severity)
    return severity, one.result.check.rule, one.finding.subject, one.finding.message


def _weight(one: Found) -> tuple[bool, int, int, int, float, str, str]:
    return (
        one.finding.known,
        SEVERITIES.index(one.result.severity),
        _CONFIDENCE.index(one.result.check.confidence),
        CONSEQUENCE.index(one.result.check.family),
        -one.share,
        one.result.check.rule,
        one.finding.message,
    )
