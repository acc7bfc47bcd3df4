"""Rules on AUC, C-statistic and calibration of a test set (statistics A2, A4)."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

from audit.profile.model.samples import Rule, RuleInput, SampleDeclaration
from audit.profile.sample_classes import ClassSizes, patients, prevalence_of
from audit.profile.sample_training import state_of
from audit.stats.auc import (
    cases_against_chance,
    cases_for_precision,
    hanley_mcneil_half_width,
    hanley_mcneil_n,
)
from audit.stats.validation import c_statistic_n, observed_expected_n

WANTED = 0.10
CHANCE = 0.5
AREA = "half-width of an AUC"
_REFERENCE = "AUC against a reference"
_C_WIDTH = "test set: interval of the C-statistic"
OE_WIDTH = "test set: observed over expected"
HANLEY = "Hanley & McNeil 1982, Radiology 143:29; Obuchowski & McClish 1997"
RILEY = "Riley et al. 2021, Stat Med 40:4230"


def wanted_width(declared: SampleDeclaration) -> RuleInput:
    """The half-width that was declared, else 0.10."""
    if declared.half_width is None:
        return RuleInput("wanted half-width", WANTED, "default")
    return RuleInput("wanted half-width", declared.half_width, "declared")


def level_input(name: str, declared: SampleDeclaration) -> RuleInput:
    """Confidence, power or alpha as an input of a rule, with where it came from."""
    return RuleInput(name, getattr(declared.levels, name), declared.levels.origin(name))


def area_rules(one: ClassSizes, declared: SampleDeclaration) -> Iterator[Rule]:
    """Precision of the AUC, and whether it can be told from a reference."""
    if declared.auc is None:
        return
    n, others, auc = one.n_patients, one.n_others, declared.auc
    expected = RuleInput("expected AUC", auc, "declared")
    sizes = (RuleInput("patients", n, "measured"), RuleInput("others", others, "measured"))
    if not n or not others or not 0.5 < auc < 1:
        reason = "needs a patient with and one without the class, and an AUC between 0.5 and 1"
        yield Rule(AREA, "", "not assessable", reason, None, None, HANLEY, inputs=sizes)
        return
    wanted, ratio = wanted_width(declared), others / n
    sure = declared.levels.confidence
    half = hanley_mcneil_half_width(auc, n, others, sure)
    cases = ceil(cases_for_precision(auc, wanted.value, ratio, sure))
    reason = (
        f"±{half:.3f}; {patients(cases)} with the class would do at {ratio:.3g} others for each"
    )
    formula = "z SE (Hanley & McNeil) <= the wanted half-width"
    inputs = (expected, wanted, level_input("confidence", declared), *sizes)
    yield Rule(
        AREA, formula, state_of(half <= wanted.value), reason, wanted.value, half, HANLEY,
        unit="half-width", inputs=inputs,
    )  # fmt: skip
    yield _against(n, others, auc, declared, (expected, *sizes))


def _against(
    n: int, others: int, auc: float, declared: SampleDeclaration, inputs: tuple[RuleInput, ...]
) -> Rule:
    reference, level = declared.reference_auc, declared.levels
    asked = (level_input("power", declared), level_input("alpha", declared))
    if reference is None:
        required = ceil(cases_against_chance(auc, level.power, others / n, level.alpha))
        told = (*inputs, RuleInput("reference AUC", CHANCE, "default"), *asked)
        reason = f"{patients(n)} with the class at {others / n:.3g} others for each, against chance"
        formula = "cases by Obuchowski's variance, two-sided"
        return Rule(
            _REFERENCE, formula, state_of(n >= required), reason, required, n, HANLEY, inputs=told
        )
    formula = "cases by Hanley & McNeil for two independent AUCs, two-sided"
    told = (*inputs, RuleInput("reference AUC", reference, "declared"), *asked)
    if reference == auc:
        reason = "the expected AUC is the reference: nothing to tell apart"
        return Rule(_REFERENCE, formula, "not applicable", reason, None, n, HANLEY, inputs=told)
    required = ceil(hanley_mcneil_n(reference, auc, level.alpha / 2, level.power))
    reason = (
        f"{patients(min(n, others))} in the smaller group; on the same patients fewer may do "
        "(correlation not declared: 0, the cautious answer)"
    )
    state = state_of(min(n, others) >= required)
    return Rule(_REFERENCE, formula, state, reason, required, min(n, others), HANLEY, inputs=told)


def validation_rules(one: ClassSizes, declared: SampleDeclaration) -> Iterator[Rule]:
    """Intervals of the C-statistic and of observed over expected, over all patients."""
    share, n = prevalence_of(one, declared), one.n_patients + one.n_others
    if share is None or not 0 < share.value < 1:
        return
    measured = RuleInput("patients", n, "measured")
    if declared.c_statistic is not None and 0.5 <= declared.c_statistic < 1:
        width = 2 * wanted_width(declared).value
        required = c_statistic_n(declared.c_statistic, share.value, width)
        inputs = (RuleInput("C-statistic", declared.c_statistic, "declared"), share, measured)
        yield Rule(
            _C_WIDTH, "2 x 1.96 SE <= twice the wanted half-width", state_of(n >= required),
            f"{patients(n)}", required, n, RILEY, inputs=inputs,
        )  # fmt: skip
    if declared.oe_width is not None:
        required, se = observed_expected_n(share.value, declared.oe_width)
        inputs = (RuleInput("wanted width", declared.oe_width, "declared"), share, measured)
        reason = f"{patients(n)}; SE of ln(O/E) {se:.3f}"
        yield Rule(
            OE_WIDTH, "n = (1-f)/(f SE^2)", state_of(n >= required), reason, required, n,
            RILEY, inputs=inputs,
        )  # fmt: skip
