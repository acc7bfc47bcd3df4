"""The ICC from a one-way analysis of variance of single values: what counts are held against."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import NamedTuple


class AnovaIcc(NamedTuple):
    """Not truncated at 0."""

    msb: float
    msw: float
    n0: float
    icc: float


def icc_anova(clusters: Sequence[Hashable], values: Sequence[float]) -> AnovaIcc:
    """(MSB - MSW) / (MSB + (n0 - 1) MSW) (Donner & Klar 2000; Ridout 1999)."""
    pairs = list(zip(clusters, values, strict=True))
    groups = [[v for c, v in pairs if c == one] for one in dict.fromkeys(clusters)]
    k, n = len(groups), len(pairs)
    mean, centres = sum(values) / n, [sum(group) / len(group) for group in groups]
    both = list(zip(groups, centres, strict=True))
    msb = sum(len(group) * (centre - mean) ** 2 for group, centre in both) / (k - 1)
    msw = sum((v - centre) ** 2 for group, centre in both for v in group) / (n - k)
    n0 = (n - sum(len(group) ** 2 for group in groups) / n) / (k - 1)
    return AnovaIcc(msb, msw, n0, (msb - msw) / (msb + (n0 - 1) * msw))
