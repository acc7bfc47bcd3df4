"""Checks of the family `pixels` on CT values: do they look like Hounsfield units? (`--pixels`)."""

from __future__ import annotations

from collections.abc import Iterator

from audit.checks.aggregate import name_subjects
from audit.checks.model import Confidence, Finding, Severity, check, need
from audit.policy import Policy
from audit.profile.model import Profile
from audit.profile.model.values import Hounsfield


@check("PIX005", "CT values whose offset was never applied", Severity.WARNING, Confidence.HEURISTIC)
def missing_offset(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: original CT series whose lowest peak, where air should be, stands near 0 HU after
    rescaling, with nothing below it.

    Why: the intercept is missing or wrong by the usual offset; every threshold in HU is off by it.
    A series cut to the inside of the body, or with its background set to 0, looks the same.

    Fix: compare with the source; correct RescaleIntercept.

    Source: Kohli, Summers and Geis 2017 (water 0, air -1000); the limits are a convention.
    """
    yield from _answer(
        profile,
        policy,
        "missing_or_wrong_intercept",
        "have their lowest peak near 0 HU and nothing below",
    )


@check("PIX006", "CT values below air", Severity.NOTE, Confidence.HEURISTIC)
def undeclared_padding(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: original CT series with values below any tissue and air outside of what
    PixelPaddingValue declares.

    Why: padding that is not declared enters means, histograms and normalisation; or the offset was
    applied twice.

    Fix: declare the padding, or clip the values before use.

    Source: DICOM PS3.3, C.7.5.1.1.2; the limit is a convention.
    """
    facts = _measured(profile)
    told = "have values below -1100 HU outside of declared padding"
    who = facts.below_air
    if len(who) > policy.pixels.max_odd_ct_share * facts.n_series:
        yield from name_subjects(who, facts.n_series, told, "PixelPaddingValue", kind="CT")


@check("PIX007", "CT values without air where it is expected", Severity.NOTE, Confidence.HEURISTIC)
def air_elsewhere(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: original CT series whose lowest peak is neither near air nor near 0 HU.

    Why: the scale may be another one than HU. A series cut to the inside of the body has no air.

    Fix: look at one of them; compare with the source.

    Source: Kohli, Summers and Geis 2017; the limits are a convention.
    """
    yield from _answer(
        profile, policy, "air_peak_elsewhere", "have their lowest peak neither at air nor near 0 HU"
    )


def _answer(profile: Profile, policy: Policy, answer: str, told: str) -> Iterator[Finding]:
    facts = _measured(profile)
    who = facts.find(answer)
    if len(who) > policy.pixels.max_odd_ct_share * facts.n_series:
        yield from name_subjects(who, facts.n_series, told, "RescaleIntercept", kind="CT")


def _measured(profile: Profile) -> Hounsfield:
    facts = profile.values.hounsfield
    need(facts.state != "absent", "pixels were not decoded (--pixels)")
    need(facts.n_series, "no original CT series has decoded frames, a slope and an intercept")
    return facts


CHECKS = (missing_offset, undeclared_padding, air_elsewhere)
