"""Checks of the family `values`: what headers of CT and PET say of their pixel values."""

from __future__ import annotations

from collections.abc import Iterator

from audit.checks.aggregate import name_subjects
from audit.checks.model import Confidence, Finding, Severity, check, need
from audit.policy import Policy
from audit.profile.model import Profile
from audit.profile.model.values import CtValues, PetValues


@check("VAL001", "CT series with a RescaleSlope of 0", Severity.ERROR)
def zero_slope(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: CT series with an image whose RescaleSlope is 0. A slope that is absent stands under
    Utility.

    Why: every pixel becomes the intercept; software that rescales shows a blank image.

    Fix: fetch the attribute from the source.

    Source: DICOM PS3.3, C.11.1.1.2.
    """
    facts = _ct(profile)
    yield from name_subjects(facts.zero_slope, facts.n_series, "have a slope of 0",
                             "RescaleSlope", kind="CT")  # fmt: skip


@check("VAL002", "CT series with two ways to rescale", Severity.NOTE)
def several_rescales(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: CT series whose images have different RescaleSlopes or RescaleIntercepts.

    Why: software that rescales a volume with the numbers of its first slice gets steps.

    Fix: rescale each image by its own header.

    Source: DICOM PS3.3, C.11.1.
    """
    facts = _ct(profile)
    told = "have several slopes or intercepts"
    yield from name_subjects(facts.several_rescales, facts.n_series, told,
                             "RescaleIntercept", kind="CT")  # fmt: skip


@check("VAL003", "CT series whose rescaled values are not HU", Severity.NOTE)
def other_rescale_type(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: CT series with a RescaleType other than HU; absent means HU in a CT image.

    Why: thresholds in Hounsfield units do not apply.

    Fix: leave such series out where HU are needed, or correct the type.

    Source: DICOM PS3.3, C.8.2.1 and C.11.1.1.2.
    """
    facts = _ct(profile)
    told = "have a RescaleType that is not HU"
    yield from name_subjects(facts.other_type, facts.n_series, told, "RescaleType", kind="CT")


@check("VAL004", "PET series in other units than activity or SUV", Severity.NOTE)
def other_units(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: PET series whose Units are neither BQML nor a standardised uptake value.

    Why: counts and proportional values cannot be compared between scanners; Philips counts need
    private scale factors (see Utility).

    Fix: convert with the vendor's factors, or leave the series out.

    Source: DICOM PS3.3, C.8.9.1.1.3.
    """
    facts = _pet(profile)
    n_stated = facts.Units.present
    need(n_stated, "no PET series states its Units")
    told = "have Units other than BQML, GML and CM2ML"
    yield from name_subjects(facts.other_units, n_stated, told, "Units", kind="PET")


@check("VAL005", "PET series without decay correction", Severity.NOTE)
def no_decay_correction(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: PET series whose DecayCorrection is NONE.

    Why: frames and bed positions of one series are not on one scale; the usual formula of SUV is
    wrong for them.

    Fix: correct each frame to one time, or leave the series out of quantitative work.

    Source: DICOM PS3.3, C.8.9.1.1.5.
    """
    facts = _pet(profile)
    n_stated = facts.DecayCorrection.present
    need(n_stated, "no PET series states a DecayCorrection")
    told = "have a DecayCorrection of NONE"
    yield from name_subjects(facts.not_corrected, n_stated, told, "DecayCorrection", kind="PET")


@check("VAL006", "PET doses that cannot be in Bq", Severity.WARNING, Confidence.LIKELY)
def implausible_dose(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: PET series whose RadionuclideTotalDose, read in Bq as the standard has it, is less than
    a tenth of a megabecquerel or more than twenty gigabecquerels. An absent dose stands under
    Utility.

    Why: a number in MBq or mCi makes every SUV wrong by a factor of a million or more.

    Fix: write the dose in Bq.

    Source: DICOM PS3.3, C.8.9.2; the limits are ours.
    """
    facts = _pet(profile)
    need(facts.n_doses, "no PET series states a RadionuclideTotalDose")
    keyword = "RadionuclideTotalDose"
    small = "have a dose too small to be in Bq"
    yield from name_subjects(facts.small_doses, facts.n_doses, small, keyword, kind="PET")
    large = "have a dose too large to be in Bq"
    yield from name_subjects(facts.large_doses, facts.n_doses, large, keyword, kind="PET")


@check("VAL007", "PET weights that cannot be in kg", Severity.WARNING, Confidence.LIKELY)
def implausible_weight(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: PET series whose PatientWeight, read in kg, is less than that of a mouse or more than a
    scanner's table bears. An absent weight stands under Utility.

    Why: SUV by body weight is in proportion to it.

    Fix: write the weight in kg.

    Source: DICOM PS3.3, C.7.2.2; the limits, 10 g and 350 kg, are ours.
    """
    facts = _pet(profile)
    need(facts.n_weights, "no PET series states a PatientWeight")
    for who, word in ((facts.low_weights, "below 10 g"), (facts.high_weights, "above 350 kg")):
        told = f"have a weight {word}"
        yield from name_subjects(who, facts.n_weights, told, "PatientWeight", kind="PET")


@check("VAL008", "PET half-lives of another nuclide", Severity.WARNING, Confidence.LIKELY)
def wrong_half_life(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: PET series whose RadionuclideHalfLife is not that of the nuclide which
    RadionuclideCodeSequence names, as a half-life in minutes would be.

    Why: decay is corrected with the wrong constant.

    Fix: write the half-life in seconds, or correct the code.

    Source: DICOM PS3.3, C.8.9.2, and PS3.16, CID 4020; half-lives in audit/data/nuclides.tsv.
    """
    facts = _pet(profile)
    need(facts.n_half_lives, "no PET series states a half-life and the code of a known nuclide")
    told = "have a half-life that is not that of their nuclide"
    yield from name_subjects(
        facts.wrong_half_lives, facts.n_half_lives, told, "RadionuclideHalfLife", kind="PET"
    )


def _ct(profile: Profile) -> CtValues:
    facts = profile.values.ct
    need(facts.n_series, "there is no CT series other than localizers and screen captures")
    return facts


def _pet(profile: Profile) -> PetValues:
    facts = profile.values.pet
    need(facts.n_series, "there is no PET image series")
    return facts


CHECKS = (
    zero_slope,
    several_rescales,
    other_rescale_type,
    other_units,
    no_decay_correction,
    implausible_dose,
    implausible_weight,
    wrong_half_life,
)
