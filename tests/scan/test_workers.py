"""Worker processes that die, hang or fill their memory: their item is named, no other is lost."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from subprocess import Popen

import pyarrow as pa
import pytest

from audit.scan import limits
from audit.scan.workers import Settings, Task, Workers, WorkersFailed
from tests.conftest import ROOT
from tests.scan.encode import slice_of

SETTINGS = Settings(b"k" * 32, seconds=1.5, seconds_alone=1.5, memory=768 << 20)


class BadWorkers(Workers):
    """Workers that run `bad_worker`; all their processes are noted."""

    module = "tests.scan.bad_worker"

    def __init__(self, jobs: int, settings: Settings = SETTINGS) -> None:
        super().__init__(jobs, settings)
        self.processes: list[Popen[bytes]] = []

    def _spawn(self):  # type: ignore[no-untyped-def]
        worker = super()._spawn()
        self.processes.append(worker.process)
        return worker


@pytest.fixture(autouse=True)
def _path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


def tasks(folder: Path, names: Sequence[str], batch: int) -> Iterator[Task]:
    """Small legal files of these names, in batches."""
    for number, name in enumerate(names, 1):
        (folder / name).write_bytes(slice_of(number))
    items = [(n, str(folder / name), name, "", "", 1) for n, name in enumerate(names, 1)]
    for start in range(0, len(items), batch):
        yield {"batch": start // batch, "items": items[start : start + batch], "digest": False}


def answers(workers: Workers, work: Iterator[Task]) -> dict[int, tuple[str, str]]:
    """Status and code of each item; an item answered twice fails."""
    found: dict[int, tuple[str, str]] = {}
    for task, answer in workers.run(work):
        if isinstance(answer, str):
            assert len(task["items"]) == 1
            rows = [(task["items"][0][0], "rejected", [answer])]
        else:
            table = pa.ipc.open_stream(answer).read_all()
            rows = list(
                zip(*(table[k].to_pylist() for k in ("item", "status", "codes")), strict=True)
            )
            assert [row[0] for row in rows] == [item[0] for item in task["items"]]
        for item, status, codes in rows:
            assert item not in found
            found[item] = status, "".join(codes)
    return found


EXPECTED = {
    "good": ("ok", ""),
    "kill": ("rejected", "worker-died"),
    "hang": ("rejected", "timeout"),
    "fill": ("rejected", "memory-limit"),
}


def test_eleven_bad_among_two_hundred(tmp_path: Path) -> None:
    """Five are killed, three hang, three fill the memory; 189 answers and 11 names come back."""
    bad = {7: "kill", 8: "kill", 30: "hang", 55: "fill", 80: "kill", 81: "hang", 101: "fill",
           102: "kill", 140: "hang", 177: "fill", 199: "kill"}  # fmt: skip
    names = [f"{bad.get(n, 'good')}-{n:03d}" for n in range(200)]
    with BadWorkers(2) as workers:
        found = answers(workers, tasks(tmp_path, names, 25))
    assert found == {n: EXPECTED[name.partition("-")[0]] for n, name in enumerate(names, 1)}
    counted = Counter(found.values())
    assert counted == {
        ("ok", ""): 189,
        ("rejected", "worker-died"): 5,
        ("rejected", "timeout"): 3,
        ("rejected", "memory-limit"): 3,
    }
    tries = {path.name.partition(".")[0]: path.read_text() for path in tmp_path.glob("*.tries")}
    assert tries == {f"{what}-{n:03d}": "xx" for n, what in bad.items()}, "each twice, no more"
    assert all(process.returncode is not None for process in workers.processes), "none is left"


def test_a_crash_in_machine_code(tmp_path: Path) -> None:
    with BadWorkers(1) as workers:
        found = answers(workers, tasks(tmp_path, ["good-1", "crash-2", "good-3"], 3))
    assert found == {1: ("ok", ""), 2: EXPECTED["kill"], 3: ("ok", "")}


def test_processor_time_ends_where_no_clock_is_watched(tmp_path: Path) -> None:
    settings = replace(SETTINGS, seconds=60, seconds_alone=60)
    with BadWorkers(1, settings) as workers:
        found = answers(workers, tasks(tmp_path, ["good-1", "burn-2", "good-3"], 3))
    assert found == {1: ("ok", ""), 2: EXPECTED["hang"], 3: ("ok", "")}
    assert (tmp_path / "burn-2.tries").read_text() == "xx"


def test_a_death_outside_any_item_is_found_by_halving(tmp_path: Path) -> None:
    names = [f"{'spoil' if n == 11 else 'good'}-{n:02d}" for n in range(32)]
    with BadWorkers(1) as workers:
        found = answers(workers, tasks(tmp_path, names, 32))
    assert found == {n: EXPECTED["kill" if n == 12 else "good"] for n in range(1, 33)}
    assert len(workers.processes) <= 8, "and not one process an item"


def test_slow_items_together_are_no_timeout(tmp_path: Path) -> None:
    """The deadline is that of one item: six of 0.4 s stay below one of 1.5 s."""
    with BadWorkers(1) as workers:
        found = answers(workers, tasks(tmp_path, [f"slow-{n}" for n in range(6)], 6))
    assert set(found.values()) == {("ok", "")}
    assert len(workers.processes) == 1


def test_a_second_try_has_more_time(tmp_path: Path) -> None:
    settings = replace(SETTINGS, seconds=0.1, seconds_alone=20)
    with BadWorkers(1, settings) as workers:
        found = answers(workers, tasks(tmp_path, ["slow-1", "good-2"], 2))
    assert set(found.values()) == {("ok", "")}


def test_workers_make_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "WORKER_ITEMS", 10)
    with BadWorkers(1) as workers:
        answers(workers, tasks(tmp_path, [f"good-{n}" for n in range(15)], 5))
    assert len(workers.processes) == 2, "after ten items"
    monkeypatch.undo()
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setattr(limits, "WORKER_GROWTH_BYTES", 30 << 20)
    with BadWorkers(1) as workers:
        answers(workers, tasks(tmp_path, ["grow-1", "good-2", "good-3"], 1))
    assert len(workers.processes) == 2, "after it has grown"


def test_limits_of_a_process(tmp_path: Path) -> None:
    if not Path("/proc/self/limits").exists():
        pytest.skip("the system does not show the limits of a process")
    with BadWorkers(1) as workers:
        run = workers.run(tasks(tmp_path, ["good-1"], 1))
        next(run)
        table = Path(f"/proc/{workers.processes[0].pid}/limits").read_text()
    soft = {line[:26].strip(): line[26:].split()[0] for line in table.splitlines()}
    assert soft["Max address space"] == str(SETTINGS.memory)
    assert limits.CPU_SECONDS < int(soft["Max cpu time"]) < limits.CPU_SECONDS + 30
    assert soft["Max core file size"] == "0"
    assert soft["Max open files"] == str(limits.OPEN_FILES)
    assert Settings(b"").memory == limits.WORKER_BYTES == 1 << 30
    assert Settings(b"").seconds == limits.SECONDS == 5
    assert Settings(b"").seconds_alone == limits.SECONDS_ALONE == 30


def test_processes_that_never_start_end_the_run(tmp_path: Path) -> None:
    """A fault of ours or of the machine is not written down as one of every file."""

    class NoWorkers(BadWorkers):
        module = "keyword"

    start = time.monotonic()
    with NoWorkers(1) as workers, pytest.raises(WorkersFailed):
        answers(workers, tasks(tmp_path, [f"good-{n}" for n in range(300)], 300))
    assert time.monotonic() - start < 30


def test_no_tasks(tmp_path: Path) -> None:
    with BadWorkers(2) as workers:
        assert answers(workers, tasks(tmp_path, [], 5)) == {}
    assert workers.processes == []


class _Watched(Workers):
    """Notes at each wait how many processes are busy."""

    def __init__(self, jobs: int, settings: Settings) -> None:
        super().__init__(jobs, settings)
        self.busy: list[int] = []

    def _wait(self) -> Iterator[tuple[Task, bytes | bytearray | str]]:
        self.busy.append(len(self._busy))
        return super()._wait()


def test_nobody_waits_for_processes_that_have_nothing_to_do(tmp_path: Path) -> None:
    with _Watched(2, SETTINGS) as workers:
        assert len(answers(workers, tasks(tmp_path, ["a", "b", "c"], 1))) == 3
    assert workers.busy
    assert 0 not in workers.busy
