"""Where the walker gets its bytes: a file by position, or a deflated stream forwards."""

from __future__ import annotations

import os
import zlib
from hashlib import sha256
from typing import Protocol

from audit.scan.limits import INFLATED_BYTES

UNBOUNDED = 1 << 62
_INPUT = 64 * 1024
_OUTPUT = 256 * 1024


class Fault(Exception):
    """A place behind which the header cannot be trusted; carries a code and never a value."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Bytes(Protocol):
    """Bytes by offset; `size` is UNBOUNDED where it is not known before the end."""

    size: int

    def fetch(self, offset: int, size: int) -> bytes:
        """At most `size` bytes from `offset`; fewer only at the end."""


class FileBytes:
    """An open file."""

    def __init__(self, descriptor: int, size: int) -> None:
        self.descriptor = descriptor
        self.size = size

    def fetch(self, offset: int, size: int) -> bytes:
        """One positioned read; raises OSError."""
        return os.pread(self.descriptor, size, offset)


class Inflated:
    """A raw deflate stream (PS3.5 A.5), inflated as far as asked for, within a limit."""

    def __init__(self, compressed: Bytes, start: int) -> None:
        self.size = UNBOUNDED
        self._compressed = compressed
        self._at = start
        self._zip = zlib.decompressobj(-zlib.MAX_WBITS)
        self._held = b""
        self._held_at = 0
        self._fault: Fault | None = None

    def fetch(self, offset: int, size: int) -> bytes:
        """
        Forwards only. Raises Fault `inflate-limit` or `inflate-error` where not one byte could be
        had from `offset`; what stands before a fault is given.
        """
        while self._held_at + len(self._held) < offset + size:
            more = self._try()
            if not more:
                break
            keep = max(0, offset - self._held_at)
            dropped = min(keep, len(self._held))
            self._held = self._held[dropped:] + more
            self._held_at += dropped
        start = offset - self._held_at
        found = self._held[start : start + size] if start >= 0 else b""
        if not found and self._fault:
            raise self._fault
        return found

    def n_behind(self) -> int:
        """Bytes of the file behind the end of the stream; 0 where it was not reached."""
        if not self._zip.eof:
            return 0
        return len(self._zip.unused_data) + self._compressed.size - self._at

    def _try(self) -> bytes:
        """More bytes, or none at the end (which then is known) or at a fault (kept)."""
        if self._fault is not None:
            return b""
        try:
            more = self._inflate()
        except Fault as fault:
            self._fault = fault
            return b""
        if not more:
            self.size = self._held_at + len(self._held)
        return more

    def _inflate(self) -> bytes:
        if self._held_at + len(self._held) > INFLATED_BYTES:
            raise Fault("inflate-limit")
        while not self._zip.eof:
            data = self._zip.unconsumed_tail
            if not data:
                data = self._compressed.fetch(self._at, _INPUT)
                self._at += len(data)
            try:  # without input, too: what was taken in may not all have come out
                out = self._zip.decompress(data, _OUTPUT)
            except zlib.error:
                raise Fault("inflate-error") from None
            if out:
                return out
            if not data and not self._zip.eof:
                raise Fault("inflate-error")
        return b""


def digest_whole(descriptor: int, size: int) -> str:
    """SHA-256 of a whole file as hex; holes of sparse files cost as much as data."""
    total = sha256()
    offset = 0
    while offset < size:
        data = os.pread(descriptor, 1 << 20, offset)
        if not data:
            break
        total.update(data)
        offset += len(data)
    return total.hexdigest()
