"""The straight line: one run, its output folder, its lock, its order of writing."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from audit.errors import EXIT_OUTPUT, NothingToAudit, OutputNotWritten, UserError
from audit.folder import LOCK, WORK, open_folder
from audit.pipeline import Finished, run
from audit.provenance import digest_inventory
from audit.request import RunOptions
from tests.factories import instance, write_instances

DAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two patients with four slices each."""
    slices = [instance(patient=p, n=n) for p in (1, 2) for n in (1, 2, 3, 4)]
    return write_instances(tmp_path_factory.mktemp("source") / "data", *slices)


def options(source: Path, out: Path) -> RunOptions:
    return RunOptions(sources=(str(source),), out=out, formats=("json", "csv"), jobs=1)


def _files(out: Path) -> list[str]:
    return sorted(path.name for path in out.iterdir())


@pytest.fixture(scope="module")
def finished(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Finished:
    return run(options(source, tmp_path_factory.mktemp("run") / "out"), DAY)


def test_a_run_accounts_for_every_item(finished: Finished) -> None:
    accounting = finished.report.profile.integrity.accounting
    assert (accounting.found, accounting.ok, accounting.adds_up) == (8, 8, True)
    size = finished.report.profile.overview
    assert (size.n_patients, size.n_studies, size.n_series, size.n_instances) == (2, 2, 2, 8)


def test_a_run_leaves_its_outputs_and_nothing_else(finished: Finished) -> None:
    assert _files(finished.folder) == [
        "SHA256SUMS",
        "audit.json",
        "findings.csv",
        "inventory.parquet",
        "occurrences.parquet",
        "run.json",
    ]


def test_all_outputs_are_for_their_owner_only(finished: Finished) -> None:
    assert {path.stat().st_mode & 0o777 for path in finished.folder.iterdir()} == {0o600}
    assert finished.folder.stat().st_mode & 0o777 == 0o700


def test_the_digests_hold(finished: Finished) -> None:
    lines = (finished.folder / "SHA256SUMS").read_text().splitlines()
    assert len(lines) == 4
    for line in lines:
        digest, _, name = line.partition("  ")
        assert hashlib.sha256((finished.folder / name).read_bytes()).hexdigest() == digest


def test_two_runs_differ_in_the_run_record_only(
    finished: Finished, source: Path, tmp_path: Path
) -> None:
    later = DAY.replace(year=DAY.year + 5)
    again = run(replace(options(source, tmp_path / "again"), jobs=2), later)
    for name in _files(finished.folder):
        same = (finished.folder / name).read_bytes() == (again.folder / name).read_bytes()
        assert same is (name != "run.json"), name


def test_the_run_record_names_no_path_user_or_host(finished: Finished) -> None:
    text = (finished.folder / "run.json").read_text()
    record = json.loads(text)
    assert record["seconds"].keys() == {"scan", "profile", "judge"}
    assert record["workers"] == 1
    assert str(finished.folder.parent) not in text
    assert os.uname().nodename not in text


def test_shareable_takes_paths_out_of_the_inventory(source: Path, tmp_path: Path) -> None:
    done = run(replace(options(source, tmp_path / "out"), shareable=True), DAY)
    paths = pq.read_table(done.folder / "inventory.parquet")["path"].to_pylist()
    assert paths == [f"item {number}" for number in range(1, 9)]
    assert not any(b"0001.dcm" in path.read_bytes() for path in done.folder.iterdir())


def test_the_digest_of_a_dataset_does_not_depend_on_its_paths(
    finished: Finished, source: Path, tmp_path: Path
) -> None:
    moved = tmp_path / "elsewhere" / "deeper"
    shutil.copytree(source, moved)
    (moved / "0008.dcm").rename(moved / "renamed.dcm")
    digests = run(options(moved.parent, tmp_path / "out"), DAY).report.digests
    assert digests.inventory == finished.report.digests.inventory
    assert digests.inventory == digest_inventory(tmp_path / "out" / "inventory.parquet")
    (moved / "renamed.dcm").write_bytes(instance(patient=2, n=5))
    changed = run(options(moved.parent, tmp_path / "out"), DAY).report.digests
    assert changed.inventory != digests.inventory


def test_an_output_folder_inside_the_source_is_left_out_and_said_so(
    source: Path, tmp_path: Path
) -> None:
    inside = tmp_path / "data"
    shutil.copytree(source, inside)
    first = run(options(inside, inside / "report"), DAY)
    second = run(options(inside, inside / "report"), DAY)
    assert any("left out" in notice for notice in first.notices)
    for done in (first, second):
        accounting = done.report.profile.integrity.accounting
        assert (accounting.found, accounting.ok, accounting.skipped) == (9, 8, 1)


def test_the_source_itself_is_no_output_folder(source: Path) -> None:
    with pytest.raises(UserError, match="source itself"):
        run(options(source, source), DAY)
    assert all(path.suffix == ".dcm" for path in source.iterdir())


def test_files_of_an_earlier_run_go_if_they_were_not_asked_for(
    source: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    run(options(source, out), DAY)
    (out / "mine.txt").write_text("mine")
    run(replace(options(source, out), formats=("json",)), DAY)
    assert _files(out) == ["SHA256SUMS", "audit.json", "inventory.parquet", "mine.txt", "run.json"]


def test_outputs_of_an_earlier_run_survive_one_that_finds_nothing(
    source: Path, tmp_path: Path
) -> None:
    out, empty = tmp_path / "out", tmp_path / "empty"
    run(options(source, out), DAY)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    empty.mkdir()
    (empty / "README").write_text("no DICOM here")
    with pytest.raises(NothingToAudit, match="0 rejected, 1 skipped"):
        run(options(empty, out), DAY)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_a_table_of_labels_given_as_source_does_not_pass(tmp_path: Path) -> None:
    table = tmp_path / "labels.csv"
    table.write_text("PatientID,label\n" + "".join(f"p{n},{n % 2}\n" for n in range(81)))
    found = run(options(table, tmp_path / "out"), DAY)
    verdict = found.report.verdict
    assert (found.exit_code, verdict.status) == (3, "incomplete")
    (reason,) = verdict.reasons
    assert reason.startswith("none of 81 items belongs to a series")
    assert "--labels" in reason


def test_an_output_that_cannot_be_written_is_named_and_costs_5(
    source: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    (out / "findings.csv").mkdir(parents=True)
    done = run(options(source, out), DAY)
    assert done.exit_code == EXIT_OUTPUT
    assert [name for name, _ in done.written.missing] == ["findings.csv"]
    assert (out / "audit.json").is_file()


def test_a_second_run_on_one_folder_ends_at_once(source: Path, tmp_path: Path) -> None:
    with open_folder(tmp_path / "out"), pytest.raises(UserError, match="another run"):
        run(options(source, tmp_path / "out"), DAY)
    assert run(options(source, tmp_path / "out"), DAY).written.files


def test_what_a_killed_run_left_is_cleared(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / WORK / "deep").mkdir(parents=True)
    (out / WORK / "deep" / "part-000000.parquet").write_bytes(b"half")
    (out / LOCK).write_bytes(b"")
    run(options(source, out), DAY)
    assert not (out / WORK).exists()
    assert not (out / LOCK).exists()


@pytest.fixture
def closed_folder() -> Iterator[Path]:
    """A folder that may be read and not be written to, by somebody who is not root."""
    folder = Path(tempfile.mkdtemp())
    (folder / "out").mkdir()
    (folder / "out").chmod(0o555)
    folder.chmod(0o555)
    was_root = os.geteuid() == 0
    if was_root:
        os.seteuid(65534)
    try:
        yield folder
    finally:
        if was_root:
            os.seteuid(0)
        folder.chmod(0o755)
        (folder / "out").chmod(0o755)
        shutil.rmtree(folder)


@pytest.mark.parametrize("name", ["out", "new", "new/deeper"])
def test_a_read_only_folder_is_refused_before_anything_else(closed_folder: Path, name: str) -> None:
    with (
        pytest.raises(OutputNotWritten, match="nothing was scanned") as refused,
        open_folder(closed_folder / name),
    ):
        pass
    assert refused.value.exit_code == EXIT_OUTPUT


def test_a_folder_that_stayed_empty_is_removed_again(tmp_path: Path) -> None:
    with pytest.raises(NothingToAudit):
        empty = tmp_path / "empty"
        empty.mkdir()
        run(options(empty, tmp_path / "out"), DAY)
    assert not (tmp_path / "out").exists()


def test_a_waiver_that_fits_nothing_is_told(source: Path, tmp_path: Path) -> None:
    waiver = "{{rule: {}, owner: A. P., reason: known since long, expires: 2027-01-01}}"
    lines = [f"- {waiver.format(rule)}" for rule in ("INT004", "DOC004")]
    policy = tmp_path / "policy.yaml"
    policy.write_text("\n".join(["waivers:", *lines]) + "\n")
    done = run(replace(options(source, tmp_path / "out"), policy=policy), DAY)
    assert done.notices == ("1 of 2 waivers of the policy: no finding fits: INT004",)
    late = run(replace(options(source, tmp_path / "out"), policy=policy), date(2027, 1, 2))
    assert (done.report.verdict.n_waived, late.report.verdict.n_waived) == (1, 0)
