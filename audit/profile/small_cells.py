"""The facts as a shareable report may show them: without counts of few persons."""

from __future__ import annotations

import dataclasses
import re
import typing
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from audit.profile.disclosure_tables import (
    ALL_OR_NOTHING,
    ALSO_PERSONS,
    COUNTED,
    GRIDS,
    ITEMS_TOO,
    PERSON_LEVELS,
    RAW,
    WHOLE,
    Grid,
)
from audit.profile.hidden_levels import Levels, find_levels
from audit.profile.model import Counts, Documentation, Profile, Subjects
from audit.profile.model.withheld import HIDDEN, Gap
from audit.profile.small_remainders import few_apart, hide_leaked, hide_remainders
from audit.stats.disclosure import withhold_cells

_NUMBER = re.compile(r"(?<![\w.,±-])(\d{1,3}(?:,\d{3})+|\d+)(?![\w,]*\d)(?!\.\d)(?!\s?%)")
_LIMITS = re.compile(r"\bover (?:89|120)\b|\b0[09]0Y\b")
"""Ages that stand in our own sentences."""
TOLD = "numbers withheld, because few persons are behind one of them"


def conceal(profile: Profile, min_cell: int) -> tuple[Profile, tuple[Gap, ...]]:
    """
    The facts without counts of 1 to `min_cell` - 1 persons, and without what would give one away.

    Records go whole, since an interval or a ratio tells the count that it came from; single
    numbers become `HIDDEN`. The documentation is not touched: its sentences are made anew from
    what this gives back. `min_cell` below 2 changes nothing. Second: where something is missing.
    """
    if min_cell < 2:
        return profile, ()
    concealer = _Concealer(min_cell, find_levels(profile, min_cell))
    groups = profile.samples.subgroups
    concealer.few_groups = any(
        is_small(n, min_cell)
        for row in (groups.rows if groups else ())
        for n in (row.n_patients, row.n_others, row.n_rest)
    )
    families = [f.name for f in dataclasses.fields(profile) if f.name != "documentation"]
    changed: dict[str, Any] = {name: concealer.family(profile, name) for name in families}
    changed["cohort"], fields = hide_remainders(
        cohort := profile.cohort, changed["cohort"], min_cell
    )
    concealer.gaps += [Gap("cohort", f"{type(cohort).__name__}.{name}", 1, 1) for name in fields]
    changed["leakage"], fields = hide_leaked(profile.leakage, changed["leakage"], min_cell)
    concealer.gaps += [Gap("leakage", f"Leakage.{name}", 1, 1) for name in fields]
    changed["documentation"] = _documentation(profile.documentation, concealer)
    return dataclasses.replace(profile, **changed), tuple(concealer.gaps)


def _documentation(held: Documentation, concealer: _Concealer) -> Documentation:
    """Only the measured catalogue behind it."""
    concealer.now = "datasheet"
    return dataclasses.replace(held, catalogue=concealer.value(held.catalogue))


def is_small(number: object, min_cell: int) -> bool:
    """Whether this counts persons, but fewer than may be shown."""
    return isinstance(number, int) and not isinstance(number, bool) and 0 < number < min_cell


def tells(text: str, min_cell: int) -> bool:
    """Whether a sentence holds a number of 1 to `min_cell` - 1, or two that are that far apart."""
    found = _NUMBER.findall(_LIMITS.sub("", text))
    return few_apart((int(one.replace(",", "")) for one in found), min_cell)


@cache
def persons_of(kind: type[Any]) -> tuple[str, ...]:
    """The fields of a record that count persons."""
    also = ALSO_PERSONS.get(kind.__name__, ())
    names = [field.name for field in dataclasses.fields(kind)]
    return tuple(n for n in names if n in also or (n.startswith("n_") and "patients" in n))


@cache
def _may_be_none(kind: type[Any]) -> frozenset[str]:
    hints = typing.get_type_hints(kind)
    return frozenset(n for n, hint in hints.items() if type(None) in typing.get_args(hint))


class _Concealer:
    """Walks through the records of one profile; `gaps` grow on the way."""

    def __init__(self, min_cell: int, levels: Levels) -> None:
        self.min_cell, self.levels, self.now = min_cell, levels, ""
        self.gaps: list[Gap] = []
        self.few_groups = False
        """Whether a subgroup is hidden, and so every rule that names one: it may be the sum."""

    def family(self, profile: Profile, name: str) -> Any:
        """One family."""
        self.now = name
        return self.value(getattr(profile, name))

    def value(self, value: Any) -> Any:
        """A value of any kind, as it may be shown."""
        if isinstance(value, Subjects):
            return self._subjects(value)
        if isinstance(value, Counts):
            return self._counts(value)
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return self._record(value)
        if isinstance(value, tuple) and value and dataclasses.is_dataclass(value[0]):
            return self._records(value)
        return value

    def _small(self, *numbers: object) -> bool:
        return any(is_small(number, self.min_cell) for number in numbers)

    def _note(self, what: str, n: int, n_all: int) -> None:
        if n:
            self.gaps.append(Gap(self.now, what, n, n_all))

    def _subjects(self, who: Subjects) -> Subjects:
        everywhere = self.now == "privacy"  # an item that shows a person is about that person
        if not (everywhere or who.level in PERSON_LEVELS) or not self._small(len(who)):
            return who
        self._note("who a count is about", 1, 1)
        return Subjects(who.level, hidden=True)

    def _counts(self, held: Counts) -> Counts:
        """Small values become one entry; a lack is a value too."""
        if held.unit not in COUNTED and not (held.unit == "item" and self.now in ITEMS_TOO):
            return held
        sizes = {place: n for place, (_, n) in enumerate(held.counts)}
        sizes[-1] = held.absent
        hidden = withhold_cells(sizes, [list(sizes)], self.levels.places(held), self.min_cell)
        if not hidden:
            return held
        self._note(f"values by {held.unit}", len(hidden), len(sizes))
        kept = tuple(pair for place, pair in enumerate(held.counts) if place not in hidden)
        n = len(held.counts) - len(kept)
        told = ((f"{n} further value{'' if n == 1 else 's'}", HIDDEN),) if n else ()
        return Counts(
            held.unit, held.total, (*kept, *told), HIDDEN if -1 in hidden else held.absent
        )

    def _record(self, one: Any) -> Any:
        """Field by field; an optional record about few persons is not there."""
        kind, changed = type(one), {}
        for name in (field.name for field in dataclasses.fields(kind)):
            value = getattr(one, name)
            new = self._field(kind, name, value)
            if new is not value:
                changed[name] = new
        return dataclasses.replace(one, **changed) if changed else one

    def _field(self, kind: type, name: str, value: Any) -> Any:
        where = f"{kind.__name__}.{name}"
        if (kind.__name__, name) in RAW:
            return self._rows(where, value, RAW[kind.__name__, name])
        if name in persons_of(kind) and self._small(value):
            self._note(where, 1, 1)
            return HIDDEN
        if name == "site_sizes":
            return self._sizes(where, value)
        if name.endswith("reason") and isinstance(value, str) and tells(value, self.min_cell):
            return TOLD
        small_part = self._is_small_part(value)
        if small_part or (name in _may_be_none(kind) and self._is_of_few(value)):
            self._note(where, 1, 1)
            return type(value)() if small_part else None
        return self.value(value)

    def _is_small_part(self, value: Any) -> bool:
        """A record about a part of the data with fewer units than may be shown of persons."""
        size = WHOLE.get(type(value).__name__)
        return size is not None and self._small(getattr(value, size, 0))

    def _is_odd_of_few(self, one: Any) -> bool:
        """Odd values of what describes a patient, in few items: a person each at most."""
        of_person = getattr(one, "keyword", "") in ("PatientSex", "PatientAge")
        return type(one).__name__ == "OddValue" and of_person and self._small(len(one.items))

    def _is_of_few(self, value: Any) -> bool:
        """An optional record: counts of persons in it, or a spread over few of them."""
        if not dataclasses.is_dataclass(value) or isinstance(value, type):
            return False
        names = persons_of(type(value))
        return self._small(*(getattr(value, n) for n in names), getattr(value, "n", 0))

    def _sizes(self, where: str, sizes: tuple[int, ...]) -> tuple[int, ...]:
        cells = dict(enumerate(sizes))
        hidden = withhold_cells(cells, [list(cells)], (), self.min_cell)
        self._note(where, len(hidden), len(sizes))
        return tuple(HIDDEN if place in hidden else n for place, n in cells.items())

    def _rows(
        self, where: str, rows: Sequence[tuple[Any, ...]], places: tuple[int, ...]
    ) -> tuple[tuple[Any, ...], ...]:
        """Plain rows; one with a small number in any place withholds them all."""
        sizes = {i: row[places[0]] for i, row in enumerate(rows)}
        small = [i for i, row in enumerate(rows) if self._small(*(row[p] for p in places))]
        small += [i for i, row in enumerate(rows) if self.levels.hides_row(row)]
        hidden = withhold_cells(sizes, [list(sizes)], small, self.min_cell)
        self._note(where, len(hidden), len(rows))
        return tuple(
            tuple(HIDDEN if i in hidden and p in places else v for p, v in enumerate(row))
            for i, row in enumerate(rows)
        )

    def _records(self, records: tuple[Any, ...]) -> tuple[Any, ...]:
        kind = type(records[0])
        grid = GRIDS.get(kind.__name__)
        names = persons_of(kind)  # type: ignore[arg-type]
        small = [i for i, one in enumerate(records) if self._hides(one, grid, names)]
        measure = grid.measure if grid else next(iter(names), "")
        sizes = {i: _size(one, measure) for i, one in enumerate(records)}
        lines = list(_lines(records, grid)) if grid else [list(sizes)] if names else []
        hidden = withhold_cells(sizes, lines, small, self.min_cell)
        self._note(kind.__name__, len(hidden), len(records))
        if grid and grid.marked:
            return tuple(
                _marked(one, grid.marked) if i in hidden else self.value(one)
                for i, one in enumerate(records)
            )
        kept = [self.value(one) for i, one in enumerate(records) if i not in hidden]
        if hidden and any(field.name == "q" for field in dataclasses.fields(kind)):
            # adjusted over all tests of its kind, also over those that are withheld
            kept = [dataclasses.replace(one, q=HIDDEN) for one in kept]
        return tuple(kept)

    def _parts(self, kind: type) -> list[str]:
        return [name for owner, name in ALL_OR_NOTHING if owner == kind.__name__]

    def _hides(self, one: Any, grid: Grid | None, names: Sequence[str]) -> bool:
        """Whether a record holds a small count, or is about a level that is hidden elsewhere."""
        if self._is_small_part(one) or self._is_odd_of_few(one):
            return True
        numbers = [getattr(one, name) for name in names]
        if grid and "subjects" in grid.marked:
            numbers.append(len(one.subjects))
        if grid:
            numbers += [getattr(one, whole) - getattr(one, part) for whole, part in grid.rest]
        for name in self._parts(type(one)):
            numbers += _of_rows(getattr(one, name), ALL_OR_NOTHING[type(one).__name__, name])
        if type(one).__name__ == "Rule":
            if tells(one.reason, self.min_cell) or (self.few_groups and _is_of_group(one)):
                return True
            numbers += [given.value for given in one.inputs if given.origin == "measured"]
            numbers += [int(one.measured or 0)] if one.unit == "patient" else []
        whole = [int(n) if isinstance(n, float) and n.is_integer() else n for n in numbers]
        return self._small(*whole) or self.levels.hides(one)


def _marked(one: Any, names: Sequence[str]) -> Any:
    """The record with all of its numbers withheld, and whom they are about."""
    held = {name: getattr(one, name) for name in names}
    return dataclasses.replace(
        one,
        **{
            name: Subjects(old.level, hidden=True) if isinstance(old, Subjects) else HIDDEN
            for name, old in held.items()
        },
    )


def _is_of_group(rule: Any) -> bool:
    return any(given.name == "rest of the class" for given in rule.inputs)


def _of_rows(rows: Sequence[tuple[Any, ...]], places: Sequence[int]) -> list[int]:
    numbers = [row[place] for row in rows for place in places]
    if len(places) == 2:
        numbers += [row[places[0]] - row[places[1]] for row in rows]
    return numbers


def _size(one: Any, measure: str) -> int:
    value = getattr(one, measure) if measure else 0
    return int(value) if isinstance(value, int) else 0


def _lines(records: Sequence[Any], grid: Grid) -> Iterator[list[int]]:
    """For each key a sum runs over: the records that differ in nothing but it."""
    for free in grid.along:
        groups: dict[tuple[Any, ...], list[int]] = {}
        for i, one in enumerate(records):
            fixed = tuple(getattr(one, key) for key in grid.keys if key != free)
            groups.setdefault(fixed, []).append(i)
        yield from (line for line in groups.values() if len(line) > 1)
