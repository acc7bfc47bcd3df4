"""Acceptance: planted identities are found, clean files are not accused, no value leaves."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from audit.scan.headers import HeaderReader
from audit.scan.rows import Row
from tests.factories import instance
from tests.planted_identities import person, planted

KEY = b"k" * 32


def row_of(folder: Path, content: bytes, path: str = "a.dcm") -> Row:
    reader = HeaderReader(KEY)
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    row = reader.read(os.fsencode(file)).row
    assert row is not None
    reader.marks.mark_path(row, path)
    return row


def test_planted_identities_are_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missed, n_files = [], 0
    for one in planted():
        row = row_of(tmp_path, one.content, str(one.path))
        n_files += 1
        found = f"|{one.kind}@{one.place}" in f"|{row['echoes']}"
        if not found:
            missed.append((one.path.suffix, one.kind, one.place, row["echoes"]))
    with capsys.disabled():
        print(f"\nplanted identities: {n_files - len(missed)} of {n_files} files found")
    assert n_files == 300
    assert len(missed) <= 0.01 * n_files, missed


def test_the_same_files_without_the_plant_are_quiet(tmp_path: Path) -> None:
    for number in range(60):
        one = person(number)
        row = row_of(tmp_path, instance(
            PatientName=f"{one.family}^{one.given}", PatientID=one.identifier,
            PatientBirthDate=one.born, syntax=("explicit", "implicit", "deflated")[number % 3],
        ), f"{number}.dcm")  # fmt: skip
        assert row["echoes"] == ""
        assert row["echo_searched"] == "name|identifier|birth date"


def test_no_value_is_in_a_row(tmp_path: Path) -> None:
    for one in planted(40):
        row = row_of(tmp_path, one.content, str(one.path))
        number = int("".join(c for c in one.path.stem.split("_")[-1] if c.isdigit())[-4:] or 0)
        who = person(number % 300)
        marks = [row[name] for name in ("echoes", "echo_searched", "echo_unsearched", "text_signs")]
        told = repr(marks).lower()
        assert who.family.lower() not in told
        assert who.identifier not in told


@pytest.mark.parametrize(
    ("elements", "reason"),
    [
        ({"PatientName": "ANON^123", "PatientID": "ANON7"}, "identifier:placeholder"),
        ({"PatientName": "Test^Patient"}, "name:placeholder"),
        ({"PatientName": "Phantom"}, "name:placeholder"),
        ({"PatientName": "XXXX"}, "name:placeholder"),
        ({"PatientName": "Head"}, "name:a common word"),
        ({"PatientName": "Li"}, "name:too short"),
        ({"PatientID": "12345"}, "identifier:too short"),
        ({"PatientBirthDate": "19000101"}, "birth date:placeholder"),
        ({"PatientBirthDate": "1943"}, "birth date:no date"),
    ],
)
def test_what_is_not_searched_is_told(
    elements: dict[str, str], reason: str, tmp_path: Path
) -> None:
    row = row_of(tmp_path, instance(SeriesDescription="head test phantom 12345", **elements))
    assert reason in row["echo_unsearched"]
    assert row["echoes"] == ""


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("Scott^Ottilie", "SCOTT", True),
        ("Scott^Ottilie", "SCOTTISH cohort", False),
        ("Scott^Ottilie", "ottiliescott_1", True),
        ("Head^Ottilie", "CT HEAD", False),
        ("Head^Ottilie", "CT of Ottilie Head", True),
        ("Lee^Kim", "LEEWAY KIMONO", False),
        ("Lee^Kim", "Kim Lee, follow up", True),
        ("Müller^Jörg", "Müller", True),
        ("Müller^Jörg", "MÜLLER", True),
        ("Müller^Jörg", "Möller", False),
        ("O'Brien^Sean", "CHEST O'BRIEN", True),
    ],
)
def test_names_are_words(name: str, text: str, found: bool, tmp_path: Path) -> None:
    row = row_of(
        tmp_path,
        instance(SpecificCharacterSet="ISO_IR 100", PatientName=name, SeriesDescription=text),
    )
    assert ("name@SeriesDescription" in row["echoes"]) is found


@pytest.mark.parametrize(
    ("identifier", "elements", "found"),
    [
        ("123456", {"FrameOfReferenceUID": "1.2.3.123456.7"}, False),
        ("123456", {"StudyTime": "123456"}, False),
        ("123456", {"StudyID": "123456"}, True),
        ("123456", {"StudyID": "91234567"}, False),
        ("1234567890", {"FrameOfReferenceUID": "1.2.3.1234567890.7"}, True),
        ("MRN-77A", {"SeriesDescription": "for mrn-77a"}, True),
        ("0000000000", {"StudyID": "0000000000"}, False),
    ],
)
def test_identifiers_of_digits_do_not_stand_by_chance(
    identifier: str, elements: dict[str, str], found: bool, tmp_path: Path
) -> None:
    row = row_of(tmp_path, instance(PatientID=identifier, **elements))
    assert ("identifier@" in row["echoes"]) is found


def test_a_newborn_is_no_echo(tmp_path: Path) -> None:
    content = instance(PatientBirthDate="20240617", StudyDate="20240617", SeriesDate="20240617")
    assert row_of(tmp_path, content)["echoes"] == ""


def test_a_header_over_the_limit_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audit.scan.limits.ECHO_BYTES", 600)
    row = row_of(tmp_path, instance(PatientName="Quartermaine^Xanthe"))
    assert "header:over the limit" in row["echo_unsearched"]


def test_marks_do_not_depend_on_what_was_read_before(tmp_path: Path) -> None:
    """Whatever a worker remembers changes nothing: the same bytes whatever the workers."""
    some = [one for one in planted(60) if one.place != "path"]
    reader = HeaderReader(KEY)
    for order in (some, list(reversed(some)), some):
        for one in order:
            file = tmp_path / one.path
            file.write_bytes(one.content)
            alone = HeaderReader(KEY).read(os.fsencode(file)).row
            together = reader.read(os.fsencode(file)).row
            assert alone is not None and together is not None
            for name in ("echoes", "echo_searched", "echo_unsearched", "text_signs"):
                assert alone[name] == together[name]


@pytest.mark.corpus
def test_presidio_is_found_by_echo_or_element(corpus: Path) -> None:
    """Acceptance 3: every synthetic name, ID and date stands in a known element or is an echo."""
    reader = HeaderReader(KEY)
    names = set()
    for file in sorted((corpus / "microsoft+presidio").rglob("*.dc*m*")):
        row = reader.read(os.fsencode(file)).row
        assert row is not None
        names.add(row["echoes"])
        assert {"name", "identifier", "birth date"} <= set(row["echo_searched"].split("|"))
    assert names == {"name@StudyDescription", ""}
