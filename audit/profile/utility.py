"""HeaderTable -> Utility: for how many series each task can still be done from the header."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from audit.profile.model.shared import Subjects
from audit.profile.model.utility import Gap, Task, Utility
from audit.profile.places import locate_instances
from audit.profile.utility_needs import (
    EXEMPT,
    FAULTS,
    MET,
    UNKNOWN,
    Need,
    Purpose,
    private_column,
    private_elements,
    purposes,
)
from audit.scan.table import WEIGHT, HeaderTable

_MODALITIES = ("CT", "MR", "PT", "MG")
_SEVERAL = ("volume", "frame", "time")
"""Tasks of series with two or more images or frames."""
# One pass over the images; only the columns that a task asks for are read. A report in their
# series has no pixels to ask about.
_ANSWERED = f"""
create or replace temp table task_answers as
select series, item, coalesce(upper(PatientIdentityRemoved) = 'YES', false) as removed,
       {WEIGHT} * coalesce(NumberOfFrames, 1) as n_frames, {{answers}}
from (select i.*, hash(h.present) as p, hash(h.empty) as e, hash(h.private_creators) as c
      from located i join headers h on h.item = i.item
      where i.series is not null and i.role = 'image' and series_modality in {_MODALITIES})
left join layouts using (p, e, c)
"""
_BY_SERIES = """
create or replace temp table task_series as
select series, min(item) as item, bool_or(removed) as removed, sum(n_frames) as n_frames,
       {gathered}
from task_answers group by series
"""
# Whole headers have few layouts; each is looked through once.
_LAYOUTS = """
create or replace temp table layouts as
select hash(present) as p, hash(empty) as e, hash(private_creators) as c, {private}
from headers where present is not null
group by 1, 2, 3
"""


class _Series(NamedTuple):
    """One series that a task is about."""

    number: int
    item: int
    removed: bool
    states: str
    """One letter a need: met, unknown, or how the attribute is lacking."""

    @property
    def is_broken(self) -> bool:
        """Whether a need is not met."""
        return not FAULTS.keys().isdisjoint(self.states)


def measure_utility(table: HeaderTable) -> Utility:
    """
    Each task over the series it is about.

    A need is met where one of its attributes has a value; placeholders and values that their VR
    forbids are none. What stands behind a fault, or in no column of a ready table, is unknown.
    """
    locate_instances(table)
    _prepare(table)
    return Utility(tuple(_judge(one, _series(table, one)) for one in purposes()))


def _prepare(table: HeaderTable) -> None:
    """The table `task_series`: what the instances of each series answer to each task's needs."""
    looked = [
        f"bool_or(list_contains(present, '{tag}') and not list_contains(empty, '{tag}') "
        f"and list_contains(private_creators, '{creator}')) as {private_column(tag)}"
        for tag, creator in private_elements()
    ]
    table.rows(_LAYOUTS.format(private=", ".join(looked)))
    answers = [f"coalesce({one.applies}, false) as about_{one.task}" for one in purposes()]
    for one in purposes():
        letters = ", ".join(need.answer() for need in one.needs)
        answers.append(f"concat({letters}) as said_{one.task}")
    table.rows(_ANSWERED.format(answers=", ".join(answers)))
    gathered = [
        f"bool_or(about_{one.task}) as about_{one.task}, "
        f"string_agg(distinct said_{one.task}, '/') as said_{one.task}"
        for one in purposes()
    ]
    table.rows(_BY_SERIES.format(gathered=", ".join(gathered)))


def _series(table: HeaderTable, one: Purpose) -> list[_Series]:
    """The series that the task is about, in their order."""
    several = " and n_frames > 1" if one.task in _SEVERAL else ""
    rows = table.rows(
        f"select series, item, removed, said_{one.task} from task_series "
        f"where about_{one.task}{several} order by series"
    )
    known = {said: _states(one, said.split("/")) for said in {row[3] for row in rows}}
    return [_Series(number, item, removed, known[said]) for number, item, removed, said in rows]


def _states(one: Purpose, said: Sequence[str]) -> str:
    """Of a series, out of the different answers of its instances."""
    by_need = ("".join(letters) for letters in zip(*said, strict=True))
    return "".join(map(_state, one.needs, by_need))


def _judge(one: Purpose, series: Sequence[_Series]) -> Task:
    broken = [each for each in series if each.is_broken]
    n_unknown = sum(UNKNOWN in each.states and not each.is_broken for each in series)
    gaps = [_gap(need, n, broken) for n, need in enumerate(one.needs)]
    return Task(
        task=one.task,
        title=one.title,
        words=one.words,
        n_series=len(series) - n_unknown,
        n_unknown=n_unknown,
        broken=_subjects(broken),
        gaps=tuple(gap for gap in gaps if gap.series),
        n_deidentified=sum(each.removed for each in broken),
    )


def _state(need: Need, letters: str) -> str:
    """One letter for the whole series, out of those of its instances."""
    asked = letters.replace(EXEMPT, "")
    if not asked.strip(MET) or (need.of_any and MET in asked):
        return MET
    faults = sorted(letter for letter in asked if letter in FAULTS)
    if need.of_any and UNKNOWN in asked:
        return UNKNOWN
    return faults[0] if faults else UNKNOWN


def _gap(need: Need, number: int, broken: Sequence[_Series]) -> Gap:
    lacking = [each for each in broken if each.states[number] in FAULTS]
    counts = Counter(FAULTS[each.states[number]] for each in lacking)
    return Gap(
        keyword=need.named,
        others=need.others,
        series=_subjects(lacking),
        states=tuple((word, counts[word]) for word in FAULTS.values() if counts[word]),
        source=need.source,
    )


def _subjects(series: Sequence[_Series]) -> Subjects:
    return Subjects("series", tuple(s.number for s in series), tuple(s.item for s in series))
