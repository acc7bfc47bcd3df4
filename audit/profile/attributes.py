"""HeaderTable -> one row a patient: what the header says of acquisition, as levels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import cast

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from audit.profile.letters import letter_of, told_by
from audit.profile.model.shortcuts import HeaderField, Kind, SkippedField
from audit.profile.places import locate_instances
from audit.profile.tallies import uid_name
from audit.profile.vendor_names import recognise_vendor
from audit.scan.keywords import INTEGERS, REALS, Column, Keep, columns
from audit.scan.safe_text import safe_text
from audit.scan.table import HeaderTable

Codes = NDArray[np.int64]
Numbers = NDArray[np.float64]

ABSENT, SEVERAL, OTHER = "absent", "several values", "other values"
MAX_VALUES = 20_000
"""Different values a field may have before it is an identifier."""
MAX_LEVELS = 300
"""The rarest values beyond this many share the level `other values`."""
MIN_VARYING = 5
"""Patients that must differ from the commonest level for anything to be learned."""
DISCRETE = 12
"""A number with at most this many different values is taken by value, else in tenths."""
_BATCH = 8

# Images only, where there are any: masks and reports are made after the label.
_PEOPLE = """
create or replace temp table attribute_people as
select patient, row_number() over (order by patient) - 1 as person
from (select distinct patient from places where patient is not null and {role})
"""
_ITEMS = """
create or replace temp table attribute_items as
select l.item, l.series, p.person from places l join attribute_people p on p.patient = l.patient
where {role}
"""
_ROWS = """
create or replace temp view attribute_rows as
select i.person, i.series, h.* from headers h join attribute_items i on i.item = h.item
"""
# The images of a patient are mostly alike: everything else is asked of this small table.
_ALIKE = """
create or replace temp table attribute_alike as
select person, {values}, count(*) as n_images, min(item) as first
from (select person, item, {asked} from attribute_rows) group by person, {values}
"""
_PAIRS = """
create or replace temp table attribute_pairs as
select person, {value} as value, sum(n_images)::bigint as n_images, min(first) as first
from attribute_alike where {value} is not null group by 1, 2
"""
# A number above every code keeps counts apart; the smaller code wins a tie.
_CHOSEN = """
select person, count(*) as n, arg_max(code, n_images * 1000000 - code) as code
from (select person, code, sum(n_images)::bigint as n_images
      from attribute_pairs join attribute_values using (value) group by person, code)
group by person order by person
"""


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute of all patients: `levels[codes[i]]` is the level of patient i."""

    field: HeaderField
    codes: Codes
    levels: tuple[str, ...]
    numbers: Numbers | None = None
    """The median over the patient's images; NaN where absent; None for words."""

    @property
    def name(self) -> str:
        """How the report calls it."""
        return self.field.name


@dataclass(frozen=True, slots=True)
class People:
    """The patients with an image: how many, and the number each has in the whole dataset."""

    numbers: Codes

    def __len__(self) -> int:
        return len(self.numbers)


def find_people(table: HeaderTable) -> People:
    """Put `attribute_people` and `attribute_rows` beside the headers; needs nothing."""
    locate_instances(table)
    images = table.rows("select 1 from places where role = 'image' and patient is not null limit 1")
    role = "role = 'image'" if images else "true"
    table.rows(_PEOPLE.format(role=role))
    table.rows(_ITEMS.format(role=role))
    table.rows(_ROWS)
    found = table.sql("select patient from attribute_people order by person")
    return People(found["patient"].to_numpy(np.int64))


@cache
def kinds() -> dict[str, str]:
    """Keyword to its kind where `audit/data/shortcut_fields.tsv` names one."""
    text = files("audit").joinpath("data/shortcut_fields.tsv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return dict(cast(tuple[str, str], tuple(line.split("\t"))) for line in lines[1:])


def measure_fields(
    table: HeaderTable, people: People, without: Sequence[str] = ()
) -> Iterator[Attribute | SkippedField]:
    """
    Every acquisition and provenance attribute that stands anywhere; also those that never vary.

    `without` are keywords that were declared as covariates.
    """
    chosen = [column for column in _candidates() if column.keyword not in without]
    counts = ", ".join(f"count({column.keyword})" for column in chosen)
    filled = table.rows(f"select {counts} from attribute_rows")[0] if chosen else ()
    there = [column for column, n in zip(chosen, filled, strict=True) if n]
    words = [
        (c.keyword, _kind(c.keyword), words_of(c), c.keep is not Keep.TOKEN)
        for c in there
        if not _is_number(c)
    ]
    yield from words_attributes(table, people, words)
    numbers = [(c.keyword, _kind(c.keyword), number_of(c)) for c in there if _is_number(c)]
    yield from number_attributes(table, people, numbers)


def words_attributes(
    table: HeaderTable, people: People, words: Sequence[tuple[str, Kind, str, bool]]
) -> Iterator[Attribute | SkippedField]:
    """
    Attributes from SQL expressions over `attribute_rows`: name, kind, expression, may be shown.

    Values are numbered in the order of their first item, so that tokens, which differ from run to
    run, give the same answer.
    """
    for start in range(0, len(words), _BATCH):
        batch = words[start : start + _BATCH]
        values = ", ".join(f"value{n}" for n in range(len(batch)))
        asked = ", ".join(f"{value} as value{n}" for n, (_, _, value, _) in enumerate(batch))
        table.rows(_ALIKE.format(values=values, asked=asked))
        for n, (name, kind, _, named) in enumerate(batch):
            table.rows(_PAIRS.format(value=f"value{n}"))
            yield _words_attribute(table, people, HeaderField(name, kind, 0, 0, 0), named)


def _words_attribute(
    table: HeaderTable, people: People, field: HeaderField, named: bool
) -> Attribute | SkippedField:
    """From `attribute_pairs`: patient, value, images, first item."""
    rows = table.rows(f"""
        select value, min(first) as first from attribute_pairs
        group by value order by first, value limit {MAX_VALUES + 1}""")
    if len(rows) > MAX_VALUES:
        return SkippedField(field.name, f"more than {MAX_VALUES} different values: an identifier")
    texts = [row[0] for row in rows]
    shown = [_show(field.name, text) if named else str(n) for n, text in enumerate(texts)]
    names = list(dict.fromkeys(shown))
    place = {text: code for code, text in enumerate(names)}
    codes = pa.array([place[text] for text in shown], pa.int64())
    table.add("attribute_values", pa.table({"value": pa.array(texts, pa.string()), "code": codes}))
    found = table.sql(_CHOSEN)
    several = found["n"].to_numpy(np.int64) > 1
    chosen = found["code"].to_numpy(np.int64)
    if field.kind == "provenance" and several.any():
        chosen = np.where(several, len(names), chosen)
        names.append(SEVERAL)
    held = np.full(len(people), -1, np.int64)
    held[found["person"].to_numpy(np.int64)] = chosen
    return _levelled(replace(field, n_several=int(several.sum())), held, names, named)


def _levelled(field: HeaderField, held: Codes, names: list[str], named: bool) -> Attribute:
    """Levels by number of patients, the absent ones a level too; the rarest become one."""
    n_absent = int((held < 0).sum())
    if n_absent:
        held = np.where(held < 0, len(names), held)
        names = [*names, ABSENT]
    sizes = np.bincount(held, minlength=len(names))
    order = np.argsort(-sizes, kind="stable")
    order = order[sizes[order] > 0]
    place = np.full(len(names), MAX_LEVELS - 1)
    kept = order if len(order) <= MAX_LEVELS else order[: MAX_LEVELS - 1]
    place[kept] = np.arange(len(kept))
    special = (SEVERAL, ABSENT)
    levels = [
        names[code] if named or names[code] in special else f"value {rank}"
        for rank, code in enumerate(kept, 1)
    ]
    if len(kept) < len(order):
        levels.append(OTHER)
    field = replace(field, n_levels=len(levels), n_absent=n_absent)
    return Attribute(field, place[held], tuple(levels))


def number_attributes(
    table: HeaderTable, people: People, numbers: Sequence[tuple[str, Kind, str]]
) -> Iterator[Attribute]:
    """Attributes from SQL expressions of numbers: the median over the images of a patient."""
    for start in range(0, len(numbers), _BATCH):
        batch = numbers[start : start + _BATCH]
        asked = ", ".join(
            f"median({value}) as mid{n}, coalesce(min({value}) < max({value}), false) as many{n}"
            for n, (_, _, value) in enumerate(batch)
        )
        found = table.sql(
            f"select person, {asked} from attribute_rows group by person order by person"
        )
        for n, (name, kind, _) in enumerate(batch):
            medians = found[f"mid{n}"].to_numpy(np.float64, na_value=np.nan)
            several = int(found[f"many{n}"].to_numpy(bool).sum())
            yield bin_numbers(HeaderField(name, kind, 0, 0, several, numeric=True), medians)


def bin_numbers(field: HeaderField, numbers: Numbers, named: bool = True) -> Attribute:
    """Levels of a number: its values where they are few, else tenths of the patients."""
    there = ~np.isnan(numbers)
    values = np.unique(numbers[there])
    if len(values) <= DISCRETE:
        codes = np.searchsorted(values, np.where(there, numbers, np.inf))
        names = [f"{value:.6g}" for value in values]
    else:
        edges = np.unique(np.quantile(numbers[there], np.arange(1, 10) / 10))
        codes = np.searchsorted(edges, np.where(there, numbers, np.inf), side="left")
        ends = [f"{edge:.4g}" for edge in edges]
        names = [f"up to {ends[0]}", *(f"{a} to {b}" for a, b in pairwise(ends))]
        names.append(f"above {ends[-1]}")
    if not named:
        names = [f"part {n} of {len(names)}" for n in range(1, len(names) + 1)]
    held = np.where(there, codes, -1).astype(np.int64)
    return replace(_levelled(field, held, names, True), numbers=numbers)


def words_of(column: Column) -> str:
    """SQL of what a header says, NULL for nothing or a placeholder; lists as one text."""
    if not column.multi:
        return told_by(column.keyword)
    joined = f"nullif(trim(array_to_string({column.keyword}, '\\')), '')"
    return f"case when {letter_of(column.keyword)} in ('p', 'i') then {joined} end"


def number_of(column: Column) -> str:
    """SQL of the number a header gives (the first of several), NULL where it gives none."""
    one = f"{column.keyword}[1]" if column.multi else column.keyword
    told = f"{letter_of(column.keyword)} = 'p' and isfinite({one}::double)"
    return f"case when {told} then {one}::double end"


def is_varied(attribute: Attribute) -> bool:
    """Whether enough patients differ from the commonest level to learn anything."""
    sizes = np.bincount(attribute.codes)
    return bool(len(attribute.codes) - sizes.max(initial=0) >= MIN_VARYING)


def _candidates() -> list[Column]:
    kept = (Keep.VALUE, Keep.TOKEN, Keep.CODES)
    return [c for c in columns() if c.keep in kept and kinds().get(c.keyword) != "skip"]


def _kind(keyword: str) -> Kind:
    return cast(Kind, kinds().get(keyword, "acquisition"))


def _is_number(column: Column) -> bool:
    return column.keep is Keep.VALUE and column.vr in INTEGERS | REALS


def _show(name: str, text: str) -> str:
    """A value as a level: vendors by their make, UIDs by their name in the standard."""
    if name == "Manufacturer":
        return safe_text(recognise_vendor(text).vendor)
    return uid_name(text) if name.endswith("UID") else safe_text(text)
