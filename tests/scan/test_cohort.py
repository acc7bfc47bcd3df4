from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from audit.errors import UserError
from audit.scan.label_columns import Convention
from audit.scan.label_join import join_labels
from audit.scan.label_values import MAX_CLASSES
from audit.scan.table import HeaderTable
from tests.label_tables import headers, image, labels, listed


def said(table: object) -> list[tuple[str, ...]]:
    rows = table.entries.to_pylist()  # type: ignore[attr-defined]
    return [(str(r["row"]), r["label"], r["name"], r["value"]) for r in rows]


def test_one_class_a_row(tmp_path: Path) -> None:
    found = labels(tmp_path, "PatientID,label\n1,Pneumonia\n2,NA\n3,\n")
    assert found.columns[0].convention is Convention.SINGLE
    assert said(found) == [
        ("2", "label", "Pneumonia", "positive"),
        ("3", "label", "NA", "positive"),
    ]
    assert listed(found.faults) == {"LABEL_EMPTY": (4,)}


@pytest.mark.parametrize("mark", ["|", ";"])
def test_several_classes_joined(tmp_path: Path, mark: str) -> None:
    text = f"PatientID,Finding Labels\n1,Mass{mark} Edema{mark}Mass\n2,No Finding\n"
    found = labels(tmp_path, text)
    assert found.columns[0].convention is Convention.JOINED
    assert found.columns[0].classes == ("Edema", "Mass", "No Finding")
    assert [row[2] for row in said(found)] == ["Mass", "Edema", "No Finding"]


def test_one_column_a_class(tmp_path: Path) -> None:
    text = "PatientID,Edema,Mass\n1,1.0,0\n2,-1,\n3,0.0,x\n4,,-1.0\n5,0,1\n6,1,0\n7,1,0\n"
    found = labels(tmp_path, text, labels=("Edema", "Mass"))
    assert {column.convention for column in found.columns} == {Convention.INDICATOR}
    edema = [row[3] for row in said(found) if row[1] == "Edema"]
    assert edema[:4] == ["positive", "uncertain", "negative", "not mentioned"]
    mass = {row[0]: row[3] for row in said(found) if row[1] == "Mass"}
    assert mass["3"] == "not mentioned"
    assert mass["5"] == "uncertain"
    assert "4" not in mass
    assert listed(found.faults) == {"UNKNOWN_VALUE": (4,)}


def test_zero_and_one_in_a_column_called_label_are_two_classes(tmp_path: Path) -> None:
    found = labels(tmp_path, "PatientID,label\n1,0\n2,1\n")
    assert found.columns[0].classes == ("0", "1")


def test_grades_are_classes(tmp_path: Path) -> None:
    rows = "".join(f"{n},{grade}\n" for n, grade in enumerate("0000000001112"))
    found = labels(tmp_path, f"PatientID,grade\n{rows}", labels=("grade",))
    assert found.columns[0].classes == ("0", "1", "2")


def test_case_of_class_names_is_listed_and_not_merged(tmp_path: Path) -> None:
    text = "PatientID,label\n1,Pneumonia\n2,pneumonia\n3,Pneumonia\n4,Normal\n"
    found = labels(tmp_path, text)
    assert found.columns[0].classes == ("Normal", "Pneumonia", "pneumonia")
    assert listed(found.faults) == {"CLASS_CASE": (3,)}


def test_class_names_are_made_safe(tmp_path: Path) -> None:
    found = labels(tmp_path, "PatientID,label\n1,a\x1b[31m\n")
    assert found.columns[0].classes == ("a\\x1b[31m",)


def test_free_text_is_refused(tmp_path: Path) -> None:
    rows = "".join(f"{n},text {n}\n" for n in range(MAX_CLASSES + 1))
    with pytest.raises(UserError, match="reports"):
        labels(tmp_path, f"PatientID,label\n{rows}")


def test_repeated_rows(tmp_path: Path) -> None:
    text = "PatientID,label,x\n1,A,p\n1,A,q\n2,A,\n2,B,\n,A,\n3,,\n3,A,\n"
    found = labels(tmp_path, text)
    assert listed(found.faults) == {
        "KEY_EMPTY": (6,),
        "DOUBLED": (3,),
        "CONFLICT": (4, 5),
        "LABEL_EMPTY": (7,),
    }


def test_joined_classes_do_not_conflict_and_indicators_do(tmp_path: Path) -> None:
    found = labels(tmp_path, "PatientID,label\n1,A|B\n1,C\n")
    assert listed(found.faults) == {}
    text = "PatientID,Edema\n1,1\n1,0\n2,1\n2,-1\n3,\n3,1\n"
    found = labels(tmp_path, text, labels=("Edema",))
    assert listed(found.faults) == {"CONFLICT": (2, 3)}


def test_declared_classes_are_kept(tmp_path: Path) -> None:
    found = labels(tmp_path, "PatientID,label\n1,A\n", classes=(("label", "B"), ("other", "C")))
    assert found.columns[0].classes == ("A", "B")


def test_splits(tmp_path: Path) -> None:
    text = "PatientID,label,split\n1,A,train\n2,A,Train\n3,A,\n4,A,test\n"
    found = labels(tmp_path, text)
    assert found.has_split
    assert listed(found.faults) == {"SPLIT_EMPTY": (4,), "SPLIT_CASE": (2, 3)}


@pytest.mark.parametrize(
    ("keyword", "level", "n"),
    [
        ("SOPInstanceUID", "instance", 1),
        ("SeriesInstanceUID", "series", 2),
        ("StudyInstanceUID", "study", 2),
        ("AccessionNumber", "study", 2),
        ("PatientID", "patient", 3),
        ("path", "instance", 1),
    ],
)
def test_every_key_joins_at_its_level(tmp_path: Path, keyword: str, level: str, n: int) -> None:
    same = {"StudyInstanceUID": "7.1", "SeriesInstanceUID": "7.2", "AccessionNumber": "A7"}
    table = headers(
        tmp_path,
        image("P", 1, SOPInstanceUID="7.3", path="a/b c.dcm", **same),
        image("P", 2, **same),
        image("P", 3),
        image("Q", 4),
    )
    value = {"SOPInstanceUID": "7.3", "PatientID": "P", "path": "./a/b c.dcm", **same}[keyword]
    joined = join_labels(table, labels(tmp_path, f"{keyword},label\n {value}\0,A\n"))
    assert (joined.keyword, joined.level, joined.n_rows_joined) == (keyword, level, 1)
    assert table.rows("select count(*) from label_match") == [(n,)]
    assert joined.faults == ()


def test_identifiers_stay_text(tmp_path: Path) -> None:
    table = headers(tmp_path, *(image(p) for p in ("00012", "1e5", "NA", "nan", "100000", "12")))
    text = "PatientID,label\n00012,A\n1e5,B\nNA,C\nnan,D\n"
    joined = join_labels(table, labels(tmp_path, text))
    assert joined.n_rows_joined == 4
    rows = table.rows("select row, patient from label_match order by row")
    assert rows == [(2, 1), (3, 2), (4, 3), (5, 4)]


def test_keys_that_nearly_join_are_told_apart_and_not_merged(tmp_path: Path) -> None:
    table = headers(
        tmp_path, *(image(p) for p in ("ABC", "00012", "7", "P-007", "Müller", "9", "mixedCASE"))
    )
    keys = [
        "abc",
        "12",
        "007",
        "P-7",
        "Mu\u0308ller",
        "9.0",
        "none",
        "ABC",
        "MIXEDcase",
        "mixedcase",
    ]
    text = "PatientID,label\n" + "".join(f"{key},A\n" for key in keys)
    joined = join_labels(table, labels(tmp_path, text))
    assert listed(joined.faults) == {
        "CASE": (2, 10),
        "ZEROS": (3, 4, 5, 7),
        "UNICODE": (6,),
        "NOT_IN_DATA": (8, 11),
    }
    assert joined.n_rows_joined == 1
    assert sum(fault.n_rows for fault in joined.faults) + joined.n_rows_joined == len(keys)


def test_a_path_that_was_found_and_not_opened(tmp_path: Path) -> None:
    headers(tmp_path, image("P", path="a.dcm"), image("Q", path="b.dcm")).close()
    place = tmp_path / "headers"
    part = pq.read_table(place / "part-000000.parquet")
    pq.write_table(part.slice(0, 1), place / "part-000000.parquet")
    table = HeaderTable([place / "part-000000.parquet"], place / "inventory.parquet")
    joined = join_labels(table, labels(tmp_path, "path,label\na.dcm,A\nb.dcm,A\nc.dcm,A\n"))
    assert listed(joined.faults) == {"NOT_IN_DATA": (4,), "NOT_READ": (3,)}


def test_a_key_of_another_name_finds_its_identifier(tmp_path: Path) -> None:
    table = headers(tmp_path, image("P", AccessionNumber="X"), image("Q", AccessionNumber="Y"))
    found = labels(tmp_path, "exam,label\nX,A\nP,B\nY,A\n", key="exam")
    joined = join_labels(table, found)
    assert (joined.keyword, joined.level, joined.n_rows_joined) == ("AccessionNumber", "study", 2)
    assert listed(joined.faults) == {"NOT_IN_DATA": (3,)}


def test_a_second_copy_of_an_instance_joins_by_its_own_path(tmp_path: Path) -> None:
    copies = [image("P", 1, path=path) for path in ("train/a.dcm", "Test/a.dcm", "b.dcm")]
    table = headers(tmp_path, *copies)
    joined = join_labels(table, labels(tmp_path, "path,label\nTest/a.dcm,A\n"))
    assert joined.split_source == "path"
    rows = table.rows("select row, instance, patient, split from label_match")
    assert rows == [(2, 1, 1, "test")]


def test_a_key_that_is_not_shown(tmp_path: Path) -> None:
    assert "SMITH" not in repr(labels(tmp_path, "PatientID,label\nSMITH,A\n"))
