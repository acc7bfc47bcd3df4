"""What tells without reading that files are those of before, and a key that is bound to them."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from itertools import islice
from pathlib import Path

from audit.scan.discover import Item, discover
from audit.scan.tokens import KEY_BYTES

FIRST_FILES = 32
"""Files that a key is bound to."""
FIRST_BYTES = 256 * 1024
"""Bytes of each of them."""


class ItemMarks:
    """
    A digest of items in their order: path, kind, and of files size, times of content and of status,
    and inode (all that tells a change without reading).

    Keyed with `salt` (BLAKE2b, RFC 7693), so that nothing can be guessed from it without that.
    """

    def __init__(self, salt: bytes, follow_links: bool) -> None:
        self._digest = blake2b(digest_size=KEY_BYTES, key=salt, person=b"items")
        self._see = os.stat if follow_links else os.lstat
        self.n_items = 0

    def add(self, items: Sequence[Item]) -> None:
        """The next items; those with a status are not looked at, as they are never opened."""
        see, marks = self._see, []
        for path, full, status, code, source in items:
            about = f"{status} {code}"
            if not status:
                try:
                    seen = see(full)
                    about = f"{seen.st_size} {seen.st_mtime_ns} {seen.st_ctime_ns} {seen.st_ino}"
                except OSError:
                    about = "unseen"
            marks.append(b"%d %s\0%s\0" % (source, about.encode(), path))
        self._digest.update(b"".join(marks))
        self.n_items += len(items)

    def hex(self) -> str:
        """Of all items so far."""
        return self._digest.hexdigest()


def bound_key(
    salt: bytes, roots: Sequence[Path], exclude: Path, follow_links: bool
) -> bytes | None:
    """
    A key that needs not be stored: made of `salt` and of the first files found, their bytes and
    what `ItemMarks` sees of them. None where there is no file.

    Whoever has the salt and not these very files cannot make it again, and whoever has the files
    has the identifiers. Raises NothingToAudit as `discover`.
    """
    items = discover(roots, exclude, follow_links)
    first = list(islice((item for item in items if not item.status), FIRST_FILES))
    if not first:
        return None
    digest = blake2b(digest_size=KEY_BYTES, key=salt, person=b"tokens")
    marks = ItemMarks(salt, follow_links)
    marks.add(first)
    digest.update(marks.hex().encode())
    for content in _beginnings((item.full for item in first), follow_links):
        digest.update(blake2b(content).digest())
    return digest.digest()


def _beginnings(paths: Iterable[bytes], follow_links: bool) -> Iterable[bytes]:
    """The first bytes of each file; nothing of one that cannot be read."""
    flags = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | (0 if follow_links else os.O_NOFOLLOW)
    for path in paths:
        try:
            handle = os.open(path, flags)
        except OSError:
            yield b""
            continue
        try:
            is_file = stat.S_ISREG(os.fstat(handle).st_mode)
            yield os.pread(handle, FIRST_BYTES, 0) if is_file else b""
        except OSError:
            yield b""
        finally:
            os.close(handle)
