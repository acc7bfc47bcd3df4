"""Folders and processes to which file modes apply: root may read everything."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NOBODY = 65534
IS_ROOT = os.geteuid() == 0


@contextmanager
def open_folder() -> Iterator[Path]:
    """A new folder that any user may enter and write to; gone at the end, whatever is in it."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o777)
    try:
        yield folder
    finally:
        for place in (folder, *folder.iterdir(), *folder.glob("*/*"), *folder.glob("*/*/*")):
            if place.is_dir() and not place.is_symlink():
                place.chmod(0o700)
        shutil.rmtree(folder)


_LET_GO = """
import ctypes, os, sys
prctl = ctypes.CDLL(None, use_errno=True).prctl
for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH out of the bounding set
    if prctl(24, capability, 0, 0, 0):
        sys.exit("the right to read everything cannot be given up here")
os.execv(sys.executable, [sys.executable, "-c", *sys.argv[1:]])
"""


def run_without_rights(code: str, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """
    Run Python code in a process to which file modes apply, and to those it starts.

    Not as another user: the interpreter may lie where only root may go.
    """
    start = ["-c", _LET_GO, code] if IS_ROOT else ["-c", code]
    command = [sys.executable, *start, *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, check=True, text=True)


@contextmanager
def as_nobody() -> Iterator[None]:
    """Files are opened as another user, where the tests run as root."""
    if not IS_ROOT:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
