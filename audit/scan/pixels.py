"""Where pixel data end, without reading them (PS3.5 A.4), and what may stand behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.scan import limits
from audit.scan.dictionary import vr_in_dictionary
from audit.scan.plans import LONG_VRS, SHORT_VRS, tag_of
from audit.scan.seen import BIG, EXPLICIT, IMPLICIT
from audit.scan.source_bytes import UNBOUNDED, Bytes, Fault

if TYPE_CHECKING:
    from audit.scan.walker import Walker

_ITEM, _END = b"\xfe\xff\x00\xe0", b"\xfe\xff\xdd\xe0"
_PIXEL_DATA, _USUAL = b"\xe0\x7f\x10\x00", (b"OW\0\0", b"OB\0\0")
_UNDEFINED = 0xFFFFFFFF
_FIRST = 8
"""Fragments that are followed one by one before the tail is looked at."""


def ends_plainly(walker: Walker) -> bool:
    """
    The usual end, quickly: where `walker` stands, native pixel data fill the file to its last
    byte. They are then taken as seen; otherwise nothing is done.
    """
    data, at = walker.data, walker.at
    if data[at : at + 4] != _PIXEL_DATA or walker.stack:
        return False
    encoding = walker.level.encoding
    if encoding == EXPLICIT and data[at + 4 : at + 8] in _USUAL:
        head, size = data[at : at + 6], 12
    elif encoding == IMPLICIT:
        head, size = _PIXEL_DATA, 8
    else:
        return False
    length = int.from_bytes(data[at + size - 4 : at + size], "little")
    start = walker.base + at + size
    if start + length != walker.source.size or at + size > len(data) or not length:
        return False
    seen = walker.seen
    seen.heads.append(head)
    seen.odd |= length & 1
    seen.pixel_at, seen.pixel_bytes = start, length
    walker.at = at + size
    return True


def end_of_pixels(source: Bytes, start: int, length: int, big: bool) -> int:
    """
    The offset behind the pixel data that start at `start`.

    Raises Fault: `truncated` where native pixels are cut, `no-delimiter` where the fragments of
    encapsulated ones do not end.
    """
    if length == _UNDEFINED:
        return _end_of_encapsulated(source, start)
    end = start + length
    if source.size == UNBOUNDED:
        source.fetch(end, 1)  # a stream is inflated to here, so that its end is known
    if end > source.size:
        raise Fault("truncated")
    return end


def _end_of_encapsulated(source: Bytes, start: int) -> int:
    """The first fragments, all there are of one frame; of many, the tail of the file."""
    if source.fetch(start, 4) not in (_ITEM, _END):
        raise Fault("no-delimiter")
    at, end = _follow(source, start, _FIRST)
    if end:
        return at
    size = source.size
    if size != UNBOUNDED and source.fetch(size - 8, 8) == _END + b"\0\0\0\0":
        return size
    return end_of_fragments(source, at)


def end_of_fragments(source: Bytes, start: int) -> int:
    """Fragment by fragment to the delimiter; raises Fault `no-delimiter` or `item-limit`."""
    at, end = _follow(source, start, limits.FRAGMENTS)
    if not end:
        raise Fault("item-limit")
    return at


def _follow(source: Bytes, start: int, most: int) -> tuple[int, bool]:
    """Over so many fragments at most: where that leads, and whether the delimiter was met."""
    at = start
    for _ in range(most):
        mark = source.fetch(at, 8)
        if len(mark) < 8 or mark[:4] not in (_ITEM, _END):
            raise Fault("no-delimiter")
        at += 8 + int.from_bytes(mark[4:8], "little")
        if mark[:4] == _END:
            return at, True
    return at, False


def may_go_on(head: bytes, encoding: int) -> bool:
    """Whether bytes behind pixel data look like an element and not like rubbish."""
    if len(head) < 8 or not any(head[:4]):
        return False
    if encoding == BIG:
        head = bytes((head[1], head[0], head[3], head[2], *head[4:]))
    tag = tag_of(head)
    known = tag >> 16 > 0x7FE0 or bool(vr_in_dictionary(tag))
    return known and (encoding == IMPLICIT or head[4:6] in SHORT_VRS | LONG_VRS)
