"""`verify --source` of an audit that was made of a stored header table."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.cli import main
from tests.factories import instance, write_instances

APART = "not compared, since a table of dicom-audit scan holds none of that kind"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Two instances and two files that are no DICOM, scanned, and the table audited."""
    data = write_instances(tmp_path / "data", instance(n=1), instance(n=2))
    (data / "A-LICENCE.txt").write_text("Do as you like.\n" * 20)
    (data / "zz-notes").write_text("Nothing to see here.\n" * 20)
    table = tmp_path / "headers.parquet"
    assert main(["scan", str(data), "-o", str(table), "-q", "-j", "1"]) == 0
    run = ["run", str(table), "-o", str(tmp_path / "out"), "--formats", "json", "-q", "-j", "1"]
    assert main(run) in (0, 1)
    return tmp_path


def verify(place: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    capsys.readouterr()
    code = main(["verify", str(place / "out"), "--source", str(place / "data"), "-j", "1"])
    return code, capsys.readouterr().out


def test_files_that_the_table_never_held_are_no_change(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = verify(place, capsys)
    assert "the data are what was audited: 2 items\n" in said
    assert f"2 items that are not DICOM: {APART}\n" in said
    assert code == 0


@pytest.mark.parametrize("name", ["new.dcm", "zz.txt"])
def test_a_new_dicom_file_is_a_change_whatever_its_name(
    name: str, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (place / "data" / name).write_bytes(instance(n=3))
    code, said = verify(place, capsys)
    assert "the data changed: 0 items of the audit not there any more, 1 not audited\n" in said
    assert f"2 items that are not DICOM: {APART}\n" in said
    assert code == 1


def test_what_claims_to_be_dicom_and_a_link_are_changes(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (place / "data" / "claims.dcm").write_text("no DICOM at all\n" * 20)
    (place / "data" / "link").symlink_to(place / "data" / "0001.dcm")
    code, said = verify(place, capsys)
    assert (code, ", 2 not audited\n" in said) == (1, True)


def test_an_instance_that_became_a_text_is_a_change(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (place / "data" / "0001.dcm").rename(place / "data" / "0001")
    (place / "data" / "0001").write_text("Nothing to see here either.\n" * 20)
    code, said = verify(place, capsys)
    assert "the data changed: 1 item of the audit not there any more, 0 not audited\n" in said
    assert code == 1


def test_in_an_audit_of_the_folder_a_new_text_is_a_change(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = ["run", str(place / "data"), "-o", str(place / "out"), "--formats", "json", "-q"]
    assert main(run) in (0, 1)
    assert verify(place, capsys)[0] == 0
    (place / "data" / "more.txt").write_text("Nothing to see here.\n" * 20)
    code, said = verify(place, capsys)
    assert (code, ", 1 not audited\n" in said, "not compared" in said) == (1, True, False)
