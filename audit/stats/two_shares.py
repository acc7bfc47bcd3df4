"""The difference of two shares, with an interval."""

from __future__ import annotations

from math import sqrt

from audit.stats.intervals import CONFIDENCE, wilson


def newcombe(
    x1: int, n1: int, x2: int, n2: int, confidence: float = CONFIDENCE
) -> tuple[float, float]:
    """
    Interval of x1/n1 - x2/n2 for independent groups, from the score intervals of both.

    Source: Newcombe 1998, Stat Med 17:873, method 10, without continuity correction. Raises
    ValueError where a group is empty.
    """
    low1, high1 = wilson(x1, n1, confidence)
    low2, high2 = wilson(x2, n2, confidence)
    p1, p2 = x1 / n1, x2 / n2
    below = sqrt((p1 - low1) ** 2 + (high2 - p2) ** 2)
    above = sqrt((high1 - p1) ** 2 + (p2 - low2) ** 2)
    return p1 - p2 - below, p1 - p2 + above


def shared_confidence(n_pairs: int, confidence: float = CONFIDENCE) -> float:
    """
    The confidence of each of `n_pairs` intervals so that all hold together with `confidence`.

    Source: Bonferroni, as in Dunn 1961, J Am Stat Assoc 56:52.
    """
    return 1 - (1 - confidence) / max(1, n_pairs)
