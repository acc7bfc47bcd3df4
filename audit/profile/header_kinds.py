"""
Kinds of headers: items whose headers are alike in all that conformance looks at.

Real datasets of a million items have a few thousand kinds. Each is judged once; what a kind lacks
all its items lack.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from audit.profile.conformance_rules import conditions, enumerations
from audit.profile.iod_types import nested_columns
from audit.profile.letters import letter_of
from audit.profile.model.shared import Subjects
from audit.scan.table import HeaderTable

READ = "status <> 'rejected' and not list_contains(codes, 'dicomdir') and present is not null"
"""
Items that gave a data set which is no index; those that stand twice are all judged. Rows of a ready
header table that do not list their tags say nothing of a header.
"""
UNTOLD = "select count(*) from headers where status <> 'rejected' and present is null"

WHOLE = "~"
"""Behind all tags: where the reading of a whole header ends."""


class Kind(NamedTuple):
    """One kind of header."""

    sop_class_uid: str | None
    present: frozenset[str]
    empty: frozenset[str]
    read_to: str
    """The last tag before a fault, or `WHOLE`."""
    letters: str
    """State letters of `nested_columns`."""
    required: str
    """`1` for each of `conditions` whose SQL holds, else `0`."""
    allowed: str
    """`1`, `0` or `-` (no value) for each of `enumerations`."""
    deidentified: bool
    items: NDArray[np.int64]

    def was_read(self, tag: str) -> bool:
        """Whether the header was read as far as this tag."""
        return tag <= self.read_to


def read_kinds(table: HeaderTable) -> tuple[Kind, ...]:
    """All kinds, in the order of their first item."""
    return tuple(_kinds(table))


def _kinds(table: HeaderTable) -> Iterator[Kind]:
    # By the 64-bit hash of the two lists: to group by lists themselves takes three times as long.
    query = f"""
        select SOPClassUID, any_value(present), any_value(empty), coalesce(read_to, '{WHOLE}'),
               {_letters()} as letters, {_required()} as required, {_allowed()} as allowed,
               coalesce(upper(PatientIdentityRemoved) = 'YES', false) as deidentified,
               list(item order by item) as items
        from headers where {READ}
        group by SOPClassUID, hash(present), hash(empty), len(present), read_to,
                 letters, required, allowed, deidentified
        order by min(item)"""
    for uid, present, empty, read_to, letters, required, allowed, removed, items in table.rows(
        query
    ):
        yield Kind(
            uid, frozenset(present), frozenset(empty), read_to, letters, required, allowed, removed,
            np.array(items, dtype=np.int64),
        )  # fmt: skip


def _letters() -> str:
    return f"concat({', '.join(letter_of(keyword) for keyword in nested_columns())})"


def _required() -> str:
    tests = [f"case when {one.when} then '1' else '0' end" for one in conditions()]
    return f"concat({', '.join(tests)})"


def _allowed() -> str:
    tests = [
        f"case when {one.test} then '1' when not ({one.test}) then '0' else '-' end"
        for one in enumerations()
    ]
    return f"concat({', '.join(tests)})"


class Gatherer:
    """Kinds into subjects; the same kinds give the same subjects, held once."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, ...], Subjects] = {}

    def subjects(self, kinds: list[Kind]) -> Subjects:
        """The items of all these kinds, in order."""
        key = tuple(int(kind.items[0]) for kind in kinds)
        found = self._known.get(key)
        if found is None:
            together = [kind.items for kind in kinds] or [np.empty(0, dtype=np.int64)]
            numbers = tuple(np.sort(np.concatenate(together)).tolist())
            found = self._known[key] = Subjects("instance", numbers, numbers)
        return found


def count_items(kinds: list[Kind]) -> int:
    """How many items these kinds have."""
    return sum(kind.items.size for kind in kinds)
