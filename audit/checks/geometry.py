"""Checks of the family `geometry`: slice gaps, tilt, spacing, matrix."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from audit.checks import geometry_thinned
from audit.checks.aggregate import name_subjects, percent
from audit.checks.model import Confidence, Finding, Severity, check, need
from audit.checks.stack_groups import (
    finding_of,
    group,
    in_mm,
    range_of,
    search,
    series_of,
    span,
    stacks_of,
)
from audit.policy import Policy
from audit.profile.model import Profile, Subjects
from audit.profile.model.geometry import ModalityGeometry, Stack

_POSITION, _ORIENTATION = "ImagePositionPatient", "ImageOrientationPatient"
_BETWEEN = "SpacingBetweenSlices"
_SHOWN = 5


@check("GEO001", "Slices at very unequal distances", Severity.ERROR)
def irregular_spacing(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: stacks of CT, MR or PT slices with a distance that differs from the median of the stack
    by more than `geometry.error_deviation` of the policy. Distances are taken along the slice
    normal from ImagePositionPatient; localizers are left out, and echoes, time points and b-values
    are told apart first.

    Why: software that assumes equal distances bends anatomy and gives wrong volumes.

    Fix: look for lost slices or mixed acquisitions; resample, or read positions slice by slice.

    Source: Clunie, insight-users 2005-09-07; the default of the policy as dicom2nifti 2.6.2.
    """
    error = policy.geometry.error_deviation
    yield from _uneven(profile, policy, lambda stack: stack.max_deviation > error)


@check("GEO002", "Slices at slightly unequal distances", Severity.WARNING)
def uneven_spacing(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: stacks of CT, MR or PT slices with a distance that differs from the median of the stack
    by more than `geometry.warn_deviation` and at most `geometry.error_deviation` of the policy.

    Why: strict readers refuse the series, others place slices wrongly by fractions of a mm.

    Fix: look at how positions were computed or rounded; resample where it matters.

    Source: the default of the policy as highdicom 0.28.2.
    """
    warn, error = policy.geometry.warn_deviation, policy.geometry.error_deviation
    yield from _uneven(profile, policy, lambda stack: warn < stack.max_deviation <= error)


@check("GEO003", "Slices missing from a stack", Severity.ERROR, Confidence.LIKELY)
def missing_slices(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: unequal distances that are whole multiples of the median of the stack, as if slices
    between were lost; or whole multiples of SpacingBetweenSlices, where it is below the median and
    one distance of the stack or InstanceNumber confirms it. Gaps that thicker slices fill are not
    counted. Slices absent at even intervals are told by GEO010.

    Why: a lesion may have been on the missing slice; volumes are too large or too small.

    Fix: fetch the series again and count its images.

    Source: integer rule with a tolerance of 5 % of a slice (ours).
    """
    for hit in search(profile, policy, lambda stack: stack.n_missing > 0):
        lost = sum(stack.n_missing for stack in hit.stacks)
        low, high = range_of([stack.largest for stack in hit.stacks])
        told = f"lack slices: {lost} in all; largest distance {in_mm(low, high)}"
        if n := len(series_of([stack for stack in hit.stacks if stack.told_by])):
            told += f"; counted by {_BETWEEN} or InstanceNumber in {n}"
        yield finding_of(hit, told, _POSITION)


@check("GEO004", "Positions that stand twice", Severity.WARNING, Confidence.LIKELY)
def repeated_positions(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: images less than 0.001 mm apart in one volume. Repeats that are time points, echoes or
    b-values are volumes and not counted.

    Why: a volume built from the series has a slice too many, or takes either at random.

    Fix: keep one of the images, or say by an attribute (TemporalPositionIdentifier,
    AcquisitionNumber) what tells them apart.

    Source: Clunie, insight-users 2005-09-07; limit ours.
    """
    for hit in search(profile, policy, lambda stack: stack.n_duplicates > 0):
        n_images = sum(stack.n_duplicates for stack in hit.stacks)
        yield finding_of(hit, f"repeat a position: {n_images} images in all", _POSITION)


@check("GEO005", "SpacingBetweenSlices disagrees with positions", Severity.WARNING)
def wrong_spacing(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: SpacingBetweenSlices differs from the measured distance of the slices by more than
    `geometry.warn_deviation` of the policy.

    Why: software that trusts the attribute scales the volume wrongly. Where the distance is a
    whole multiple, whole slices may be missing at even intervals.

    Fix: trust the positions; correct or drop the attribute. Where SliceThickness +
    SpacingBetweenSlices is the distance, the gap was stored in place of the distance.

    Source: DICOM PS3.3, C.7.6.16.2.1; Clunie, insight-users 2005-09-07.
    """
    warn = policy.geometry.warn_deviation
    stated = [stack for stack in stacks_of(profile, policy) if stack.stated_off is not None]
    need(stated, f"no stack has one {_BETWEEN} for all of its slices")
    for hit in group(stated, lambda stack: (stack.stated_off or 0) > warn * stack.spacing):
        low, high = range_of([stack.stated_off or 0 for stack in hit.stacks])
        told = f"are {in_mm(low, high)} off it"
        if n := len(series_of([stack for stack in hit.stacks if stack.gap_stored])):
            told += f"; the gap was stored in {n}"
        if n := len(series_of([stack for stack in hit.stacks if _is_multiple(stack, warn)])):
            told += f"; the distance is a whole multiple in {n}"
        yield finding_of(hit, told, _BETWEEN, f"slices and one {_BETWEEN}")


@check("GEO006", "Slices shifted sideways (gantry tilt)", Severity.WARNING)
def sheared_stack(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: slices whose origins do not lie on their common normal, as with a tilted CT gantry.

    Why: stacked as a box, the anatomy is sheared; angles and volumes of reformats are wrong.

    Fix: correct for the tilt before any use in three dimensions.

    Source: DICOM PS3.3, C.7.6.2.1.1; angle = atan(drift / distance).
    """
    limits = policy.geometry
    for hit in search(
        profile,
        policy,
        lambda s: s.tilt_degrees > limits.max_tilt_degrees and s.drift > limits.min_drift_mm,
    ):
        low, high = range_of([stack.tilt_degrees for stack in hit.stacks])
        drift = max(stack.drift for stack in hit.stacks)
        told = f"are sheared by {span(low, high)} degrees, up to {drift:.4g} mm sideways"
        agreed = len(series_of([stack for stack in hit.stacks if _tilt_agrees(stack)]))
        if agreed:
            told += f"; GantryDetectorTilt says the same in {agreed}"
        yield finding_of(hit, told, _POSITION)


@check("GEO007", "In-plane spacing absent beyond the limit", Severity.WARNING)
def absent_spacing(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: fewer CT, MR or PT series than the policy asks for carry a PixelSpacing.

    Why: without it nothing can be measured in mm, and no model learns the true size of anything.

    Fix: restore PixelSpacing from the source; it is required in these objects.

    Source: DICOM PS3.3, C.7.6.2 (Type 1); threshold ours.
    """
    limit, modalities = policy.geometry.min_spacing_share, _modalities(profile)
    need(
        any(one.n_for_spacing for one in modalities),
        "no CT, MR or PT series with slices was read as far as PixelSpacing",
    )
    for one in modalities:
        held = one.n_for_spacing - len(one.without_spacing)
        if held < limit * one.n_for_spacing:
            told = f"have no PixelSpacing; at least {percent(limit)} must have one"
            yield from _name(one, one.without_spacing, one.n_for_spacing, told, "PixelSpacing")


@check("GEO008", "Images of different matrix in one series", Severity.WARNING)
def mixed_matrix(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: CT, MR or PT series that hold images of different Rows or Columns.

    Why: such images make no volume; most software stops or drops a part of them.

    Fix: separate them; often a localizer or a screen capture was sent along.

    Source: DICOM PS3.3, C.7.6.3.
    """
    modalities = _modalities(profile)
    need(
        any(one.n_series - one.n_not_compared for one in modalities),
        "no CT, MR or PT series is known image by image, with its Rows",
    )
    for one in modalities:
        told = "hold images of different Rows or Columns"
        yield from _name(one, one.mixed_matrix, one.n_series - one.n_not_compared, told, "Rows")


@check("GEO009", "An orientation without a right angle", Severity.WARNING)
def skewed_orientation(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: ImageOrientationPatient is no pair of unit vectors at a right angle, within 0.0001.

    Why: distances and directions computed with it are wrong, mostly by rounding, sometimes by a
    sign or an axis.

    Fix: compute the cosines again with six decimals or more.

    Source: DICOM PS3.3, C.7.6.2.1.1; tolerance as highdicom 0.28.2.
    """
    modalities = _modalities(profile)
    need(
        any(one.n_with_orientation for one in modalities),
        f"no CT, MR or PT series has an {_ORIENTATION}",
    )
    for one in modalities:
        told = f"have an {_ORIENTATION} that is no pair of unit vectors at a right angle"
        yield from _name(one, one.skewed, one.n_with_orientation, told, _ORIENTATION)


def _modalities(profile: Profile) -> tuple[ModalityGeometry, ...]:
    need(profile.geometry.modalities, "there is no CT, MR or PT series with an image")
    return profile.geometry.modalities


def _uneven(profile: Profile, policy: Policy, faulty: Callable[[Stack], bool]) -> Iterator[Finding]:
    for hit in search(profile, policy, faulty):
        worst = sorted(hit.stacks, key=lambda s: (-s.max_deviation, s.series, -s.n_slices))
        shown = "; ".join(
            f"series {s.series}: {in_mm(s.smallest, s.largest)} apart, median {s.spacing:.4g} mm"
            for s in worst[:_SHOWN]
        )
        more = f"; and {len(worst) - _SHOWN} more stacks" if len(worst) > _SHOWN else ""
        yield finding_of(hit, f"have unequal distances; {shown}{more}", _POSITION)


def _name(
    one: ModalityGeometry, subjects: Subjects, total: int, told: str, keyword: str
) -> Iterator[Finding]:
    where = f"{one.modality} series"
    yield from name_subjects(subjects, total, told, keyword, kind=one.modality, subject=where)


def _tilt_agrees(stack: Stack) -> bool:
    """Within half a degree; vendors differ in the sign."""
    tilt = stack.GantryDetectorTilt
    return tilt is not None and abs(abs(tilt) - stack.tilt_degrees) <= 0.5


def _is_multiple(stack: Stack, tolerance: float) -> bool:
    """Whether whole slices may be missing at even intervals."""
    between = abs(stack.SpacingBetweenSlices or 0.0)
    if between == 0 or stack.gap_stored:
        return False
    ratio = stack.spacing / between
    return round(ratio) >= 2 and abs(ratio - round(ratio)) <= tolerance


CHECKS = (
    irregular_spacing,
    uneven_spacing,
    missing_slices,
    repeated_positions,
    wrong_spacing,
    sheared_stack,
    absent_spacing,
    mixed_matrix,
    skewed_orientation,
    *geometry_thinned.CHECKS,
)
