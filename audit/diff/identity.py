"""When a finding of one audit is that of another, and whether it got worse."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from audit.diff.audited import OldFinding
from audit.profile.small_cells import TOLD
from audit.units import VERBS

Effect = Literal["worse", "not_compared", "better", "changed", "same"]
SEVERITY_RANK = {"note": 0, "warning": 1, "error": 2}
FEWER_IS_WORSE = frozenset({"CLS004", "CLS008", "SMP003"})
"""Rules whose count is the size of what should be larger: of a small class, of a training set."""
WITHHELD = "numbers are withheld, so whether it grew cannot be said"

_UNITS = "series|item|patient|study|studie|instance|site|line|row|object|file|frame|volume"
_NUMBERED = re.compile(rf"\b(?:{_UNITS})s? \d+(?:(?:, | and )\d+)*\b(?! of\b)", re.IGNORECASE)
"""`series 4`, `lines 19, 25`: numbers in the order of items shift when files are added."""
_OF = re.compile(r"\b(\d[\d,]*) of \d[\d,]*")
"""The first number counts; the second is the size of the dataset, which may change by itself."""
_FIGURE = re.compile(r"(?<![A-Za-z\d.])-?\d+(?:,\d{3})*(?:\.\d+)?(?:e[+-]?\d+)?(?![A-Za-z\d])")
_WORD = re.compile(r"(?=[\d.]*[^\W\d_])[^\W_]+(?:\.[^\W_]+)*")
"""With a letter in it: `PatientID`, `9b`, `R1.2`, `16b.i`."""
_SINGULAR = {one: many for many, one in VERBS.items()}
_SHIFTING = re.compile(r"\b(?:and|\d+) more\b")


@dataclass(frozen=True, slots=True)
class Judged:
    """How a finding stands to its former self, and the sentences that say why."""

    effect: Effect
    told: tuple[str, ...] = ()


def key_of(one: OldFinding) -> tuple[str, str, str, str]:
    """
    What makes a finding the same: rule, part of the dataset, DICOM keyword and unit.

    No number is part of it, neither a count nor that of an item.
    """
    return one.rule, one.subject, one.keyword, one.unit


def pair_up(
    old: Sequence[OldFinding], new: Sequence[OldFinding]
) -> Iterator[tuple[OldFinding | None, OldFinding | None]]:
    """
    Each finding once, with its other self or None, in the order of the keys.

    Where a rule says several things of one part of a dataset, those of the same words belong
    together; only where there is one on either side, other words are another state of it.
    """
    sides: dict[tuple[str, ...], tuple[list[OldFinding], list[OldFinding]]]
    sides = defaultdict(lambda: ([], []))
    for number, findings in enumerate((old, new)):
        for one in sorted(findings, key=lambda one: one.message):
            sides[key_of(one)][number].append(one)
    for key in sorted(sides):
        yield from _within(*sides[key])


def _within(
    old: list[OldFinding], new: list[OldFinding]
) -> Iterator[tuple[OldFinding | None, OldFinding | None]]:
    if len(old) == len(new) == 1:
        yield old[0], new[0]
        return
    left: dict[tuple[str, ...], list[OldFinding]] = defaultdict(list)
    for one in old:
        left[words_of(one)].append(one)
    for one in new:
        fitting = left[words_of(one)]
        yield (fitting.pop(0) if fitting else None), one
    for held in left.values():
        for one in held:
            yield one, None


def words_of(one: OldFinding) -> tuple[str, ...]:
    """The words of a message, as one of it would be told of many; numbers are none."""
    plain = _SHIFTING.sub(" ", _NUMBERED.sub(" ", one.message))
    return tuple(_stem(word) for word in _WORD.findall(plain))


def _stem(word: str) -> str:
    """`studies`, `study` and `has`, `have` are one; case tells names apart."""
    many = _SINGULAR.get(word, word)
    if many.endswith("ies"):
        return many[:-3] + "y"
    return many.removesuffix("es") if many.endswith("sses") else many.removesuffix("s")


def figures_of(one: OldFinding) -> tuple[str, ...]:
    """The numbers of a message but those of items and the size of the dataset."""
    plain = _OF.sub(r"\1", _SHIFTING.sub(" ", _NUMBERED.sub(" ", one.message)))
    return tuple(number.replace(",", "") for number in _FIGURE.findall(plain))


def _has_other_figures(old: OldFinding, new: OldFinding) -> bool:
    """
    Whether there is a number that is not its former one; count and total were compared.

    In the same words each number has its place; where words went, so did numbers.
    """
    before, after = figures_of(old), figures_of(new)
    counted = {(str(old.count), str(new.count)), (str(old.total), str(new.total))}
    if words_of(old) == words_of(new):
        pairs = zip(before, after, strict=False)
        return len(before) != len(after) or any(a != b and (a, b) not in counted for a, b in pairs)
    known = {*before, *(now for was, now in counted if was in before)}
    return not set(after) <= known


def judge(old: OldFinding, new: OldFinding) -> Judged:
    """
    Worse where its severity, count or share rose, whatever else there is to say.

    Better only where nothing rose and it names nothing that it did not name before: what cannot
    be told apart from worse is not compared, and never the same.
    """
    risen = tuple(_risen(old, new))
    if risen:
        return Judged("worse", risen)
    doubts = tuple(_doubts(old, new))
    if doubts:
        return Judged("not_compared", doubts)
    fallen = tuple(_fallen(old, new))
    return Judged("better", fallen) if fallen else Judged("same")


def _risen(old: OldFinding, new: OldFinding) -> Iterator[str]:
    if SEVERITY_RANK[new.severity] > SEVERITY_RANK[old.severity]:
        yield "of higher severity"
    direction = -1 if new.rule in FEWER_IS_WORSE else 1
    word = "higher" if direction == 1 else "lower"
    if _compare_counts(old, new) == direction:
        yield f"a {word} count"
    if _compare_shares(old, new) == direction:
        yield f"a {word} share"


def _doubts(old: OldFinding, new: OldFinding) -> Iterator[str]:
    if SEVERITY_RANK[new.severity] < SEVERITY_RANK[old.severity]:
        yield "of lower severity, by another policy or version"
    if None in (old.count, old.total, new.count, new.total) or TOLD in (old.message + new.message):
        yield WITHHELD
    elif not set(words_of(new)) <= set(words_of(old)):
        yield "says something else of the same part"
    elif _has_other_figures(old, new):
        yield "has other figures, of which none says which way is worse"


def _fallen(old: OldFinding, new: OldFinding) -> Iterator[str]:
    word = "higher" if new.rule in FEWER_IS_WORSE else "lower"
    if _compare_counts(old, new):
        yield f"a {word} count"
    if _compare_shares(old, new):
        yield f"a {word} share"
    if words_of(old) != words_of(new):
        yield "names less"


def _compare_counts(old: OldFinding, new: OldFinding) -> int:
    """1 where the count rose, -1 where it fell, else 0; 0 too where one is withheld."""
    if old.count is None or new.count is None:
        return 0
    return (new.count > old.count) - (new.count < old.count)


def _compare_shares(old: OldFinding, new: OldFinding) -> int:
    """As counts, of `count / total`, by whole numbers; 0 where there is no total."""
    if old.count is None or new.count is None or not old.total or not new.total:
        return 0
    before, after = old.count * new.total, new.count * old.total
    return (after > before) - (after < before)
