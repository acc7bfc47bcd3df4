"""Settings as levels: values within a tolerance of a frequent one are one level."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

from audit.profile.protocol_series import Parameter, SeriesSettings, Setting

Key = tuple[int | None, ...]
USUAL = 0.9
"""Share of the series of a group that must have one value of an adapted parameter."""


def levels(series: Sequence[SeriesSettings], params: Sequence[Parameter]) -> list[Key]:
    """
    The settings of each series as numbers of levels.

    The most frequent value makes the first level and takes all within the tolerance; of the others
    the most frequent makes the second, and so on: values that drift do not run together.
    """
    by_param = []
    for n, param in enumerate(params):
        counts = Counter(one.settings[n] for one in series if one.settings[n] is not None)
        ordered = sorted(counts.items(), key=lambda pair: (-pair[1], str(pair[0])))
        level = _levels_of([value for value, _ in ordered], param)
        if param.adapted and _largest(counts, level) < USUAL * counts.total():
            level = {}
        by_param.append(level)
    return [tuple(level.get(one.settings[n]) for n, level in enumerate(by_param)) for one in series]


def _largest(counts: Counter[Setting], level: dict[Setting, int]) -> int:
    """Series of the level that has most."""
    by_level: Counter[int] = Counter()
    for value, n in counts.items():
        by_level[level[value]] += n
    return max(by_level.values(), default=0)


def _levels_of(values: Sequence[Setting], param: Parameter) -> dict[Setting, int]:
    """Value to level; only the two heads beside a number can be near enough."""
    if not param.is_number:
        return {value: n for n, value in enumerate(values)}
    heads: list[tuple[float, int]] = []
    level: dict[Setting, int] = {}
    for value in values:
        number = float(value or 0)
        at = bisect_left(heads, (number, -1))
        near = [n for head, n in heads[max(0, at - 1) : at + 1] if param.agree(number, head)]
        if not near:
            near = [len(heads)]
            heads.insert(at, (number, near[0]))
        level[value] = min(near)
    return level
