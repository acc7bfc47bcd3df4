"""What a run leaves for the next reader: numbers that lead to files, and what it took away."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from audit.commands import verify_run
from audit.pipeline import run
from audit.request import RunOptions
from tests.factories import instance, write_instances


def options(source: Path, out: Path, *formats: str, shareable: bool = False) -> RunOptions:
    return RunOptions(
        sources=(str(source),), out=out, formats=formats or ("json",), jobs=1, shareable=shareable
    )


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two patients, a repeat of the first slice, one without PatientID, a cut file, a text."""
    first = instance(patient=7, n=1)
    folder = write_instances(
        tmp_path_factory.mktemp("source") / "data",
        first,
        instance(patient=7, series=2, n=1, PatientSex="O"),
        instance(patient=3, n=1, SamplesPerPixel=None),
        first,
        instance(patient=9, n=1, PatientID=None),
    )
    (folder / "0006.dcm").write_bytes(b"no header")
    (folder / "notes.txt").write_text("notes")
    return folder


_PATIENTS = (1, 1, 2, 1, None, None, None)


@pytest.mark.parametrize("shareable", [False, True])
def test_every_number_leads_to_its_items(source: Path, tmp_path: Path, shareable: bool) -> None:
    done = run(options(source, tmp_path / "out", shareable=shareable))
    rows = pq.read_table(done.folder / "inventory.parquet").to_pylist()
    if shareable:  # a few patients only, whom a number would single out
        assert {row["patient"] for row in rows} == {None}
        rows = [{**row, "patient": n} for row, n in zip(rows, _PATIENTS, strict=True)]
    numbers = [(r["item"], r["patient"], r["study"], r["series"]) for r in rows]
    assert numbers == [
        (1, 1, 1, 1),
        (2, 1, 1, 2),
        (3, 2, 2, 3),
        (4, 1, 1, 1),
        (5, None, 3, 4),
        (6, None, None, None),
        (7, None, None, None),
    ]
    names = {r["path"] for r in rows}
    assert ("0003.dcm" in names) is not shareable


def test_the_numbers_are_those_of_the_findings(source: Path, tmp_path: Path) -> None:
    done = run(options(source, tmp_path / "out", "csv"))
    rows = pq.read_table(done.folder / "inventory.parquet").to_pylist()
    of_item = {row["item"]: row for row in rows}
    subjects = [f.subjects for r in done.report.results for f in r.findings if f.subjects]
    assert {"patient", "series", "instance", "item"} <= {one.level for one in subjects}
    for one in subjects:
        column = one.level if one.level in ("patient", "study", "series") else "item"
        for number, item in zip(one.numbers, one.items, strict=True):
            assert of_item[item][column] == number


def test_an_inventory_with_numbers_is_verified_against_the_source(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(options(source, tmp_path / "out"))
    assert verify_run(tmp_path / "out", [str(source)], 1, False) == 0
    assert "the data are what was audited: 7 items" in capsys.readouterr().out


def test_outputs_that_a_later_run_takes_away_are_named(source: Path, tmp_path: Path) -> None:
    first = run(options(source, tmp_path / "out", "json", "html", "csv", "sarif", "junit"))
    assert not first.written.removed
    second = run(options(source, tmp_path / "out", "json"))
    told = "findings.csv, junit.xml, occurrences.parquet, report.html, results.sarif"
    assert f"removed {told} of an earlier run: this run was not asked for them" in second.notices
    assert not (tmp_path / "out" / "report.html").exists()
    third = run(options(source, tmp_path / "out", "json"))
    assert not any("removed" in notice for notice in third.notices)
