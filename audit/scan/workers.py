"""The supervised processes: one pipe each, a deadline kept here, nothing lost when one dies."""

from __future__ import annotations

import json
import mmap
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any, ClassVar, Self

from audit.scan import limits
from audit.scan.forked import Forked, is_calm
from audit.scan.inbox import LENGTH, Inbox

_DONE = (1 << 63) - 1
_TICK = 0.2
_DEATHS = 50
"""Deaths in a row outside any item, with no answer between them: something else is wrong."""
Task = dict[str, Any]


@dataclass(slots=True)
class _Worker:
    """One process, what it is busy with, and what has come back so far."""

    process: subprocess.Popen[bytes] | Forked
    progress: mmap.mmap
    shared: IO[bytes]
    inbox: Inbox
    task: Task | None = None
    mark: int = _DONE
    since: float = 0.0
    n_items: int = 0


@dataclass(frozen=True, slots=True)
class Settings:
    """What every worker is told."""

    key: bytes
    follow_links: bool = False
    seconds: float = limits.SECONDS
    seconds_alone: float = limits.SECONDS_ALONE
    memory: int = limits.WORKER_BYTES
    marks: bool = True
    """Whether headers are searched for people (`audit.scan.privacy_marks`)."""


class WorkersFailed(RuntimeError):
    """No worker answers any more: the fault lies with us or the machine, not with one file."""


class Workers:
    """
    Runs tasks on `jobs` processes and yields each task with its answer, in the order they end.
    A context: at its end all processes are gone.

    An item that kills, hangs or fills a worker is tried once more alone; if that fails too it is
    answered with its code. The rest of its batch is done again; answers are never lost.
    """

    module = "audit.scan.lean"
    """What a process runs."""
    environment: ClassVar[dict[str, str]] = {}
    """What its environment has besides ours."""

    def __init__(self, jobs: int, settings: Settings) -> None:
        self._jobs = jobs
        self._settings = settings
        self._idle: list[_Worker] = []
        self._busy: dict[int, _Worker] = {}
        self._again: deque[Task] = deque()
        self._deaths = 0
        self._selector = selectors.DefaultSelector()

    @property
    def key(self) -> bytes:
        """What makes the tokens of this run."""
        return self._settings.key

    def run(self, tasks: Iterator[Task]) -> Iterator[tuple[Task, bytes | bytearray | str]]:
        """Answers: bytes of the worker, or, for a task of one item that failed twice, a code."""
        more = True
        while more or self._again or self._busy:
            while (more or self._again) and len(self._busy) < self._jobs:
                task = self._again.popleft() if self._again else next(tasks, None)
                if task is None:
                    more = False
                    break
                self._start(task)
            if self._busy:  # else nothing would come, and the wait would last its whole tick
                yield from self._wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """End all processes."""
        for worker in (*self._idle, *self._busy.values()):
            self._end(worker)
        self._idle.clear()
        self._busy.clear()

    # ------------------------------------------------------------- processes
    def _start(self, task: Task) -> None:
        worker = self._idle.pop() if self._idle else self._spawn()
        worker.task, worker.mark, worker.since = task, _DONE, time.monotonic()
        worker.n_items += len(task["items"])
        pipe = worker.process.stdout
        assert pipe is not None
        self._busy[pipe.fileno()] = worker
        self._selector.register(pipe, selectors.EVENT_READ)
        self._send(worker, json.dumps(task).encode())

    def _spawn(self) -> _Worker:
        shared = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the worker
        shared.write(LENGTH.pack(_DONE) + LENGTH.pack(0))
        shared.flush()
        process = self._process(shared.fileno())
        inbox = Inbox(self._settings.memory)
        worker = _Worker(process, mmap.mmap(shared.fileno(), 16), shared, inbox)
        told = {
            "key": self._settings.key.hex(),
            "follow_links": self._settings.follow_links,
            "memory": self._settings.memory,
            "marks": self._settings.marks,
            "progress": shared.fileno(),
        }
        self._send(worker, json.dumps(told).encode())
        return worker

    def _process(self, shared: int) -> subprocess.Popen[bytes] | Forked:
        """A copy of this process, where that can be; else a new one: either answers alike."""
        if self.module == Workers.module and is_calm():
            return Forked(shared)
        return subprocess.Popen(
            [sys.executable, "-m", self.module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            pass_fds=(shared,),
            start_new_session=True,
            env={**os.environ, **self.environment},
        )

    def _send(self, worker: _Worker, data: bytes) -> None:
        pipe = worker.process.stdin
        assert pipe is not None
        try:
            pipe.write(LENGTH.pack(len(data)) + data)
            pipe.flush()
        except BrokenPipeError:
            return  # its death is seen when its answer does not come

    def _end(self, worker: _Worker) -> None:
        worker.process.kill()
        worker.process.wait()
        for pipe in (worker.process.stdin, worker.process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except BrokenPipeError:
                    continue
        worker.progress.close()
        worker.shared.close()

    # --------------------------------------------------------------- answers
    def _wait(self) -> Iterator[tuple[Task, bytes | bytearray | str]]:
        for ready, _ in self._selector.select(_TICK):
            worker = self._busy[ready.fd]
            if not worker.inbox.take(ready.fd):
                yield from self._lost(ready.fd, _cause(worker.process))
            elif (answer := worker.inbox.answer()) is not None:
                yield self._finished(ready.fd, answer)
        for descriptor in self._overdue():
            yield from self._lost(descriptor, "timeout")

    def _finished(self, descriptor: int, answer: bytearray) -> tuple[Task, bytearray]:
        worker = self._busy.pop(descriptor)
        self._selector.unregister(descriptor)
        self._deaths = 0
        task, worker.task = worker.task, None
        assert task is not None
        grown = LENGTH.unpack(worker.progress[8:])[0] > limits.WORKER_GROWTH_BYTES
        if worker.n_items >= limits.WORKER_ITEMS or grown or task.get("alone"):
            self._end(worker)
        else:
            self._idle.append(worker)
        return task, answer

    def _overdue(self) -> list[int]:
        now, late = time.monotonic(), []
        for descriptor, worker in self._busy.items():
            assert worker.task is not None
            mark = LENGTH.unpack(worker.progress[:8])[0]
            if mark != worker.mark:
                worker.mark, worker.since = mark, now
            alone = worker.task.get("alone")
            allowed = self._settings.seconds_alone if alone else self._settings.seconds
            # starting up and packing a batch have no mark of their own, and more time
            if now - worker.since > (allowed if mark != _DONE else 10 * allowed + 30):
                late.append(descriptor)
        return late

    def _lost(self, descriptor: int, code: str) -> Iterator[tuple[Task, bytes | bytearray | str]]:
        """Find the item that did it; it goes alone, the others again."""
        worker = self._busy.pop(descriptor)
        self._selector.unregister(descriptor)
        mark = LENGTH.unpack(worker.progress[:8])[0]
        task = worker.task
        self._end(worker)
        assert task is not None
        self._deaths += mark == _DONE
        if self._deaths > _DEATHS:
            raise WorkersFailed(f"{_DEATHS} reading processes in a row died without an answer")
        items = task["items"]
        if task.get("alone"):
            yield task, code
            return
        guilty = [item for item in items if item[0] == mark] or (items if len(items) == 1 else [])
        for item in guilty:
            self._again.append({**task, "items": [item], "alone": True})
        others = [item for item in items if item not in guilty]
        # it died outside any item: the one that did it is found by halving
        half = 0 if guilty else len(others) // 2
        for some in (others[:half], others[half:]):
            if some:
                self._again.append({**task, "items": some})


def _cause(process: subprocess.Popen[bytes] | Forked) -> str:
    """The code for a process whose pipe has ended: the system kills what runs out of time."""
    try:
        ended = process.wait(_TICK)
    except subprocess.TimeoutExpired:
        ended = 0
    return "timeout" if ended == -signal.SIGXCPU else "worker-died"
