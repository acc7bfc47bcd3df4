"""A lock that the system releases when its holder dies, so that a stale one cannot be."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path


def take_lock(lock: Path) -> int:
    """
    Make and lock the file `lock`; the descriptor holds the lock until it is closed.

    Raises BlockingIOError where another process holds it, OSError where it cannot be made. The
    file may have been unlinked between open and lock: then it is opened again.
    """
    while True:
        handle = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _is_the_same(handle, lock):
                return handle
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)


def _is_the_same(handle: int, lock: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), lock.lstat())
    except FileNotFoundError:
        return False
