"""Reading processes that are copies of their parent answer as new ones do."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest

from audit.scan import forked
from tests.scan.encode import slice_of

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="copies are made on Linux alone")

SCRIPT = """
    import hashlib, os, signal, sys
    from pathlib import Path
    import pyarrow as pa
    from audit.scan import forked, workers
    from audit.scan.workers import Settings, Workers

    def tasks():
        items = [(n, str(p), p.name, None, None, 0) for n, p in enumerate(sorted(FILES), 1)]
        for number, first in enumerate(range(0, len(items), 4)):
            yield {"batch": number, "items": items[first : first + 4], "digest": False}

    def answers(copies):
        workers.is_calm = forked.is_calm if copies else lambda: False
        found = {}
        with Workers(2, Settings(b"k" * 32)) as several:
            for task, answer in several.run(tasks()):
                kinds.update(type(one.process).__name__ for one in several._idle)
                assert not isinstance(answer, str), answer
                found[task["batch"]] = pa.ipc.open_stream(answer).read_all().to_pylist()
        return found

    FILES, kinds = list(Path(sys.argv[1]).iterdir()), set()
    assert forked.is_calm()
    copied = answers(True)
    assert kinds == {"Forked"}, kinds
    assert copied == answers(False)
    assert kinds == {"Forked", "Popen"}, kinds
    assert sum(map(len, copied.values())) == len(FILES) == 12
    shared = os.memfd_create("page")
    os.ftruncate(shared, 16)
    before = set(os.listdir("/proc/self/fd"))
    copy = forked.Forked(shared)
    copy.kill()
    assert copy.wait() == -signal.SIGKILL == copy.wait(0.1)
    copy.kill()
    copy.stdin.close(), copy.stdout.close()
    assert set(os.listdir("/proc/self/fd")) == before
    print("as new ones")
"""


@LINUX
def test_a_copy_answers_as_a_new_process(tmp_path: Path) -> None:
    """The same rows of twelve files, by copies and by new processes; a killed copy says so."""
    for number in range(12):
        (tmp_path / f"{number}.dcm").write_bytes(slice_of(number + 1))
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", textwrap.dedent(SCRIPT), str(tmp_path)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.stdout == "as new ones\n", ran.stderr


@LINUX
def test_only_what_a_copy_needs_is_open(tmp_path: Path) -> None:
    """A file open in the parent is closed in the copy, and the copy ends with its parent."""
    (tmp_path / "secret").write_text("x")
    script = """
        import os, sys, time
        from audit.scan import forked
        held = open(sys.argv[1])
        shared = os.memfd_create("page")
        os.ftruncate(shared, 16)
        copy = forked.Forked(shared)
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            folder = f"/proc/{copy.pid}/fd"
            opened = {os.readlink(f"{folder}/{n}") for n in os.listdir(folder)}
            if len(opened) == 4 and sys.argv[1] not in opened:
                break
            time.sleep(0.05)
        # its requests, its answers, nothing, and the page
        print(len(opened) == 4 and sys.argv[1] not in opened, copy.pid, flush=True)
        os._exit(0)
    """
    ran = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script), str(tmp_path / "secret")],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    told, pid = ran.stdout.split()
    assert told == "True"
    with pytest.raises(ProcessLookupError):
        for _ in range(200):
            os.kill(int(pid), signal.SIG_DFL)
            threading.Event().wait(0.05)


def test_no_copy_beside_a_thread_or_of_a_large_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thread that may hold a lock, and memory that would count twice, forbid it."""
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    monkeypatch.setattr(forked, "held_bytes", lambda: forked._SMALL - 1)
    assert forked.is_calm() == (sys.platform == "linux")
    monkeypatch.setattr(forked, "held_bytes", lambda: forked._SMALL)
    assert not forked.is_calm()
    monkeypatch.setattr(forked, "held_bytes", lambda: 0)
    monkeypatch.setattr(threading, "active_count", lambda: 2)
    assert not forked.is_calm()
