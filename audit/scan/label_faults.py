"""What can be wrong with a row of a label table; rows are named by line, never by their values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

EXAMPLES = 100
"""Line numbers kept of one kind of fault; the count is always whole."""


class FaultKind(StrEnum):
    """The kinds, in the order of the report; each value is what a reader sees."""

    UNREADABLE = "row cannot be read"
    KEY_EMPTY = "key is empty"
    NOT_IN_DATA = "key not in the data"
    NOT_READ = "key names an item that was not read as DICOM"
    CASE = "joins only if case is ignored"
    ZEROS = "joins only if leading zeros or a final .0 are ignored"
    UNICODE = "joins only if Unicode forms are made equal"
    AMBIGUOUS = "key names several instances"
    DOUBLED = "row stands twice: same key, same label"
    CONFLICT = "rows conflict: same key, different class"
    UNKNOWN_VALUE = "value is none of 1, 0, -1, blank"
    NO_NUMBER = "value is no number"
    LABEL_EMPTY = "no label column has a value"
    CLASS_CASE = "class name differs from another only in case"
    SPLIT_EMPTY = "split is empty"
    SPLIT_CASE = "split name differs from another only in case"
    READER_EMPTY = "reader is empty"
    BOX_PARTIAL = "box has fewer than four numbers"
    BOX_FLAT = "box has no area"
    BOX_OUTSIDE = "box reaches outside its image"
    BOX_MISSING = "row is positive and has no box"
    BOX_OF_NEGATIVE = "row is negative and has a box"


UNJOINED = frozenset(
    {
        FaultKind.NOT_IN_DATA,
        FaultKind.NOT_READ,
        FaultKind.AMBIGUOUS,
        FaultKind.CASE,
        FaultKind.ZEROS,
        FaultKind.UNICODE,
    }
)
"""A row that joins nothing has exactly one of these."""


@dataclass(frozen=True, slots=True)
class RowFault:
    """One kind of fault: how many rows, and the first lines of the label file that have it."""

    kind: FaultKind
    n_rows: int
    rows: tuple[int, ...]


@dataclass(slots=True)
class FaultList:
    """Collects lines while a table is read."""

    lines: dict[FaultKind, list[int]] = field(default_factory=dict)

    def add(self, kind: FaultKind, lines: Iterable[int]) -> None:
        """These lines have this fault."""
        self.lines.setdefault(kind, []).extend(int(line) for line in lines)

    def freeze(self) -> tuple[RowFault, ...]:
        """One record a kind, in the order of the kinds, each line once."""
        return merge(
            RowFault(kind, len(set(lines)), tuple(sorted(set(lines))[:EXAMPLES]))
            for kind, lines in self.lines.items()
            if lines
        )


def merge(faults: Iterable[RowFault]) -> tuple[RowFault, ...]:
    """In the order of the kinds."""
    order = list(FaultKind)
    return tuple(sorted(faults, key=lambda fault: order.index(fault.kind)))
