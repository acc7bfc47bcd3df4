"""HeaderTable -> one row a patient: which attributes are missing, alike ones together."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from audit.profile.attributes import MIN_VARYING, Attribute, People
from audit.profile.model.shortcuts import HeaderField
from audit.scan.keywords import Column, columns
from audit.scan.table import HeaderTable

LEVELS = ("present", "missing", "in part", "unknown")
PRESENT, MISSING, PARTLY, UNREAD = range(4)
_LACKING = np.frombuffer(b"aeh", np.uint8)
_UNKNOWN = ord("u")
_CHUNK = 16

_STATES = """
create or replace temp table attribute_states as
select states, row_number() over (order by states) - 1 as number
from (select distinct states from attribute_rows where states is not null)
"""
_PAIRS = """
select person, number from (select distinct person, states from attribute_rows)
join attribute_states using (states) order by person, number
"""
# Files that carry a label, a person's words or a later annotation say nothing of the scanner.
_NOT_LOOKED_AT = frozenset({"SOPInstanceUID", "PatientID", "PatientName"})


def measure_gaps(table: HeaderTable, people: People) -> Iterator[Attribute]:
    """
    `missing KVP`: present in all images of a patient, in none, or in part.

    Absent, empty and filled with a placeholder are missing alike. Keywords with the same gaps are
    one attribute, named after the first in the order of the table (`missing KVP + 2`). Gaps that
    fewer than five patients do not share are left out.
    """
    table.rows(_STATES)
    states = [s for (s,) in table.rows("select states from attribute_states order by number")]
    if not states:
        return
    letters = np.frombuffer("".join(states).encode("ascii"), np.uint8).reshape(len(states), -1)
    pairs = table.sql(_PAIRS)
    person, number = (pairs[name].to_numpy(np.int64) for name in ("person", "number"))
    varied = [c for c in columns() if _may_vary(c, letters)]
    groups: dict[bytes, tuple[NDArray[np.int64], list[str]]] = {}
    for start in range(0, len(varied), _CHUNK):
        chunk = varied[start : start + _CHUNK]
        codes = _codes(letters[:, [c.index for c in chunk]][number], person, len(people))
        for place, column in enumerate(chunk):
            held = codes[:, place].astype(np.int8)
            if len(held) - np.bincount(held).max() >= MIN_VARYING:
                key = held.tobytes()
                groups.setdefault(key, (held.astype(np.int64), []))[1].append(column.keyword)
    for gaps, keywords in groups.values():
        yield _gap(gaps, tuple(keywords))


def _may_vary(column: Column, letters: NDArray[np.uint8]) -> bool:
    if column.keyword in _NOT_LOOKED_AT:
        return False
    of_column = letters[:, column.index]
    lacking = np.isin(of_column, _LACKING)
    return bool(lacking.any() and not lacking.all())


def _codes(
    letters: NDArray[np.uint8], person: NDArray[np.int64], n_people: int
) -> NDArray[np.int64]:
    """From a letter a header to a level a patient; rows come sorted by patient."""
    lacking, unread = np.isin(letters, _LACKING), letters == _UNKNOWN
    starts = np.flatnonzero(np.diff(person, prepend=-1))
    some_lack = np.logical_or.reduceat(lacking, starts, axis=0)
    some_there = np.logical_or.reduceat(~lacking & ~unread, starts, axis=0)
    codes = np.full((n_people, letters.shape[1]), UNREAD, np.int64)
    codes[person[starts]] = np.select(
        [some_lack & some_there, some_lack, some_there], [PARTLY, MISSING, PRESENT], UNREAD
    )
    return codes


def _gap(held: NDArray[np.int64], keywords: tuple[str, ...]) -> Attribute:
    used, codes = np.unique(held, return_inverse=True)
    more = f" + {len(keywords) - 1}" if len(keywords) > 1 else ""
    field = HeaderField(
        name=f"missing {keywords[0]}{more}",
        kind="missing",
        n_levels=len(used),
        n_absent=int((held == MISSING).sum()),
        n_several=int((held == PARTLY).sum()),
        alike=keywords,
    )
    return Attribute(field, codes.ravel().astype(np.int64), tuple(LEVELS[n] for n in used))
