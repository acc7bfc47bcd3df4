"""Which rules an audit asked, and whether they could look."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from audit.diff.audited import Audited
from audit.diff.model import Change, Side
from audit.profile.small_cells import TOLD

_PARTLY = "partly not assessed"
"""How the reason of a check begins, or goes on, that broke off with findings."""
_RANK = {"not assessed": 0, "partly assessed": 1, "assessed": 2}


@dataclass(frozen=True, slots=True)
class RuleState:
    """How far one rule could look."""

    word: str
    """assessed, partly assessed, not assessed."""
    reason: str = ""


def rule_states(audit: Audited) -> dict[str, RuleState]:
    """By rule; a rule of which a part is waived is one."""
    found: dict[str, RuleState] = {}
    for one in audit.checks:
        if one.status == "not_assessed":
            state = RuleState("not assessed", one.reason)
        elif one.status == "failed" and (_PARTLY in one.reason or TOLD in one.reason):
            # a reason that is withheld may have said so
            state = RuleState("partly assessed", one.reason)
        else:
            state = RuleState("assessed")
        known = found.get(one.rule, state)
        found[one.rule] = min(known, state, key=lambda it: _RANK[it.word])
    return found


def look_of(states: dict[str, RuleState], rule: str, who: str) -> str | None:
    """Why an audit cannot say that a finding of this rule is not there; None where it can."""
    if rule not in states:
        return f"{who} did not ask this rule"
    if states[rule].word != "assessed":
        return f"{who} could not look, or not everywhere"
    return None


def compare_rules(old: Audited, new: Audited) -> Iterator[Change]:
    """Every rule that either audit asked."""
    before, after = rule_states(old), rule_states(new)
    for rule in sorted(before.keys() | after.keys()):
        yield _compare(rule, before.get(rule), after.get(rule))


def _compare(rule: str, old: RuleState | None, new: RuleState | None) -> Change:
    sides = _side(old), _side(new)
    if new is None:
        return Change("check", "not_compared", rule, "", "", "not asked any more", *sides)
    if old is None:
        return Change("check", "changed", rule, "", "", "asked for the first time", *sides)
    rank = _RANK[new.word] - _RANK[old.word]
    if rank < 0:
        return Change("check", "worse", rule, "", "", f"{old.word} before, now {new.word}", *sides)
    if rank > 0:
        return Change("check", "better", rule, "", "", f"{new.word} now", *sides)
    return Change("check", "same", rule, "", "", "", *sides)


def _side(one: RuleState | None) -> Side | None:
    return Side(one.word, message=one.reason) if one else None
