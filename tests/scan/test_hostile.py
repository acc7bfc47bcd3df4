"""The catalogue of bad inputs: each file as its manifest asks, no good file the worse for it."""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from audit.scan import limits
from audit.scan.headers import HeaderReader
from audit.scan.scanner import ScanOptions, scan
from audit.scan.table import HeaderTable
from tests.conftest import ROOT
from tests.scan.encode import slice_of
from tests.scan.hostile import Case, disagreement, make_hostile
from tests.scan.other_user import open_folder, run_without_rights
from tests.scan.reading import KEY

pytestmark = pytest.mark.corpus
MOST_MEMORY = 512 << 20
N_SLICES = 60

# Says how much memory the reading processes took at most.
_SCAN = """
import resource, sys
from pathlib import Path
from audit.scan.scanner import ScanOptions, scan
source, work, key, jobs = sys.argv[1:]
Path(work).mkdir()
options = ScanOptions(jobs=int(jobs), key=bytes.fromhex(key))
scan([source], Path(work), options).close()
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


@dataclass(frozen=True)
class Scanned:
    """The catalogue, where it lies, and what a scan of it gave, by one who may not read all."""

    folder: Path
    cases: list[Case]
    answers: dict[str, tuple[str, list[str]]]
    rows: dict[str, tuple[Any, ...]]
    peak_bytes: int


def scan_apart(source: Path, work: Path, jobs: int) -> int:
    """Scan in a process of its own; the largest memory of its workers, in bytes."""
    done = run_without_rights(_SCAN, str(source), str(work), KEY.hex(), str(jobs), cwd=ROOT)
    assert done.stderr == ""
    return int(done.stdout) * (1 if sys.platform == "darwin" else 1024)


def table_of(work: Path) -> HeaderTable:
    parts = sorted(work.glob("part-*.parquet"))
    return HeaderTable(parts, work / "inventory.parquet", work / "doubles.parquet")


def rows_by_path(table: HeaderTable) -> dict[str, tuple[Any, ...]]:
    """All columns of each header but the number of the item."""
    rows = table.rows("select path, headers.* exclude (item) from headers order by item")
    return {row[0]: row[1:] for row in rows}


def add_slices(folder: Path) -> None:
    """A plain series, spread among the bad files so that it shares their batches."""
    for n in range(N_SLICES):
        place = folder / "files" / f"{'ABCD'[n % 4]}{n % 28:02d}_good_{n:03d}.dcm"
        place.write_bytes(slice_of(n))


@pytest.fixture(scope="module")
def scanned(shared: Path) -> Iterator[Scanned]:
    with open_folder() as folder:
        cases = make_hostile(shared, folder / "hostile")
        add_slices(folder / "hostile")
        peak = scan_apart(folder / "hostile", folder / "work", 2)
        table = table_of(folder / "work")
        found = table.rows("select path, status, codes from inventory order by item")
        answers = {path: (status, codes) for path, status, codes in found}
        assert len(answers) == len(found)
        rows = rows_by_path(table)
        table.close()
        yield Scanned(folder / "hostile", cases, answers, rows, peak)


def place_of(case: Case, scanned: Scanned) -> str:
    """The path in the inventory: of E17 the manifest names only where its chain begins."""
    if case.id != "E17":
        return case.path
    (deep,) = [path for path in scanned.answers if path.startswith(case.path)]
    return deep


def test_the_catalogue_is_whole(scanned: Scanned) -> None:
    assert len(scanned.cases) >= 223
    assert {case.id[0] for case in scanned.cases} == set("ABCDE")
    assert [case.id for case in scanned.cases if case.expect == "unavailable"] == []


def test_every_file_as_its_manifest_says(scanned: Scanned) -> None:
    wrong = []
    for case in scanned.cases:
        path = place_of(case, scanned)
        said = disagreement(case, *scanned.answers[path]) if path in scanned.answers else "lost"
        if said:
            wrong.append(f"{case.id}: {said}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("code", ["duplicate-uid", "uid-conflict", "duplicate-content"])
def test_sets_of_files(scanned: Scanned, code: str) -> None:
    named = [case for case in scanned.cases if case.expect == "set" and code in case.codes]
    groups: dict[str, list[list[str]]] = {}
    for case in named:
        groups.setdefault(case.id, []).append(scanned.answers[case.path][1])
    assert groups
    if code == "duplicate-uid":  # the first of them is the sample, and E20 names only the first
        groups["E20"] = [scanned.answers[f"tree/E20_{n}.dcm"][1] for n in "ab"]
        assert sum(code in codes for codes in groups["D01"]) == 2
        assert [code in codes for codes in groups["E20"]] == [False, True]
    else:
        assert all(code in codes for found in groups.values() for codes in found)


def test_the_equation(scanned: Scanned) -> None:
    """found = ok + finding + partial + rejected + skipped, and all of them are in the catalogue."""
    statuses = [status for status, _ in scanned.answers.values()]
    counted = {s: statuses.count(s) for s in ("ok", "finding", "partial", "rejected", "skipped")}
    assert sum(counted.values()) == len(statuses)
    assert min(counted.values()) > 2
    assert len(scanned.rows) == counted["ok"] + counted["finding"] + counted["partial"]
    known = {place_of(case, scanned) for case in scanned.cases}
    others = [path for path in scanned.answers if path not in known]
    inside = [p for p in others if p.startswith("tree/E") or "_good_" in p or p == "manifest.jsonl"]
    assert others == inside


def test_memory_of_the_reading_processes(scanned: Scanned) -> None:
    assert 0 < scanned.peak_bytes < MOST_MEMORY


def test_time_of_every_file(scanned: Scanned) -> None:
    """Each file by itself, also those that were skipped by their kind."""
    reader = HeaderReader(KEY)
    slow = []
    for case in scanned.cases:
        start = time.perf_counter()
        reader.read(bytes(scanned.folder / case.path))
        seconds = time.perf_counter() - start
        if seconds > limits.SECONDS / 2:
            slow.append(f"{case.id}: {seconds:.1f} s")
    assert not slow, "\n".join(slow)


def test_no_canary_is_kept(scanned: Scanned) -> None:
    """Nothing that identifies a person stands in any column but the path, in any writing."""
    words = {word for case in scanned.cases for word in case.canaries}
    assert len(words) > 500
    everything = json.dumps([row[1:] for row in scanned.rows.values()], default=str).upper()
    leaked = sorted(word for word in words if word.upper() in everything)
    assert not leaked, f"{len(leaked)} of {len(words)}"


def test_good_files_are_read_the_same_without_the_bad_ones(
    scanned: Scanned, tmp_path: Path
) -> None:
    """Rows of the good files, byte for byte, with one worker and nothing bad beside them."""
    good = [c.path for c in scanned.cases if c.expect == "ok" and c.path.startswith("files/")]
    good += [path for path in scanned.answers if "_good_" in path]
    for path in good:
        place = tmp_path / "good" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(scanned.folder / path, place)
    (tmp_path / "work").mkdir()
    table = scan([str(tmp_path / "good")], tmp_path / "work", ScanOptions(jobs=1, key=KEY))
    alone = rows_by_path(table)
    table.close()
    assert len(alone) == len(good) > N_SLICES + 20
    assert alone == {path: scanned.rows[path] for path in alone}
