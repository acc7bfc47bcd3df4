"""Counting with SQL: values by patient, study, series or instance, in an order that is fixed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from typing import cast

from pydicom._uid_dict import UID_dictionary

from audit.profile.letters import letter_of
from audit.profile.model.shared import Counts, Level, Spread, Subjects
from audit.profile.places import level_of_rows
from audit.scan.keywords import column_index
from audit.scan.safe_text import safe_text
from audit.scan.table import WEIGHT, WEIGHT_SUM, HeaderTable

_WORD = re.compile(r"[A-Z][A-Za-z]+")
NEWER = {
    "1.2.840.10008.5.1.4.1.1.66.7": "Label Map Segmentation Storage",
    "1.2.840.10008.5.1.4.1.1.66.8": "Height Map Segmentation Storage",
}
"""SOP classes of the standard that pydicom 3.0 does not know yet."""


def count_by(
    table: HeaderTable,
    unit: Level,
    column: str,
    where: str,
    name: Callable[[str], str] = safe_text,
) -> Counts:
    """
    In how many units each value of `column` stands, of those with `where` in the view `catalogued`.

    `column` is an SQL expression; `unnest(...)` counts each value of a list. Blank is absent. Of a
    keyword only the units are looked at that were read as far as it.
    """
    where = f"({where}) and {read_as_far_as(column)}"
    if unit == "instance":
        return _count_instances(table, column, where, name)
    rows = table.rows(f"""
        with pairs as materialized (
            select distinct {unit} as unit, nullif(trim(value::varchar), '') as value
            from (select {unit}, {column} as value from catalogued where {where})
            where {unit} is not null)
        select value, count(*), 0, 0 from pairs where value is not null group by value
        union all
        select null, 0, (select count(distinct {unit}) from catalogued where {where}),
               (select count(distinct unit) from pairs where value is not null)
        order by 1 nulls first""")
    return _as_counts(unit, rows, name)


def read_as_far_as(column: str) -> str:
    """SQL: whether the state of the keyword in an expression is known; true where there is none."""
    words = [word for word in _WORD.findall(column) if word in column_index()]
    return " and ".join(f"{letter_of(word)} <> 'u'" for word in words) or "true"


def _count_instances(
    table: HeaderTable, column: str, where: str, name: Callable[[str], str]
) -> Counts:
    """Each row of `catalogued` as often as it stands for instances."""
    distinct = "distinct" if column.startswith("unnest(") else ""
    rows = table.rows(f"""
        with pairs as materialized (
            select {distinct} item, weight, nullif(trim(value::varchar), '') as value
            from (select item, {WEIGHT} as weight, {column} as value from catalogued
                  where {where}))
        select value, sum(weight)::bigint, 0, 0 from pairs where value is not null group by value
        union all
        select null, 0, (select {WEIGHT_SUM} from catalogued where {where}),
               (select coalesce(sum(weight), 0)::bigint
                from (select distinct item, weight from pairs where value is not null))
        order by 1 nulls first""")
    return _as_counts("instance", rows, name)


def _as_counts(
    unit: str, rows: list[tuple[str, int, int, int]], name: Callable[[str], str]
) -> Counts:
    """The first row holds the units looked at and those with a value; the others a value each."""
    _, _, total, present = rows[0]
    found = [(value, n) for value, n, _, _ in rows[1:]]
    return _order(unit, total, found, total - present, name)


def count_elements(table: HeaderTable, unit: str, column: str, where: str) -> Counts:
    """How often each value stands in a list column, every element by itself (segments, regions)."""
    found = table.rows(f"""
        select nullif(trim(value), '') as value, count(*)
        from (select unnest({column}) as value from catalogued where {where})
        group by 1 order by 1 nulls first""")
    total = sum(n for _, n in found)
    absent = sum(n for value, n in found if value is None)
    return _order(unit, total, [pair for pair in found if pair[0] is not None], absent, safe_text)


def _order(
    unit: str, total: int, found: list[tuple[str, int]], absent: int, name: Callable[[str], str]
) -> Counts:
    named: Counter[str] = Counter()
    for value, n in found:
        named[name(value)] += n
    ordered = sorted(named.items(), key=lambda pair: (-pair[1], pair[0]))
    return Counts(unit, total, tuple(ordered), absent)


def find_instances(table: HeaderTable, where: str) -> Subjects:
    """The instances of the view `catalogued` for which `where` holds, in the order of items."""
    rows = table.rows(f"select item, {WEIGHT} from catalogued where {where} order by item")
    items = tuple(item for item, _ in rows)
    weight = sum(n for _, n in rows) if table.holds_series_rows else 0
    return Subjects(level_of_rows(table), items, items, weight)


def measure_spread(table: HeaderTable, column: str, where: str) -> Spread | None:
    """Min, 5th, 50th, 95th percentile (linear interpolation) and max; None without a number."""
    ((n, *numbers),) = table.rows(f"""
        select count(value), min(value), quantile_cont(value, 0.05), quantile_cont(value, 0.5),
               quantile_cont(value, 0.95), max(value)
        from (select {column} as value from catalogued where {where})
        where isfinite(value)""")
    return Spread(n, *numbers) if n else None


def uid_name(uid: str) -> str:
    """The standard's name of a UID; a UID of nobody's list is not shown."""
    known = UID_dictionary.get(uid)
    return known[0] if known else NEWER.get(uid, "not in the standard")


def code_name(code: str) -> str:
    """The meaning of `value:scheme` where the standard's tables know it, else the code itself."""
    value, _, scheme = code.rpartition(":")
    if scheme in ("SRT", "SNM3", "99SDM"):
        value, scheme = _snomed().get(value, value), "SCT"
    return _meanings().get((scheme, value), safe_text(code))


@cache
def _snomed() -> dict[str, str]:
    from pydicom.sr._snomed_dict import mapping  # noqa: PLC0415 - 0.1 s, only where codes stand

    return dict(mapping["SRT"])


@cache
def _meanings() -> dict[tuple[str, str], str]:
    """
    One meaning a code. The standard's tables have several for some (SCT 51114001: `Artery`,
    `Endo-arterial`): the one of the most context groups, then the shortest, then the first.
    """
    from pydicom.sr._concepts_dict import concepts  # noqa: PLC0415

    schemes = cast(dict[str, dict[str, dict[str, tuple[str, list[int]]]]], concepts)
    found: dict[tuple[str, str], tuple[int, int, str]] = {}
    for scheme, terms in schemes.items():
        for codes in terms.values():
            for value, (meaning, groups) in codes.items():
                rank = -len(groups), len(meaning), meaning
                found[scheme, value] = min(found.get((scheme, value), rank), rank)
    return {code: meaning for code, (_, _, meaning) in found.items()}
