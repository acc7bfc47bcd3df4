"""Rules on test sets: events, intervals, AUC, rare classes, sites (A2, A3, A4, A9, D)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from audit.profile.model.classes import Classes
from audit.profile.model.samples import Rule, RuleInput, SampleDeclaration
from audit.profile.sample_areas import (
    AREA,
    HANLEY,
    OE_WIDTH,
    RILEY,
    WANTED,
    area_rules,
    level_input,
    validation_rules,
    wanted_width,
)
from audit.profile.sample_classes import (
    ClassSizes,
    class_sizes,
    deployed_prevalence,
    is_of_interest,
    largest_classes,
    patients,
)
from audit.profile.sample_training import state_of, undeclared
from audit.scan.table import HeaderTable
from audit.stats.intervals import buderer_total, wilson_half_width, wilson_n
from audit.stats.rare import probability_at_least
from audit.stats.validation import EVENTS, judge_test_sites, limiting_events

GOOD = 0.05


_SITES = """
with of_split as (
    select distinct s.site, list_contains({test}, m.split) as test,
           list_contains({train}, m.split) as train
    from label_match m join sites s using (patient))
select count(distinct site) filter (test), count(distinct site) filter (test and site in (
    select site from of_split where train)) from of_split
"""
_WORDS = {
    "single_site": "one test site: the FDA's draft calls one site generally not appropriate",
    "below_three": "two test sites: the FDA's draft speaks of at least three",
    "ok": "three or more test sites",
}


def testing_rules(
    table: HeaderTable, classes: Classes, declared: SampleDeclaration
) -> Iterator[Rule]:
    """Over the test splits together; over all patients where there are no splits at all."""
    split = ", ".join(classes.test_splits)
    if classes.splits and not split:
        reason = "there are splits, and none has a name that begins with test"
        yield Rule("test set", "", "not assessable", reason, None, None, "")
        return
    sizes = [s for s in class_sizes(classes, classes.test_splits) if is_of_interest(s, declared)]
    chosen = largest_classes(sizes)
    yield from _undeclared(declared, split)
    for one in chosen:
        yield replace(_events(one), split=split)
        for rule in (
            *_proportions(one, declared),
            *area_rules(one, declared),
            *validation_rules(one, declared),
            *_rare(one, declared),
        ):
            yield replace(rule, label=one.label, name_of_class=one.name, split=split)
    if classes.test_splits:
        yield from _sites(table, classes, split)


_SENSITIVITY = "half-width of a sensitivity"
_SPECIFICITY = "half-width of a specificity"
_RARE = "cases of a rare class"
_WILSON = "Wilson half-width at the expected value <= the wanted one"
_BUDERER = "Wilson 1927; enrolment: Buderer 1996, Acad Emerg Med 3:895"
_AT_LEAST = "patients of the class >= the declared number"


def _undeclared(declared: SampleDeclaration, split: str) -> Iterator[Rule]:
    """One row for each rule that nobody gave an input for, and not one a class."""
    needs = (
        (_SENSITIVITY, _WILSON, declared.sensitivity, "the expected sensitivity", _BUDERER),
        (_SPECIFICITY, _WILSON, declared.specificity, "the expected specificity", _BUDERER),
        (AREA, "z SE <= the wanted half-width", declared.auc, "the expected AUC", HANLEY),
        (OE_WIDTH, "n = (1-f)/(f SE^2)", declared.oe_width, "the wanted width", RILEY),
        (_RARE, _AT_LEAST, declared.min_cases, "the number of cases", "binomial distribution"),
    )
    for name, formula, value, what, source in needs:
        if value is None:
            yield undeclared(name, formula, what, source, split)


def _events(one: ClassSizes) -> Rule:
    enough, limiting = limiting_events(one.n_patients, one.n_others)
    reason = f"{patients(one.n_patients)} with and {one.n_others} without {one.name}"
    return Rule(
        "test set: 100 events",
        "patients with and without the class >= 100 each",
        state_of(enough),
        reason,
        EVENTS,
        limiting,
        "Vergouwe 2005; Collins 2016, Stat Med 35:214; a rule of thumb for external validation",
        one.label,
        one.name,
        inputs=(RuleInput("patients", one.n_patients, "measured"),
                RuleInput("others", one.n_others, "measured")),
    )  # fmt: skip


def _proportions(one: ClassSizes, declared: SampleDeclaration) -> Iterator[Rule]:
    pairs = (
        (_SENSITIVITY, declared.sensitivity, one.n_patients),
        (_SPECIFICITY, declared.specificity, one.n_others),
    )
    wanted, sure = wanted_width(declared), declared.levels.confidence
    for name, value, n in pairs:
        if value is None:
            continue
        required = wilson_n(value, wanted.value, sure)
        inputs = (
            RuleInput("expected value", value, "declared"),
            wanted,
            level_input("confidence", declared),
            RuleInput("patients", n, "measured"),
        )
        half = wilson_half_width(value, n, sure) if n else 1.0
        reason = f"{patients(n)} give ±{half:.3f}" if n else "no patient"
        reason += f" ({_quality(half)}){_enrol(one, declared, wanted.value)}"
        yield Rule(
            name, _WILSON, state_of(n >= required), reason, required, n, _BUDERER, inputs=inputs
        )


def _quality(half: float) -> str:
    return "good" if half <= GOOD else "limited" if half <= WANTED else "poor"


def _enrol(one: ClassSizes, declared: SampleDeclaration, width: float) -> str:
    prevalence = deployed_prevalence(one, declared)
    both = declared.sensitivity, declared.specificity
    if prevalence is None or both[0] is None or both[1] is None:
        return ""
    if not 0 < prevalence.value < 1:
        return ""
    n = buderer_total(both[0], both[1], prevalence.value, width, declared.levels.confidence)
    return f"; enrolled one after the other at a prevalence of {prevalence.value:g}: {patients(n)}"


def _rare(one: ClassSizes, declared: SampleDeclaration) -> Iterator[Rule]:
    if declared.min_cases is None:
        return
    n, k = one.n_patients, declared.min_cases
    inputs = [RuleInput("wanted cases", k, "declared"), RuleInput("patients", n, "measured")]
    reason = f"{patients(n)} of {one.name}"
    if (prevalence := deployed_prevalence(one, declared)) is not None:
        chance = probability_at_least(one.n_total, prevalence.value, k)
        reason += f"; {patients(one.n_total)} as they come would hold {k} with a chance of "
        reason += f"{chance:.3f}"
        inputs.append(prevalence)
    yield Rule(
        _RARE, _AT_LEAST, state_of(n >= k), reason, k, n, "binomial distribution",
        inputs=tuple(inputs),
    )  # fmt: skip


def _sites(table: HeaderTable, classes: Classes, split: str) -> Iterator[Rule]:
    query = _SITES.format(test=list(classes.test_splits), train=list(classes.train_splits))
    ((n, shared),) = table.rows(query)
    name, formula = (
        "sites of the test set",
        "InstitutionName of test patients; shared with training",
    )
    source = "FDA, draft guidance of January 2025 on AI-enabled device software functions"
    if not n:
        reason = "no header of a test patient names an institution"
        yield Rule(name, formula, "not assessable", reason, 3, None, source, split=split,
                   unit="site")  # fmt: skip
        return
    flag = judge_test_sites(n, shared)
    words = _WORDS[flag.removesuffix("_and_not_external").replace("not_external", "ok")]
    reason = f"{words}; {shared} of {n} also gave training patients"
    yield Rule(name, formula, "informative only", reason, 3, n, source, split=split, unit="site")
