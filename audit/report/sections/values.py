"""CT and PET values: what headers say of them, and whether decoded CT looks like HU."""

from __future__ import annotations

from audit.profile.model import Profile, Spread
from audit.profile.model.values import CtValues, Hounsfield, PetValues
from audit.report.sections.integrity import examples
from audit.report.view import Column, Fact, FamilyPage, Table, drop_empty, make_table
from audit.report.words import decimal, integer, leading, of

_ANSWERS = {
    "ok": "consistent with Hounsfield units",
    "missing_or_wrong_intercept": "lowest peak near 0 HU, nothing below",
    "padding_or_double_offset": "values below air: padding, or an offset applied twice",
    "air_peak_elsewhere": "lowest peak neither at air nor near 0 HU",
}


def values_page(profile: Profile) -> FamilyPage:
    """Facts of both modalities, each over the series that state the attribute."""
    facts, title = profile.values, "CT and PET values"
    if not facts.ct.n_series and not facts.pet.n_series:
        return FamilyPage("values", title, "No CT or PET image series was read.")
    ct = _ct(facts.ct) if facts.ct.n_series else ()
    pet = _pet(facts.pet) if facts.pet.n_series else ()
    hounsfield = _hounsfield(facts.hounsfield) if facts.ct.n_series else ()
    return FamilyPage(
        "values",
        title,
        facts=(*ct, *hounsfield, *pet),
        tables=drop_empty((_answers(facts.hounsfield),)),
    )


def _ct(ct: CtValues) -> tuple[Fact, ...]:
    n = ct.n_series
    return (
        Fact("CT series with a RescaleSlope", of(ct.n_rescaled, n, "series")),
        Fact("CT, slope of 0", of(len(ct.zero_slope), n, "series")),
        Fact("CT, several slopes or intercepts", of(len(ct.several_rescales), n, "series")),
        Fact("CT, RescaleType not HU", of(len(ct.other_type), n, "series")),
        Fact("CT, RescaleIntercept", leading(ct.RescaleIntercept) or "none"),
    )


def _pet(pet: PetValues) -> tuple[Fact, ...]:
    doses = len(pet.small_doses) + len(pet.large_doses)
    weights = len(pet.low_weights) + len(pet.high_weights)
    half_lives = of(len(pet.wrong_half_lives), pet.n_half_lives, "series")
    return (
        Fact("PET, Units", leading(pet.Units) or "none"),
        Fact("PET, DecayCorrection", leading(pet.DecayCorrection) or "none"),
        Fact("PET, dose in Bq", _range(pet.dose)),
        Fact("PET, doses not plausible", of(doses, pet.n_doses, "series")),
        Fact("PET, weights not plausible", of(weights, pet.n_weights, "series")),
        Fact("PET, half-life of another nuclide", half_lives),
    )


def _hounsfield(hu: Hounsfield) -> tuple[Fact, ...]:
    if hu.state == "absent":
        return (Fact("CT values", "not decoded (--pixels)"),)
    return (
        Fact("CT series judged by decoded values", integer(hu.n_series)),
        Fact("CT, HU of the lowest peak", _range(hu.air)),
        Fact("CT, values below -1100 HU", of(len(hu.below_air), hu.n_series, "series")),
        Fact("CT, reach 3071 HU with 12 bits", of(len(hu.saturated), hu.n_series, "series")),
        Fact("CT, decoded without slope and intercept", integer(hu.n_without_rescale)),
        Fact("CT, decoded without a peak", integer(hu.n_without_mode)),
    )


def _range(spread: Spread | None) -> str:
    if spread is None:
        return "none"
    low, middle, high = (decimal(x) for x in (spread.minimum, spread.median, spread.maximum))
    return f"{low} to {high}, median {middle}, over {integer(spread.n)} series"


def _answers(hu: Hounsfield) -> Table:
    return make_table(
        "table-hounsfield",
        "What decoded CT values look like",
        (Column("Answer"), Column("Series", True), Column("Examples")),
        (
            (_ANSWERS[one.answer], of(len(one.series), hu.n_series), examples(one.series))
            for one in hu.answers
            if one.series
        ),
    )
