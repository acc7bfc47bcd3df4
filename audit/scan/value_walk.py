"""A second walk over a header, for the few in which something was found: every value by place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from audit.scan.container import Opened, walker_of
from audit.scan.dictionary import vr_in_dictionary
from audit.scan.free_text import is_creator
from audit.scan.plans import SHORT_VRS, Node, tag_of
from audit.scan.runs import SHORT_HEADER, U32, UNDEFINED
from audit.scan.seen import BIG, EXPLICIT
from audit.scan.source_bytes import FileBytes
from audit.scan.stencils import Stencils
from audit.scan.walker import ITEM, ITEM_END, SEQUENCE_END

_MARK = b"\xfe\xff"
_FIRST = 30_000
"""Numbers of the pseudo-columns: above those of `columns.tsv` and of codes."""
_MANY, _MOST = 10_000, 60_000


class Value(NamedTuple):
    """One value with its place."""

    tag: int
    nested: bool
    creator: bytes
    """Of the private block; empty for a standard element."""
    raw: bytes


class AnyNode(Node):
    """Any place in a header: all tags are wanted."""

    __slots__ = ("_tags",)

    def __init__(self, tags: dict[int, int], top: bool) -> None:
        super().__init__(top)
        self._tags = tags
        if top:
            self.elsewhere = AnyNode(tags, False)

    def _column(self, tag: int) -> int | None:
        if len(self._tags) > _MOST:
            return None
        return self._tags.setdefault(tag, _FIRST + len(self._tags))


def plain_values(data: bytes, opened: Opened, end: int) -> Iterator[tuple[int, int, int, bytes]]:
    """
    Tag, start, stop and private creator of the elements of the data set itself, from the bytes
    held, sequences stepped over; it ends where something is not plain. Several times quicker than
    a walk.
    """
    if opened.deflated or opened.encoding == BIG:
        return
    at, explicit = opened.start, opened.encoding == EXPLICIT
    end, depth = min(end, len(data)), 0
    creators: dict[int, bytes] = {}
    while at + 8 <= end:
        head, length = SHORT_HEADER(data, at)
        start, tag = at + 8, tag_of(head)
        if not explicit or head[:2] == _MARK:
            length = U32(data, at + 4)[0]
        elif head[4:6] not in SHORT_VRS:
            length, start = U32(data, min(at + 8, end - 4))[0], at + 12
        if head[:2] == _MARK or length == UNDEFINED:
            step = _step(tag, length, explicit and head[4:6] != b"SQ")
            if step is None:
                return
            depth += step
            at = start if length == UNDEFINED or tag != ITEM else start + length
            continue
        at = start + length
        if at > end:
            return
        if depth == 0 and head[4:6] != b"SQ" and vr_in_dictionary(tag) != "SQ":
            yield tag, start, at, _creator(creators, tag, data, start, at)


def _step(tag: int, length: int, unlike: bool) -> int | None:
    """How many undefined sequences deeper it goes here; None where that cannot be told."""
    if tag in (ITEM, ITEM_END):
        return 0
    if tag == SEQUENCE_END:
        return -1
    return None if unlike or length != UNDEFINED else 1


def _creator(creators: dict[int, bytes], tag: int, data: bytes, start: int, stop: int) -> bytes:
    """The creator of a private element; those met are remembered."""
    if not tag >> 16 & 1:
        return b""
    if is_creator(tag):
        creators[tag & 0xFFFF00FF] = data[start:stop]
        return b""
    return creators.get(tag & 0xFFFF0000 | tag >> 8 & 0xFF, b"")


class _Unhashed:
    """Stands where the first walk has its digest, which is not made twice."""

    def update(self, data: object) -> None:
        """Nothing."""


class ValueWalk:
    """Walks headers again; like the first walk it remembers what they have in common."""

    def __init__(self) -> None:
        self._begin()

    def _begin(self) -> None:
        self._tags: dict[int, int] = {}
        self._root = AnyNode(self._tags, True)
        self._stencils = Stencils(self._root)

    def find(
        self, opened: Opened, source: FileBytes, data: bytes, wanted: Callable[[bytes], bool]
    ) -> Iterator[Value]:
        """The values for which `wanted` is true; those behind a fault are not seen."""
        if len(self._tags) > _MANY:  # a hostile file must not fill the memory
            self._begin()
        walker = walker_of(source, data, opened, self._root)
        walker.hashed = _Unhashed()  # type: ignore[assignment]
        seen = self._stencils.walk(walker, data, opened)
        top = [pair for group in seen.groups for pair in zip(*group, strict=True)]
        yield from self._place(top + seen.values, False, wanted)
        yield from self._place(seen.nested, True, wanted)

    def _place(
        self, pairs: list[tuple[int, bytes]], nested: bool, wanted: Callable[[bytes], bool]
    ) -> Iterator[Value]:
        chosen = [number for number, (_, raw) in enumerate(pairs) if wanted(raw)]
        if not chosen:
            return
        tags = list(self._tags)
        for number in chosen:
            column, raw = pairs[number]
            tag = tags[column - _FIRST]
            creator = b""
            if tag >> 16 & 1 and not is_creator(tag):
                block = self._tags.get(tag & 0xFFFF0000 | tag >> 8 & 0xFF)
                # of an item, the block reserved last; of the data set, the only one
                before = pairs[:number] if nested else pairs
                creator = next((raw for found, raw in reversed(before) if found == block), b"")
            yield Value(tag, nested, creator, raw)
