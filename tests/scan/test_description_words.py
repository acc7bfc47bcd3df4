"""Descriptions as words: the same out of a file, a ready table and a stored one."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from audit.scan.description_words import UNLISTED, columns_described, safe_word, words_of
from audit.scan.scanner import ScanOptions, scan
from tests.factories import instance, write_instances
from tests.scan.reading import KEY, Reading, value

TEXT = "MRI Brain w/o DOE"
WORDS = words_of(TEXT, KEY)


def test_a_file_gives_words_with_and_without_a_stencil(tmp_path: Path) -> None:
    read = Reading(tmp_path)
    for n in range(1, 6):
        answer = read(instance(n=n, StudyDescription=TEXT, SeriesDescription=f"T1 ax {n}"))
        assert value(answer, "study_words") == WORDS
        assert value(answer, "series_words") == ["t1", "axial", *(["1"] if n == 1 else [])]


def test_the_protocol_stands_in_for_the_series(tmp_path: Path) -> None:
    read = Reading(tmp_path)
    answer = read(instance(SeriesDescription="", ProtocolName="dwi"))
    assert value(answer, "series_words") == ["dwi"]
    answer = read(instance(SeriesDescription=None, ProtocolName="", StudyDescription=None))
    assert value(answer, "series_words") is None
    assert value(answer, "study_words") is None


def test_other_alphabets_are_decoded(tmp_path: Path) -> None:
    answer = Reading(tmp_path)(
        instance(SpecificCharacterSet="ISO_IR 192", StudyDescription="IRM Tête É")
    )
    words = value(answer, "study_words")
    assert isinstance(words, list)
    assert words == words_of("irm TÊTE é", KEY)


def test_a_ready_table_gives_the_same_words(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text(
        "PatientID,StudyInstanceUID,SeriesInstanceUID,SOPInstanceUID,Modality,StudyDescription,"
        f"ProtocolName\np,1.2,1.3,1.4,MR,{TEXT},dwi\np,1.2,1.3,1.5,MR,,\n"
    )
    (tmp_path / "work").mkdir()
    table = scan([str(path)], tmp_path / "work", ScanOptions(1, key=KEY))
    rows = table.rows("select study_words, series_words from headers order by item")
    table.close()
    assert rows == [(WORDS, ["dwi"]), (None, None)]


def test_a_stored_table_keeps_words_and_nothing_else(tmp_path: Path) -> None:
    data = write_instances(tmp_path / "data", instance(StudyDescription=TEXT))
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
    table = scan([str(data)], tmp_path / "first", ScanOptions(1, key=KEY))
    stored = tmp_path / "headers.parquet"
    table.rows(f"copy (select * from headers) to '{stored}' (format parquet)")
    table.close()
    held = pq.read_table(stored)
    edited = pa.array([[*WORDS, "Doe"]], held.schema.field("study_words").type)
    place = held.schema.get_field_index("study_words")
    pq.write_table(held.set_column(place, "study_words", edited), stored)
    again = scan([str(stored)], tmp_path / "second", ScanOptions(1, key=KEY))
    ((words,),) = again.rows("select study_words from headers")
    again.close()
    assert words == [*WORDS, UNLISTED + "0" * 10]


@pytest.mark.parametrize(
    ("word", "safe"),
    [("brain", True), ("#0123456789", True), ("#012345678g", False), ("Doe", False), ("", False)],
)
def test_only_our_words_are_safe(word: str, safe: bool) -> None:
    assert (safe_word(word) == word) is safe


def test_which_column_describes_what() -> None:
    assert columns_described(["ProtocolName"])["ProtocolName"] == ["series_words"]
    both = columns_described(["ProtocolName", "SeriesDescription", "StudyDescription"])
    assert both["SeriesDescription"] == ["series_words"]
    assert both["StudyDescription"] == ["study_words"]
    assert "ProtocolName" not in both
