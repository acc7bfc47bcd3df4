"""Counts of the family `classes`: each class in each split, by patient and by instance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from audit.profile.model.classes import ClassCount
from audit.profile.model.shared import Interval
from audit.scan.cohort import LabelTable
from audit.scan.label_columns import Convention
from audit.scan.label_join import NO_SPLIT
from audit.scan.label_values import VALUES, LabelColumn, Value
from audit.scan.table import HeaderTable
from audit.stats.intervals import wilson

# What is said of a class by several rows counts as the strongest of it (order of VALUES).
_FACTS = """
create or replace table label_facts as
select m.instance, m.patient, m.split, l.label, l.name, {rank} as rank
from label_match m join label_entries l on m.row = l.row
where l.value <> 'numeric' {group}
"""
_PATIENTS = """
create or replace table label_patients as
select patient, split, label, name, {rank} as rank
from label_facts where patient is not null {group}
"""
# Rows of a table that stand for a series count as often as it has instances.
_WEIGHTS = """
create or replace table label_weights as
select item as instance, series_instances as weight from instances
where series_instances is not null
"""
_ONCE = "select count(*) = count(distinct {unit}) from label_match where {unit} is not null"
_COUNT = """
select {split} as split, label, name, rank, {number} from {table} {weighted} group by all
"""
# Without regard to splits: who stands in two of them counts once.
_COUNT_ALL = """
select '' as split, label, name, rank, {number} from (
    select {unit}, label, name, max(rank) as rank from {table} group by all) {weighted}
group by all
"""
_WEIGHTED = "left join label_weights using (instance)"
_WEIGHT = "sum(coalesce(weight, 1))::bigint"
_TOTALS = f"""
select split, sum(n_patients)::bigint, sum(n_instances)::bigint from (
    select {{split}} as split, count(distinct patient) as n_patients, 0 as n_instances
    from label_match group by 1
    union all
    select split, 0, {_WEIGHT} from (
        select distinct {{split}} as split, instance from label_match) {_WEIGHTED} group by 1)
group by 1
"""
_SHOWN = (Value.POSITIVE, Value.NEGATIVE, Value.UNCERTAIN, Value.NOT_MENTIONED)
_FIRST_SPLITS = ("train", "val", "test")

Key = tuple[str, str, str, int]


@dataclass(frozen=True, slots=True)
class _Counted:
    """Patients and instances by split, label, class and rank; labelled ones by split."""

    patients: Mapping[Key, int]
    instances: Mapping[Key, int]
    totals: Mapping[str, tuple[int, int]]


def add_facts(table: HeaderTable, labels: LabelTable) -> None:
    """
    Make `label_facts` and `label_patients` from what the join left.

    Where no instance has two rows nothing needs to be put together, which saves most of the time
    and memory of a table with a million rows and many classes.
    """
    ranks = " ".join(f"when '{value}' then {rank}" for rank, value in enumerate(VALUES))
    rank = f"case l.value {ranks} end"
    once = len(labels.columns) == len({c.label for c in labels.columns}) and (
        "column" not in labels.reader_form
    )
    for unit, query, value in (("instance", _FACTS, rank), ("patient", _PATIENTS, "rank")):
        ((single,),) = table.rows(_ONCE.format(unit=unit))
        once = once and bool(single)
        group, shown = ("", value) if once else ("group by all", f"max({value})")
        table.rows(query.format(rank=shown, group=group))
    table.rows(_WEIGHTS)


def find_splits(table: HeaderTable) -> tuple[str, ...]:
    """Train, validation, test, then others by name; rows without one last. Empty where none."""
    found = [split for (split,) in table.rows("select distinct split from label_match")]
    return order_splits([split for split in found if split])


def order_splits(names: Sequence[str]) -> tuple[str, ...]:
    """In the order in which they are used."""

    def place(name: str) -> tuple[int, str]:
        if name == NO_SPLIT:
            return len(_FIRST_SPLITS) + 1, name
        starts = [n for n, s in enumerate(_FIRST_SPLITS) if name.casefold().startswith(s)]
        return (starts[0] if starts else len(_FIRST_SPLITS)), name

    return tuple(sorted(names, key=place))


def count_classes(
    table: HeaderTable, labels: LabelTable, splits: Sequence[str]
) -> tuple[ClassCount, ...]:
    """Every label, split and class, also with 0; the splits given, "" for all together."""
    counted = _count(table, "split" if splits != ("",) else "''")
    return tuple(
        row
        for column in labels.columns
        for split in splits
        for row in _rows(column, split, counted)
    )


def _count(table: HeaderTable, split: str) -> _Counted:
    found = []
    ((n_splits,),) = table.rows("select count(distinct split) from label_match")
    query = _COUNT_ALL if split == "''" and n_splits > 1 else _COUNT
    for unit, source, number, weighted in (
        ("patient", "label_patients", "count(*)", ""),
        ("instance", "label_facts", _WEIGHT, _WEIGHTED),
    ):
        rows = table.rows(
            query.format(unit=unit, table=source, split=split, number=number, weighted=weighted)
        )
        found.append({(s, label, name, rank): n for s, label, name, rank, n in rows})
    totals = {s: (p, i) for s, p, i in table.rows(_TOTALS.format(split=split))}
    return _Counted(found[0], found[1], totals)


def _rows(column: LabelColumn, split: str, counted: _Counted) -> Iterator[ClassCount]:
    for shown, name, value in _classes(column, counted):
        key = (split, column.label, name, VALUES.index(value))
        n_patients, n_instances = counted.patients.get(key, 0), counted.instances.get(key, 0)
        of_patients, of_instances = counted.totals.get(split, (0, 0))
        share = Interval(*wilson(n_patients, of_patients)) if of_patients else None
        yield ClassCount(
            column.label, shown, split, n_patients, n_instances, of_patients, of_instances, share
        )


def _classes(column: LabelColumn, counted: _Counted) -> Iterator[tuple[str, str, Value]]:
    """What is shown, the class, the value; odd values of a 1/0 column only where they stand."""
    if column.convention is not Convention.INDICATOR:
        yield from ((name, name, Value.POSITIVE) for name in column.classes)
        return
    ranks = {rank for (_, label, _, rank) in counted.instances if label == column.label}
    for value in _SHOWN:
        if value in (Value.POSITIVE, Value.NEGATIVE) or VALUES.index(value) in ranks:
            yield str(value), column.label, value
