"""One series of slices, in numbers: split into volumes, and each volume measured as a stack."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from audit.stats.geometry import different_positions, measure_spacing

Floats = NDArray[np.float64]
Places = NDArray[np.intp]

MIN_SLICES = 3
"""Fewer positions have one distance only, and nothing to compare it with."""
SAME_PLANE = 1e-3
"""By which two direction cosines may differ in one stack (statistics B6 b)."""
MOST_PLANES = 64
REGULAR = 0.01
"""Relative deviation up to which interleaved volumes count as regular by themselves."""


@dataclass(frozen=True, slots=True)
class Slices:
    """Arrays of equal length, one row an image or frame; NaN where a header says nothing."""

    positions: Floats
    orientations: Floats
    keys: NDArray[np.uint64]
    """One column an attribute that may tell volumes apart, in the order they are tried."""
    InstanceNumber: Floats
    SliceThickness: Floats
    SpacingBetweenSlices: Floats
    GantryDetectorTilt: Floats

    def take(self, rows: Places | slice) -> Slices:
        """Some of the rows."""
        return Slices(
            self.positions[rows],
            self.orientations[rows],
            self.keys[rows],
            self.InstanceNumber[rows],
            self.SliceThickness[rows],
            self.SpacingBetweenSlices[rows],
            self.GantryDetectorTilt[rows],
        )


def split_planes(orientations: Floats) -> list[Places]:
    """Rows of (nearly) the same orientation together; empty where there are more than 64 planes."""
    first = orientations[0]
    if (np.abs(orientations - first) <= SAME_PLANE).all():
        return [np.arange(len(orientations))]
    left = np.arange(len(orientations))
    planes: list[Places] = []
    while len(left):
        near = (np.abs(orientations[left] - orientations[left[0]]) <= SAME_PLANE).all(axis=1)
        planes.append(left[near])
        left = left[~near]
        if len(planes) > MOST_PLANES:
            return []
    return planes


def split_volumes(along: Floats, keys: NDArray[np.uint64]) -> list[Places]:
    """
    Rows of one plane, volume by volume, where an attribute really separates volumes.

    An attribute does so only if the volumes share positions or interleave; where it changes along
    a stack (ImageType or AcquisitionNumber from slab to slab) the slabs are one volume to whoever
    loads the series, and what lies between them is judged.
    """
    groups: list[Places] = [np.arange(len(along))]
    for column in keys.T:
        groups = [part for group in groups for part in _split(along, column, group)]
    return groups


def _split(along: Floats, column: NDArray[np.uint64], group: Places) -> list[Places]:
    values, firsts, labels = np.unique(column[group], return_index=True, return_inverse=True)
    # One that changes from slice to slice has far too many values to name volumes.
    if len(values) == 1 or len(values) * MIN_SLICES > len(group):
        return [group]
    parts = [group[labels == label] for label in np.argsort(firsts)]
    largest = max(parts, key=len)
    if len(different_positions(along[largest])[0]) < MIN_SLICES:
        return [group]
    return parts if _separates(along, group, parts, labels) else [group]


def _separates(along: Floats, group: Places, parts: list[Places], labels: Places) -> bool:
    distinct, numbers = different_positions(along[group])
    repeats = len(group) - len(distinct)
    if not repeats:
        return _interleave(along, group, parts)
    most = int(np.bincount(numbers).max())
    left = len(group) - len(np.unique(numbers * len(parts) + labels))
    return len(parts) <= most + 1 and left < repeats


def _interleave(along: Floats, group: Places, parts: list[Places]) -> bool:
    """Volumes that lie in each other without a common position, each of them regular."""
    if min(len(part) for part in parts) < MIN_SLICES:
        return False
    if measure_spacing(along[group]).is_regular(REGULAR):
        return False
    ends = sorted((float(along[part].min()), float(along[part].max())) for part in parts)
    overlap = any(after[0] < before[1] for before, after in pairwise(ends))
    return overlap and all(measure_spacing(along[part]).is_regular(REGULAR) for part in parts)


def count_repeats(numbers: Places, InstanceNumber: Floats) -> tuple[int, int]:
    """
    Volumes and duplicated images among slices of which nothing tells volumes apart.

    Where most positions stand n > 1 times they are n volumes (fMRI, diffusion directions without
    a b-value); then only images that share position and InstanceNumber are duplicates.
    """
    times = np.bincount(np.bincount(numbers))
    times[0] = 0
    n_volumes = int(np.flatnonzero(times == times.max())[-1])
    if n_volumes == 1:
        return 1, len(numbers) - len(np.unique(numbers))
    known, held = np.unique(InstanceNumber, return_inverse=True)
    if np.isnan(InstanceNumber).any() or len(known) <= numbers.max():
        return n_volumes, 0
    return n_volumes, len(numbers) - len(np.unique(numbers * len(known) + held))
