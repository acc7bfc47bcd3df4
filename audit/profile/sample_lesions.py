"""Test sets for lesions and outlines: Dice on this many patients, declared lesions (A11)."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite

from audit.profile.model.samples import (
    DicePrecision,
    LesionFacts,
    Rule,
    RuleInput,
    SampleDeclaration,
)
from audit.profile.sample_areas import level_input
from audit.profile.sample_classes import patients
from audit.profile.sample_clusters import shown_iccs
from audit.profile.sample_training import state_of
from audit.stats.detection import (
    DICE_DEVIATIONS,
    count_lesions,
    effective_lesions,
    false_positive_half_width,
    lesion_sensitivity_half_width,
    mean_half_width,
    mean_n_t,
)

SENSITIVITY = 0.90
_SOURCE = "normal mean, Student's t; El Jurdi, Varoquaux & Colliot, arXiv 2307.10926"


def measure_dice(n_patients: int, split: str, declared: SampleDeclaration) -> DicePrecision | None:
    """Half-widths of a mean Dice at the declared deviation, else at three; None below 2."""
    if n_patients < 2:
        return None
    deviations = DICE_DEVIATIONS if declared.dice_sd is None else (declared.dice_sd,)
    widths = tuple(
        (sd, mean_half_width(sd, n_patients, declared.levels.confidence)) for sd in deviations
    )
    return DicePrecision(n_patients, split, widths, declared.dice_sd is not None)


def dice_rule(n_patients: int, split: str, declared: SampleDeclaration) -> Iterator[Rule]:
    """Only where the deviation or the wanted half-width of Dice is declared."""
    sd, wanted = declared.dice_sd, declared.dice_half_width
    if sd is None and wanted is None:
        return
    name, formula = "mean Dice", "smallest n with t SD / sqrt n <= the wanted half-width"
    if sd is None or wanted is None:
        what = "expected SD of Dice" if sd is None else "wanted half-width of Dice"
        reason = f"the {what} is not declared"
        yield Rule(name, formula, "not assessable", reason, None, n_patients, _SOURCE, split=split)
        return
    sure = declared.levels.confidence
    required, half = mean_n_t(sd, wanted, sure), mean_half_width(sd, n_patients, sure)
    told = f"±{half:.4f}" if isfinite(half) else "no interval"
    inputs = (
        RuleInput("SD of Dice", sd, "declared"),
        RuleInput("wanted half-width", wanted, "declared"),
        level_input("confidence", declared),
        RuleInput("patients", n_patients, "measured"),
    )
    yield Rule(
        name, formula, state_of(n_patients >= required), f"{patients(n_patients)} give {told}",
        required, n_patients, _SOURCE, split=split, inputs=inputs,
    )  # fmt: skip


def measure_lesions(declared: SampleDeclaration) -> tuple[LesionFacts, ...]:
    """All declared patients together, and each split by its name."""
    rows = declared.lesions
    splits = sorted({row.split for row in rows} - {""})
    groups = [("", [row.n_lesions for row in rows])]
    groups += [(split, [row.n_lesions for row in rows if row.split == split]) for split in splits]
    return tuple(_facts(split, lesions, declared) for split, lesions in groups if lesions)


def _facts(split: str, lesions: list[int], declared: SampleDeclaration) -> LesionFacts:
    found, iccs = count_lesions(lesions), shown_iccs(declared) if any(lesions) else ()
    rate, sure = declared.false_positives, declared.levels.confidence
    return LesionFacts(
        split,
        found.n_patients,
        found.n_positive_patients,
        found.n_lesions,
        found.median,
        found.lower_quartile,
        found.upper_quartile,
        found.maximum,
        found.index_of_dispersion,
        found.largest_share,
        tuple((icc, *effective_lesions(lesions, icc)) for icc in iccs),
        tuple(
            (icc, lesion_sensitivity_half_width(lesions, icc, SENSITIVITY, sure)) for icc in iccs
        ),
        None if rate is None else false_positive_half_width(rate, found.n_patients, sure),
    )
