"""Rules on training sets: ten for a parameter, events, Riley's criteria, features (A1, A2, A6)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from audit.profile.model.classes import Classes
from audit.profile.model.samples import Rule, RuleInput, SampleDeclaration
from audit.profile.sample_classes import (
    ClassSizes,
    class_sizes,
    is_of_interest,
    largest_classes,
    patients,
    prevalence_of,
)
from audit.stats.development import (
    SHRINKAGE,
    Development,
    riley_binary,
    riley_continuous,
    riley_survival,
)
from audit.stats.discrimination import cox_snell_from_c
from audit.stats.rules import INFORMATIVE_ABOVE, is_singular, rule_of_ten, samples_per_dimension

EVENTS = 10.0
PER_DIMENSION = 5.0
_PAPER = "Kohli, Summers & Geis 2017, Sample Size: a reasonable estimate, no proof"
_PEDUZZI = "Peduzzi 1996; Riley 2019 advises against using it alone"
_KALAYEH = "Kalayeh & Landgrebe 1983; no fixed multiple holds for every classifier"
_RILEY = "Riley et al. 2019, Stat Med 38:1262 and 38:1276; Riley et al. 2020, BMJ 368:m441"
RILEY = "Riley's criteria"
_FORMULA = "largest n of the criteria: shrinkage >= 0.9, optimism in R2 <= 0.05, overall risk"


def training_rules(classes: Classes, declared: SampleDeclaration) -> Iterator[Rule]:
    """Every rule once where its input is not declared, else for each label or class."""
    split = ", ".join(classes.train_splits)
    sizes = class_sizes(classes, classes.train_splits)
    n = max((one.n_total for one in sizes), default=0)
    yield _parameters(n, split, declared)
    for label in classes.labels:
        of_label = [one for one in sizes if one.label == label]
        yield _events(label, of_label, split, declared)
        yield from _dimensions(label, of_label, split, declared)
    yield from _riley(sizes, n, split, declared)


def state_of(meets: bool) -> str:
    """The verdict in words."""
    return "meets" if meets else "does not meet"


def undeclared(name: str, formula: str, what: str, source: str, split: str = "") -> Rule:
    """A rule that lacks an input."""
    reason = f"{what} is not declared"
    return Rule(name, formula, "not assessable", reason, None, None, source, split=split)


def _parameters(n: int, split: str, declared: SampleDeclaration) -> Rule:
    name, formula = "rule of 10", "training patients >= 10 x trainable parameters"
    if declared.n_parameters is None:
        rule = undeclared(name, formula, "the number of trainable parameters", _PAPER, split)
        return replace(rule, measured=n)
    required = rule_of_ten(declared.n_parameters)
    inputs = (_declared("trainable parameters", declared.n_parameters), _measured("patients", n))
    state = state_of(n >= required)
    reason = f"{patients(n)} for {declared.n_parameters} parameters"
    if declared.n_parameters > INFORMATIVE_ABOVE:
        state = "informative only"
        reason = f"more than {INFORMATIVE_ABOVE} parameters: the rule was not made for such models"
    return Rule(name, formula, state, reason, required, n, _PAPER, split=split, inputs=inputs)


def _events(label: str, sizes: list[ClassSizes], split: str, declared: SampleDeclaration) -> Rule:
    name, formula = "events per variable", "patients of the rarest class / predictors >= 10"
    unit = "patient a predictor"
    rarest = min(sizes, key=lambda one: (one.limiting, one.n_patients, one.name), default=None)
    if declared.n_predictors is None or rarest is None:
        rule = undeclared(name, formula, "the number of predictors", _PEDUZZI, split)
        return replace(rule, label=label, required=EVENTS, unit=unit)
    n = rarest.limiting
    ratio = n / declared.n_predictors
    reason = (
        f"{patients(n)} of the rarer side of {rarest.name} for {declared.n_predictors} predictors"
    )
    inputs = (_declared("predictors", declared.n_predictors), _measured("events", n))
    return Rule(
        name, formula, state_of(ratio >= EVENTS), reason, EVENTS, ratio, _PEDUZZI,
        label, rarest.name, split, unit, inputs,
    )  # fmt: skip


def _dimensions(
    label: str, sizes: list[ClassSizes], split: str, declared: SampleDeclaration
) -> Iterator[Rule]:
    """Only where a dimension is declared: few models ask for it."""
    dimension = declared.feature_dimension
    smallest = min(sizes, key=lambda one: (one.n_patients, one.name), default=None)
    if dimension is None or smallest is None:
        return
    n = smallest.n_patients
    ratio = samples_per_dimension(n, dimension)
    reason = f"{patients(n)} of {smallest.name} for {dimension} features"
    if is_singular(n, dimension):
        reason += "; the covariance of this class is singular"
    inputs = (_declared("features", dimension), _measured("patients of the class", n))
    yield Rule(
        "samples per dimension",
        "patients of the smallest class / features >= 5",
        state_of(ratio >= PER_DIMENSION),
        reason,
        PER_DIMENSION,
        ratio,
        _KALAYEH,
        label,
        smallest.name,
        split,
        "patient a feature",
        inputs,
    )


def _riley(
    sizes: list[ClassSizes], n: int, split: str, declared: SampleDeclaration
) -> Iterator[Rule]:
    if declared.n_predictors is None:
        yield undeclared(RILEY, _FORMULA, "the number of predictors", _RILEY, split)
    elif declared.outcome == "survival":
        yield _survival(n, split, declared)
    elif declared.outcome == "continuous":
        yield _continuous(n, split, declared)
    elif declared.r2 is None and declared.c_statistic is None:
        yield undeclared(RILEY, _FORMULA, "the anticipated R2 or C-statistic", _RILEY, split)
    else:
        chosen = [one for one in sizes if is_of_interest(one, declared)]
        yield from (_binary(one, split, declared) for one in largest_classes(chosen))


def _binary(one: ClassSizes, split: str, declared: SampleDeclaration) -> Rule:
    share, parameters = prevalence_of(one, declared), declared.n_predictors or 1
    plain = Rule(
        RILEY, f"{_FORMULA} (one class against the rest)", "not assessable", "",
        None, one.n_total, _RILEY, one.label, one.name, split,
    )  # fmt: skip
    if share is None or not 0 < share.value < 1:
        return replace(plain, reason="no training patient with, or none without, the class")
    given = _r2_of(declared, share.value)
    inputs = (_declared("predictors", parameters), given, share, _measured("patients", one.n_total))
    try:
        found = riley_binary(given.value, parameters, share.value)
    except ValueError as fault:
        return replace(plain, reason=str(fault), inputs=inputs)
    return replace(_compared(plain, found, one.n_total), inputs=inputs)


def _r2_of(declared: SampleDeclaration, prevalence: float) -> RuleInput:
    if declared.r2 is not None or declared.c_statistic is None:
        return _declared("Cox-Snell R2", declared.r2 or 0.0)
    value = cox_snell_from_c(declared.c_statistic, prevalence)
    return RuleInput(f"Cox-Snell R2 from C = {declared.c_statistic:g}", value, "declared")


def _survival(n: int, split: str, declared: SampleDeclaration) -> Rule:
    rate, follow_up, time = declared.event_rate, declared.mean_follow_up, declared.time_point
    if declared.r2 is None or rate is None or follow_up is None or time is None:
        what = "one of R2, event rate, mean follow-up and time point"
        return undeclared(RILEY, _FORMULA, what, _RILEY, split)
    plain = Rule(RILEY, _FORMULA, "not assessable", "", None, n, _RILEY, split=split)
    inputs = (
        _declared("predictors", declared.n_predictors or 1),
        _declared("Cox-Snell R2", declared.r2),
        _declared("events a person and year", rate),
        _declared("mean follow-up in years", follow_up),
        _declared("time point in years", time),
        _measured("patients", n),
    )
    try:
        found = riley_survival(declared.r2, declared.n_predictors or 1, rate, time, follow_up)
    except ValueError as fault:
        return replace(plain, reason=str(fault), inputs=inputs)
    told = _compared(plain, found.base, n)
    risk = f"; risk {found.risk:.3f} ({found.risk_low:.3f} to {found.risk_high:.3f}) at that size"
    return replace(told, reason=told.reason + risk, inputs=inputs)


def _continuous(n: int, split: str, declared: SampleDeclaration) -> Rule:
    mean, deviation = declared.outcome_mean, declared.outcome_sd
    if declared.r2 is None or mean is None or deviation is None:
        what = "one of R2, mean and standard deviation of the outcome"
        return undeclared(RILEY, _FORMULA, what, _RILEY, split)
    plain = Rule(RILEY, _FORMULA, "not assessable", "", None, n, _RILEY, split=split)
    inputs = (
        _declared("predictors", declared.n_predictors or 1),
        _declared("adjusted R2", declared.r2),
        _declared("mean", mean),
        _declared("standard deviation", deviation),
        _measured("patients", n),
    )
    try:
        found = riley_continuous(declared.r2, declared.n_predictors or 1, mean, deviation)
    except ValueError as fault:
        return replace(plain, reason=str(fault), inputs=inputs)
    return replace(_compared(plain, found, n), inputs=inputs)


def _compared(plain: Rule, found: Development, n: int) -> Rule:
    each = ", ".join(str(size) for size in found.criteria)
    reason = f"{patients(n)}; the criteria ask for {each} (shrinkage {SHRINKAGE:g})"
    if found.events_per_parameter is not None:
        reason += f", {found.events_per_parameter:.2f} events a predictor"
    return replace(
        plain, state=state_of(n >= found.n_required), reason=reason, required=found.n_required
    )


def _declared(name: str, value: float) -> RuleInput:
    return RuleInput(name, value, "declared")


def _measured(name: str, value: float) -> RuleInput:
    return RuleInput(name, value, "measured")
