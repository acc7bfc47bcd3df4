"""Findings of two audits: new, gone, worse, or not to be compared and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from audit.diff.audited import Audited, OldFinding
from audit.diff.identity import (
    SEVERITY_RANK,
    WITHHELD,
    Effect,
    Judged,
    judge,
    pair_up,
)
from audit.diff.model import Change, Side
from audit.diff.rules import RuleState, look_of, rule_states

SECTIONS = {"datasheet": "documentation", "fair": "documentation"}
"""Families whose thresholds stand in a section of the policy of another name."""

_REFERENCES = ("protocol", "procedures")
"""Files that the family `protocols` judges by."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What decides whether the findings of two audits can be compared."""

    old: dict[str, RuleState]
    new: dict[str, RuleState]
    other_limits: frozenset[str]
    """Sections of the policy in which the two differ."""
    floor: int
    """Rank of the severity from which a new finding makes things worse."""

    def limits_differ(self, family: str) -> str:
        """The section of a family where its thresholds differ, else ""."""
        section = SECTIONS.get(family, family)
        return section if section in self.other_limits else ""


def make_ground(old: Audited, new: Audited) -> Ground:
    """From both audits; the stricter of the two policies says what is grave."""
    floor = min(_floor(old), _floor(new))
    limits = unlike_sections(old, new)
    if any(getattr(old.digests, n) != getattr(new.digests, n) for n in _REFERENCES):
        limits |= {"protocols"}
    return Ground(rule_states(old), rule_states(new), limits, floor)


def unlike_sections(old: Audited, new: Audited) -> frozenset[str]:
    """Names of the parts of the two policies that are not equal."""
    names = old.policy.keys() | new.policy.keys()
    return frozenset(n for n in names if old.policy.get(n) != new.policy.get(n))


def _floor(audit: Audited) -> int:
    """`never` is a gate that is switched off: whoever compares still asks after errors."""
    word = audit.policy.get("fail_on")
    return SEVERITY_RANK.get(word, SEVERITY_RANK["error"]) if isinstance(word, str) else 0


def compare_findings(old: Audited, new: Audited) -> Iterator[Change]:
    """Every finding of either audit, once; also those that are the same."""
    ground = make_ground(old, new)
    for before, after in pair_up(old.findings, new.findings):
        if before is not None and after is not None:
            yield _change(after, _both(before, after, ground), before, after)
        elif after is not None:
            yield _change(after, _only_new(after, ground), None, after)
        elif before is not None:
            yield _change(before, _only_old(before, ground), before, None)


def _change(
    named: OldFinding, judged: Judged, before: OldFinding | None, after: OldFinding | None
) -> Change:
    told = ", ".join(judged.told)
    return Change(
        "finding", judged.effect, named.rule, named.subject, named.keyword, told,
        _side(before), _side(after),
    )  # fmt: skip


def _side(one: OldFinding | None) -> Side | None:
    if one is None:
        return None
    state = "waived" if one.status == "waived" else one.severity
    return Side(state, one.count, one.total, one.unit, one.message)


def _both(before: OldFinding, after: OldFinding, ground: Ground) -> Judged:
    judged = judge(before, after)
    if after.status == "waived":
        return _waived(before, judged)
    if before.status == "waived":
        return Judged("worse", ("waived before and not now", *judged.told))
    section = ground.limits_differ(after.family)
    if section and judged.effect != "same":
        return Judged("not_compared", (*judged.told, f"under other limits of `{section}`"))
    return judged


def _waived(before: OldFinding, judged: Judged) -> Judged:
    """Somebody answers for it, whatever it grew to; that it grew is told."""
    if before.status != "waived":
        return Judged("changed", ("waived now", *judged.told))
    if WITHHELD in judged.told:
        return Judged("not_compared", judged.told)
    return judged if judged.effect == "same" else Judged("changed", ("waived", *judged.told))


def _only_new(one: OldFinding, ground: Ground) -> Judged:
    if one.status == "waived":
        return Judged("changed", ("new, and waived",))
    if (reason := look_of(ground.old, one.rule, "the old audit")) is not None:
        return Judged("not_compared", (reason,))
    if section := ground.limits_differ(one.family):
        return Judged("not_compared", (f"new, under other limits of `{section}`",))
    grave = SEVERITY_RANK[one.severity] >= ground.floor
    effect: Effect = "worse" if grave else "changed"
    return Judged(effect, ("new",) if grave else ("new, less severe than what fails the gate",))


def _only_old(one: OldFinding, ground: Ground) -> Judged:
    if (reason := look_of(ground.new, one.rule, "the new audit")) is not None:
        return Judged("not_compared", (f"not found again, but {reason}",))
    if section := ground.limits_differ(one.family):
        return Judged("not_compared", (f"not found again, under other limits of `{section}`",))
    return Judged("better", ("not found any more",))
