"""Bytes to nested items: what stands together in one item of a sequence stays together."""

from __future__ import annotations

from typing import Any

from audit.scan import limits
from audit.scan.annotation_words import WANTED
from audit.scan.dictionary import vr_in_dictionary
from audit.scan.plans import LONG_VRS
from audit.scan.seen import BIG, IMPLICIT
from audit.scan.source_bytes import Bytes, Fault

Item = dict[str, Any]
"""By keyword: the beginning of a value as text, a number, or a list of items."""
UNDEFINED = 0xFFFFFFFF
_ITEM, _ITEM_END, _SEQUENCE_END = 0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD
_PIXELS = 0x7FE0
_FRAGMENTED = (b"OB", b"OW")


class _Open:
    """A data set or item (`items` is None), or a sequence, that is not at its end."""

    __slots__ = ("end", "implicit", "item", "items", "undefined")

    def __init__(
        self, item: Item, items: list[Item] | None, end: int, undefined: bool, implicit: bool
    ) -> None:
        self.item = item
        self.items = items
        self.end = end
        self.undefined = undefined
        self.implicit = implicit


class ItemReader:
    """
    One data set as nested items, forwards and without recursion, up to its pixels.

    The header walker keeps what it wants of a sequence in flat lists; here it is kept which
    segment has which code. Only annotation objects are read so. A fault ends the reading and is a
    code in `codes`: what stood before it is given.
    """

    def __init__(self, source: Bytes, start: int, encoding: int) -> None:
        self.codes: list[str] = []
        self._source = source
        self._order: Any = "big" if encoding == BIG else "little"
        self._data, self._base, self._at = b"", start, 0
        self._n_elements = self._n_read = 0
        self._stack = [_Open({}, None, source.size, False, encoding == IMPLICIT)]

    def read(self) -> Item:
        """The data set."""
        root = self._stack[0].item
        try:
            while self._stack:
                level = self._stack[-1]
                if level.items is None:
                    self._elements(level)
                else:
                    self._next_item(level, level.items)
        except Fault as fault:
            self.codes.append(fault.code)
        return root

    def _hold(self, size: int) -> int:
        """Have `size` bytes from here on, or as many as there are; how many."""
        if self._at + size > len(self._data):
            offset = self._base + self._at
            self._data = self._source.fetch(offset, max(size, limits.NEXT_READ))
            self._base, self._at = offset, 0
            self._n_read += len(self._data)
            if self._n_read > limits.HEADER_BYTES:
                raise Fault("header-limit")
        return len(self._data) - self._at

    def _elements(self, level: _Open) -> None:
        """Elements of one data set or item, up to its end or to the next sequence in it."""
        at_root = len(self._stack) == 1
        while True:
            if self._base + self._at >= level.end:
                self._leave(level)
                return
            held = self._hold(12)
            if held < 8:
                self._end_of_bytes(at_root, held)
                return
            tag, length = self._item_head()
            if tag >> 16 == 0xFFFE:
                self._delimit(level, tag)
                return
            if at_root and tag >> 16 == _PIXELS:
                self._stack.clear()
                return
            self._n_elements += 1
            if self._n_elements > limits.ANNOTATION_ELEMENTS:
                raise Fault("element-limit")
            vr = b"" if level.implicit else self._data[self._at + 4 : self._at + 6]
            length = length if level.implicit else self._explicit_length(vr, held)
            self._at += 12 if vr in LONG_VRS else 8
            if _opens(tag, vr, length):
                implicit = level.implicit or vr == b"UN"
                self._open(level, WANTED.get(tag) or f"{tag:08X}", length, implicit)
                return
            self._pass(level.item, tag, vr, length)

    def _explicit_length(self, vr: bytes, held: int) -> int:
        data, at = self._data, self._at
        if vr not in LONG_VRS:
            return int.from_bytes(data[at + 6 : at + 8], self._order)
        if held < 12:
            raise Fault("truncated")
        return int.from_bytes(data[at + 8 : at + 12], self._order)

    def _pass(self, item: Item, tag: int, vr: bytes, length: int) -> None:
        """Over a value that is no sequence, keeping its beginning if it is wanted."""
        if length == UNDEFINED:
            self._pass_fragments(vr)
            return
        if self._base + self._at + length > self._source.size:
            raise Fault("truncated")
        keyword = WANTED.get(tag)
        if keyword is not None and length:
            self._keep(item, keyword, tag, length)
        self._at += length

    def _leave(self, level: _Open) -> None:
        if self._base + self._at > level.end:
            raise Fault("no-delimiter")
        self._stack.pop()

    def _end_of_bytes(self, at_root: bool, held: int) -> None:
        if not at_root or any(self._data[self._at : self._at + held]):
            raise Fault("truncated")
        self._stack.clear()

    def _keep(self, item: Item, keyword: str, tag: int, length: int) -> None:
        """The first of two equal tags counts."""
        size = min(length, limits.ANNOTATION_VALUE)
        self._hold(size)
        raw = self._data[self._at : self._at + size]
        if vr_in_dictionary(tag) in ("US", "UL"):
            item.setdefault(keyword, int.from_bytes(raw, self._order))
        else:
            text = raw.decode("latin-1").strip(" \0")
            if text:
                item.setdefault(keyword, text)

    def _open(self, level: _Open, keyword: str, length: int, implicit: bool) -> None:
        items: list[Item] = level.item.setdefault(keyword, [])
        if not length:
            return
        if len(self._stack) >= 2 * limits.DEPTH:
            raise Fault("depth-limit")
        end = level.end if length == UNDEFINED else self._base + self._at + length
        if end > level.end:
            raise Fault("no-delimiter" if end <= self._source.size else "truncated")
        self._stack.append(_Open(level.item, items, end, length == UNDEFINED, implicit))

    def _next_item(self, level: _Open, items: list[Item]) -> None:
        offset = self._base + self._at
        if offset >= level.end and not level.undefined:
            self._stack.pop()
            return
        if self._hold(8) < 8:
            raise Fault("truncated")
        tag, length = self._item_head()
        self._at += 8
        if tag == _SEQUENCE_END and level.undefined:
            self._stack.pop()
            return
        end = level.end if length == UNDEFINED else offset + 8 + length
        if tag != _ITEM or end > level.end:
            raise Fault("no-delimiter")
        item: Item = {}
        items.append(item)
        self._stack.append(_Open(item, None, end, length == UNDEFINED, level.implicit))

    def _item_head(self) -> tuple[int, int]:
        data, at, order = self._data, self._at, self._order
        high, low = (int.from_bytes(data[n : n + 2], order) for n in (at, at + 2))
        return high << 16 | low, int.from_bytes(data[at + 4 : at + 8], order)

    def _delimit(self, level: _Open, tag: int) -> None:
        if tag != _ITEM_END or not level.undefined:
            raise Fault("no-delimiter")
        self._at += 8
        self._stack.pop()

    def _pass_fragments(self, vr: bytes) -> None:
        """Compressed pixels inside an item, as in an icon."""
        if vr not in _FRAGMENTED:
            raise Fault("bad-length")
        for _ in range(limits.FRAGMENTS):
            if self._hold(8) < 8:
                break
            tag, length = self._item_head()
            self._at += 8 + (length if tag == _ITEM else 0)
            if tag == _SEQUENCE_END:
                return
            if tag != _ITEM:
                break
        raise Fault("no-delimiter")


def _opens(tag: int, vr: bytes, length: int) -> bool:
    """Whether items follow; in implicit VR `vr` is empty."""
    if not vr:
        return vr_in_dictionary(tag) == "SQ" or length == UNDEFINED
    return vr == b"SQ" or (vr == b"UN" and (length == UNDEFINED or vr_in_dictionary(tag) == "SQ"))
