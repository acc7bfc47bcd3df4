"""How grave a shortcut risk is (statistics B2): effect sizes decide, q only qualifies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from audit.policy import ShortcutsPolicy
from audit.profile.model.shortcuts import Association, LevelShare, Strata

Grade = Literal["critical", "high", "medium", ""]
GRADES: tuple[Grade, ...] = ("critical", "high", "medium")


def grade(one: Association, policy: ShortcutsPolicy) -> Grade:
    """
    Critical: AUC or U at its limit, or a class that comes whole from values of its own. High,
    medium: AUC or V. Nothing is a risk that chance explains (q), however strong it looks.
    """
    if one.q >= policy.max_q:
        return ""
    if one.auc >= policy.critical_auc or one.u >= policy.critical_u or is_whole(one):
        return "critical"
    if one.auc >= policy.high_auc or one.v >= policy.high_v:
        return "high"
    return "medium" if one.auc >= policy.medium_auc or one.v >= policy.medium_v else ""


def is_whole(one: Association) -> bool:
    """Whether every patient of one side comes from values that only this side has."""
    n_without = one.n_patients - one.n_with
    return one.n_with == one.exclusive.n_with or n_without == one.exclusive.n_without


def exclusive_share(one: Association) -> tuple[int, int, bool]:
    """The larger share of a side from values of its own: patients, of how many, of the class?"""
    n_without = one.n_patients - one.n_with
    with_share = one.exclusive.n_with / max(1, one.n_with)
    if with_share >= one.exclusive.n_without / max(1, n_without):
        return one.exclusive.n_with, one.n_with, True
    return one.exclusive.n_without, n_without, False


def graded(
    found: Iterable[Association], policy: ShortcutsPolicy, grades: Sequence[Grade]
) -> list[tuple[Association, Grade]]:
    """Those of the grades, the gravest first, then by AUC."""
    each = [(one, mark) for one in found if (mark := grade(one, policy)) in grades]
    return sorted(each, key=lambda pair: (GRADES.index(pair[1]), -round(pair[0].auc, 9)))


def lead(found: Sequence[Association]) -> Association:
    """
    The field to name first: the highest AUC, but origin and settings before their traces.

    How a file is stored, and what is missing, follows from where and how it was made. Where such a
    trace is strongest, the strongest field of origin or setting comes first if its interval still
    reaches as high. Raises ValueError where there is none at all.
    """
    top = max(found, key=lambda one: round(one.auc, 9))
    if top.kind in ("storage", "missing"):
        causes = [one for one in found if one.kind in ("provenance", "acquisition")]
        near = [one for one in causes if one.interval.high >= top.auc and one.name == top.name]
        return max(near, key=lambda one: round(one.auc, 9), default=top)
    return top


def balanced_levels(strata: Strata, policy: ShortcutsPolicy) -> tuple[LevelShare, ...]:
    """The values of a field in which the class is about as frequent as in all patients."""
    share = strata.n_with / strata.n_patients
    return tuple(
        level
        for level in strata.levels
        if 0 < level.n_with < level.n_patients
        and round(abs(level.n_with / level.n_patients - share), 9) <= policy.max_share_gap
    )
