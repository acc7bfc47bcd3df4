"""Patients of each class in each subgroup of each split; the table `sample_groups`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice

import pyarrow as pa

from audit.profile.model.samples import (
    Levels,
    Precision,
    RuleInput,
    SampleDeclaration,
    Subgroup,
    Subgroups,
)
from audit.scan.label_values import VALUES, Value
from audit.scan.table import HeaderTable
from audit.stats.clustering import design_effect, effective_size
from audit.stats.intervals import wilson_half_width, wilson_n
from audit.stats.power import detectable_drop

ATTRIBUTES = ("sex", "age", "vendor", "site")
AGE_BANDS = (("0-17", 0), ("18-39", 18), ("40-59", 40), ("60-79", 60), ("80+", 80))
NOT_KNOWN, SEVERAL, OTHER = "not known", "several", "other"
MAX_LEVELS = 30
"""Of one attribute; the rest are counted together as `other`."""
MAX_CLASSES = 30
MAX_ROWS = 5_000
SENSITIVITY, HALF_WIDTH, ICC = 0.90, 0.10, 0.5
"""Assumed where nothing is declared."""

# The labelled patients only: one row a patient and attribute.
_GROUPS = f"""
create or replace table sample_groups as
with labelled as (select distinct patient from label_match where patient is not null),
sexed as (
    select patient, case when len(sexes) = 1 then sexes[1] when len(sexes) > 1 then '{SEVERAL}'
                    end as level from people),
aged as (select patient, case {{bands}} end as level from people),
made_by as (
    select patient, case when count(distinct vendor) > 1 then '{SEVERAL}' else min(vendor) end
           as level from made where vendor is not null group by patient),
numbered as (
    select site, row_number() over (order by n desc, first) as number from (
        select site, count(*) as n, min(patient) as first from sites group by site)),
sited as (
    select patient, case when count(*) > 1 then '{SEVERAL}' else 'site ' || min(number) end
           as level from sites join numbered using (site) group by patient),
said as (
    select 'sex' as attribute, * from sexed union all select 'age', * from aged
    union all select 'vendor', * from made_by union all select 'site', * from sited)
select l.patient, a.attribute, coalesce(s.level, '{NOT_KNOWN}') as level
from labelled l cross join (select unnest({list(ATTRIBUTES)}) as attribute) a
left join said s on s.patient = l.patient and s.attribute = a.attribute
"""
_LEVELS = """
select attribute, level, count(*) as n from sample_groups group by 1, 2 order by 1, n desc, 2
"""
# A patient's images of a class are those that say what the patient counts as.
_MEMBERS = """
create or replace table sample_members as
select p.patient, p.split, p.label, p.name, p.rank, sum(coalesce(w.weight, 1))::bigint as m
from label_patients p
join label_facts f on f.patient = p.patient and f.split = p.split and f.label = p.label
    and f.name = p.name and f.rank = p.rank
left join label_weights w on w.instance = f.instance
group by all
"""
_COUNTS = """
select k.attribute, k.shown, c.split, c.label, c.name, c.rank, count(*), sum(m), sum(m * m)
from sample_members c join sample_groups g using (patient)
join sample_levels k on k.attribute = g.attribute and k.level = g.level
group by all
"""
_TOTALS = """
select k.attribute, k.shown, c.split, count(distinct c.patient)
from label_match c join sample_groups g using (patient)
join sample_levels k on k.attribute = g.attribute and k.level = g.level
group by all
"""
_SUMS = """
select split, label, name, rank, count(*), sum(m), sum(m * m) from sample_members group by all
"""

Sums = tuple[int, int, int]
"""Patients, their images, and the sum of squared images a patient."""


@dataclass(frozen=True, slots=True)
class ClassKey:
    """A class as the tables know it: split, label, class, value."""

    split: str
    label: str
    name: str
    rank: int


@dataclass(frozen=True, slots=True)
class _Grid:
    """What the tables say; keys are attribute, level and class."""

    levels: Mapping[str, tuple[str, ...]]
    sums: Mapping[tuple[str, str, ClassKey], Sums]
    totals: Mapping[tuple[str, str, str], int]


@dataclass(frozen=True, slots=True)
class _Assumed:
    """What every row is reckoned with."""

    sensitivity: float
    width: float
    icc: float
    levels: Levels


def key_of(row: Precision, indicators: set[str]) -> ClassKey:
    """In a 1/0 column the class is the column, and what is shown is its value."""
    if row.label in indicators:
        value = VALUES.index(Value(row.name))
        return ClassKey(row.split, row.label, row.label, value)
    return ClassKey(row.split, row.label, row.name, VALUES.index(Value.POSITIVE))


def add_members(table: HeaderTable) -> dict[ClassKey, Sums]:
    """Make `sample_members` and give patients and images of each class."""
    table.rows(_MEMBERS)
    return {
        ClassKey(split, label, name, rank): (int(k), int(m), int(squares))
        for split, label, name, rank, k, m, squares in table.rows(_SUMS)
    }


def measure_subgroups(
    table: HeaderTable,
    precision: Sequence[Precision],
    declared: SampleDeclaration,
    indicators: set[str],
) -> Subgroups:
    """
    Every split, class and level, also with 0; needs `people`, `sites`, `made`, `sample_members`.

    Levels beyond 30 of one attribute are counted together, rows beyond 5,000 only counted.
    """
    bands = " ".join(f"when years >= {low} then '{name}'" for name, low in reversed(AGE_BANDS))
    table.rows(_GROUPS.format(bands=bands))
    levels, left_out, absent = _choose_levels(table)
    grid = _count(table, levels)
    sensitivity = _given("sensitivity", declared.sensitivity, SENSITIVITY)
    width = _given("half-width", declared.half_width, HALF_WIDTH)
    icc = _given("ICC", declared.icc, ICC)
    assumed = _Assumed(sensitivity.value, width.value, icc.value, declared.levels)
    chosen = _largest_classes(precision)
    rows = tuple(islice(_rows(chosen, grid, indicators, assumed), MAX_ROWS))
    n_all = len(precision) * sum(len(names) for names in grid.levels.values())
    return Subgroups(
        rows, n_all - len(rows), left_out, absent, sensitivity, width, icc, declared.levels
    )


def _given(name: str, value: float | None, default: float) -> RuleInput:
    told = "default" if value is None else "declared"
    return RuleInput(name, default if value is None else value, told)


def _choose_levels(
    table: HeaderTable,
) -> tuple[dict[str, dict[str, str]], tuple[tuple[str, int], ...], tuple[str, ...]]:
    """For each attribute what each level is shown as; levels left out; attributes unknown."""
    found: dict[str, list[str]] = {name: [] for name in ATTRIBUTES}
    for attribute, level, _ in table.rows(_LEVELS):
        found[attribute].append(level)
    shown, left_out, absent = {}, [], []
    for attribute, names in found.items():
        known = [name for name in names if name not in (NOT_KNOWN, SEVERAL)]
        if not known:
            absent.append(attribute)
            continue
        kept = _in_order(attribute, known[:MAX_LEVELS])
        rest = known[MAX_LEVELS:]
        last = [name for name in (SEVERAL, NOT_KNOWN) if name in names]
        shown[attribute] = (
            {name: name for name in kept}
            | dict.fromkeys(rest, OTHER)
            | {name: name for name in last}
        )
        left_out += [(attribute, len(rest))] if rest else []
    return shown, tuple(left_out), tuple(absent)


def _in_order(attribute: str, names: list[str]) -> list[str]:
    """Bands of age by age, and also those between without a patient; others by size."""
    if attribute != "age":
        return names
    places = [place for place, (band, _) in enumerate(AGE_BANDS) if band in names]
    return [band for band, _ in AGE_BANDS[min(places) : max(places) + 1]]


def _count(table: HeaderTable, levels: Mapping[str, Mapping[str, str]]) -> _Grid:
    pairs = [(a, level, shown) for a, names in levels.items() for level, shown in names.items()]
    columns = [pa.array([pair[i] for pair in pairs], pa.string()) for i in range(3)]
    table.add("sample_levels", pa.table(columns, names=["attribute", "level", "shown"]))
    sums = {
        (attribute, shown, ClassKey(split, label, name, rank)): (int(k), int(m), int(squares))
        for attribute, shown, split, label, name, rank, k, m, squares in table.rows(_COUNTS)
    }
    totals = {(a, shown, split): int(n) for a, shown, split, n in table.rows(_TOTALS)}
    return _Grid({a: tuple(dict.fromkeys(n.values())) for a, n in levels.items()}, sums, totals)


def _largest_classes(precision: Sequence[Precision]) -> list[Precision]:
    """The rows of the 30 largest classes of each label, in their order."""
    sizes: dict[str, dict[str, int]] = {}
    for row in precision:
        names = sizes.setdefault(row.label, {})
        names[row.name] = names.get(row.name, 0) + row.n_patients
    kept = {
        label: set(sorted(names, key=lambda name: (-names[name], name))[:MAX_CLASSES])
        for label, names in sizes.items()
    }
    return [row for row in precision if row.name in kept[row.label]]


def _rows(
    chosen: Sequence[Precision],
    grid: _Grid,
    indicators: set[str],
    assumed: _Assumed,
) -> Iterator[Subgroup]:
    for row in chosen:
        key = key_of(row, indicators)
        for attribute, names in grid.levels.items():
            every = sum(grid.sums.get((attribute, name, key), (0, 0, 0))[0] for name in names)
            for name in names:
                sums = grid.sums.get((attribute, name, key), (0, 0, 0))
                others = _others(grid, attribute, name, key, row.label in indicators)
                yield _row(row, attribute, name, sums, others, every - sums[0], assumed)


def _others(grid: _Grid, attribute: str, level: str, key: ClassKey, indicator: bool) -> int:
    if not indicator:
        n = grid.sums.get((attribute, level, key), (0, 0, 0))[0]
        return grid.totals.get((attribute, level, key.split), 0) - n
    positive, negative = VALUES.index(Value.POSITIVE), VALUES.index(Value.NEGATIVE)
    rank = negative if key.rank == positive else positive
    other = ClassKey(key.split, key.label, key.name, rank)
    return grid.sums.get((attribute, level, other), (0, 0, 0))[0]


def _row(
    row: Precision,
    attribute: str,
    level: str,
    sums: Sums,
    n_others: int,
    n_rest: int,
    assumed: _Assumed,
) -> Subgroup:
    (n, n_instances, _), icc = sums, assumed.icc
    sensitivity, asked = assumed.sensitivity, assumed.levels
    sure = asked.confidence
    return Subgroup(
        attribute,
        level,
        row.label,
        row.name,
        row.split,
        n,
        n_others,
        n_rest,
        wilson_half_width(sensitivity, n, sure) if n else None,
        max(0, _needed(sensitivity, assumed.width, sure) - n),
        _drop(sensitivity, n_rest, n, asked.power, asked.alpha) if n and n_rest else None,
        n_instances,
        (design_effect(*sums, icc), effective_size(*sums, icc)) if n else None,
    )


_needed = cache(wilson_n)
_drop = cache(detectable_drop)
