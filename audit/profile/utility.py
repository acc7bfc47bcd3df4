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
# One pass over the instances; only the columns that a task asks for are read.
_ANSWERED = f"""
create or replace temp table task_answers as
select series, item, coalesce(upper(PatientIdentityRemoved) = 'YES', false) as removed,
       {WEIGHT} * coalesce(NumberOfFrames, 1) as n_frames, {{answers}}
from (select i.*, hash(h.present) as p, hash(h.empty) as e, hash(h.private_creators) as c
      from located i join headers h on h.item = i.item
      where i.series is not null and series_modality in {_MODALITIES})
left join layouts using (p, e, c)
"""
# Whole headers have few layouts; each is looked through once.
_LAYOUTS = """
create or replace temp table layouts as
select hash(present) as p, hash(empty) as e, hash(private_creators) as c, {private}
from headers where present is not null
group by 1, 2, 3
"""


class _Series(NamedTuple):
    """One series that a task is about: the letters of its instances by need."""

    number: int
    item: int
    removed: bool
    letters: tuple[str, ...]


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
    """The table `task_answers`: for each instance what it answers to each task and need."""
    looked = [
        f"bool_or(list_contains(present, '{tag}') and not list_contains(empty, '{tag}') "
        f"and list_contains(private_creators, '{creator}')) as {private_column(tag)}"
        for tag, creator in private_elements()
    ]
    table.rows(_LAYOUTS.format(private=", ".join(looked)))
    answers = [f"coalesce({one.applies}, false) as about_{one.task}" for one in purposes()]
    for one in purposes():
        answers += [f"{need.answer()} as {one.task}_{n}" for n, need in enumerate(one.needs)]
    table.rows(_ANSWERED.format(answers=", ".join(answers)))


def _series(table: HeaderTable, one: Purpose) -> list[_Series]:
    """The series that the task is about, in their order."""
    letters = ", ".join(f"string_agg(distinct {one.task}_{n}, '')" for n in range(len(one.needs)))
    several = " and sum(n_frames) > 1" if one.task in _SEVERAL else ""
    rows = table.rows(f"""
        select series, min(item), bool_or(removed), {letters} from task_answers
        group by series having bool_or(about_{one.task}){several} order by series""")
    return [_Series(row[0], row[1], row[2], tuple(row[3:])) for row in rows]


def _judge(one: Purpose, series: Sequence[_Series]) -> Task:
    states = [[_state(n, s.letters[i]) for i, n in enumerate(one.needs)] for s in series]
    known = [
        (each, told)
        for each, told in zip(series, states, strict=True)
        if UNKNOWN not in told or any(state in FAULTS for state in told)
    ]
    broken = [(each, told) for each, told in known if any(state in FAULTS for state in told)]
    gaps = [_gap(need, [(s, told[i]) for s, told in broken]) for i, need in enumerate(one.needs)]
    return Task(
        task=one.task,
        title=one.title,
        words=one.words,
        n_series=len(known),
        n_unknown=len(series) - len(known),
        broken=_subjects([each for each, _ in broken]),
        gaps=tuple(gap for gap in gaps if gap.series),
        n_deidentified=sum(each.removed for each, _ in broken),
    )


def _state(need: Need, letters: str) -> str:
    """One letter for the whole series, out of the different ones of its instances."""
    asked = letters.replace(EXEMPT, "")
    if not asked or asked == MET or (need.of_any and MET in asked):
        return MET
    faults = sorted(letter for letter in asked if letter in FAULTS)
    if need.of_any and UNKNOWN in asked:
        return UNKNOWN
    return faults[0] if faults else UNKNOWN


def _gap(need: Need, told: Sequence[tuple[_Series, str]]) -> Gap:
    lacking = [(each, state) for each, state in told if state in FAULTS]
    counts = Counter(FAULTS[state] for _, state in lacking)
    return Gap(
        keyword=need.named,
        others=need.others,
        series=_subjects([each for each, _ in lacking]),
        states=tuple((word, counts[word]) for word in FAULTS.values() if counts[word]),
        source=need.source,
    )


def _subjects(series: Sequence[_Series]) -> Subjects:
    return Subjects("series", tuple(s.number for s in series), tuple(s.item for s in series))
