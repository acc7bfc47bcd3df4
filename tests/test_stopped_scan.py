"""A scan that a signal ended: the next equal one reads the rest and writes the same bytes."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from audit.cli import main
from audit.lock import take_lock
from audit.scan import limits
from audit.scan.parts import PartWriter
from tests.conftest import ROOT
from tests.stopped_scans import (
    KEY,
    N_FILES,
    N_PARTS,
    N_PATIENTS,
    PART,
    checkpoint_of,
    go_on,
    make_files,
    make_small_parts,
    start,
    stop,
    taken,
    undisturbed,
)

Scan = tuple[list[str], Path]


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    make_small_parts(monkeypatch)


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("key") / "key"
    path.write_bytes(KEY)
    return path


@pytest.fixture
def scan(tmp_path: Path, key: Path) -> Scan:
    """A command with a source of its own, and the file it writes."""
    source, out = make_files(tmp_path / "data"), tmp_path / "h.parquet"
    return ["scan", str(source), "-o", str(out), "--key-file", str(key), "-j", "1"], out


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGKILL, -9)]
)
def test_the_next_scan_goes_on_and_writes_the_same_bytes(
    number: int, code: int, scan: Scan, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments, out = scan
    process = start(arguments, 2)
    ended, said = go_on(process, number)
    assert ended == code
    if number != signal.SIGKILL:
        assert f"what was read so far ({2 * PART} items) is kept beside -o: the same" in said
        assert "stopped" in said
    assert not out.exists()
    folder = checkpoint_of(out)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert main(arguments) == 3
    told = capsys.readouterr()
    assert told.err == (
        "dicom-audit: taken over from a scan that was stopped: "
        f"{2 * PART} of {N_FILES + 1} items found\n"
    )
    assert told.out.endswith(f"rows of {N_FILES + 1} items found, 1 rejected\n")
    assert out.read_bytes() == undisturbed()
    assert not folder.exists()


@pytest.mark.parametrize("n_parts", (1, N_PARTS - 1, N_PARTS))
def test_stopped_after_any_part_and_twice(
    n_parts: int, scan: Scan, capsys: pytest.CaptureFixture[str]
) -> None:
    """The last part too: then only the comparison is left."""
    arguments, out = scan
    stop(arguments, n_parts)
    if n_parts < N_PARTS - 1:
        stop(arguments, 1)
        n_parts += 1
    capsys.readouterr()
    assert main([*arguments[:-1], "2"]) == 3
    assert min(n_parts * PART, N_FILES + 1) <= taken(capsys.readouterr().err)
    assert out.read_bytes() == undisturbed()


def test_without_a_key_file_all_tokens_are_of_one_key_that_is_not_stored(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, out = make_files(tmp_path / "data"), tmp_path / "h.parquet"
    arguments = ["scan", str(source), "-o", str(out), "-j", "1"]
    stop(arguments)
    assert main(arguments) == 3
    assert taken(capsys.readouterr().err) >= 3 * PART
    table = pq.read_table(out)
    patients = [token for token in table["PatientID"].to_pylist() if token]
    assert len(set(patients)) == N_PATIENTS
    assert main([*arguments[:3], str(tmp_path / "again.parquet"), "-q"]) == 3
    again = pq.read_table(tmp_path / "again.parquet")
    assert not set(again["PatientID"].to_pylist()) & set(patients), "a key for each scan"
    untold = [name for name in table.column_names if "UID" not in name and "atient" not in name]
    same = [name for name in untold if table[name].equals(again[name])]
    assert {"item", "path", "status", "codes", "sha256", "states", "present"} <= set(same)


def test_a_scan_stopped_before_a_part_is_finished_says_that_nothing_is_kept(
    scan: Scan, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments, out = scan
    monkeypatch.setattr(limits, "PART", 10 * N_FILES)
    with monkeypatch.context() as patch:
        add = PartWriter.add

        def halted(self: PartWriter, batch: int, rows: pa.Table) -> None:
            add(self, batch, rows)
            os.kill(os.getpid(), signal.SIGTERM)

        patch.setattr(PartWriter, "add", halted)
        assert main(arguments) == 143
    assert capsys.readouterr().err == (
        "dicom-audit: nothing is kept, no part was finished: the same command begins anew\n"
        "dicom-audit: stopped before its end\n"
    )
    assert not checkpoint_of(out).exists()


def test_two_at_once_do_not_meet(scan: Scan, capsys: pytest.CaptureFixture[str]) -> None:
    arguments, out = scan
    process = start(arguments, 1)
    assert main(arguments) == 2
    said = capsys.readouterr().err
    assert said.startswith("dicom-audit: another scan is writing to this file")
    assert said.count("\n") == 1
    assert go_on(process) == (3, "")
    assert out.read_bytes() == undisturbed()
    assert not checkpoint_of(out).exists()


def test_a_lock_of_nobody_is_no_hindrance(scan: Scan) -> None:
    arguments, out = scan
    checkpoint_of(out).mkdir()
    os.close(take_lock(checkpoint_of(out) / ".lock"))
    assert main(arguments) == 3
    assert out.read_bytes() == undisturbed()


def test_a_disk_that_is_full_costs_5_and_what_was_read_is_kept(
    scan: Scan, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments, out = scan
    assert limited(arguments) == (5, "")
    assert not checkpoint_of(out).exists()
    stop(arguments)
    code, told = limited(arguments)
    assert code == 5
    assert "is kept beside -o" in told
    capsys.readouterr()
    assert main(arguments) == 3
    assert taken(capsys.readouterr().err) >= 3 * PART
    assert out.read_bytes() == undisturbed()


def limited(arguments: list[str]) -> tuple[int, str]:
    """Exit code of the command where no file may be longer than 8 kB, and what it said besides."""
    script = (
        "import resource, sys; from tests.stopped_scans import *\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (8192, resource.RLIM_INFINITY))\n"
        "make_small_parts(pytest.MonkeyPatch()); sys.exit(main(sys.argv[1:]))"
    )
    command = [sys.executable, "-c", script, *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    *others, last = done.stderr.splitlines()
    assert last.startswith("dicom-audit: a working file could not be written (File too large)")
    return done.returncode, "".join(others)


def test_a_folder_that_no_scan_made_is_left_alone(
    scan: Scan, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments, out = scan
    folder = checkpoint_of(out)
    folder.mkdir()
    (folder / "thesis.txt").write_text("mine")
    assert main(arguments) == 2
    assert "no scan made it" in capsys.readouterr().err
    assert (folder / "thesis.txt").read_text() == "mine"
    (folder / "thesis.txt").unlink()
    folder.rmdir()
    folder.symlink_to(out.parent)
    assert main(arguments) == 2
    assert sorted(path.name for path in out.parent.iterdir()) == [folder.name, "data"]


def test_what_was_read_is_no_source(scan: Scan, capsys: pytest.CaptureFixture[str]) -> None:
    arguments, out = scan
    stop(arguments)
    before = sorted(checkpoint_of(out).iterdir())
    for source in (checkpoint_of(out), checkpoint_of(out) / "part-000000.parquet"):
        capsys.readouterr()
        assert main(["scan", str(source), "-o", str(out)]) == 2
        assert "a source lies in the folder beside -o" in capsys.readouterr().err
    assert sorted(checkpoint_of(out).iterdir()) == before


def test_nothing_is_left_where_nothing_is_dicom(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "README").write_text("no DICOM here\n")
    assert main(["scan", str(tmp_path / "data"), "-o", str(tmp_path / "h.parquet"), "-q"]) == 3
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_the_folder_is_left_out_where_it_lies_in_the_source(tmp_path: Path, key: Path) -> None:
    source = make_files(tmp_path / "data")
    out = source / "3" / "zzz.parquet"
    arguments = ["scan", str(source), "-o", str(out), "--key-file", str(key), "-j", "1", "-q"]
    stop(arguments)
    assert main(arguments) == 3
    assert out.read_bytes() != undisturbed(), "one item more was found"
    paths = pq.read_table(out)["path"].to_pylist()
    assert len(paths) == N_FILES
    assert not [path for path in paths if "checkpoint" in path]
