"""The worst state of every keyword in every series, by groups of series that are alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from audit.profile.model.shared import Subjects
from audit.profile.series_scopes import HELICAL, RANK_OF_IMAGE, scope_of
from audit.scan.keywords import columns
from audit.scan.table import HeaderTable

PRESENT, UNKNOWN, PLACEHOLDER, INVALID, EMPTY, ABSENT = range(6)
"""Ranks: the higher, the worse. A fault that was seen outweighs what is unknown."""
_RANKS = {"p": PRESENT, "u": UNKNOWN, "h": PLACEHOLDER, "i": INVALID, "e": EMPTY, "a": ABSENT}

# Millions of headers have few distinct strings of states, and millions of series few distinct sets
# of them: everything after this is done once a set.
_STATES = """
create or replace temp table distinct_states as
select states, row_number() over (order by states) - 1 as number
from (select distinct states from located where series is not null)
"""
# `rank` of an instance: 2 an image that was acquired as its modality acquires, 1 another image (a
# capture of a screen, a localizer of CT or PET), 0 no image.
_ALIKE = """
create or replace temp table alike as
with ranked as materialized (
    select l.series, l.item, d.number, l.role, l.series_modality, l.series_item,
           l.PatientIdentityRemoved, {rank} as rank, {helical} as helical
    from located l join distinct_states d on d.states = l.states where l.series is not null),
best as (select series, max(rank) as best from ranked group by series),
stated as materialized (
    select series, number, max(rank) as rank, min(best) as best
    from ranked join best using (series) group by series, number),
several as (
    select series, {patterns}
    from stated
    where series in (select series from stated group by series having count(*) > 1)
    group by series),
plain as (
    select series, min(series_item) as item, min(series_modality) as modality,
           bool_or(role <> 'other') as may_hold_image, max(rank) <> 1 as acquired,
           bool_or(helical) as helical,
           coalesce(bool_or(PatientIdentityRemoved = 'YES'), false) as deidentified
    from ranked group by series)
select p.*, coalesce(m.pattern, s.number::varchar) as pattern,
       coalesce(m.images, s.number::varchar) as images,
       coalesce(m.acquisitions, s.number::varchar) as acquisitions
from plain p
join (select series, min(number) as number from stated group by series) s using (series)
left join several m using (series)
"""
_ALL = "string_agg(number::varchar, ',' order by number)"
_PATTERNS = (
    f"{_ALL} as pattern, {_ALL} filter (rank >= least(best, 1)) as images, "
    f"{_ALL} filter (rank >= best) as acquisitions"
)
_ALIKE_IN = (
    "modality, may_hold_image, acquired, helical, deidentified, pattern, images, acquisitions"
)
_GROUPS = f"""
create or replace temp table groups_alike as
select row_number() over (order by {_ALIKE_IN}) - 1 as number, {_ALIKE_IN}, count(*) as n
from alike group by {_ALIKE_IN}
"""


@dataclass(frozen=True, slots=True)
class SeriesStates:
    """Groups of series, and what is known of each group."""

    modality: np.ndarray
    """Of each group: series of one modality with the same set of state strings."""
    may_hold_image: np.ndarray
    """False where the SOP class of the group is known to hold none."""
    acquired: np.ndarray
    """False where all images of the group are captures of a screen, or localizers of CT or PET."""
    helical: np.ndarray
    """Groups of CT series of which something says that the table moved during the scan."""
    worst: np.ndarray
    """
    Group by column: the worst rank found among the instances of the series that the column is
    about: all of them, its images, or its acquired images.
    """
    sizes: np.ndarray
    """Series a group."""
    deidentified: np.ndarray
    """Groups whose series declare PatientIdentityRemoved YES."""
    group_of: np.ndarray
    """Of each series, in the order of `series`."""
    series: np.ndarray
    items: np.ndarray
    """Python numbers, so that a million of them are made once and not once a keyword."""
    _made: dict[bytes, Subjects] = field(default_factory=dict)

    @property
    def n_series(self) -> int:
        """All series that were read."""
        return len(self.series)

    @property
    def n_deidentified(self) -> int:
        """Series that declare PatientIdentityRemoved YES."""
        return int(self.sizes[self.deidentified].sum())

    def modalities(self) -> list[str]:
        """In the order of their names."""
        return sorted(set(self.modality.tolist()))

    def groups_of(self, modality: str) -> np.ndarray:
        """The numbers of the groups of a modality."""
        return np.flatnonzero(self.modality == modality)

    def subjects(self, groups: np.ndarray) -> Subjects:
        """The series of some groups. Keywords that fail together share one list in memory."""
        key = groups.tobytes()
        if key not in self._made:
            chosen = np.zeros(len(self.sizes), dtype=bool)
            chosen[groups] = True
            held = chosen[self.group_of]
            self._made[key] = Subjects("series", tuple(self.series[held]), tuple(self.items[held]))
        return self._made[key]


def read_series_states(table: HeaderTable) -> SeriesStates:
    """Needs the view `located`; adds three tables of its own."""
    alike = _ALIKE.format(rank=RANK_OF_IMAGE, helical=HELICAL, patterns=_PATTERNS)
    for statement in (_STATES, alike, _GROUPS):
        table.rows(statement)
    ranks = _ranks(table)
    rows = table.rows(f"select {_ALIKE_IN}, n from groups_alike order by number")
    placed = table.sql(f"""
        select a.series, a.item, g.number from alike a join groups_alike g
        using ({_ALIKE_IN}) order by a.series""")
    return SeriesStates(
        modality=np.array([row[0] for row in rows], dtype=object),
        may_hold_image=np.array([row[1] for row in rows], dtype=bool),
        acquired=np.array([row[2] for row in rows], dtype=bool),
        helical=np.array([row[3] for row in rows], dtype=bool),
        worst=np.array([_worst(ranks, row[5:8]) for row in rows], dtype=np.uint8).reshape(
            len(rows), len(columns())
        ),
        sizes=np.array([row[8] for row in rows], dtype=np.int64),
        deidentified=np.array([row[4] for row in rows], dtype=bool),
        group_of=placed["number"].to_numpy(dtype=np.int64),
        series=np.array(placed["series"].tolist(), dtype=object),
        items=np.array(placed["item"].tolist(), dtype=object),
    )


def _worst(ranks: np.ndarray, patterns: Sequence[str]) -> np.ndarray:
    """Of each column over the instances that it is about."""
    of_all, of_images, of_acquired = (
        ranks[[int(n) for n in pattern.split(",")]].max(axis=0) for pattern in patterns
    )
    about = [scope_of(column) for column in columns()]
    picked = np.select(
        [np.equal(about, "all"), np.equal(about, "image")], [of_all, of_images], of_acquired
    )
    return np.asarray(picked)


def _ranks(table: HeaderTable) -> np.ndarray:
    """Distinct string of states by column, as ranks."""
    rows = table.rows("select states from distinct_states order by number")
    letters = np.frombuffer("".join(row[0] for row in rows).encode("ascii"), dtype=np.uint8)
    rank_of = np.full(256, ABSENT, dtype=np.uint8)
    for letter, rank in _RANKS.items():
        rank_of[ord(letter)] = rank
    return rank_of[letters].reshape(len(rows), len(columns()))
