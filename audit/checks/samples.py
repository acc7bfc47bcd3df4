"""Checks of the family `samples`: are there enough patients for what one wants to say?"""

from __future__ import annotations

from collections.abc import Iterator

from audit.checks.aggregate import percent
from audit.checks.model import Confidence, Finding, NotAssessed, Severity, check, need
from audit.checks.sample_rows import (
    GENERAL,
    RILEY,
    UNNAMED,
    groups,
    in_test,
    measured,
    name_subgroups,
    rules,
    tested,
    under,
    unmet,
)
from audit.checks.wording import some, subject
from audit.policy import Policy
from audit.profile.model import Profile
from audit.units import amount

ASSUMED = 0.90
"""The sensitivity at which widths are judged."""


@check("SMP001", "A class with few patients", Severity.WARNING, Confidence.HEURISTIC)
def small_class(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: a class has fewer patients in a split than the policy asks for
    (`samples.min_patients`). Classes without any patient are CLS005.

    Why: an estimate from so few patients is too wide to tell a good model from a poor one.

    Fix: add patients, merge classes that mean the same, or report no number for this class.

    Source: threshold ours; Wilson 1927.
    """
    limit = policy.samples.min_patients
    yield from under(measured(profile).precision, lambda row: row.n_patients < limit, limit)


@check("SMP002", "A sensitivity could not be stated precisely", Severity.NOTE, Confidence.HEURISTIC)
def wide_sensitivity(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: were the sensitivity of a class 0.90, its interval (`samples.confidence`) in the test
    split would reach further to either side than the policy allows (`samples.max_half_width`).
    Without splits all patients count as test.

    Why: the dataset cannot confirm or refute a claim that is finer than this interval.

    Fix: add patients of the class to the test split, or state the interval with every result.

    Source: Wilson 1927, J Am Stat Assoc 22:209.
    """
    limit = policy.samples.max_half_width
    sure = percent(measured(profile).levels.confidence)
    for label, split, rows in groups(tested(profile)):
        widths = [(row, dict(row.sensitivity_half_width).get(ASSUMED)) for row in rows]
        wide = [(row, width) for row, width in widths if width is not None and width > limit]
        if wide:
            where = subject(label, split)
            shown = some(
                [f"{r.name} ({amount(r.n_patients, 'patient')}, ±{w:.4f})" for r, w in wide]
            )
            message = (
                f"{where}: {len(wide)} of {len(rows)} classes have a half-width over {limit:g} "
                f"at a sensitivity of {ASSUMED:g} ({sure} interval): {shown}"
            )
            yield Finding(message, len(wide), len(rows), "class", where)


@check(
    "SMP003",
    "Fewer training patients than the rule of 10 asks for",
    Severity.WARNING,
    Confidence.HEURISTIC,
)
def rule_of_10(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: fewer than ten training patients for each trainable parameter that is declared.

    Why: a model with so many free parameters can learn its patients by heart.

    Fix: use a smaller model, or show by a learning curve that the patients are enough.

    Source: Kohli, Summers & Geis 2017 ("a reasonable estimate"); not for deep networks.
    """
    for rule in rules(profile, "rule of 10"):
        if rule.state == "does not meet" and rule.required and rule.measured is not None:
            n, required = int(rule.measured), int(rule.required)
            message = f"{amount(n, 'training patient')}; the rule of 10 asks for {required}"
            yield Finding(message, n, required, "patient")


@check("SMP004", "Few events for each predictor", Severity.WARNING, Confidence.HEURISTIC)
def few_events(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: fewer patients of the rarest class for each declared predictor than the policy asks for.

    Why: coefficients become unstable and look stronger than they are.

    Fix: use fewer predictors or penalise them, or add patients of the class; better, compute the
    size by Riley's criteria.

    Source: Peduzzi 1996, J Clin Epidemiol 49:1373; Riley 2019, Stat Med 38:1276.
    """
    limit = policy.samples.min_events_per_parameter
    for rule in rules(profile, "events per variable"):
        if rule.measured is not None and rule.measured < limit:
            where = subject(rule.label, rule.split)
            message = f"{where}: {rule.reason}, {rule.measured:.2f} each; limit {limit:g}"
            yield Finding(message, 1, 1, "label", where)


@check("SMP005", "A class with very few test patients", Severity.WARNING)
def small_test_class(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: a class has fewer patients in a test split than the policy asks for
    (`samples.min_test_patients`). Classes without any patient are CLS005.

    Why: one patient more or less then moves the result by much.

    Fix: move or add patients of this class to the test split, before any model is chosen.
    """
    measured(profile)
    need(profile.classes.test_splits, "no split has a name that begins with test")
    limit = policy.samples.min_test_patients
    yield from under(tested(profile), lambda row: row.n_patients < limit, limit)


@check("SMP006", "A subgroup with few patients of a class", Severity.NOTE, Confidence.HEURISTIC)
def small_subgroup(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: in the test split, a class has fewer patients of one sex, age band, vendor or site
    than `samples.min_patients`. Without splits all patients count as test. Of more than ten
    subgroups without a patient only the number is told; audit.json names them.

    Why: such a subgroup cannot support an estimate of its own; a model that fails in it would not
    be noticed.

    Fix: add patients of the subgroup, or say that results do not hold for it.

    Source: threshold ours; Wilson 1927.
    """
    limit, found = policy.samples.min_patients, measured(profile).subgroups
    if found is None or not found.rows:
        raise NotAssessed("no header gives sex, age, vendor or site of a labelled patient")
    rows = [row for row in in_test(profile, found.rows) if row.level not in UNNAMED]
    for key in dict.fromkeys((row.label, row.split, row.attribute) for row in rows):
        members = [row for row in rows if (row.label, row.split, row.attribute) == key]
        few = [row for row in members if row.n_patients < limit]
        if few:
            where = f"{subject(key[0], key[1])}, by {key[2]}"
            message = (
                f"{where}: {len(few)} of {len(members)} subgroups have fewer than "
                f"{amount(limit, 'patient')}{name_subgroups(few, len(members))}"
            )
            yield Finding(message, len(few), len(members), "subgroup", where)


@check("SMP007", "Fewer than 100 patients with or without a class", Severity.NOTE,
       Confidence.HEURISTIC)  # fmt: skip
def few_test_events(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: the test split holds fewer than 100 patients with a class, or without it.

    Why: an external validation on fewer gives estimates that swing from sample to sample.

    Fix: add patients of the rarer side to the test split, or call the result exploratory.

    Source: Vergouwe 2005, J Clin Epidemiol 58:475; Collins 2016, Stat Med 35:214.
    """
    yield from unmet(rules(profile, "test set: 100 events"))


@check("SMP008", "A declared target that this many patients cannot meet", Severity.WARNING,
       Confidence.LIKELY)  # fmt: skip
def unmet_target(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: with the sensitivity, specificity, AUC, Dice or difference that the datasheet expects,
    the test patients are too few for the precision or power that it wants.

    Why: whatever the model does, this test set cannot show what was promised.

    Fix: add test patients as the rule says, or declare a target that fits.

    Source: named with each rule (Wilson 1927, Hanley & McNeil 1982, Riley 2021 and others).
    """
    judged = [
        rule
        for rule in measured(profile).rules
        if rule.name not in GENERAL
        and rule.state in ("meets", "does not meet")
        and any(one.origin == "declared" for one in rule.inputs)
    ]
    need(judged, "no expected sensitivity, specificity, AUC or Dice is declared")
    yield from unmet(judged)


@check("SMP009", "Fewer training patients than Riley's criteria ask for", Severity.WARNING,
       Confidence.LIKELY)  # fmt: skip
def riley_unmet(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: with the declared predictors and anticipated R2, a regression model would be overfitted
    or its overall risk imprecise.

    Why: it looks better on its own patients than it will on others.

    Fix: use fewer predictors or add training patients; not a rule for deep networks.

    Source: Riley et al. 2019, Stat Med 38:1262 and 38:1276; 2020, BMJ 368:m441.
    """
    yield from unmet(rules(profile, RILEY))


@check("SMP010", "A learning curve that does not lead to its target", Severity.NOTE,
       Confidence.LIKELY)  # fmt: skip
def short_learning_curve(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: the declared learning curve cannot be fitted, levels off below the target, or meets it
    only beyond four times the sizes that were tried.

    Why: more of the same patients is then no plan.

    Fix: measure more sizes, or look for other data, labels or models instead of more.

    Source: Figueroa 2012, BMC Med Inform Decis Mak 12:8; Mukherjee 2003.
    """
    curve = profile.samples.curve
    if curve is None:
        raise NotAssessed("no learning curve is declared")
    told = curve.reason if curve.state == "refused" else curve.target_reason
    if curve.state == "fitted" and curve.target is None:
        raise NotAssessed("a learning curve is declared, and no target score")
    if told:
        message = f"learning curve of {len(curve.points)} points: {told}"
        yield Finding(message, 1, 1, "learning curve", "learning curve")


@check("SMP011", "Labels of images that only repeat the patient", Severity.NOTE, Confidence.LIKELY)
def copied_labels(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: the label file names images, series or studies, and no class differs within any patient.

    Why: such labels were most likely copied from the patient; images then are no cases of their
    own, and results counted over images look more certain than they are.

    Fix: count and test by patient, or label each image for itself.

    Source: Kish 1965; at an intraclass correlation of 1 images add nothing.
    """
    rows = measured(profile).icc_from_labels
    need(
        any(row.state != "not assessable" for row in rows),
        "no labelled patient has two labelled images",
    )
    need(
        profile.classes.level != "patient",
        "labels are given by patient: images carry none of their own",
    )
    for label in dict.fromkeys(row.label for row in rows if row.state == "copied"):
        one = next(row for row in rows if row.label == label)
        message = (
            f"label {label}: no class differs within any of {one.n_patients} patients with "
            f"{one.n_instances} labelled images"
        )
        yield Finding(message, one.n_patients, one.n_patients, "patient", f"label {label}")


CHECKS = (
    small_class,
    wide_sensitivity,
    rule_of_10,
    few_events,
    small_test_class,
    small_subgroup,
    few_test_events,
    unmet_target,
    riley_unmet,
    short_learning_curve,
    copied_labels,
)
