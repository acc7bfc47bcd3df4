"""Checks of the family `samples`: are there enough patients for what one wants to say?"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from audit.checks.model import Confidence, Finding, NotAssessed, Severity, check
from audit.checks.wording import some, subject
from audit.policy import Policy
from audit.profile.model import Profile, Samples
from audit.profile.model.samples import Precision, Rule
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
    yield from _under(_measured(profile).precision, lambda row: row.n_patients < limit, limit)


@check("SMP002", "A sensitivity could not be stated precisely", Severity.NOTE, Confidence.HEURISTIC)
def wide_sensitivity(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: were the sensitivity of a class 0.90, its 95 % interval in the test split would reach
    further to either side than the policy allows (`samples.max_half_width`). Without splits all
    patients count as test.

    Why: the dataset cannot confirm or refute a claim that is finer than this interval.

    Fix: add patients of the class to the test split, or state the interval with every result.

    Source: Wilson 1927, J Am Stat Assoc 22:209.
    """
    limit = policy.samples.max_half_width
    for label, split, rows in _groups(_test_rows(profile)):
        widths = [(row, dict(row.sensitivity_half_width).get(ASSUMED)) for row in rows]
        wide = [(row, width) for row, width in widths if width is not None and width > limit]
        if wide:
            where = subject(label, split)
            shown = some(
                [f"{r.name} ({amount(r.n_patients, 'patient')}, ±{w:.4f})" for r, w in wide]
            )
            message = (
                f"{where}: {len(wide)} of {len(rows)} classes have a half-width over {limit:g} "
                f"at a sensitivity of {ASSUMED:g}: {shown}"
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
    for rule in _rules(profile, "rule of 10"):
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
    for rule in _rules(profile, "events per variable"):
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
    _measured(profile)
    if not profile.classes.test_splits:
        raise NotAssessed("no split has a name that begins with test")
    limit = policy.samples.min_test_patients
    yield from _under(_test_rows(profile), lambda row: row.n_patients < limit, limit)


def _measured(profile: Profile) -> Samples:
    if profile.samples.state != "measured":
        raise NotAssessed(profile.samples.reason)
    return profile.samples


def _test_rows(profile: Profile) -> tuple[Precision, ...]:
    samples, classes = _measured(profile), profile.classes
    if classes.splits and not classes.test_splits:
        raise NotAssessed("there are splits, and none has a name that begins with test")
    if not classes.splits:
        return samples.precision
    return tuple(row for row in samples.precision if row.split in classes.test_splits)


def _groups(rows: tuple[Precision, ...]) -> Iterator[tuple[str, str, list[Precision]]]:
    """Classes that have a patient, by label and split."""
    for label, split in dict.fromkeys((row.label, row.split) for row in rows):
        members = [row for row in rows if (row.label, row.split) == (label, split)]
        yield label, split, [row for row in members if row.n_patients]


def _under(
    rows: tuple[Precision, ...], small: Callable[[Precision], bool], limit: int
) -> Iterator[Finding]:
    for label, split, members in _groups(rows):
        few = [row for row in members if small(row)]
        if few:
            where = subject(label, split)
            shown = some([f"{row.name} ({row.n_patients})" for row in few])
            message = (
                f"{where}: {len(few)} of {len(members)} classes have fewer than "
                f"{amount(limit, 'patient')}: "
                f"{shown}"
            )
            yield Finding(message, len(few), len(members), "class", where)


def _rules(profile: Profile, name: str) -> list[Rule]:
    """The rules of this name; raises NotAssessed where none of them says yes or no."""
    rules = [rule for rule in _measured(profile).rules if rule.name == name]
    judged = [rule for rule in rules if rule.state in ("meets", "does not meet")]
    if not judged:
        reason = rules[0].reason if rules else "no label to apply the rule to"
        raise NotAssessed(reason)
    return judged


CHECKS = (small_class, wide_sensitivity, rule_of_10, few_events, small_test_class)
