"""Where a scan keeps what it has read until its file is there: made, locked, gone afterwards."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from audit.errors import OutputNotWritten, UserError
from audit.lock import take_lock
from audit.scan.part_records import NAME as RECORDS
from audit.scan.safe_text import safe_text

LOCK = ".lock"


@contextmanager
def folder_beside(out: Path, roots: Sequence[Path] = ()) -> Iterator[Path]:
    """
    The folder `.NAME.checkpoint`, locked; afterwards gone, if nothing is left in it.

    Raises UserError where another scan holds it, it is not ours, or one of the sources `roots`
    lies in it; OutputNotWritten where it cannot be made.
    """
    folder = out.parent.resolve() / f".{out.name}.checkpoint"
    if any(folder == root or folder in root.parents for root in roots):
        raise UserError(
            "a source lies in the folder beside -o where a scan keeps what it has read: name "
            "another file with -o"
        )
    try:
        handle = _make_and_lock(folder)
    except BlockingIOError:
        raise UserError(
            "another scan is writing to this file: wait for it, or name another with -o"
        ) from None
    except OSError:
        raise OutputNotWritten("-o lies in no folder that can be written to") from None
    try:
        yield folder
    finally:
        (folder / LOCK).unlink(missing_ok=True)
        with suppress(OSError):  # parts are kept in it, or the next scan is there already
            folder.rmdir()
        os.close(handle)


def _make_and_lock(folder: Path) -> int:
    while True:
        folder.mkdir(mode=0o700, exist_ok=True)
        _refuse_strange(folder)
        try:
            return take_lock(folder / LOCK)
        except FileNotFoundError:
            continue  # the scan before us has just removed it


def _refuse_strange(folder: Path) -> None:
    """All in the folder may be removed, so that it must be one that a scan made."""
    try:
        seen = folder.lstat()
        names = {entry.name for entry in folder.iterdir()} if stat.S_ISDIR(seen.st_mode) else set()
    except FileNotFoundError:
        return  # as above
    ours = stat.S_ISDIR(seen.st_mode) and seen.st_uid == os.geteuid()
    if not ours or (names and not names & {LOCK, RECORDS}):
        raise UserError(
            f"{safe_text(folder.name)} beside -o is where a scan keeps what it has read, and no "
            "scan made it: rename it, or name another file with -o"
        )
    folder.chmod(0o700)
