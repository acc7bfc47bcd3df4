"""Sizes of classes over training or test splits, and which class a rule is about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from audit.profile.class_balance import INDICATOR_VALUES
from audit.profile.model.classes import ClassCount, Classes
from audit.profile.model.samples import RuleInput, SampleDeclaration
from audit.scan.label_columns import Convention

POSITIVE, NEGATIVE = INDICATOR_VALUES
MAX_CLASSES = 30
"""Of one label that rules are told for; the others stand in the table of precision."""


@dataclass(frozen=True, slots=True)
class ClassSizes:
    """Patients of one class in some splits together."""

    label: str
    name: str
    n_patients: int
    n_others: int
    """Without the class; in a 1/0 column with the opposite value."""
    n_total: int
    """Labelled patients, each once a split."""
    indicator: bool
    n_siblings: int
    """Classes of the label, this one included."""
    limiting: int
    """The rarer side, split by split, added up."""


def patients(n: int) -> str:
    """`1 patient`, `2 patients`."""
    return f"{n} patient{'' if n == 1 else 's'}"


def indicator_labels(classes: Classes) -> set[str]:
    """Labels with one column of 1, 0, -1."""
    return {label for label, how in classes.conventions if how == Convention.INDICATOR}


def others_of(row: ClassCount, counts: Sequence[ClassCount], indicators: set[str]) -> int:
    """Labelled patients of the split without the class; in a 1/0 column the opposite value."""
    if row.label not in indicators:
        return row.n_patients_total - row.n_patients
    (other,) = (name for name in INDICATOR_VALUES if name != row.name)
    return sum(
        r.n_patients
        for r in counts
        if r.label == row.label and r.split == row.split and r.name == other
    )


def class_sizes(classes: Classes, splits: Sequence[str]) -> list[ClassSizes]:
    """Each class over these splits together; over all patients where there are none."""
    indicators = indicator_labels(classes)
    rows = [row for row in classes.counts if row.split in splits] if splits else classes.totals
    shown = [r for r in rows if r.label not in indicators or r.name in INDICATOR_VALUES]
    grouped: dict[tuple[str, str], list[ClassCount]] = {}
    for row in shown:
        grouped.setdefault((row.label, row.name), []).append(row)
    siblings = Counter(label for label, _ in grouped)
    return [
        _sizes(mine, [others_of(row, rows, indicators) for row in mine], indicators, siblings)
        for mine in grouped.values()
    ]


def _sizes(
    mine: Sequence[ClassCount],
    others: Sequence[int],
    indicators: set[str],
    siblings: Mapping[str, int],
) -> ClassSizes:
    label = mine[0].label
    return ClassSizes(
        label,
        mine[0].name,
        sum(row.n_patients for row in mine),
        sum(others),
        sum(row.n_patients_total for row in mine),
        label in indicators,
        siblings[label],
        sum(min(row.n_patients, n) for row, n in zip(mine, others, strict=True)),
    )


def largest_classes(sizes: Sequence[ClassSizes]) -> list[ClassSizes]:
    """The 30 largest classes of each label, largest first."""
    by_label: dict[str, list[ClassSizes]] = {}
    for one in sizes:
        by_label.setdefault(one.label, []).append(one)
    return [
        one
        for mine in by_label.values()
        for one in sorted(mine, key=lambda one: (-one.n_patients, one.name))[:MAX_CLASSES]
    ]


def is_of_interest(one: ClassSizes, declared: SampleDeclaration) -> bool:
    """Neither the normal class nor the `negative` of a 1/0 column: their rules say the same."""
    if one.indicator:
        return one.name == POSITIVE
    return not declared.normal_class or one.name != declared.normal_class


def deployed_prevalence(one: ClassSizes, declared: SampleDeclaration) -> RuleInput | None:
    """
    The declared share of the class where the model will be used; None where nobody said it.

    The one number without a class goes to the class of interest where there is only one.
    """
    by_name = dict(declared.class_prevalence)
    known = by_name.get(one.label if one.indicator else one.name)
    alone = one.indicator or (one.n_siblings == 2 and bool(declared.normal_class))
    if known is None and alone and is_of_interest(one, declared):
        known = declared.prevalence
    return None if known is None else RuleInput("prevalence in use", known, "declared")


def prevalence_of(one: ClassSizes, declared: SampleDeclaration) -> RuleInput | None:
    """As declared, else the share in these splits; None where nobody is labelled."""
    if (declared_one := deployed_prevalence(one, declared)) is not None:
        return declared_one
    total = one.n_patients + one.n_others
    return RuleInput("share of the class", one.n_patients / total, "measured") if total else None
