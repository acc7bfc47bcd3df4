"""A user's reference protocol held against every image series."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from audit.profile.letters import letter_of
from audit.profile.model.protocol_request import Constraint, ReferenceAcquisition, ReferenceProtocol
from audit.profile.model.protocols import Acquisition, Reference
from audit.profile.model.shared import Subjects
from audit.scan.table import HeaderTable

MIN_ALIKE = 0.5
"""Share of the fields that a series states which must fit for it to count as an acquisition."""
Held = dict[str, list[Any]]


@dataclass(frozen=True, slots=True)
class _Fit:
    """One series beside one acquisition."""

    n_met: int
    n_silent: int
    failed: tuple[Constraint, ...]

    @property
    def share(self) -> float:
        """Of the fields that the series states, those that fit."""
        n_stated = self.n_met + len(self.failed)
        return self.n_met / n_stated if n_stated else 0.0

    @property
    def rank(self) -> tuple[float, int, int]:
        """The larger the better: share, then few that fail, then many that fit."""
        return self.share, -len(self.failed), self.n_met


@dataclass(slots=True)
class _Gathered:
    series: list[tuple[int, int]] = field(default_factory=list)
    failed: dict[tuple[str, str], list[tuple[int, int]]] = field(default_factory=dict)
    departing: list[tuple[int, int]] = field(default_factory=list)
    n_silent: int = 0


def compare_reference(table: HeaderTable, asked: ReferenceProtocol) -> Reference:
    """
    Each image series is held against the acquisition it resembles most; needs `located`.

    Resemblance is the share of the fields that the series states and that fit; of equal ones the
    first of the file. Every image of a series must fit.
    """
    keywords = sorted({one.keyword for each in asked.acquisitions for one in _all(each)})
    gathered = [_Gathered() for _ in asked.acquisitions]
    series = _read(table, keywords)
    n_unlike = 0
    for place, held in series:
        fits = [_fit(each, held) for each in asked.acquisitions]
        best = max(range(len(fits)), key=lambda n: fits[n].rank, default=None)
        if best is None or fits[best].share < MIN_ALIKE or not fits[best].n_met:
            n_unlike += 1
        else:
            _gather(gathered[best], place, fits[best])
    acquisitions = [
        _acquisition(each, one) for each, one in zip(asked.acquisitions, gathered, strict=True)
    ]
    return Reference(asked.name, tuple(acquisitions), len(series), n_unlike)


def meets(one: Constraint, values: Sequence[Any]) -> bool:
    """Whether all values of a series are what the constraint allows."""
    return all(_meets(one, value) for value in values)


def _meets(one: Constraint, value: Any) -> bool:
    parts = value if isinstance(value, list) else [value]
    if one.values and not _equal(one, parts):
        return False
    numbers = [part for part in parts if isinstance(part, int | float)]
    if one.minimum is not None and not all(part >= one.minimum for part in numbers):
        return False
    if one.maximum is not None and not all(part <= one.maximum for part in numbers):
        return False
    texts = [str(part).casefold() for part in parts]
    if not all(any(word.casefold() in text for text in texts) for word in one.contains):
        return False
    return not one.contains_any or any(_is_in(word, parts) for word in one.contains_any)


def _equal(one: Constraint, parts: Sequence[Any]) -> bool:
    if len(parts) != len(one.values):
        return False
    if all(isinstance(part, int | float) for part in (*parts, *one.values)):
        pairs = zip(parts, one.values, strict=True)
        return all(abs(a - float(b)) <= one.tolerance + 1e-6 * abs(a) for a, b in pairs)
    return sorted(_plain(part) for part in parts) == sorted(_plain(part) for part in one.values)


def _is_in(word: str | float, parts: Sequence[Any]) -> bool:
    if isinstance(word, str):
        return any(word.casefold() in str(part).casefold() for part in parts)
    return any(part == word for part in parts)


def _plain(value: Any) -> str:
    """Numbers in text, case and outer blanks do not make two values."""
    text = str(value).strip().casefold()
    try:
        return f"{float(text):.6g}"
    except ValueError:
        return text


def _fit(each: ReferenceAcquisition, held: Held) -> _Fit:
    whole = _compare(each.constraints, held)
    if not each.series:
        return whole
    parts = [_compare(some, held) for some in each.series]
    best = max(parts, key=lambda one: one.rank)
    return _Fit(
        whole.n_met + best.n_met, whole.n_silent + best.n_silent, whole.failed + best.failed
    )


def _compare(constraints: Iterable[Constraint], held: Held) -> _Fit:
    n_met = n_silent = 0
    failed = []
    for one in constraints:
        values = held.get(one.keyword) or []
        if not values:
            n_silent += 1
        elif meets(one, values):
            n_met += 1
        else:
            failed.append(one)
    return _Fit(n_met, n_silent, tuple(failed))


def _gather(into: _Gathered, place: tuple[int, int], fit: _Fit) -> None:
    into.series.append(place)
    into.n_silent += fit.n_silent
    if fit.failed:
        into.departing.append(place)
    for one in fit.failed:
        into.failed.setdefault((one.keyword, one.asked), []).append(place)


def _acquisition(each: ReferenceAcquisition, found: _Gathered) -> Acquisition:
    failed = sorted(found.failed.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    return Acquisition(
        name=each.name,
        n_fields=len(_all(each)),
        n_not_evaluated=each.n_not_evaluated,
        n_series=len(found.series),
        departing=_subjects(found.departing),
        departures=tuple((word, asked, _subjects(who)) for (word, asked), who in failed),
        n_without=found.n_silent,
    )


def _all(each: ReferenceAcquisition) -> tuple[Constraint, ...]:
    return (*each.constraints, *(one for some in each.series for one in some))


def _read(table: HeaderTable, keywords: Sequence[str]) -> list[tuple[tuple[int, int], Held]]:
    """Series number and first item, and the different values of each keyword."""
    told = ", ".join(
        f"list_sort(list(distinct {word}) filter ({letter_of(word)} in ('p', 'i') "
        f"and {word} is not null))"
        for word in keywords
    )
    rows = table.rows(f"""
        select series, min(item){", " + told if told else ""} from located
        where series is not null and role = 'image' group by series order by series""")
    found = []
    for number, item, *values in rows:
        held: Held = defaultdict(list)
        held.update({word: some for word, some in zip(keywords, values, strict=True) if some})
        found.append(((number, item), held))
    return found


def _subjects(places: Sequence[tuple[int, int]]) -> Subjects:
    return Subjects("series", tuple(n for n, _ in places), tuple(item for _, item in places))
