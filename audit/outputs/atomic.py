"""Files that are whole or not there: the only place that writes an output."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from audit.errors import OutputNotWritten

MODE = 0o600
"""For the operator; publishing a report is a decision that a person takes."""


def atomic_write(path: Path, data: bytes) -> None:
    """
    Write next to the target, force to disk, rename over it, force the folder to disk.

    Raises OutputNotWritten; then an older file of that name is still whole.
    """
    place(stage(path, data, path.parent), path)


def stage(path: Path, data: bytes, folder: Path) -> Path:
    """
    What will be `path`, under another name in `folder` (of the same file system), on the disk.

    Raises OutputNotWritten, and then nothing is left of it.
    """
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=folder)
    except OSError as error:
        raise _not_written(path, error) from None
    with _gone_on_a_fault(Path(temporary), path):
        _fill(handle, data)
    return Path(temporary)


def place(temporary: Path, path: Path) -> None:
    """Rename what `stage` made over its target; raises OutputNotWritten as `atomic_write`."""
    with _gone_on_a_fault(temporary, path):
        temporary.replace(path)
        _sync_folder(path.parent)


@contextmanager
def _gone_on_a_fault(temporary: Path, path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise _not_written(path, error) from None
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _fill(handle: int, data: bytes) -> None:
    with os.fdopen(handle, "wb") as file:
        os.fchmod(file.fileno(), MODE)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _not_written(path: Path, error: OSError) -> OutputNotWritten:
    reason = os.strerror(error.errno) if error.errno else "the system gave no reason"
    return OutputNotWritten(
        f"{path.name} could not be written ({reason}): free space or name another folder with -o"
    )
