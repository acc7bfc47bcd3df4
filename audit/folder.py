"""The output folder: made, probed, locked, with a working folder that goes away at the end."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from audit.errors import OutputNotWritten, UserError
from audit.lock import take_lock
from audit.outputs.write import FORMATS, SUMS
from audit.terminal import stopped, tell

LOCK = ".dicom-audit.lock"
WORK = ".dicom-audit.work"
_OURS = ("inventory.parquet", *(name for pairs in FORMATS.values() for name, _ in pairs))


@dataclass(frozen=True, slots=True)
class OutputFolder:
    """An output folder that is ours until the run ends."""

    path: Path
    """Absolute, links resolved."""
    work: Path
    """Inside of it, for parts; empty at the start, removed at the end."""


@contextmanager
def open_folder(out: Path) -> Iterator[OutputFolder]:
    """
    Make and lock `out`; one run at a time.

    Raises UserError where `out` is no folder or another run holds it, OutputNotWritten where
    nothing can be written into it. A folder that we made and that stayed empty is removed.
    """
    made, path = _make(out)
    try:
        with _locked(path):
            work = _fresh(path / WORK)
            try:
                yield OutputFolder(path, work)
            except BaseException:
                if stopped():
                    _tell_what_stands(path)
                raise
            finally:
                shutil.rmtree(work, ignore_errors=True)
    finally:
        if made:
            _remove_if_empty(path)


def _tell_what_stands(path: Path) -> None:
    """What a stopped run leaves: nothing, a finished run as it was, or the parts of two runs."""
    if (path / SUMS).exists():
        tell("dicom-audit: the outputs in -o are those of the last run that finished")
    elif any((path / name).exists() for name in _OURS):
        tell(
            f"dicom-audit: the outputs in -o are no whole run and have no {SUMS}: run the same "
            "command again"
        )


def _make(out: Path) -> tuple[bool, Path]:
    try:
        made = not out.exists()
        out.mkdir(mode=0o700, parents=True, exist_ok=True)
        return made, out.resolve(strict=True)
    except FileExistsError:
        raise UserError("-o names something that is not a folder: name a folder") from None
    except OSError as error:
        raise _not_ours(error) from None


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    lock = path / LOCK
    try:
        handle = take_lock(lock)
    except BlockingIOError:
        raise UserError(
            "another run is writing to this output folder: wait for it, or name another with -o"
        ) from None
    except OSError as error:
        raise _not_ours(error) from None
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)
        os.close(handle)


def _fresh(work: Path) -> Path:
    """What a killed run left there belongs to nobody: we hold the lock."""
    try:
        if work.is_symlink():
            work.unlink()
        elif work.exists():
            shutil.rmtree(work)
        work.mkdir(mode=0o700)
    except OSError as error:
        raise _not_ours(error) from None
    return work


def _not_ours(error: OSError) -> OutputNotWritten:
    reason = os.strerror(error.errno or errno.EIO)
    return OutputNotWritten(
        f"the output folder cannot be written to ({reason}); nothing was scanned: "
        "name another folder with -o"
    )


def _remove_if_empty(path: Path) -> None:
    try:
        path.rmdir()
    except OSError:
        return  # something was written, which is why it was made


def former_outputs(folder: Path) -> tuple[str, ...]:
    """The files that an earlier finished run wrote here, by its SHA256SUMS."""
    return tuple(sums_of(folder))


def sums_of(folder: Path) -> dict[str, str]:
    """SHA256SUMS as name to digest; empty where no run finished here or it cannot be read."""
    try:
        lines = (folder / SUMS).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return {}
    pairs = (line.partition("  ")[::2] for line in lines)
    return {name: digest for digest, name in pairs if name and Path(name).name == name}
