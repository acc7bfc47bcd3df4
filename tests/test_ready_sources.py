"""Tables as sources of whole runs: a stored scan, rows of series, labels in a column."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from audit.checks.model import CheckResult
from audit.cli import main
from audit.demo import make_demo
from audit.demo.annotation_faults import AIM
from audit.errors import EXIT_INCOMPLETE, UserError
from audit.header_file import write_headers
from audit.outputs.json import plain
from audit.pipeline import Finished, run
from audit.request import RunOptions
from audit.scan.label_columns import LabelOptions
from audit.scan.scanner import ScanOptions, scan
from tests.factories import instance, write_instances
from tests.ready_tables import instance_row, series_row, write_csv, write_parquet

DAY = date(2026, 11, 25)


def audited(out: Path, *sources: Path, **more: Any) -> Finished:
    options = RunOptions(tuple(map(str, sources)), out, formats=("json",), jobs=1)
    return run(replace(options, **more), DAY)


def stored(source: Path, out: Path, key: Path | None = None) -> Path:
    write_headers([str(source)], out, key, 1, False, False, True)
    return out


OPENED = ("6a", "6b")
"""Items of Table 2 for which annotation objects are opened."""


def facts(finished: Finished) -> dict[str, Any]:
    """
    The profile as `audit.json` has it, but for what a table does not hold: files read twice, and
    annotation objects, which are opened.
    """
    found: dict[str, Any] = plain(finished.report.profile)
    del found["integrity"]["second_reading"]
    del found["annotations"]
    items = found["documentation"]["table2"]
    found["documentation"]["table2"] = [row for row in items if row["id"] not in OPENED]
    return found


def judged(finished: Finished) -> list[CheckResult]:
    """All results but those of the second reader and of opened annotation objects."""
    results = finished.report.results
    return [one for one in results if not one.check.rule.startswith(("INT015", "ANN"))]


def reasons(finished: Finished) -> dict[str, str]:
    """Why a rule was not assessed."""
    results = finished.report.results
    return {one.check.rule: one.reason for one in results if one.status == "not_assessed"}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo dataset, its faults, and one file that is not DICOM; and its stored headers."""
    folder = tmp_path_factory.mktemp("demo")
    make_demo(folder)
    (folder / "data" / AIM).unlink()  # what is skipped stands in no header table
    (folder / "secret.key").write_bytes(b"a secret of sixteen bytes or more")
    stored(folder / "data", folder / "headers.parquet", folder / "secret.key")
    return folder


def test_the_stored_table_gives_the_profile_of_the_data(demo: Path, tmp_path: Path) -> None:
    """Labels join, too, since the key is the same."""
    more = {"labels": demo / "labels.csv", "key_file": demo / "secret.key"}
    data = audited(tmp_path / "a", demo / "data", **more)
    table = audited(tmp_path / "b", demo / "headers.parquet", **more)
    assert facts(table) == facts(data)
    assert judged(table) == judged(data)
    assert table.report.digests == data.report.digests
    assert table.exit_code == data.exit_code


@pytest.mark.corpus
def test_the_stored_table_of_real_files(corpus: Path, tmp_path: Path) -> None:
    """Only what was skipped, and stands in no header table, is not known to it."""
    data = facts(audited(tmp_path / "a", corpus))
    table = facts(audited(tmp_path / "b", stored(corpus, tmp_path / "headers.parquet")))
    n_skipped = data["integrity"]["accounting"]["skipped"]
    assert n_skipped
    for side in (data, table):
        side["integrity"]["accounting"].update(found=0, skipped=0)
        side["integrity"]["codes"] = [
            code for code in side["integrity"]["codes"] if code["status"] != "skipped"
        ]
    assert table == data


def test_another_key(demo: Path, tmp_path: Path) -> None:
    """Without labels the key does not matter; labels and other sources need the same one."""
    headers = demo / "headers.parquet"
    assert audited(tmp_path / "a", headers).report.profile.overview.n_patients == 24
    with pytest.raises(UserError, match="another key, so that labels cannot"):
        audited(tmp_path / "b", headers, labels=demo / "labels.csv")
    with pytest.raises(UserError, match="another key, so that the other sources cannot"):
        audited(tmp_path / "c", headers, demo / "data")
    assert not (tmp_path / "c").exists()


def test_a_stored_table_beside_its_data_counts_once(demo: Path, tmp_path: Path) -> None:
    finished = audited(
        tmp_path / "a", demo / "data", demo / "headers.parquet", key_file=demo / "secret.key"
    )
    size = finished.report.profile.overview
    assert (size.n_patients, size.n_instances) == (24, 144)
    codes = finished.report.profile.integrity.codes
    assert sum(len(one.items) for one in codes if one.code == "source-overlap") == 146


def test_a_stored_table_that_was_edited(demo: Path, tmp_path: Path) -> None:
    """Identifiers in place of tokens become tokens; words of nobody's are refused."""
    table = pq.read_table(demo / "headers.parquet")
    place = table.column_names.index("PatientID")
    names = pa.array(["Doe^Jane"] * table.num_rows)
    pq.write_table(table.set_column(place, "PatientID", names), tmp_path / "a.parquet")
    found = scan([str(tmp_path / "a.parquet")], tmp_path, ScanOptions(jobs=1, key=b"k" * 32))
    ((token, n),) = found.rows("select min(PatientID), count(distinct PatientID) from headers")
    assert (len(token), n) == (24, 1)
    for column in ("status", "states", "echoes", "text_signs", "echo_unsearched", "uid_origins"):
        place = table.column_names.index(column)
        pq.write_table(table.set_column(place, column, names), tmp_path / "b.parquet")
        with pytest.raises(UserError, match="holds what no scan writes"):
            scan([str(tmp_path / "b.parquet")], tmp_path, ScanOptions(jobs=1))


def test_a_stored_table_of_an_older_release(demo: Path, tmp_path: Path) -> None:
    """Keywords that it did not have are unknown."""
    table = pq.read_table(demo / "headers.parquet").drop_columns(["PatientSex"])
    place = [name for name in table.column_names if name[:1].isupper()].index("PatientAge")
    states = [
        None if letters is None else letters[:place] + letters[place + 1 :]
        for letters in table["states"].to_pylist()
    ]
    where = table.column_names.index("states")
    pq.write_table(table.set_column(where, "states", pa.array(states)), tmp_path / "old.parquet")
    finished = audited(tmp_path / "out", tmp_path / "old.parquet")
    assert finished.report.profile.cohort.PatientSex.total == 0
    assert "PatientSex" in reasons(finished)["COH001"]


# ------------------------------------------------------------------ rows of series
@pytest.fixture(scope="module")
def by_series(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """Two patients, three series of 10, 20 and 30 instances; labels in a column."""
    folder = tmp_path_factory.mktemp("series")
    rows = [
        series_row(patient=1, series=1, n=10, site="a", SOPClassUID="1.2.840.10008.5.1.4.1.1.2"),
        series_row(patient=1, series=2, n=20, site="a", SOPClassUID="1.2.840.10008.5.1.4.1.1.2"),
        series_row(patient=2, n=30, site="b", Modality="MR", Manufacturer=None),
    ]
    path = write_csv(folder / "series.csv", rows)
    return audited(folder / "out", path, label_options=LabelOptions(source="column:site"))


def test_instances_are_counted_by_their_number(by_series: Finished) -> None:
    profile = by_series.report.profile
    size = profile.overview
    assert (size.n_patients, size.n_series, size.n_instances) == (2, 3, 60)
    assert size.n_series_by_row == 3
    assert size.modality_by_unit == (("CT", 1, 1, 2, 30), ("MR", 1, 1, 1, 30))
    assert size.sop_classes.counts == (("CT Image Storage", 30),)
    assert profile.geometry.n_images == 60
    assert profile.integrity.accounting.found == 3


def test_labels_of_a_column(by_series: Finished) -> None:
    classes = by_series.report.profile.classes
    assert classes.key == "SeriesInstanceUID"
    counted = [(row.name, row.n_patients, row.n_instances) for row in classes.totals]
    assert counted == [("a", 1, 30), ("b", 1, 30)]
    assert (classes.n_instances_labelled, classes.n_rows_joined) == (60, 3)
    assert by_series.report.digests.labels


def test_what_a_row_of_a_series_cannot_say(by_series: Finished) -> None:
    """Slice gaps, repeats, and whatever differs within a series are not assessed, with a reason."""
    why = reasons(by_series)
    told = "the table has one row a series, so nothing is known of its instances"
    inside = ("GEO001", "GEO003", "GEO004", "INT003", "INT004", "INT014", "VEN007")
    assert {rule: why.get(rule) for rule in inside} == dict.fromkeys(inside, told)
    assert "INT011" in why
    assert "INT007" not in why
    states = {row.id: row.state for row in by_series.report.profile.documentation.fair}
    assert (states["I1"], states["R1.3"]) == ("not_testable", "not_testable")


def test_a_keyword_without_a_column_is_unknown(by_series: Finished) -> None:
    cells = by_series.report.profile.completeness.cells
    told = {(cell.keyword, cell.modality): cell for cell in cells}
    thickness = told["SliceThickness", "CT"]
    assert (thickness.unknown, thickness.absent, thickness.total) == (2, 0, 2)
    assert told["Manufacturer", "MR"].empty == 1
    found = [one for result in by_series.report.results for one in result.findings]
    assert not any(one.keyword == "SliceThickness" for one in found)


def test_tables_of_instances_lack_what_they_lack(tmp_path: Path) -> None:
    """Without SOPInstanceUID and positions: repeats and gaps are not known."""
    rows = [instance_row(n=n) | {"SOPInstanceUID": None} for n in (1, 2, 3)]
    rows = [{name: row[name] for name in row if name != "SOPInstanceUID"} for row in rows]
    finished = audited(tmp_path / "out", write_parquet(tmp_path / "t.parquet", rows))
    why = reasons(finished)
    assert "SOPInstanceUID" in why["INT003"]
    assert finished.report.profile.integrity.known("SOPInstanceUID") == 0
    assert finished.report.profile.integrity.known("SeriesInstanceUID") == 3
    (geometry,) = finished.report.profile.geometry.modalities
    assert geometry.not_stackable == (("position or orientation not known", 1),)


def test_labels_from_what_cannot_give_them(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "t.csv", [instance_row(site="a")])
    folder = write_instances(tmp_path / "data", instance())
    for sources, asked, told in (
        ((folder,), "column:site", "needs one ready header table"),
        ((path,), "column:SECRET", "1 of the 2 columns"),
        ((path,), "folder", "takes `folder:N`"),
    ):
        with pytest.raises(UserError, match=told) as error:
            audited(tmp_path / "out", *sources, label_options=LabelOptions(source=asked))
        assert "SECRET" not in str(error.value)
    with pytest.raises(UserError, match="leave out --label"):
        audited(
            tmp_path / "out",
            path,
            label_options=LabelOptions("", ("x",), source="column:site"),
        )


def test_a_table_leaks_nothing(tmp_path: Path) -> None:
    """Identifiers, names and free text of cells, heads and file names stand in no output."""
    words = ["PatientID", "PatientName", "PatientBirthDate", "AccessionNumber", "InstitutionName"]
    words += ["StudyDescription", "PatientComments", "ReferringPhysicianName", "OtherColumn"]
    cells = {word: f"Canary{n}" for n, word in enumerate(words)}
    rows = [series_row(**cells, n=3), series_row(patient=2, **cells, CanaryHead="CanaryCell")]
    path = write_parquet(tmp_path / "t.parquet", rows)
    finished = audited(tmp_path / "out", path, formats=("json", "csv", "markdown", "html"))
    assert finished.report.profile.overview.n_patients == 1
    for file in finished.folder.iterdir():
        if file.suffix != ".parquet":
            assert b"canary" not in file.read_bytes().lower(), file.name
            continue
        assert "canary" not in str(pq.read_table(file).to_pylist()).lower(), file.name
    assert not any("Canary" in notice for notice in finished.notices)
    assert "reads its 16 columns; the audit has no question to 2 further" in finished.notices[0]


def test_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = write_csv(tmp_path / "good.csv", [series_row(site="a")])
    bad = write_csv(tmp_path / "bad.csv", [{"Canary": "x"}])
    out = ["-o", str(tmp_path / "out"), "--formats", "json"]
    assert main(["run", str(good), "--labels-from", "column:site", "--exit-zero", *out]) == 0
    assert "1 series · 10 instances" in capsys.readouterr().out
    assert main(["run", str(bad), *out]) == EXIT_INCOMPLETE
    told = capsys.readouterr().err
    assert "none of its 1 columns" in told
    assert "Canary" not in told
