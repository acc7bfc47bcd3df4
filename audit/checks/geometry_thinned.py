"""The check of the family `geometry` on stacks of which each n-th slice is there."""

from __future__ import annotations

from collections.abc import Iterator

from audit.checks.model import Confidence, Finding, Severity, check
from audit.checks.stack_groups import finding_of, search, series_of
from audit.policy import Policy
from audit.profile.model import Profile
from audit.profile.model.geometry import Stack

_NUMBER = "InstanceNumber"
_SHOWN = 5


@check("GEO010", "Slices absent at even intervals", Severity.WARNING, Confidence.LIKELY)
def thinned_stack(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: stacks of CT, MR or PT slices at equal distances that are a whole multiple, twice or
    more, of what SpacingBetweenSlices says, as if only every second or n-th slice had been kept.
    Where SpacingBetweenSlices is absent, SliceThickness counts if InstanceNumber skips as many.
    SpacingBetweenSlices does not count where it may be the gap between the edges of slices, as
    some MR scanners write it (SliceThickness + SpacingBetweenSlices is the distance, SliceThickness
    is not known or fills the distance), unless InstanceNumber skips as many.

    Why: a lesion may have been on an absent slice, and no gap shows it: the distances are equal.

    Fix: fetch the series again and count its images. If it is whole, SpacingBetweenSlices is wrong.

    Source: DICOM PS3.3, C.7.6.16.2.1; integer rule with a tolerance of 5 % of the stated
    distance (ours).
    """
    for hit in search(profile, policy, lambda stack: stack.every > 1):
        worst = sorted(hit.stacks, key=lambda s: (-s.every, s.series, -s.n_slices))
        shown = "; ".join(f"series {stack.series}: {_tell(stack)}" for stack in worst[:_SHOWN])
        more = f"; and {len(worst) - _SHOWN} more stacks" if len(worst) > _SHOWN else ""
        if n := len(series_of([stack for stack in hit.stacks if _NUMBER in stack.told_by])):
            more += f"; {_NUMBER} skips as many in {n}"
        told = f"stand at a whole multiple of the distance stated; {shown}{more}"
        yield finding_of(hit, told, hit.stacks[0].told_by[0])


def _tell(stack: Stack) -> str:
    """`regular at 10 mm where SpacingBetweenSlices says 5 mm: every second slice may be absent`."""
    keyword = stack.told_by[0]
    between, thick = stack.SpacingBetweenSlices, stack.SliceThickness
    stated = thick if between is None else abs(between)
    absent = (
        "every second slice" if stack.every == 2 else f"{stack.every - 1} of {stack.every} slices"
    )
    return (
        f"regular at {stack.spacing:.4g} mm where {keyword} says {stated:.4g} mm: "
        f"{absent} may be absent"
    )


CHECKS = (thinned_stack,)
