"""A walker of its own kind: recursive, unforgiving, all in memory; it shares no code with ours."""

from __future__ import annotations

import struct

_SHORT = frozenset(
    ("AE", "AS", "AT", "CS", "DA", "DS", "DT", "FL", "FD", "IS", "LO", "LT", "PN", "SH", "SL",
     "SS", "ST", "TM", "UI", "UL", "US")
)  # fmt: skip
_LONG = frozenset(("OB", "OW", "OF", "OD", "OL", "OV", "SQ", "UC", "UN", "UR", "UT", "SV", "UV"))
_SEQUENCES = {(0x0008, 0x1140), (0x0040, 0x0275), (0x0040, 0xA730)}
"""The sequences that `encode.legal_file` writes: implicit VR does not say which they are."""
_UNDEFINED = 0xFFFFFFFF


class Broken(Exception):
    """A structural fault, by a word for the test's own message."""


class Strict:
    """Reads a whole Part 10 file; `check` raises Broken at the first fault."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.little = True
        self.explicit = True

    def check(self) -> None:
        if self.data[128:132] != b"DICM":
            raise Broken("no mark")
        at, syntax = self._meta()
        plain = ("1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2")
        if syntax not in plain and not syntax.startswith("1.2.840.10008.1.2.4."):
            raise Broken("transfer syntax")
        self.explicit = syntax != "1.2.840.10008.1.2"
        self.little = syntax != "1.2.840.10008.1.2.2"
        if at >= len(self.data):
            raise Broken("no data set")
        self._dataset(at, len(self.data), top=True)

    def _numbers(self, layout: str, at: int, end: int) -> tuple[int, ...]:
        form = ("<" if self.little else ">") + layout
        if at + struct.calcsize(form) > end:
            raise Broken("cut header")
        return struct.unpack_from(form, self.data, at)

    def _header(self, at: int, end: int) -> tuple[tuple[int, int], str, int, int]:
        """Tag, VR, length and where the value starts."""
        group, number = self._numbers("HH", at, end)
        if not self.explicit or group == 0xFFFE:
            return (group, number), "", self._numbers("L", at + 4, end)[0], at + 8
        vr = self.data[at + 4 : at + 6].decode("latin-1")
        if vr in _LONG:
            return (group, number), vr, self._numbers("L", at + 8, end)[0], at + 12
        if vr not in _SHORT:
            raise Broken("VR")
        return (group, number), vr, self._numbers("H", at + 6, end)[0], at + 8

    def _meta(self) -> tuple[int, str]:
        tag, _, length, at = self._header(132, len(self.data))
        if tag != (2, 0) or length != 4:
            raise Broken("meta length")
        stop = at + 4 + self._numbers("L", at, len(self.data))[0]
        at, syntax = at + 4, ""
        while at < stop:
            tag, _, length, start = self._header(at, len(self.data))
            at = start + length
            if tag[0] != 2 or at > min(stop, len(self.data)):
                raise Broken("meta group")
            if tag == (2, 0x10):
                syntax = self.data[start:at].decode("latin-1").rstrip("\0 ")
        if at != stop:
            raise Broken("meta length")
        return at, syntax

    def _dataset(self, at: int, end: int, top: bool = False, closed: bool = True) -> int:
        """Elements up to `end`, or, where not `closed`, to the delimiter of the item."""
        last = (0, 0)
        while at < end or not closed:
            tag, vr, length, start = self._header(at, end)
            if tag == (0xFFFE, 0xE00D) and not closed:
                return start
            if tag[0] in (0, 2, 0xFFFE):
                raise Broken("tag")
            if top and tag <= last:
                raise Broken("order")
            last = tag
            at = self._element(tag, vr, length, start, end)
        return at

    def _element(self, tag: tuple[int, int], vr: str, length: int, start: int, end: int) -> int:
        open_end = length == _UNDEFINED and tag != (0x7FE0, 0x10)
        if vr == "SQ" or (not self.explicit and (tag in _SEQUENCES or open_end)):
            return self._sequence(start, length, end)
        if length == _UNDEFINED:
            if tag != (0x7FE0, 0x10) and vr not in ("OB", "OW"):
                raise Broken("undefined length")
            return self._fragments(start, end)
        if start + length > end:
            raise Broken("beyond the end")
        if length % 2:
            raise Broken("odd")
        return start + length

    def _sequence(self, at: int, length: int, end: int) -> int:
        closed = length != _UNDEFINED
        stop = at + length if closed else end
        if stop > end:
            raise Broken("sequence beyond the end")
        while at < stop or not closed:
            tag, _, size, start = self._header(at, stop)
            if tag == (0xFFFE, 0xE0DD) and not closed:
                return start
            if tag != (0xFFFE, 0xE000):
                raise Broken("not an item")
            if size == _UNDEFINED:
                at = self._dataset(start, stop, closed=False)
            elif start + size > stop:
                raise Broken("item beyond the end")
            else:
                at = self._dataset(start, start + size)
                if at != start + size:
                    raise Broken("item")
        return at

    def _fragments(self, at: int, end: int) -> int:
        while True:
            tag, _, size, at = self._header(at, end)
            if tag == (0xFFFE, 0xE0DD):
                return at
            if tag != (0xFFFE, 0xE000) or at + size > end:
                raise Broken("fragment")
            at += size


def fault_of(data: bytes) -> str:
    """The first structural fault, or "" where the file is whole."""
    try:
        Strict(data).check()
    except Broken as broken:
        return str(broken)
    return ""
