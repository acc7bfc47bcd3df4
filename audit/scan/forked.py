"""
A reading process as a copy of this one, so that it need not import everything again.

Starting Python and importing pyarrow and our own modules takes 0.1 s of processor time, as much as
reading three hundred headers. A copy is made only while this process is `is_calm`: a thread that
holds a lock at that moment would never give it back in the copy.
"""

from __future__ import annotations

import gc
import os
import resource
import signal
import subprocess
import sys
import threading
import time
import warnings
from pathlib import Path
from typing import IO, NoReturn

from audit.scan.inbox import widen

_SMALL = 512 * 1024 * 1024
"""Bytes a process may hold and still be copied: what it holds counts as held by every copy."""
_OBJECTS = 50_000
"""New objects after which a copy looks for cycles of dead ones: reading headers leaves none."""
_HIGHEST = 65_536
"""File descriptors closed one by one where there is no list of those that are open."""
_TICK = 0.005


def is_calm() -> bool:
    """
    Whether this process may be copied: no thread of ours runs, and it is small. The idle threads
    of numerical libraries look after themselves when their process is copied. Linux alone:
    elsewhere system libraries do not bear it.
    """
    return sys.platform == "linux" and threading.active_count() == 1 and held_bytes() < _SMALL


def held_bytes() -> int:
    """Bytes this process holds; where the system does not say, the most it ever held."""
    return _pages(1)


def mapped_bytes() -> int:
    """Bytes of address space of this process, which is what RLIMIT_AS bounds."""
    return _pages(0)


def _pages(number: int) -> int:
    try:
        with Path("/proc/self/statm").open("rb") as pages:
            return int(pages.read().split()[number]) * resource.getpagesize()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


class Forked:
    """The copy, as its parent sees it: the part of `subprocess.Popen` that `Workers` needs."""

    def __init__(self, shared: int) -> None:
        from audit.scan.warm import warm_up  # noqa: PLC0415 - not in a process that is no parent

        warm_up()
        self._returncode: int | None = None
        requests, self._requests = os.pipe()
        self._answers, answers = os.pipe()
        widen(answers)
        with warnings.catch_warnings():
            # newer Pythons warn of any thread, idle ones of libraries too: see is_calm
            warnings.simplefilter("ignore", DeprecationWarning)
            self.pid = os.fork()
        if self.pid == 0:
            _be_a_worker(requests, answers, shared)
        os.close(requests)
        os.close(answers)
        self.stdin: IO[bytes] = os.fdopen(self._requests, "wb")
        self.stdout: IO[bytes] = os.fdopen(self._answers, "rb", 0)

    def kill(self) -> None:
        """End it, if it has not ended."""
        if self._returncode is None:
            os.kill(self.pid, signal.SIGKILL)

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code, or minus the signal; raises subprocess.TimeoutExpired."""
        end = None if timeout is None else time.monotonic() + timeout
        while self._returncode is None:
            pid, status = os.waitpid(self.pid, 0 if end is None else os.WNOHANG)
            if pid:
                self._returncode = os.waitstatus_to_exitcode(status)
            elif end is not None and time.monotonic() > end:
                raise subprocess.TimeoutExpired("a reading process", timeout or 0.0)
            else:
                time.sleep(_TICK)
        return self._returncode


def _be_a_worker(requests: int, answers: int, shared: int) -> NoReturn:
    """What the copy does, and its end: nothing of its parent's code runs in it afterwards."""
    code = 1
    try:
        gc.freeze()
        gc.set_threshold(_OBJECTS)
        os.setsid()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        _keep_only(requests, answers, shared)
        from audit.scan.lean import refuse_heavy_modules  # noqa: PLC0415 - imports a worker's needs
        from audit.scan.worker import serve  # noqa: PLC0415

        refuse_heavy_modules()
        code = serve(inherited=mapped_bytes())
    finally:
        os._exit(code)


def _keep_only(requests: int, answers: int, shared: int) -> None:
    """Requests as standard input, answers as output, nothing else but the shared page is open."""
    quiet = os.open(os.devnull, os.O_WRONLY)
    for theirs, ours in ((requests, 0), (answers, 1), (quiet, 2)):
        os.dup2(theirs, ours)
    try:
        opened = [int(path.name) for path in Path("/proc/self/fd").iterdir()]
    except OSError:
        opened = list(range(_HIGHEST))
    for descriptor in opened:
        if descriptor > 2 and descriptor != shared:
            try:
                os.close(descriptor)
            except OSError:
                continue  # the one that listed them
    sys.stdin = open(0, closefd=False)  # noqa: SIM115 - lives as long as the process
