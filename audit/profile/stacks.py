"""HeaderTable -> stacks: the slices of CT, MR and PT series, measured volume by volume."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from audit.profile.model.geometry import Stack
from audit.profile.stack_rows import Source, read_slices
from audit.profile.thinning import common, find_thinning
from audit.profile.volumes import (
    MIN_SLICES,
    Floats,
    Places,
    Slices,
    count_repeats,
    split_planes,
    split_volumes,
)
from audit.scan.table import HeaderTable
from audit.stats.geometry import (
    compare_spacing,
    different_positions,
    measure_shear,
    measure_spacing,
    missing_slices,
    project,
    slice_normal,
    straying,
)

SEVERAL_PLANES = "images in several planes"
NOT_PARALLEL = f"fewer than {MIN_SLICES} parallel slices"
NOT_ON_A_LINE = "frames whose planes are not known"
ACROSS = 0.26
"""Cosine of 75 degrees: planes further apart are a survey and no volume."""
OFF_LINE = 0.5
"""mm; the table holds one orientation an object, so its frames must lie on one line."""
DIGITS = 6
"""Far below what positions are written with; hides the last bits of the arithmetic."""
THICKER = 1.5
"""Slices so much thicker than usual fill the gap between them themselves."""


def measure_stacks(table: HeaderTable) -> tuple[tuple[Stack, ...], dict[int, str]]:
    """
    All stacks in the order of their series, and the reason of each series that gives none.

    Needs the table `stack_series` of `audit.profile.stack_rows`.
    """
    stacks: list[Stack] = []
    reasons: dict[int, str] = {}
    for source, slices in read_slices(table):
        reason = _unfit(source, slices)
        found = [] if reason else _merge(_measure_series(source, slices))
        stacks.extend(found)
        if not found:
            reasons[source.series] = reason or NOT_PARALLEL
    return tuple(stacks), reasons


def _unfit(source: Source, slices: Slices) -> str:
    if source.framed and straying(slices.positions) > OFF_LINE:
        return NOT_ON_A_LINE
    planes = split_planes(slices.orientations)
    if len(planes) < 2:
        return ""
    cosines = slices.orientations[[plane[0] for plane in planes]]
    normals = np.cross(cosines[:, :3], cosines[:, 3:])
    across = np.abs(normals @ normals.T).min() < ACROSS
    return SEVERAL_PLANES if across else ""


def _measure_series(source: Source, slices: Slices) -> Iterator[tuple[Stack, Floats]]:
    for plane in split_planes(slices.orientations):
        if len(plane) < MIN_SLICES:
            continue
        level = slices.take(plane)
        try:
            normal = slice_normal(level.orientations[0])
        except ValueError:
            continue
        along = project(level.positions, normal)
        for volume in split_volumes(along, level.keys):
            distinct, numbers = different_positions(along[volume])
            if len(distinct) >= MIN_SLICES:
                part = level.take(volume)
                stack = _measure(source, part, distinct, numbers, normal)
                held = slices.InstanceNumber
                yield _count_missing(stack, part.take(_firsts(numbers)), distinct, held), distinct


def _measure(
    source: Source, slices: Slices, distinct: Floats, numbers: Places, normal: Floats
) -> Stack:
    spacing = measure_spacing(distinct)
    shear = measure_shear(slices.positions, normal)
    n_volumes, n_duplicates = count_repeats(numbers, slices.InstanceNumber)
    thickness = common(slices.SliceThickness)
    between = common(slices.SpacingBetweenSlices)
    stated = None if between is None else compare_spacing(thickness, between, spacing.spacing)
    return Stack(
        series=source.series,
        item=source.item,
        modality=source.modality,
        n_slices=len(distinct),
        spacing=round(spacing.spacing, DIGITS),
        smallest=round(spacing.smallest, DIGITS),
        largest=round(spacing.largest, DIGITS),
        max_deviation=round(spacing.max_deviation, DIGITS),
        n_missing=0,
        n_duplicates=n_duplicates,
        tilt_degrees=round(shear.degrees, DIGITS),
        SliceThickness=thickness,
        SpacingBetweenSlices=between,
        n_volumes=n_volumes,
        drift=round(shear.total, DIGITS),
        GantryDetectorTilt=common(slices.GantryDetectorTilt),
        stated_off=round(stated.off, DIGITS) if stated else None,
        gap_stored=stated is not None and stated.gap_stored,
    )


def _firsts(numbers: Places) -> Places:
    """The first image at each position, in the order of positions."""
    return np.asarray(np.unique(numbers, return_index=True)[1])


def _count_missing(stack: Stack, slices: Slices, distinct: Floats, held: Floats) -> Stack:
    """By what the headers say lies between the slices, one a position, else by the median."""
    distances = np.diff(distinct)
    told = find_thinning(slices, distances, held)
    lost = told.lost if told.lost.size else missing_slices(distances, stack.spacing)
    n_missing = int(lost[~_filled(slices.SliceThickness)].sum())
    return replace(stack, n_missing=n_missing, every=told.every, told_by=told.told_by)


def _filled(thickness: Floats) -> NDArray[np.bool_]:
    """Gaps between slices that are thicker than the others: a wider spacing, and nothing lost."""
    if np.isnan(thickness).any():
        return np.zeros(len(thickness) - 1, dtype=bool)
    thinner = np.minimum(thickness[:-1], thickness[1:])
    return np.asarray(thinner >= THICKER * np.median(thickness))


def _merge(measured: Iterator[tuple[Stack, Floats]]) -> list[Stack]:
    """Volumes at the same positions (echoes, time points) are one stack, imaged several times."""
    kept: list[tuple[Stack, Floats]] = []
    for stack, places in measured:
        for place, (other, known) in enumerate(kept[:8]):
            if _alike(stack, other) and np.allclose(places, known, rtol=0, atol=0.01):
                kept[place] = (_add(other, stack), known)
                break
        else:
            kept.append((stack, places))
    return [stack for stack, _ in kept]


def _alike(one: Stack, other: Stack) -> bool:
    return (
        one.n_slices == other.n_slices
        and one.n_duplicates == other.n_duplicates
        and abs(one.tilt_degrees - other.tilt_degrees) < 0.01
        and one.SpacingBetweenSlices == other.SpacingBetweenSlices
        and (one.every, one.n_missing) == (other.every, other.n_missing)
    )


def _add(stack: Stack, more: Stack) -> Stack:
    return replace(stack, n_volumes=stack.n_volumes + more.n_volumes)
