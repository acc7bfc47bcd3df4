"""Verdict, accounting, datasheet, FAIR and size of two audits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

from audit.diff.audited import Audited
from audit.diff.findings import unlike_sections
from audit.diff.identity import Effect
from audit.diff.model import Area, Change, Side

_VERDICT = {"incomplete": 0, "fail": 1, "pass": 2}
TABLE2 = {"contradicted": 0, "absent": 1, "partial": 2, "declared": 3, "measured": 3, "agrees": 4}
"""Both sides that agree are worth more than one; a contradiction is worse than no answer."""
FAIR = {"fail": 0, "not_testable": 1, "declared": 2, "pass": 3}
_GRAVE = ("rejected", "partial")
_WORDS = ("found", "ok", "finding", "partial", "rejected", "skipped")
_UNITS = ("patients", "studies", "series", "instances")


def compare_verdicts(old: Audited, new: Audited) -> Iterator[Change]:
    """Whatever the policies: a gate that passed and does not now is worse."""
    before, after = old.verdict, new.verdict
    sides = Side(before.status, message=before.sentence), Side(after.status, message=after.sentence)
    rank = _VERDICT[after.status] - _VERDICT[before.status]
    effect: Effect = "same" if not rank else "better" if rank > 0 else "worse"
    told = "" if not rank else f"{before.status} before, now {after.status}"
    if effect == "better" and unlike_sections(old, new):
        effect, told = "changed", f"{told}, by another policy"
    yield Change("verdict", effect, "gate", "", "", told, *sides)


def compare_accounting(old: Audited, new: Audited) -> Iterator[Change]:
    """More items rejected or cut, or a larger share of them, are worse; the rest only changes."""
    for word in _WORDS:
        pair = getattr(old.accounting, word), getattr(new.accounting, word)
        totals = old.accounting.found, new.accounting.found
        effect, told = _amounts(*pair, *totals, grave=word in _GRAVE)
        sides = (Side("", n, of, "item") for n, of in zip(pair, totals, strict=True))
        yield Change("accounting", effect, word, "", "", told, *sides)
    before, after = old.accounting.adds_up, new.accounting.adds_up
    effect = "same" if before == after else "better" if after else "worse"
    told = "" if before == after else "the items found and those accounted for differ in number"
    states = (Side("adds up" if it else "does not add up") for it in (before, after))
    yield Change("accounting", effect, "adds_up", "", "", told, *states)


def _amounts(
    old: int | None, new: int | None, of_old: int | None, of_new: int | None, grave: bool
) -> tuple[Effect, str]:
    if old is None or new is None:
        return "not_compared", "withheld in one of the two or both"
    if grave and (new > old or (of_old and of_new and new * of_old > old * of_new)):
        return "worse", "more than before, or a larger share"
    if new == old:
        return "same", ""
    return ("better", "fewer than before") if grave else ("changed", _direction(old, new))


def _direction(old: int, new: int) -> str:
    return "more than before" if new > old else "fewer than before"


def compare_sizes(old: Audited, new: Audited) -> Iterator[Change]:
    """Fewer patients are a change, not by themselves worse: a copy may have been taken out."""
    for unit in _UNITS:
        before, after = getattr(old.counts, unit), getattr(new.counts, unit)
        effect, told = _amounts(before, after, None, None, grave=False)
        sides = Side("", before, None, unit), Side("", after, None, unit)
        yield Change("counts", effect, unit, "", "", told, *sides)


def compare_table2(old: Audited, new: Audited) -> Iterator[Change]:
    """The items of Table 2, by id."""
    before = {one.id: (one.item, one.state) for one in old.table2}
    after = {one.id: (one.item, one.state) for one in new.table2}
    return _states("table2", before, after, TABLE2)


def compare_fair(old: Audited, new: Audited) -> Iterator[Change]:
    """The FAIR principles, by id."""
    before = {one.id: (one.principle, one.state) for one in old.fair}
    after = {one.id: (one.principle, one.state) for one in new.fair}
    return _states("fair", before, after, FAIR)


def _states(
    area: Area,
    old: Mapping[str, tuple[str, str]],
    new: Mapping[str, tuple[str, str]],
    rank: Mapping[str, int],
) -> Iterator[Change]:
    for name in dict.fromkeys(chain(old, new)):
        before, after = old.get(name), new.get(name)
        title = (after or before or ("", ""))[0]
        effect, told = _fell(before and before[1], after and after[1], rank)
        sides = (Side(it[1]) if it else None for it in (before, after))
        yield Change(area, effect, name, title, "", told, *sides)


def _fell(old: str | None, new: str | None, rank: Mapping[str, int]) -> tuple[Effect, str]:
    """States without a rank (not applicable) are neither above nor below others."""
    if old == new:
        return "same", ""
    told = f"{old or 'not there'} before, now {new or 'not there'}"
    if old is None or new is None or old not in rank or new not in rank:
        return "not_compared", told
    if rank[old] == rank[new]:
        return "changed", told
    return ("better" if rank[new] > rank[old] else "worse"), told
