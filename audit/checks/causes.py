"""Which findings follow from what another rule names: marked, so that one fault reads as one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from audit.checks.model import CheckResult, Finding, Severity

Same = Callable[[Finding, Finding], bool]
_MOST = 200_000
"""Subjects of a finding that are compared; beyond, it stands for itself."""


def _same_items(effect: Finding, cause: Finding) -> bool:
    """
    Everything the effect touches is touched by the cause, on the same keyword where both name one.

    Subjects of different levels meet in their first items.
    """
    held = [(cause.keyword, cause.subjects), *cause.parts]
    fitting = [who for word, who in held if not effect.keyword or word in ("", effect.keyword)]
    n_all = len(effect.subjects) + sum(map(len, fitting))
    if not effect.subjects or n_all > _MOST:
        return False
    touched = {item for who in fitting for item in who.items}
    return touched.issuperset(effect.subjects.items)


def _same_part(effect: Finding, cause: Finding) -> bool:
    """Both speak of the same part of the dataset, and the effect counts no more of it."""
    return effect.subject == cause.subject and effect.count <= cause.count


def _always(effect: Finding, cause: Finding) -> bool:
    return True


CAUSES: tuple[tuple[str, str, Same], ...] = (
    ("CLS001", "CLS010", _always),
    ("CLS014", "CLS003", _same_items),
    ("SMP005", "SMP001", _same_part),
    ("CMP001", "CNF001", _same_items),
    ("CMP001", "CNF002", _same_items),
    ("CMP002", "CNF003", _same_items),
    ("VEN003", "CNF003", _same_items),
    ("COH001", "CNF005", _same_items),
    ("COH003", "CMP003", _same_items),
    ("CNF003", "INT007", _same_items),
    ("CNF008", "INT004", _same_items),
    ("HIE003", "INT004", _same_items),
    ("HIE004", "GEO003", _same_items),
    ("GEO005", "GEO010", _same_items),
)
"""Effect, cause, and when the one is the other's; LKG002 to LKG008 know it from their facts."""


def link_causes(results: Sequence[CheckResult]) -> tuple[CheckResult, ...]:
    """
    The same results; a finding that follows from a gating one of another rule says so.

    Severity, status and gate do not change: an effect counts as before. A cause that is waived,
    not judged or less severe is none: nothing grave stands below something slight.
    """
    failed = {one.check.rule: one for one in results if one.status == "failed"}
    return tuple(_linked(one, failed) for one in results)


def _linked(one: CheckResult, failed: dict[str, CheckResult]) -> CheckResult:
    rules = [(cause, same) for effect, cause, same in CAUSES if effect == one.check.rule]
    grave = {rule: it for rule, it in failed.items() if _rank(it) <= _rank(one)}
    findings = tuple(_because(finding, rules, grave) for finding in one.findings)
    return replace(one, findings=findings) if findings != one.findings else one


def _rank(one: CheckResult) -> int:
    return tuple(Severity).index(one.severity)


def _because(
    finding: Finding, rules: Sequence[tuple[str, Same]], failed: dict[str, CheckResult]
) -> Finding:
    if finding.because:
        return finding if finding.because in failed else replace(finding, because="")
    for cause, same in rules:
        if cause in failed and any(same(finding, other) for other in failed[cause].findings):
            return replace(finding, because=cause)
    return finding
