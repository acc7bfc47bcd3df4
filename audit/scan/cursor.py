"""Where the walk stands: the bytes held, the element header here, and what is noted."""

from __future__ import annotations

from hashlib import sha256
from typing import NoReturn

from audit.scan import limits
from audit.scan.plans import LONG_VRS, tag_of
from audit.scan.runs import U32, UNDEFINED, header
from audit.scan.seen import BIG, IMPLICIT, Level, Seen
from audit.scan.source_bytes import Bytes, Fault, Inflated


class Cursor:
    """A window on the bytes of a source that only moves forwards."""

    def __init__(self, source: Bytes, data: bytes, at: int, base: int) -> None:
        self.source = source
        self.data = data
        self.base = base
        self.at = at
        """Place in `data`; `base + at` is the offset in the source."""
        self.seen = Seen()
        self.hashed = sha256()
        self._n_read = len(data)

    def _refill(self) -> None:
        """Put the bytes from here on in front; the part that was walked is hashed."""
        offset = self.base + self.at
        self.hashed.update(memoryview(self.data)[: self.at])
        self._count()
        self.data = self.source.fetch(offset, limits.NEXT_READ)
        self.base, self.at = offset, 0
        self._n_read += len(self.data)
        if self._n_read > limits.HEADER_BYTES:
            raise Fault("header-limit")

    def _hold(self, size: int) -> int:
        """Have `size` bytes from here on in `data`, or as many as there are; how many."""
        if self.at + size > len(self.data):
            self._refill()
        return len(self.data) - self.at

    def pass_over(self, level: Level, head: bytes, length: int) -> None:
        """Take an element into the inventory."""
        seen = self.seen
        seen.odd |= length & 1 if length != UNDEFINED else 0
        if not level.node.top:
            seen.n_nested += 1
            return
        seen.heads.append(head)
        if not length:
            seen.empty.append(head)

    def _count(self) -> None:
        seen = self.seen
        if len(seen.heads) > limits.TOP_ELEMENTS or (
            len(seen.heads) + seen.n_nested > limits.ELEMENTS
        ):
            raise Fault("element-limit")

    def _header(self, level: Level) -> tuple[bytes, int, int] | None:
        """Head, size of the element header and declared length; None where the bytes end."""
        held = self._hold(12)
        data, at = self.data, self.at
        if held < 8:
            return None
        if level.encoding == BIG:
            return header(data, at)
        if level.encoding == IMPLICIT or data[at : at + 2] == b"\xfe\xff":
            return data[at : at + 4], 8, U32(data, at + 4)[0]
        head = data[at : at + 6]
        if head[4:6].upper() not in LONG_VRS:
            return head, 8, data[at + 6] | data[at + 7] << 8
        return None if held < 12 else (head, 12, U32(data, at + 8)[0])

    def _header_of_item(self, sequence: Level) -> tuple[int, int] | None:
        if self._hold(8) < 8:
            return None
        data, at = self.data, self.at
        if sequence.encoding == BIG:
            return int.from_bytes(data[at : at + 4], "big"), int.from_bytes(
                data[at + 4 : at + 8], "big"
            )
        return tag_of(data[at : at + 4]), U32(data, at + 4)[0]

    def _beyond(self, nested: bool) -> NoReturn:
        if not nested:
            self._note("truncated")
        if isinstance(self.source, Inflated):
            self._note("inflate-error")
        raise Fault("length-beyond-eof")

    def _overrun(self, end: int) -> NoReturn:
        """A child longer than what holds it."""
        if end > self.source.size:
            self._note("length-beyond-eof")
        raise Fault("no-delimiter")

    def _note(self, code: str) -> None:
        if code not in self.seen.codes:
            self.seen.codes.append(code)
