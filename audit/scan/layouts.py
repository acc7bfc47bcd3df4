"""Layouts: the order of tags in a header, judged once and shared by all headers that have it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from audit.scan.dictionary import vr_in_dictionary
from audit.scan.keywords import columns
from audit.scan.plans import LONG_VRS, SHORT_VRS, tag_of
from audit.scan.seen import IMPLICIT

_VRS = SHORT_VRS | LONG_VRS
_ALTERNATIVES = {"US or SS": "US SS", "OB or OW": "OB OW", "US or SS or OW": "US SS OW",
                 "US or OW": "US OW"}  # fmt: skip
_KEPT = 5_000
_LEARNT = 50_000
_LONGEST = 2_000
"""Elements of a layout that is remembered: hostile ones have tens of thousands."""

_Facts = tuple[int, str, int, bool, int]
"""Tag, as eight hex digits, its column or -1, whether its VR is wrong, 1 where it is private."""

_NOTHING: tuple[tuple[()], ...] = ((), (), (), (), ())


class Layout(NamedTuple):
    """What the heads of one data set say, without any value."""

    present: list[str]
    """Tags as eight hex digits, in file order."""
    letters: bytes
    """`p` for each column whose tag is there, else `a`."""
    codes: tuple[str, ...]
    n_private: int
    last_tag: int


class Layouts:
    """All layouts met so far."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, bytes], Layout] = {}
        self._index = {column.tag: column.index for column in columns()}
        self._facts: dict[bytes, _Facts] = {}
        self._blank = b"a" * len(columns())
        self._empty: dict[tuple[bytes, ...], tuple[list[str], list[int]]] = {}

    def layout_of(self, heads: list[bytes], encoding: int) -> Layout:
        """The layout of these heads."""
        key = (encoding, b"".join(heads))
        found = self._known.get(key)
        if found is None:
            if len(self._known) > _KEPT:
                self._known.clear()
            found = self._judge(heads, encoding)
            if len(heads) <= _LONGEST:
                self._known[key] = found
        return found

    def empty_of(self, heads: list[bytes]) -> tuple[list[str], list[int]]:
        """The tags of empty elements as eight hex digits, and the columns among them."""
        key = tuple(heads)
        found = self._empty.get(key)
        if found is None:
            if len(self._empty) > _KEPT:
                self._empty.clear()
            tags = [tag_of(head) for head in heads]
            indexes = [self._index[tag] for tag in tags if tag in self._index]
            found = [f"{tag:08X}" for tag in tags], indexes
            if len(heads) <= _LONGEST:
                self._empty[key] = found
        return found

    def _judge(self, heads: list[bytes], encoding: int) -> Layout:
        known, learn = self._facts, self._learn
        facts = [known.get(head) or learn(head) for head in heads]
        tags, present, indexes, wrong, private = zip(*facts, strict=True) if facts else _NOTHING
        letters = bytearray(self._blank)
        for index in indexes:
            if index >= 0:
                letters[index] = 112  # p
        codes = [*_order_faults(tags)]
        if encoding != IMPLICIT and any(wrong):
            codes.append("vr-wrong")
        n_private = sum(private)
        if n_private and _has_orphans(heads, tags, encoding):
            codes.append("private-creator")
        last = max(tags, default=0)
        return Layout(list(present), bytes(letters), tuple(codes), n_private, last)

    def _learn(self, head: bytes) -> _Facts:
        """What one head says by itself, remembered."""
        if len(self._facts) > _LEARNT:  # a hostile file must not fill the memory
            self._facts.clear()
        tag = tag_of(head)
        index = self._index.get(tag, -1)
        found = tag, f"{tag:08X}", index, _vr_is_wrong(head, tag), tag >> 16 & 1
        self._facts[head] = found
        return found


def _order_faults(tags: Sequence[int]) -> list[str]:
    codes: list[str] = []
    if list(tags) == sorted(set(tags)):
        return codes
    if len(set(tags)) < len(tags):
        codes.append("tag-duplicate")
    if any(after < before for before, after in pairwise(tags)):
        codes.append("tag-order")
    return codes


def _vr_is_wrong(head: bytes, tag: int) -> bool:
    """A standard tag under a VR that the dictionary does not give it; UN is always allowed."""
    said = head[4:6]
    if tag >> 16 & 1 or tag & 0xFFFF == 0 or said == b"UN" or said not in _VRS:
        return False
    ought = vr_in_dictionary(tag)
    return bool(ought) and said.decode() not in _ALTERNATIVES.get(ought, ought)


def _has_orphans(heads: list[bytes], tags: Sequence[int], encoding: int) -> bool:
    """
    Private elements whose block nobody reserved (PS3.5 7.8.1), or a group with all blocks taken.

    VR UN is let off: a receiver that did not know the creator wrote it so.
    """
    blocks = {tag for tag in tags if tag >> 16 & 1 and 0x10 <= tag & 0xFFFF <= 0xFF}
    if len(blocks) >= 0xF0 and 0xF0 in Counter(tag >> 16 for tag in blocks).values():
        return True
    for head, tag in zip(heads, tags, strict=True):
        if tag >> 16 & 1 and tag & 0xFFFF >= 0x1000:
            creator = tag & 0xFFFF0000 | (tag & 0xFF00) >> 8
            if creator not in blocks and (encoding == IMPLICIT or head[4:6] != b"UN"):
                return True
    return False
