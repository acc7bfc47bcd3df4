"""Outputs in, around and over the data: told, or refused before anything is scanned."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from audit.cli import main
from audit.errors import UserError
from audit.out_place import check_out_file, check_out_folder
from tests.factories import instance, write_instances

HIDES = r"holds {} other entr(y|ies), which the audit would leave out"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = write_instances(tmp_path / "all" / "data", instance(), instance(n=2))
    (folder / "one").mkdir()
    shutil.copy(folder / "0001.dcm", folder / "one")
    return folder


@pytest.mark.parametrize(
    ("out", "told"),
    [
        ("elsewhere/new", ()),
        ("all/report", ()),  # beside it, in one parent
        ("all/data2", ()),  # a name that only begins alike
        ("all", ("a source lies inside the output folder",)),
        ("", ("a source lies inside the output folder",)),
        ("all/data/report", ("the output folder lies inside a source",)),
        ("all/data/one/report", ("the output folder lies inside a source",)),
        ("all/report/../data/./report", ("the output folder lies inside a source",)),
    ],
)
def test_what_is_told_of_an_output_folder(
    data: Path, tmp_path: Path, out: str, told: tuple[str, ...]
) -> None:
    found = check_out_folder(tmp_path / out, [data])
    assert len(found) == len(told)
    assert all(said.startswith(words) for said, words in zip(found, told, strict=True))
    assert all("-o" in said and str(tmp_path) not in said for said in found)


@pytest.mark.parametrize(
    ("out", "match"),
    [
        ("all/data", "source itself"),
        ("all/report/../data", "source itself"),
        ("link", "source itself"),
        ("all/data/one", HIDES.format(1)),
        ("link/one", HIDES.format(1)),
    ],
)
def test_what_is_refused(data: Path, tmp_path: Path, out: str, match: str) -> None:
    (tmp_path / "link").symlink_to(data)
    (tmp_path / "all" / "report").mkdir()
    with pytest.raises(UserError, match=match):
        check_out_folder(tmp_path / out, [data])


def test_several_sources_are_all_looked_at(data: Path, tmp_path: Path) -> None:
    other = write_instances(tmp_path / "other", instance(patient=2))
    assert len(check_out_folder(other / "report", [data, other])) == 1
    assert len(check_out_folder(tmp_path, [data, other])) == 1
    with pytest.raises(UserError, match="source itself"):
        check_out_folder(other, [data, other])


@pytest.mark.parametrize(
    ("name", "n_others"),
    [
        ("report.html", 0),
        ("SHA256SUMS", 0),
        (".dicom-audit.work", 0),
        (".audit.json.x8k_2q.tmp", 0),  # a run that was killed while it wrote
        ("mine.dcm", 1),
        ("audit.json.dcm", 1),
        (".hidden.tmp", 1),
    ],
)
def test_what_an_earlier_run_left_is_no_data(data: Path, name: str, n_others: int) -> None:
    report = data / "report"
    report.mkdir()
    (report / name).touch()
    if n_others:
        with pytest.raises(UserError, match=HIDES.format(n_others)):
            check_out_folder(report, [data])
    else:
        assert len(check_out_folder(report, [data])) == 1


def test_a_file_that_is_given_may_lie_in_the_output_folder(data: Path) -> None:
    (data / "report").mkdir()
    (data / "report" / "labels.csv").touch()
    given = [None, data / "report" / "labels.csv"]
    assert len(check_out_folder(data / "report", [data], given)) == 1


@pytest.mark.parametrize("name", ["inventory.parquet", "findings.csv", ".dicom-audit.work/x.dcm"])
def test_nothing_that_is_read_is_overwritten(data: Path, tmp_path: Path, name: str) -> None:
    out = tmp_path / "out"
    (out / name).parent.mkdir(parents=True)
    (out / name).touch()
    for roots, given in (([out / name], []), ([data], [None, out / name])):
        with pytest.raises(UserError, match="would be overwritten"):
            check_out_folder(out, roots, given)
    assert check_out_folder(tmp_path / "new", [out / name]) == ()


def test_a_loop_of_links_is_no_output_folder(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    assert main(["run", str(data), "-o", str(tmp_path / "a" / "out"), "-j", "1"]) in (2, 5)
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_file_in_and_over_the_data(data: Path, tmp_path: Path) -> None:
    assert check_out_file(tmp_path / "headers.parquet", [data]) == ()
    (told,) = check_out_file(data / "headers.parquet", [data])
    assert told.startswith("the file written lies inside a source")
    with pytest.raises(UserError, match="would be overwritten"):
        check_out_file(data / "0001.dcm", [data / "0001.dcm"])


def test_a_run_that_would_hide_data_is_refused_and_leaves_no_trace(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(data.rglob("*"))
    assert main(["run", str(data), "-o", str(data / "one"), "-j", "1"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
    assert "would leave out" in said.err
    assert sorted(data.rglob("*")) == before


def test_commands_say_on_standard_error_that_they_write_among_the_data(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    headers, sheet = str(data / "headers.parquet"), str(data / "datasheet.yaml")
    assert main(["scan", str(data), "-o", headers, "-j", "1"]) == 0
    assert capsys.readouterr().err.count("among the data") == 1
    assert main(["init", str(data), "-o", sheet, "-j", "1"]) == 0
    assert capsys.readouterr().err.count("among the data") == 1
    run = ["run", str(data), "-o", str(data / "report"), "--formats", "json", "-j", "1"]
    for _ in range(2):
        main(run)
        assert capsys.readouterr().err.count("among the data") == 1


def test_a_header_table_is_not_scanned_into_itself(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    headers = tmp_path / "headers.parquet"
    assert main(["scan", str(data), "-o", str(headers), "-j", "1", "-q"]) == 0
    whole = headers.read_bytes()
    assert main(["scan", str(headers), "-o", str(headers), "-j", "1"]) == 2
    assert "would be overwritten" in capsys.readouterr().err
    assert headers.read_bytes() == whole
