"""Checks of the family `shortcuts`: could a model tell the label from the header alone?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from audit.checks.model import Confidence, Finding, NotAssessed, Severity, check, need
from audit.checks.shortcut_grades import exclusive_share
from audit.checks.shortcut_risks import (
    by_class,
    keyword_of,
    name_risks,
    of_acquisition,
    tell_numbers,
)
from audit.checks.wording import some, subject
from audit.policy import Policy
from audit.profile.model import Profile, Shortcuts
from audit.profile.model.balance import GroupComparison, PairComparison


@check(
    "SHC001", "High shortcut risk: a header field gives the label away", Severity.ERROR,
    Confidence.LIKELY,
)  # fmt: skip
def high_risk(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: one attribute of acquisition or provenance alone foretells a class, at high or
    critical risk: its AUC reaches `shortcuts.high_auc` (critical `shortcuts.critical_auc`), its
    Cramér's V `shortcuts.high_v`, its Theil's U `shortcuts.critical_u`, or a class comes whole
    from values of its own; and q is below `shortcuts.max_q`. One row a patient.

    Why: a model can learn the scanner or the site instead of the disease, and then fails elsewhere.
    It is a risk and no proof: the association may be legitimate.

    Fix: add patients of each class from each scanner or site, match or weight within its values,
    hold out whole sites for the test, and report results inside each value.

    Source: Zech 2018, PLoS Med 15:e1002683 (sorting by hospital system alone: AUC 0.861); DeGrave
    2021, Nat Mach Intell 3:610; Healthsheet (Rostamzadeh 2022), question on devices. Limits ours.
    """
    shortcuts = _measured(profile)
    yield from name_risks(of_acquisition(shortcuts, ""), policy, ("critical", "high"))
    if rest := [one for one in shortcuts.targets if one.reason and not one.split]:
        n = sum(not one.split for one in shortcuts.targets)
        names = some([f"{one.name} of {one.label}" for one in rest])
        raise NotAssessed(f"{len(rest)} of {n} classes: {rest[0].reason} ({names})")


@check(
    "SHC002", "Medium shortcut risk: a header field tells of the label", Severity.NOTE,
    Confidence.LIKELY,
)  # fmt: skip
def medium_risk(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: one attribute of acquisition or provenance foretells a class with an AUC of
    `shortcuts.medium_auc` or a Cramér's V of `shortcuts.medium_v` or more, below the limits of
    SHC001; q below `shortcuts.max_q`. One row a patient.

    Why: a model may add what the scanner says to what it sees; results then look better than they
    are elsewhere.

    Fix: report results inside each value of the field, and test where the association is absent.

    Source: Zech 2018, PLoS Med 15:e1002683. Limits ours.
    """
    yield from name_risks(of_acquisition(_measured(profile), ""), policy, ("medium",))


@check("SHC003", "A class comes from values of its own", Severity.ERROR, Confidence.LIKELY)
def exclusive_class(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: more than the allowed share of one class comes from scanners, sites or settings under
    which no other class was imaged (values of at least `shortcuts.min_patients` patients,
    beyond chance).

    Why: no analysis can tell disease from source there; DeGrave calls a positive and a negative
    source "near worst-case confounding".

    Fix: image both classes under the same value, or leave those values out of training and test.

    Source: DeGrave 2021, Nat Mach Intell 3:610. Limit ours.
    """
    limit = policy.shortcuts.max_exclusive_share
    for found in by_class(of_acquisition(_measured(profile), "")).values():
        sure = [one for one in found if one.q < policy.shortcuts.max_q]
        if not sure:
            continue
        top = max(sure, key=lambda one: exclusive_share(one)[0] / exclusive_share(one)[1])
        count, total, of_class = exclusive_share(top)
        if count / total > limit:
            side = f"of class {top.name}" if of_class else f"without class {top.name}"
            where = subject(top.label, "")
            message = (
                f"{where}: {count} of {total} patients {side} come from values of {top.field} "
                f"that the other side never has ({tell_numbers(top)})"
            )
            yield Finding(message, count, total, "patient", where, keyword_of(top.field))


@check("SHC004", "The whole header foretells the label", Severity.WARNING, Confidence.LIKELY)
def high_ceiling(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: an algorithm that sees all acquisition attributes and never a pixel reaches an AUC of
    `shortcuts.max_ceiling_auc`, in patients it was not trained on, the interval excluding 0.5.

    Why: a result of a model on the pixels means little before it clearly exceeds this one.

    Fix: report this number beside every result; balance the fields of SHC001 and SHC002.

    Source: Zech 2018, PLoS Med 15:e1002683. Limit ours.
    """
    limit = policy.shortcuts.max_ceiling_auc
    ceilings = [one for one in _measured(profile).ceilings if not one.split]
    need(ceilings, "no header field varies over patients")
    for label in dict.fromkeys(one.label for one in ceilings):
        rows = [one for one in ceilings if one.label == label]
        over = [one for one in rows if one.auc >= limit and one.interval.low > 0.5]
        over.sort(key=lambda one: -one.auc)
        if over:
            where = subject(label, "")
            shown = some([
                f"{one.name} {one.auc:.3f} (95 % interval {one.interval.low:.3f} to "
                f"{one.interval.high:.3f}, {one.n_with} of {one.n_patients} patients)"
                for one in over
            ])  # fmt: skip
            message = (
                f"{where}: {over[0].n_fields} header fields together and no pixel reach an AUC of "
                f"{limit:g} in {len(over)} of {len(rows)} classes: {shown}"
            )
            yield Finding(message, len(over), len(rows), "class", where)


@check("SHC005", "The shortcut stands in the test split too", Severity.WARNING, Confidence.LIKELY)
def in_test_split(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: SHC001 within the patients of the test splits alone.

    Why: such a test rewards the shortcut instead of uncovering it.

    Fix: balance at least the test split over the field, or test on data of another source.

    Source: DeGrave 2021, Nat Mach Intell 3:610: shortcuts also survive external tests.
    """
    shortcuts = _measured(profile)
    need(profile.classes.test_splits, "no split has a name that begins with test")
    found = of_acquisition(shortcuts, "test")
    need(found, "no class of the test split has enough patients on both sides")
    yield from name_risks(found, policy, ("critical", "high"))


@check("SHC006", "Splits differ", Severity.NOTE, Confidence.LIKELY)
def splits_differ(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: an attribute, a covariate or the label is distributed otherwise in one split than in
    another: q below `shortcuts.max_q`, and Cramér's V at `shortcuts.max_split_v`, a
    standardised difference above `shortcuts.max_split_smd`, or a stability index of
    `shortcuts.max_split_psi` that is also above its critical value. One row a patient.

    Why: a difference between training and test is mixed into every result.

    Fix: split anew within groups of the field, or say that the test is of another source.

    Source: Austin 2009, Stat Med 28:3083; Yurdakul 2018; Bergsma 2013.
    """
    balance = profile.shortcuts.balance
    found = [one for one in balance.comparisons if one.axis == "split"]
    if not found:
        raise NotAssessed(balance.split_reason or "nothing varies over patients")
    pairs = balance.pairs
    apart = [one for one in found if _differs(one, pairs, policy)]
    if apart:
        n = apart[0].n_patients
        shown = some([f"{one.attribute} (V {one.v:.2f}, q {one.q:.2g})" for one in apart])
        message = (
            f"{len(apart)} of {len(found)} attributes differ between {', '.join(balance.splits)} "
            f"({n} patients): {shown}"
        )
        yield Finding(message, len(apart), len(found), "attribute")


@check("SHC007", "What is missing depends on the label", Severity.WARNING, Confidence.LIKELY)
def informative_gaps(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: that a header field is absent, empty or filled with a placeholder foretells a class,
    at medium risk or above (AUC `shortcuts.medium_auc` or Cramér's V `shortcuts.medium_v`, q
    below `shortcuts.max_q`). One row a patient.

    Why: gaps are the trace of a source or a way of de-identifying; classes then differ in origin,
    and leaving out patients with gaps changes the mix of classes.

    Fix: find out which source leaves the field out, de-identify all classes alike, and treat the
    source as in SHC001.

    Source: Zech 2018, PLoS Med 15:e1002683; van Buuren 2018, Flexible Imputation, chapter 2.
    """
    found = [one for one in _measured(profile).associations if not one.split]
    gaps = [one for one in found if one.kind == "missing"]
    yield from name_risks(gaps, policy, ("critical", "high", "medium"))


@check("SHC008", "What is missing depends on the vendor", Severity.NOTE, Confidence.LIKELY)
def gaps_by_vendor(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: header fields are missing for some vendors far more often than for others: Cramér's V
    at `shortcuts.max_vendor_gap_v`, q below `shortcuts.max_q`. One row a patient.

    Why: patients with complete headers are then those of some vendors only.

    Fix: ask for the fields in the vendor's private elements, or do not select by them.

    Source: Bergsma 2013, J Korean Stat Soc 42:323. Limit ours.
    """
    found = profile.shortcuts.balance.missing
    need(found, "no two vendors with 10 patients each, or no gap that varies")
    limit = policy.shortcuts
    apart = [one for one in found if one.v >= limit.max_vendor_gap_v and one.q < limit.max_q]
    if apart:
        shown = some([
            f"{one.keywords[0]} (gap {one.gap:.2f}, V {one.v:.2f}, q {one.q:.2g}, "
            f"{sum(n for _, _, n in one.groups)} patients)"
            for one in apart
        ])  # fmt: skip
        message = (
            f"{len(apart)} of {len(found)} groups of fields are missing by vendor: {shown}; "
            "the gap is the highest less the lowest rate"
        )
        yield Finding(message, len(apart), len(found), "group of fields")


@check("SHC009", "Other groups than the intended use has", Severity.NOTE, Confidence.LIKELY)
def representation(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: the share of a group of patients is less than `shortcuts.min_representation` or more
    than `shortcuts.max_representation` times the share that the policy declares for the
    population of the intended use.

    Why: results on this dataset are then not those of the intended population.

    Fix: add patients of the group, weight results, or narrow the intended use.

    Source: FDA 2021, Good Machine Learning Practice, principle 3. Limits ours.
    """
    limit, found = policy.shortcuts, profile.shortcuts.balance.representation
    need(found, "no share of a reference population is declared in the policy")
    for one in found:
        odd = [
            (name, n, ratio)
            for name, n, _, ratio in one.groups
            if not limit.min_representation <= ratio <= limit.max_representation
        ]
        if odd:
            shown = some([f"{name} {ratio:.2f} ({n} patients)" for name, n, ratio in odd])
            message = (
                f"{one.attribute}: {len(odd)} of {len(one.groups)} groups are over or under the "
                f"declared share, observed over declared: {shown}; {one.n_patients} patients"
            )
            yield Finding(message, len(odd), len(one.groups), "group", one.attribute)


def _measured(profile: Profile) -> Shortcuts:
    need(profile.shortcuts.state == "measured", profile.shortcuts.reason)
    return profile.shortcuts


def _differs(one: GroupComparison, pairs: Sequence[PairComparison], policy: Policy) -> bool:
    limit = policy.shortcuts
    if one.q >= limit.max_q:
        return False
    mine = [pair for pair in pairs if pair.attribute == one.attribute]
    shifted = any(abs(pair.smd or 0.0) > limit.max_split_smd for pair in mine)
    unstable = any(pair.psi >= max(limit.max_split_psi, pair.psi_critical) for pair in mine)
    return one.v >= limit.max_split_v or shifted or unstable


CHECKS = (
    high_risk,
    medium_risk,
    exclusive_class,
    high_ceiling,
    in_test_split,
    splits_differ,
    informative_gaps,
    gaps_by_vendor,
    representation,
)
