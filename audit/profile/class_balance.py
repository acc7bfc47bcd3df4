"""Balance of the family `classes`: imbalance of each label, labels that stand together, normals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isfinite

from audit.profile.model.classes import ClassCount, Imbalance, MultiLabel, NormalShare
from audit.profile.model.shared import Interval
from audit.scan.cohort import LabelTable
from audit.scan.label_columns import Convention
from audit.scan.label_values import VALUES, Value
from audit.scan.table import HeaderTable
from audit.stats.imbalance import (
    effective_classes,
    imbalance_ratio,
    measure_multi_label,
    normalised_entropy,
)
from audit.stats.intervals import wilson

INDICATOR_COLUMNS = "1/0 columns"
_POSITIVE = VALUES.index(Value.POSITIVE)
INDICATOR_VALUES = (str(Value.POSITIVE), str(Value.NEGATIVE))
"""The two classes of a 1/0 column; `uncertain` and `not mentioned` are neither."""

# Each combination of classes, and how many patients have it.
_SETS = """
select classes, count(*) from (
    select patient, list(distinct class order by class) as classes from (
        select patient, {shown} as class from label_patients
        where rank = {positive} and {split} and list_contains({labels}, label))
    group by patient)
group by classes order by classes
"""
_NORMAL = """
select count(*) filter (normal and not other), count(*) filter (other),
       count(*) filter (normal and other)
from (select patient, bool_or(name = {name}) as normal, bool_or(name <> {name}) as other
      from label_patients
      where rank = {positive} and {split} and list_contains({labels}, label)
      group by patient)
"""


def measure_imbalance(
    counts: Sequence[ClassCount], labels: LabelTable, splits: Sequence[str]
) -> tuple[Imbalance, ...]:
    """One record a label and split with two classes and a patient; formulas A10."""
    return tuple(
        found
        for column in labels.columns
        for split in splits
        if (found := _imbalance(column.label, column.convention, split, counts))
    )


def _imbalance(
    label: str, convention: Convention, split: str, counts: Sequence[ClassCount]
) -> Imbalance | None:
    rows = [row for row in counts if row.label == label and row.split == split]
    if convention is Convention.INDICATOR:
        rows = [row for row in rows if row.name in INDICATOR_VALUES]
        negatives = sum(r.n_instances for r in counts if r.label == label and r.name == "negative")
        if not negatives:  # the file writes only what is there: nothing to compare with
            return None
    sizes = [row.n_patients for row in rows]
    if len(sizes) < 2 or not any(sizes):
        return None
    ratio = imbalance_ratio(sizes)
    return Imbalance(
        label,
        split,
        len(sizes),
        ratio if isfinite(ratio) else None,
        normalised_entropy(sizes),
        effective_classes(sizes),
    )


def measure_together(
    table: HeaderTable, labels: LabelTable, splits: Sequence[str], totals: Sequence[ClassCount]
) -> Iterator[MultiLabel]:
    """Labels that may stand together: each joined column, and all 1/0 columns as one."""
    patients = {row.split: row.n_patients_total for row in totals}
    for label, members, classes in _groups(labels):
        for split in splits:
            sets = _sets(table, members, classes, split, label == INDICATOR_COLUMNS)
            active = sum(n for names, n in sets if names)
            if active:
                rest = patients.get(split, active) - active
                yield _together(label, split, classes, [*sets, ((), rest)])


def _groups(labels: LabelTable) -> Iterator[tuple[str, list[str], tuple[str, ...]]]:
    for column in labels.columns:
        if column.convention is not Convention.INDICATOR and len(column.classes) > 1:
            yield column.label, [column.label], column.classes
    members = [c.label for c in labels.columns if c.convention is Convention.INDICATOR]
    if len(members) > 1:
        yield INDICATOR_COLUMNS, members, tuple(members)


def _sets(
    table: HeaderTable, members: Sequence[str], classes: Sequence[str], split: str, by_label: bool
) -> list[tuple[tuple[int, ...], int]]:
    index = {name: n for n, name in enumerate(classes)}
    query = _SETS.format(
        shown="label" if by_label else "name",
        positive=_POSITIVE,
        split=_in_split(split),
        labels=_literals(members),
    )
    return [(tuple(sorted(index[c] for c in names)), n) for names, n in table.rows(query)]


def _together(
    label: str, split: str, classes: Sequence[str], sets: Sequence[tuple[tuple[int, ...], int]]
) -> MultiLabel:
    found = measure_multi_label(len(classes), sets)
    sizes = [sum(n for names, n in sets if index in names) for index in range(len(classes))]
    ratios = [ratio if isfinite(ratio) else None for ratio in found.irlbl]
    return MultiLabel(
        label,
        split,
        sum(n for _, n in sets),
        tuple(zip(classes, sizes, ratios, strict=True)),
        found.cardinality,
        found.density,
        found.mean_ir,
        found.cvir,
        found.scumble,
        tuple(classes[index] for index in found.minority),
    )


def measure_normal(
    table: HeaderTable, labels: LabelTable, splits: Sequence[str], normal_class: str
) -> tuple[NormalShare, ...]:
    """Item 16a: normal patients among those with any class, over the labels that know `normal`."""
    members = [
        column.label for column in labels.columns if normal_class and normal_class in column.classes
    ]
    kinds = {c.convention for c in labels.columns if c.label in members}
    if Convention.INDICATOR in kinds:
        members = [c.label for c in labels.columns if c.convention in kinds]
    if not members:
        return ()
    return tuple(
        found for split in splits if (found := _normal(table, members, split, normal_class))
    )


def _normal(
    table: HeaderTable, members: Sequence[str], split: str, normal_class: str
) -> NormalShare | None:
    query = _NORMAL.format(
        name=_literal(normal_class),
        positive=_POSITIVE,
        split=_in_split(split),
        labels=_literals(members),
    )
    normal, abnormal, both = table.rows(query)[0]
    if not normal + abnormal:
        return None
    share = Interval(*wilson(normal, normal + abnormal))
    return NormalShare(split, normal, abnormal, both, share)


def _in_split(split: str) -> str:
    return f"split = {_literal(split)}" if split else "true"


def _literals(texts: Sequence[str]) -> str:
    return "[" + ", ".join(_literal(text) for text in texts) + "]"


def _literal(text: str) -> str:
    """As SQL text: names come from a user's file."""
    return "'" + text.replace("'", "''") + "'"
