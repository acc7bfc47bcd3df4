"""An answer on its way through a pipe: its length, and then that many bytes."""

from __future__ import annotations

import fcntl
import os
import struct

LENGTH = struct.Struct("<Q")
_PIPE_BYTES = 1 << 20


def widen(descriptor: int) -> None:
    """Let a pipe hold more, where the system can, so that its two ends take turns less often."""
    if hasattr(fcntl, "F_SETPIPE_SZ"):
        try:
            fcntl.fcntl(descriptor, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
        except OSError:
            return  # it is slower, and works


class Inbox:
    """What has come of one answer. Bytes are read to where they stay: answers are large."""

    def __init__(self, longest: int) -> None:
        self._longest = longest
        self._head = b""
        self._body: bytearray | None = None
        self._n_read = 0

    def take(self, descriptor: int) -> bool:
        """
        Read once; False where the pipe has ended, or where what came cannot be the length of an
        answer: more than `longest` bytes.
        """
        if self._body is None:
            came = os.read(descriptor, LENGTH.size - len(self._head))
            self._head += came
            return bool(came) and (len(self._head) < LENGTH.size or self._begin())
        n_came = os.readv(descriptor, [memoryview(self._body)[self._n_read :]])
        self._n_read += n_came
        return n_came > 0

    def _begin(self) -> bool:
        (size,) = LENGTH.unpack(self._head)
        if size > self._longest:
            return False
        self._body = bytearray(size)
        return True

    def answer(self) -> bytearray | None:
        """The answer, once it is whole; the next one begins then."""
        if self._body is None or self._n_read < len(self._body):
            return None
        whole, self._head, self._body, self._n_read = self._body, b"", None, 0
        return whole
