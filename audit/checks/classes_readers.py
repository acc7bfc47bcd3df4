"""Checks of the family `classes`: do readers agree, and how sure are they?"""

from __future__ import annotations

from collections.abc import Iterator

from audit.checks.labelled import counted, labelled
from audit.checks.model import Confidence, Finding, NotAssessed, Severity, check, need
from audit.checks.wording import subject
from audit.policy import Policy
from audit.profile.model import Profile
from audit.profile.model.agreement import ALPHA, Agreement
from audit.profile.model.classes import ClassCount, Convention
from audit.profile.model.shared import Interval

HIGH = 0.9
"""Raw agreement from which a low coefficient needs an explanation."""


@check("CLS011", "Readers disagree", Severity.WARNING, Confidence.LIKELY)
def readers_disagree(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: Krippendorff's alpha of the readers of a label, or of a class where several may stand,
    lies below `classes.min_alpha`. Alpha is 1 where readers always agree and 0 where they agree
    as often as chance would have it.

    Why: a label on which readers differ sets a ceiling to every result measured against it, and a
    model learns whose reading it was given.

    Fix: look at the items on which readers differ; settle them by a rule that is written down, or
    state with every result how far readers agree.

    Source: Krippendorff's own floors, 0.667 for tentative conclusions and 0.800 for firm ones;
    thresholds in the policy.
    """
    limit = policy.classes.min_alpha
    for one, alpha in _alphas(profile):
        if alpha < limit:
            yield _disagreement(one, alpha, f"limit {limit:g}")


@check("CLS012", "Agreement of readers allows tentative conclusions only", Severity.NOTE)
def tentative_agreement(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: Krippendorff's alpha of the readers of a label lies from `classes.min_alpha` up to
    below `classes.good_alpha`.

    Why: differences between models that are smaller than those between readers mean little.

    Fix: add a reader or a round of consensus, or state the agreement with every result.

    Source: Krippendorff's own floors, 0.667 for tentative conclusions and 0.800 for firm ones;
    thresholds in the policy.
    """
    low, high = policy.classes.min_alpha, policy.classes.good_alpha
    for one, alpha in _alphas(profile):
        if low <= alpha < high:
            yield _disagreement(one, alpha, f"firm from {high:g}")


def _alphas(profile: Profile) -> list[tuple[Agreement, float]]:
    classes = labelled(profile)
    if classes.readers is None:
        raise NotAssessed("the label table names no reader")
    need(classes.agreement, "no item that joins the data was read by two readers")
    found = [
        (one, alpha.value)
        for one in classes.agreement
        if (alpha := one.coefficient(ALPHA)) and alpha.value is not None
    ]
    need(found, "agreement is undefined: all readings of each label are alike")
    return found


def _disagreement(one: Agreement, alpha: float, limit: str) -> Finding:
    coefficient = one.coefficient(ALPHA)
    bounds = _between(coefficient.interval if coefficient else None)
    where = subject(one.label, "") + (f", class {one.name}" if one.name else "")
    message = (
        f"{where}: {one.n_readers} readers differ on {one.n_items_split} of {one.n_items} items of "
        f"{one.n_patients} patients; alpha {alpha:.3f}{bounds}, {limit}; raw agreement "
        f"{one.raw:.3f}{_paradox(one)}"
    )
    return Finding(message, one.n_items_split, one.n_items, "item", where, subjects=one.split)


def _between(bounds: Interval | None) -> str:
    return f" (95 % interval {bounds.low:.3f} to {bounds.high:.3f})" if bounds else ""


def _paradox(one: Agreement) -> str:
    """Low alpha beside high raw agreement is no contradiction, and needs saying."""
    ac1 = one.coefficient("Gwet AC1")
    if one.raw < HIGH or ac1 is None or ac1.value is None:
        return ""
    return (
        f", Gwet's AC1 {ac1.value:.3f}: one answer is rare, so that chance alone would agree "
        "nearly as often; readers agree on the common answer, not on the rare one"
    )


@check("CLS013", "Many patients with an uncertain label", Severity.WARNING, Confidence.HEURISTIC)
def uncertain_share(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: in a column of 1, 0, -1 the share of labelled patients whose label is uncertain is
    above `classes.max_uncertain_share`.

    Why: one training script takes uncertain for positive, another for negative, a third leaves
    these patients out; each trains on another dataset.

    Fix: have these patients read again, or write down how uncertain is to be taken.

    Source: threshold ours; Irvin 2019, CheXpert, compares the ways to take -1.
    """
    classes = counted(profile)
    columns = {label for label, how in classes.conventions if how == Convention.INDICATOR}
    need(columns, "no label column can say uncertain (1, 0, -1)")
    for row in classes.counts:
        if row.label in columns and row.name == "uncertain":
            yield from _uncertain(row, policy.classes.max_uncertain_share)


def _uncertain(row: ClassCount, limit: float) -> Iterator[Finding]:
    if row.n_patients > limit * row.n_patients_total:
        where = subject(row.label, row.split)
        message = (
            f"{where}: {row.n_patients} of {row.n_patients_total} labelled patients are uncertain; "
            f"limit {limit:.0%}"
        )
        yield Finding(message, row.n_patients, row.n_patients_total, "patient", where)


@check("CLS014", "Patients in two classes of one label", Severity.NOTE, Confidence.HEURISTIC)
def two_classes(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: patients who count in two classes of a label with one class a row, by different images
    or by different readers.

    Why: they stand in both classes of every count by patient; a classifier of patients has no
    right answer for them.

    Fix: settle one class a patient, or say that the label is one of images.
    """
    classes = counted(profile)
    need(
        any(how == Convention.SINGLE for _, how in classes.conventions),
        "no label has one class a row",
    )
    if who := classes.in_two_classes:
        n = classes.n_patients_labelled
        message = f"{len(who)} of {n} labelled patients count in two classes of one label"
        yield Finding(message, len(who), n, "patient", "label table", subjects=who)


CHECKS = (readers_disagree, tentative_agreement, uncertain_share, two_classes)
