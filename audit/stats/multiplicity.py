"""Many tests at once: p-values adjusted for the false discovery rate (statistics B3)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def benjamini_hochberg(p: Sequence[float]) -> list[float]:
    """
    Adjusted p (q): the smallest false discovery rate at which each test still counts.

    min over j >= i of p_(j) m / j, at most 1. Source: Benjamini & Hochberg 1995, J R Stat Soc B
    57:289. Raises ValueError where a p-value lies outside 0 to 1.
    """
    return _adjust(p, 1.0)


def benjamini_yekutieli(p: Sequence[float]) -> list[float]:
    """The same for tests that depend on each other in any way (2001, Ann Stat 29:1165)."""
    return _adjust(p, float((1 / np.arange(1, len(p) + 1)).sum()))


def _adjust(p: Sequence[float], factor: float) -> list[float]:
    values = np.asarray(p, float)
    if not len(values):
        return []
    if not ((values >= 0) & (values <= 1)).all():
        raise ValueError("a p-value lies between 0 and 1")
    order = np.argsort(-values, kind="stable")
    ranks = np.arange(len(values), 0, -1)
    adjusted = np.minimum.accumulate(values[order] * len(values) * factor / ranks)
    result = np.empty(len(values))
    result[order] = np.minimum(1.0, adjusted)
    return [float(q) for q in result]
