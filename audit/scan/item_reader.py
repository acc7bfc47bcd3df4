"""Bytes to nested items: what stands together in one item of a sequence stays together."""

from __future__ import annotations

from struct import Struct
from typing import Any, NamedTuple

from audit.scan import limits
from audit.scan.annotation_words import BARREN, WANTED
from audit.scan.dictionary import vr_in_dictionary
from audit.scan.plans import LONG_VRS
from audit.scan.seen import BIG, IMPLICIT
from audit.scan.source_bytes import Bytes, Fault

Item = dict[str, Any]
"""By keyword: the beginning of a value as text, a number, or a list of items."""
UNDEFINED = 0xFFFFFFFF
_ITEM, _ITEM_END, _SEQUENCE_END = 0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD
_VALUE, _MAYBE, _SEQUENCE = range(3)
_PLANS = 10_000


class _Plan(NamedTuple):
    """What to do at one element head; decided once."""

    kind: int
    """A value; a sequence if its length is undefined; a sequence."""
    size: int
    short: bool
    """Whether the length has 16 bits."""
    special: bool
    """A delimiter, or pixels where the data set ends for us."""
    implicit: bool
    """What a sequence holds is in implicit VR (VR UN: CP-246)."""
    tag: int
    keyword: str
    """Empty where the value is not wanted."""
    name: str
    """The keyword, or eight hex digits."""


class _Open(NamedTuple):
    """A data set or item (`items` is None), or a sequence, that is not at its end."""

    item: Item
    items: list[Item] | None
    end: int
    undefined: bool
    implicit: bool


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
        big = encoding == BIG
        self._order: Any = "big" if big else "little"
        self._item_head = Struct(">HHL" if big else "<HHL").unpack_from
        self._short = Struct(">H" if big else "<H").unpack_from
        self._long = Struct(">L" if big else "<L").unpack_from
        self._data, self._base, self._at = b"", start, 0
        self._n_elements = self._n_read = 0
        self._plans: tuple[dict[bytes, _Plan], dict[bytes, _Plan]] = ({}, {})
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
        at_root, width = len(self._stack) == 1, 4 if level.implicit else 6
        plans = self._plans[level.implicit]
        while self._base + self._at < level.end:
            if self._at + 12 > len(self._data) and self._hold(12) < 8:
                self._end_of_bytes(at_root)
                return
            data, at = self._data, self._at
            head = data[at : at + width]
            plan = plans.get(head) or self._learn(head, level.implicit)
            if plan.special and self._stop(level, plan.tag, at_root):
                return
            if at + plan.size > len(data):
                raise Fault("truncated")
            length = self._short(data, at + 6)[0] if plan.short else (
                self._long(data, at + plan.size - 4)[0])  # fmt: skip
            self._at = at + plan.size
            self._n_elements += 1
            if plan.kind and (plan.kind == _SEQUENCE or length == UNDEFINED):
                self._open(level, plan, length)
                return
            if length == UNDEFINED and not plan.short:
                self._pass_fragments(head[4:])
                continue
            if self._base + self._at + length > self._source.size:
                raise Fault("truncated")
            if plan.keyword and length:
                self._keep(level.item, plan, length)
            self._at += length
        self._leave(level)

    def _learn(self, head: bytes, implicit: bool) -> _Plan:
        """The plan of a head; hostile files have many different ones."""
        tag = self._short(head, 0)[0] << 16 | self._short(head, 2)[0]
        is_sequence, vr = vr_in_dictionary(tag) == "SQ", head[4:]
        size = 12 if vr in LONG_VRS else 8
        kind = _SEQUENCE if vr == b"SQ" else _VALUE
        if implicit or vr == b"UN":
            kind = _SEQUENCE if is_sequence else _MAYBE
        if tag in BARREN:
            kind = _MAYBE
        plans = self._plans[implicit]
        if len(plans) > _PLANS:
            plans.clear()
        keyword = WANTED.get(tag, "")
        plan = plans[head] = _Plan(
            kind,
            size,
            size == 8 and not implicit,
            tag >> 16 in (0xFFFE, 0x7FE0),
            implicit or vr == b"UN",
            tag,
            keyword,
            keyword or f"{tag:08X}",
        )
        return plan

    def _stop(self, level: _Open, tag: int, at_root: bool) -> bool:
        """At a delimiter, or at the pixels of the data set itself; not at those of an icon."""
        if tag >> 16 == 0x7FE0:
            if at_root:
                self._stack.clear()
            return at_root
        if tag != _ITEM_END or not level.undefined:
            raise Fault("no-delimiter")
        self._at += 8
        self._stack.pop()
        return True

    def _end_of_bytes(self, at_root: bool) -> None:
        if not at_root or any(self._data[self._at :]):
            raise Fault("truncated")
        self._stack.clear()

    def _leave(self, level: _Open) -> None:
        if self._base + self._at > level.end:
            raise Fault("no-delimiter")
        self._stack.pop()
        if self._n_elements > limits.ANNOTATION_ELEMENTS:
            raise Fault("element-limit")

    def _keep(self, item: Item, plan: _Plan, length: int) -> None:
        """The first of two equal tags counts."""
        size = min(length, limits.ANNOTATION_VALUE)
        self._hold(size)
        raw = self._data[self._at : self._at + size]
        if vr_in_dictionary(plan.tag) in ("US", "UL"):
            item.setdefault(plan.keyword, int.from_bytes(raw, self._order))
        elif text := raw.decode("latin-1").strip(" \0"):
            item.setdefault(plan.keyword, text)

    def _open(self, level: _Open, plan: _Plan, length: int) -> None:
        items: list[Item] = level.item.setdefault(plan.name, [])
        if not length:
            return
        if len(self._stack) >= 2 * limits.DEPTH:
            raise Fault("depth-limit")
        if self._n_elements > limits.ANNOTATION_ELEMENTS:
            raise Fault("element-limit")
        end = level.end if length == UNDEFINED else self._base + self._at + length
        if end > level.end:
            raise Fault("no-delimiter" if end <= self._source.size else "truncated")
        self._stack.append(_Open(level.item, items, end, length == UNDEFINED, plan.implicit))

    def _next_item(self, level: _Open, items: list[Item]) -> None:
        offset = self._base + self._at
        if offset >= level.end and not level.undefined:
            self._stack.pop()
            return
        if self._hold(8) < 8:
            raise Fault("truncated")
        high, low, length = self._item_head(self._data, self._at)
        tag = high << 16 | low
        self._at += 8
        if tag == _SEQUENCE_END and level.undefined:
            self._stack.pop()
            return
        end = level.end if length == UNDEFINED else offset + 8 + length
        if tag != _ITEM or end > level.end:
            raise Fault("no-delimiter")
        item: Item = {}
        items.append(item)
        self._n_elements += 1
        self._stack.append(_Open(item, None, end, length == UNDEFINED, level.implicit))

    def _pass_fragments(self, vr: bytes) -> None:
        """Compressed pixels inside an item, as in an icon."""
        if vr not in (b"OB", b"OW"):
            raise Fault("bad-length")
        for _ in range(limits.FRAGMENTS):
            if self._hold(8) < 8:
                break
            high, low, length = self._item_head(self._data, self._at)
            tag = high << 16 | low
            self._at += 8 + (length if tag == _ITEM else 0)
            if tag == _SEQUENCE_END:
                return
            if tag != _ITEM:
                break
        raise Fault("no-delimiter")
