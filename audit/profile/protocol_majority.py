"""Series of one group into protocols: what many share, and who nearly shares it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audit.profile.model.protocol_request import ProtocolRequest
from audit.profile.model.protocols import Departure, Protocol
from audit.profile.model.shared import Subjects
from audit.profile.protocol_levels import Key, levels
from audit.profile.protocol_series import Parameter, SeriesSettings, Setting

MOST_VALUES = 10
MOST_PROTOCOLS = 50
"""Sets of settings of one group that series are compared with, the largest ones."""
_FAR, _OTHER = 10_000, 100


@dataclass(slots=True)
class Gathered:
    """One protocol while its series are gathered."""

    settings: tuple[Setting, ...]
    words: str
    members: list[SeriesSettings] = field(default_factory=list)
    departing: list[tuple[SeriesSettings, tuple[int, ...]]] = field(default_factory=list)
    """With the places of the parameters that differ."""


def find_protocols(
    group: Sequence[SeriesSettings], params: Sequence[Parameter], asked: ProtocolRequest
) -> list[Gathered]:
    """
    The frequent sets of settings of a group, largest first.

    Series whose descriptions have the same words are looked at by themselves where there are
    enough of them: a T1 and a T2 series of one head have one body part and two protocols.
    """
    by_words: dict[frozenset[str], list[SeriesSettings]] = defaultdict(list)
    for one in group:
        by_words[one.words].append(one)
    found: list[Gathered] = []
    rest: list[SeriesSettings] = []
    for words, some in by_words.items():
        if words and len(some) >= asked.min_series:
            found += _frequent(some, params, asked, some[0].listed)
        else:
            rest += some
    found += _frequent(rest, params, asked, "")
    found.sort(key=lambda one: (-len(one.members), one.members[0].number))
    return found[:MOST_PROTOCOLS]


def assign(
    group: Sequence[SeriesSettings],
    protocols: Sequence[Gathered],
    params: Sequence[Parameter],
    max_differences: int,
) -> int:
    """
    Put each series that is in no protocol to the one it differs least from; give back how many
    differ from all of them in more parameters than `max_differences`.

    Where the words of its description have a protocol that is near enough, that one is meant; of
    equally near ones the largest.
    """
    members = {one.number for each in protocols for one in each.members}
    rest = [one for one in group if one.number not in members]
    if not rest or not protocols:
        return len(rest)
    columns = [_column([one.settings[n] for one in rest]) for n in range(len(params))]
    listed = np.array([one.listed for one in rest], object)
    best, chosen = np.full(len(rest), _FAR), np.full(len(rest), -1)
    for number, each in enumerate(protocols):
        count = _mismatches(columns, each.settings, params).sum(axis=0)
        score = np.where(count > max_differences, _FAR, count + _OTHER * (listed != each.words))
        nearer = score < best
        best[nearer], chosen[nearer] = score[nearer], number
    for one, number in zip(rest, chosen.tolist(), strict=True):
        if number >= 0:
            each = protocols[number]
            places = differing(one, each.settings, params)
            if places:
                each.departing.append((one, places))
            else:
                each.members.append(one)
    return int((chosen < 0).sum())


def _column(values: Sequence[Setting]) -> NDArray[Any]:
    """Numbers with NaN for None; texts as they are."""
    if any(isinstance(value, str) for value in values):
        return np.array(values, object)
    return np.array(values, np.float64)


def _mismatches(
    columns: Sequence[NDArray[Any]], settings: Sequence[Setting], params: Sequence[Parameter]
) -> NDArray[np.bool_]:
    """By parameter and series: whether the two values are two settings, as `Parameter.agree`."""
    rows = []
    for column, value, param in zip(columns, settings, params, strict=True):
        if value is None:
            rows.append(np.zeros(len(column), bool))
        elif isinstance(value, str):
            stated = np.array([isinstance(one, str) for one in column.tolist()])
            rows.append(stated & (column != value))
        else:
            numbers = column.astype(np.float64)
            largest = np.maximum(np.abs(numbers), abs(value))
            allowed = np.maximum(param.absolute, param.relative * largest)
            rows.append(np.abs(numbers - value) > allowed * (1 + 1e-9))
    return np.array(rows)


def differing(
    one: SeriesSettings, settings: Sequence[Setting], params: Sequence[Parameter]
) -> tuple[int, ...]:
    """The places of the parameters in which a series is not like these settings."""
    return tuple(
        n for n, param in enumerate(params) if not param.agree(one.settings[n], settings[n])
    )


def describe(
    one: Gathered, params: Sequence[Parameter], body_part: str, min_majority: float
) -> Protocol:
    """As the facts hold it."""
    first, n_members = one.members[0], len(one.members)
    n_all = n_members + len(one.departing)
    return Protocol(
        modality=first.modality,
        body_part=body_part,
        vendor=first.vendor,
        words="" if one.words == body_part else one.words,
        n_series=n_members,
        settings=tuple(
            (param.keyword, show(value))
            for param, value in zip(params, one.settings, strict=True)
            if value is not None
        ),
        departing=subjects([series for series, _ in one.departing]),
        departures=tuple(_departures(one, params)),
        is_majority=n_members >= min_majority * n_all,
    )


def _departures(one: Gathered, params: Sequence[Parameter]) -> Iterable[Departure]:
    for n, param in enumerate(params):
        some = [series for series, places in one.departing if n in places]
        if some:
            values = Counter(show(series.settings[n]) for series in some)
            ordered = sorted(values.items(), key=lambda pair: (-pair[1], pair[0]))
            yield Departure(
                param.keyword, show(one.settings[n]), tuple(ordered[:MOST_VALUES]), subjects(some)
            )


def show(value: Setting) -> str:
    """A setting as text: numbers without needless digits."""
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def subjects(series: Iterable[SeriesSettings]) -> Subjects:
    """In their order."""
    ordered = sorted(series, key=lambda one: one.number)
    return Subjects(
        "series", tuple(one.number for one in ordered), tuple(one.item for one in ordered)
    )


def _frequent(
    series: Sequence[SeriesSettings],
    params: Sequence[Parameter],
    asked: ProtocolRequest,
    words: str,
) -> list[Gathered]:
    """
    Sets of settings with enough series. One that only leaves out what a larger one states is part
    of it; one that nearly is a much larger one is no protocol: its series depart from that one.
    """
    keys = levels(series, params)
    by_key: dict[Key, list[SeriesSettings]] = defaultdict(list)
    for one, key in zip(series, keys, strict=True):
        by_key[key].append(one)
    found: list[Gathered] = []
    for key, some in sorted(by_key.items(), key=lambda pair: (-len(pair[1]), pair[1][0].number)):
        if len(some) < asked.min_series:
            break
        settings = _middle(some, key)
        gaps = [(_count(settings, one.settings, params), one) for one in found]
        same = next((one for n, one in gaps if not n), None)
        if same:
            same.members += some
        elif not any(
            n <= asked.max_differences and len(some) < asked.min_share * len(one.members)
            for n, one in gaps
        ):
            found.append(Gathered(settings, words, some))
    return found


def _count(one: Sequence[Setting], other: Sequence[Setting], params: Sequence[Parameter]) -> int:
    """In how many parameters two sets of settings differ."""
    return sum(not param.agree(a, b) for param, a, b in zip(params, one, other, strict=True))


def _middle(series: Sequence[SeriesSettings], key: Key) -> tuple[Setting, ...]:
    """The most frequent value of each parameter that has a level."""
    found: list[Setting] = []
    for n, level in enumerate(key):
        counts = Counter(one.settings[n] for one in series)
        found.append(
            None if level is None else min(counts, key=lambda value: (-counts[value], str(value)))
        )
    return tuple(found)
