"""Facts of the family `samples`: what precision this many patients can give, and rules of thumb."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from audit.profile.class_balance import INDICATOR_VALUES
from audit.profile.model.classes import ClassCount, Classes
from audit.profile.model.samples import Precision, Rule, SampleDeclaration, Samples, Subgroups
from audit.profile.sample_classes import class_sizes, indicator_labels, others_of
from audit.profile.sample_clusters import (
    effective_at,
    measure_cluster,
    measure_label_icc,
    measure_sites,
    shown_iccs,
)
from audit.profile.sample_curve import measure_curve
from audit.profile.sample_differences import difference_rules
from audit.profile.sample_groups import ClassKey, Sums, add_members, key_of, measure_subgroups
from audit.profile.sample_lesions import dice_rule, measure_dice, measure_lesions
from audit.profile.sample_testing import testing_rules
from audit.profile.sample_training import training_rules
from audit.scan.cohort import LabelTable
from audit.scan.table import HeaderTable
from audit.stats.auc import hanley_mcneil_half_width
from audit.stats.intervals import wilson_half_width
from audit.stats.power import detectable_drop
from audit.stats.rare import zero_events_upper

SENSITIVITIES = (0.80, 0.90, 0.95)
AUCS = (0.70, 0.80, 0.90)
BASE = 0.90


def measure_samples(
    table: HeaderTable,
    labels: LabelTable | None,
    classes: Classes,
    declared: SampleDeclaration = SampleDeclaration(),  # noqa: B008 frozen
) -> Samples:
    """
    What the counts of `classes` can support; only the rules need something declared.

    Needs the tables that cohort (`people`, `sites`), vendors (`made`) and classes leave. `absent`
    without labels, `not assessable` where no label row leads to a patient: patients are the unit,
    and instances never stand in for them.
    """
    if labels is None or classes.state != "measured":
        return _without_labels(table, "absent", classes.reason, declared)
    if not classes.n_patients_labelled:
        reason = "no label row leads to a patient (PatientID absent, or nothing joins)"
        return _without_labels(table, "not assessable", reason, declared)
    indicators = indicator_labels(classes)
    sums = add_members(table)
    precision = tuple(
        _precision(row, others_of(row, classes.counts, indicators), sums, indicators, declared)
        for row in classes.counts
        if row.label not in indicators or row.name in INDICATOR_VALUES
    )
    subgroups = measure_subgroups(table, precision, declared, indicators)
    split, n_test = _test_patients(classes)
    return Samples(
        state="measured",
        reason="",
        precision=precision,
        rules=tuple(_rules(table, classes, declared, subgroups)),
        cluster=measure_cluster(table, declared),
        site_cluster=measure_sites(table),
        icc_from_labels=measure_label_icc(table, classes),
        subgroups=subgroups,
        curve=measure_curve(declared, _training_patients(classes)),
        dice=measure_dice(n_test, split, declared),
        lesions=measure_lesions(declared),
        levels=declared.levels,
    )


def _without_labels(
    table: HeaderTable, state: str, reason: str, declared: SampleDeclaration
) -> Samples:
    return Samples(
        state,
        reason,
        (),
        (),
        measure_cluster(table, declared),
        curve=measure_curve(declared, None),
        lesions=measure_lesions(declared),
        levels=declared.levels,
    )


def _rules(
    table: HeaderTable, classes: Classes, declared: SampleDeclaration, subgroups: Subgroups
) -> Iterator[Rule]:
    yield from training_rules(classes, declared)
    yield from testing_rules(table, classes, declared)
    yield from difference_rules(subgroups, classes, declared)
    split, n_test = _test_patients(classes)
    yield from dice_rule(n_test, split, declared)


def _training_patients(classes: Classes) -> int:
    sizes = class_sizes(classes, classes.train_splits)
    return max((one.n_total for one in sizes), default=0)


def _test_patients(classes: Classes) -> tuple[str, int]:
    """The test splits and their labelled patients; all patients where there are no splits."""
    if classes.splits and not classes.test_splits:
        return "", 0
    sizes = class_sizes(classes, classes.test_splits)
    return ", ".join(classes.test_splits), max((one.n_total for one in sizes), default=0)


def _precision(
    row: ClassCount,
    n_others: int,
    sums: dict[ClassKey, Sums],
    indicators: set[str],
    declared: SampleDeclaration,
) -> Precision:
    n = row.n_patients
    both = n > 0 and n_others > 0
    level = declared.levels
    sure = level.confidence
    plain = Precision(
        row.label,
        row.name,
        row.split,
        n,
        n_others,
        tuple((p, wilson_half_width(p, n, sure)) for p in SENSITIVITIES) if n else (),
        tuple((a, hanley_mcneil_half_width(a, n, n_others, sure)) for a in AUCS) if both else (),
        zero_events_upper(n, sure) if n else None,
        detectable_drop(BASE, n_others, n, level.power, level.alpha) if both else None,
    )
    return _with_images(plain, sums, indicators, declared)


def _with_images(
    plain: Precision,
    sums: dict[ClassKey, Sums],
    indicators: set[str],
    declared: SampleDeclaration,
) -> Precision:
    found = sums.get(key_of(plain, indicators))
    if found is None:
        return plain
    effective = effective_at(found, shown_iccs(declared))
    return replace(plain, n_instances=found[1], effective=effective)
