"""Slices that headers speak of and that are not there: every n-th one kept, or some of them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from audit.profile.volumes import Floats, Slices
from audit.stats.geometry import compare_spacing, whole_steps

BETWEEN, THICKNESS, NUMBER = "SpacingBetweenSlices", "SliceThickness", "InstanceNumber"
NARROWER = 0.99
"""Slices thinner than this part of their distance leave a gap that others may have filled."""


@dataclass(frozen=True, slots=True)
class Thinning:
    """
    What the headers of one volume say of slices between those that are there.

    `every`: only each n-th slice is there; 1 where nothing says so. `lost`: where the distances
    differ, slices absent by distance; empty where only the positions can tell. `told_by`: the
    keywords that say it.
    """

    every: int = 1
    lost: NDArray[np.int_] = field(default_factory=lambda: np.empty(0, dtype=np.int_))
    told_by: tuple[str, ...] = ()


def find_thinning(slices: Slices, distances: Floats, held: Floats) -> Thinning:
    """
    Distances in mm against what the headers of the slices (one a position, sorted) say they are.

    SpacingBetweenSlices counts, unless it may be the gap between the edges of slices, as some MR
    scanners write it: where it and SliceThickness add up to the distance, where the thickness is
    not known, or where the slices fill their distance. Then, and where only SliceThickness is
    there (thin slices far apart are an ordinary protocol), InstanceNumber must skip as many as
    the distances do. `held`: all InstanceNumbers of the series, so that numbers that another echo
    or time point bears do not count as skipped. Uneven distances all as long as several slices
    count as lost slices by InstanceNumber only.
    """
    keyword, unit = _distance_stated(slices)
    steps = whole_steps(distances, unit) if unit else None
    if steps is None or steps.max() < 2:
        return Thinning()
    skipped = _numbers_skip(slices.InstanceNumber, steps, held)
    if not skipped and (keyword == THICKNESS or _may_be_the_gap(slices, unit, distances)):
        return Thinning()
    told_by = (keyword, NUMBER) if skipped else (keyword,)
    if (steps == steps[0]).all():
        return Thinning(every=int(steps[0]), told_by=told_by)
    if skipped or steps.min() == 1:
        return Thinning(lost=steps - 1, told_by=told_by)
    return Thinning()


def common(values: Floats) -> float | None:
    """The one value of all slices."""
    return float(values[0]) if (values == values[0]).all() else None


def _distance_stated(slices: Slices) -> tuple[str, float]:
    """The attribute that speaks of the distance, and mm; 0 where none does, or not with one voice.

    The sign of SpacingBetweenSlices is a direction with some vendors.
    """
    if np.isnan(slices.SpacingBetweenSlices).all():
        return THICKNESS, abs(common(slices.SliceThickness) or 0.0)
    return BETWEEN, abs(common(slices.SpacingBetweenSlices) or 0.0)


def _may_be_the_gap(slices: Slices, between: float, distances: Floats) -> bool:
    thickness, spacing = common(slices.SliceThickness), float(np.median(distances))
    if thickness is None or thickness >= NARROWER * spacing:
        return True
    return compare_spacing(thickness, between, spacing).gap_stored


def _numbers_skip(numbers: Floats, steps: NDArray[np.int_], held: Floats) -> bool:
    """Whether InstanceNumber steps as the distances do, past numbers that no image bears."""
    rises = np.diff(numbers)
    if not ((rises == steps).all() or (rises == -steps).all()):
        return False
    between = held[(held > numbers.min()) & (held < numbers.max())]
    return bool(np.isin(between, numbers).all())
