"""Stacks with one fault, grouped by modality and counted by series."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from audit.checks.aggregate import look_inside
from audit.checks.model import Finding, NotAssessed
from audit.policy import Policy
from audit.profile.model import Profile, Subjects
from audit.profile.model.geometry import Stack


class Hit(NamedTuple):
    """Stacks of one modality with a fault, their series, and the series looked at."""

    modality: str
    stacks: list[Stack]
    series: Subjects
    total: int


def stacks_of(profile: Profile, policy: Policy) -> list[Stack]:
    """The stacks that are judged; raises NotAssessed where there is none."""
    least = policy.geometry.min_slices
    stacks = [stack for stack in profile.geometry.stacks if stack.n_slices >= least]
    if not stacks:
        look_inside(profile, 0)
        raise NotAssessed(
            f"no CT, MR or PT series gives a stack of {least} or more parallel slices"
        )
    return stacks


def search(profile: Profile, policy: Policy, faulty: Callable[[Stack], bool]) -> Iterator[Hit]:
    """As `group`, among all stacks that are judged."""
    return group(stacks_of(profile, policy), faulty)


def group(stacks: list[Stack], faulty: Callable[[Stack], bool]) -> Iterator[Hit]:
    """The faulty stacks of each modality that has one, in the order of its name."""
    for modality in sorted({stack.modality for stack in stacks}):
        judged = [stack for stack in stacks if stack.modality == modality]
        if found := [stack for stack in judged if faulty(stack)]:
            yield Hit(modality, found, series_of(found), len(series_of(judged)))


def series_of(stacks: list[Stack]) -> Subjects:
    """Their series, each once, in order."""
    items = dict(sorted((stack.series, stack.item) for stack in stacks))
    return Subjects("series", tuple(items), tuple(items.values()))


def finding_of(hit: Hit, told: str, keyword: str, whom: str = "a stack of slices") -> Finding:
    """`1 of 8 CT series with WHOM TOLD`."""
    count = len(hit.series)
    message = f"{count} of {hit.total} {hit.modality} series with {whom} {told}"
    where = f"{hit.modality} series"
    return Finding(message, count, hit.total, "series", where, keyword, hit.series)


def range_of(values: list[float]) -> tuple[float, float]:
    """Smallest and largest."""
    return min(values), max(values)


def span(low: float, high: float) -> str:
    """`3.5` or `1.081 to 6.999`: four digits are some micrometres of a slice distance."""
    first, last = f"{low:.4g}", f"{high:.4g}"
    return first if first == last else f"{first} to {last}"


def in_mm(low: float, high: float) -> str:
    """The same with its unit."""
    return f"{span(low, high)} mm"
