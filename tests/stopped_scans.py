"""
Scans that are stopped: the real command with small parts, halted once some of them are finished.

    python -m tests.stopped_scans N ARGUMENTS

runs `dicom-audit ARGUMENTS` and halts itself (SIGSTOP) as soon as N parts are finished, so that
whoever started it can send the signal that is tried.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pyarrow as pa
import pytest

from audit.cli import main
from audit.scan import limits
from audit.scan.checkpoint import Checkpoint
from tests.conftest import ROOT
from tests.scan.encode import slice_of

BATCH, PART = 25, 100
N_FILES = 530
N_PARTS = 6
N_PATIENTS = 7
KEY = b"a key of the tests, not short"


def make_files(folder: Path) -> Path:
    """
    Small files in folders of 150, of seven patients in turn; the last repeats the first, one is
    cut, one only claims to be DICOM, one is a text.
    """
    for n in range(N_FILES):
        path = folder / f"{n // 150}" / f"{n:04d}.dcm"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content(0 if n == N_FILES - 1 else n))
    (folder / "0" / "0007.dcm").write_bytes(content(7)[:300])
    (folder / "1" / "0200.dcm").write_bytes(b"no DICOM at all\n" * 20)
    (folder / "0" / "README").write_text("Nothing to see here.\n")
    return folder


@cache
def undisturbed() -> bytes:
    """What a scan of these files with KEY writes that nothing stopped."""
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as name:
        make_small_parts(patch)
        source, out, key = make_files(Path(name) / "data"), Path(name) / "h", Path(name) / "key"
        key.write_bytes(KEY)
        assert main(["scan", str(source), "-o", str(out), "-q", "--key-file", str(key)]) == 3
        return out.read_bytes()


def content(n: int) -> bytes:
    """File number `n`."""
    return slice_of(n, {0x00100020: ("LO", f"P{n % N_PATIENTS}")})


def make_small_parts(patch: pytest.MonkeyPatch) -> None:
    """As in the process that `start` starts."""
    patch.setattr(limits, "BATCH", BATCH)
    patch.setattr(limits, "PART", PART)


def after_parts(n_parts: int, do: Callable[[], None], patch: pytest.MonkeyPatch) -> None:
    """Have something done once `n_parts` parts are finished by one checkpoint."""
    note, n_noted = Checkpoint.note, 0

    def counted(self: Checkpoint, part: int, rows: pa.Table) -> None:
        nonlocal n_noted
        note(self, part, rows)
        n_noted += 1
        if n_noted == n_parts:
            do()

    patch.setattr(Checkpoint, "note", counted)


def stop(arguments: list[str], n_parts: int = 3) -> None:
    """A scan in this process that SIGTERM ends after so many parts."""
    with pytest.MonkeyPatch.context() as patch:
        after_parts(n_parts, lambda: os.kill(os.getpid(), signal.SIGTERM), patch)
        assert main(arguments) == 143


def start(arguments: list[str], n_parts: int) -> subprocess.Popen[bytes]:
    """A scan in a process of its own that stands still with so many finished parts."""
    command = [sys.executable, "-m", "tests.stopped_scans", str(n_parts), *arguments]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    _, status = os.waitpid(process.pid, os.WUNTRACED)
    assert os.WIFSTOPPED(status), "it must not end before"
    return process


def go_on(process: subprocess.Popen[bytes], number: int | None = None) -> tuple[int, str]:
    """Exit code and standard error of a halted process that first gets signal `number`."""
    if number is not None:
        process.send_signal(number)
    process.send_signal(signal.SIGCONT)
    _, said = process.communicate(timeout=60)
    return process.returncode, said.decode()


def taken(said: str) -> int:
    """Items that standard error says were taken over."""
    found = re.search(r"taken over from a scan that was stopped: (\d+) of \d+ items found", said)
    return int(found[1]) if found else 0


def checkpoint_of(out: Path) -> Path:
    """Where the parts of a scan to this file lie."""
    return out.with_name(f".{out.name}.checkpoint")


if __name__ == "__main__":
    with pytest.MonkeyPatch.context() as small:
        make_small_parts(small)
        after_parts(int(sys.argv[1]), lambda: os.kill(os.getpid(), signal.SIGSTOP), small)
        sys.exit(main(sys.argv[2:]))
