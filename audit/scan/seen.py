"""What a walk through one data set has seen, and where it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Generic, TypeVar

from audit.scan.plans import Node

if TYPE_CHECKING:
    from audit.scan.stencils import Stencil

EXPLICIT, IMPLICIT, BIG = range(3)
"""Explicit VR little endian, implicit VR little endian, explicit VR big endian."""
_GROUPS = 2_000
Known = TypeVar("Known")


class Level:
    """An open data set, item or sequence; offsets are those of the source."""

    __slots__ = ("encoding", "end", "is_sequence", "node", "undefined")

    def __init__(
        self, node: Node, end: int, is_sequence: bool, undefined: bool, encoding: int
    ) -> None:
        self.node = node
        self.end = end
        self.is_sequence = is_sequence
        self.undefined = undefined
        self.encoding = encoding
        """EXPLICIT, IMPLICIT or BIG."""


class Seen:
    """What one walk saw. (No dataclass: importing those is a tenth of the start of a worker.)"""

    __slots__ = (
        "codes", "complete", "empty", "gaps", "groups", "heads", "n_items", "n_nested", "nested",
        "odd", "pixel_at", "pixel_bytes", "stencil", "values",
    )  # fmt: skip

    def __init__(self) -> None:
        self.heads: list[bytes] = []
        """Of the data set itself: tag and VR (explicit) or tag (implicit), in file order."""
        self.values: list[tuple[int, bytes]] = []
        """Column and raw value, of the data set itself."""
        self.groups: list[tuple[tuple[int, ...], tuple[bytes, ...]]] = []
        """The same, many at a time, as a stencil finds them; they stand before `values`."""
        self.nested: list[tuple[int, bytes]] = []
        """Column and raw value, out of sequences."""
        self.empty: list[bytes] = []
        self.n_nested = 0
        """Elements in sequences."""
        self.codes: list[str] = []
        self.n_items = 0
        self.odd = 0
        self.gaps: list[bytes] = []
        """Heads of sequences of the data set that were stepped over: what they hold is unknown."""
        self.complete = True
        """False where a fault ended the walk: what comes after the last head is unknown."""
        self.pixel_at = 0
        self.stencil: Stencil | None = None
        """What took the whole header, if one did."""
        self.pixel_bytes: int | None = None
        """Declared length of the pixel data; -1 where encapsulated."""

    def pairs(self) -> Iterator[tuple[int, bytes]]:
        """All values of the data set itself, with their columns."""
        for columns, raws in self.groups:
            yield from zip(columns, raws, strict=True)
        yield from self.values

    def raw(self, index: int) -> bytes | None:
        """The first raw value of a column of the data set itself."""
        for columns, raws in self.groups:
            if index in columns:
                return raws[columns.index(index)]
        return next((raw for column, raw in self.values if column == index), None)

    def own(self, index: int) -> bytes | None:
        """The same of a column that is in no group: `stencil_steps` keeps some out of them."""
        for column, raw in self.values:
            if column == index:
                return raw
        return None


class GroupMemory(Generic[Known]):
    """
    What `make` says of the columns of a group of `Seen.groups`, once a group. It is known by its
    identity: the stencils hand out the same tuple for each header, and its hash would be slower.
    """

    __slots__ = ("_known", "_make")

    def __init__(self, make: Callable[[tuple[int, ...]], Known]) -> None:
        self._make = make
        self._known: dict[int, tuple[tuple[int, ...], Known]] = {}

    def of(self, columns: tuple[int, ...]) -> Known:
        """The answer, remembered; the tuple is kept with it, so that no other takes its place."""
        found = self._known.get(id(columns))
        if found is None or found[0] is not columns:
            if len(self._known) > _GROUPS:
                self._known.clear()
            found = self._known[id(columns)] = columns, self._make(columns)
        return found[1]
