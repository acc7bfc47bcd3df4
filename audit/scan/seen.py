"""What a walk through one data set has seen, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass, field

from audit.scan.plans import Node

EXPLICIT, IMPLICIT, BIG = range(3)
"""Explicit VR little endian, implicit VR little endian, explicit VR big endian."""


@dataclass(slots=True)
class Level:
    """An open data set, item or sequence; offsets are those of the source."""

    node: Node
    end: int
    is_sequence: bool
    undefined: bool
    encoding: int
    """EXPLICIT, IMPLICIT or BIG."""


@dataclass(slots=True)
class Seen:
    """What one walk saw."""

    heads: list[bytes] = field(default_factory=list)
    """Of the data set itself: tag and VR (explicit) or tag (implicit), in file order."""
    values: list[tuple[int, bytes]] = field(default_factory=list)
    """Column and raw value, of the data set itself."""
    groups: list[tuple[tuple[int, ...], tuple[bytes, ...]]] = field(default_factory=list)
    """The same, many at a time, as a stencil finds them; they stand before `values`."""
    nested: list[tuple[int, bytes]] = field(default_factory=list)
    """Column and raw value, out of sequences."""
    empty: list[bytes] = field(default_factory=list)
    nested_heads: list[bytes] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    n_items: int = 0
    odd: int = 0
    gaps: list[bytes] = field(default_factory=list)
    """Heads of sequences of the data set that were stepped over: what they hold is unknown."""
    complete: bool = True
    """False where a fault ended the walk: what comes after the last head is unknown."""
    pixel_at: int = 0
    pixel_bytes: int | None = None
    """Declared length of the pixel data; -1 where encapsulated."""

    def raw(self, index: int) -> bytes | None:
        """The first raw value of a column of the data set itself."""
        for columns, raws in self.groups:
            if index in columns:
                return raws[columns.index(index)]
        return next((raw for column, raw in self.values if column == index), None)
