from __future__ import annotations

from pathlib import Path

import pytest

from audit.profile.classes import measure_classes
from audit.profile.model import Classes
from audit.stats.intervals import wilson
from tests.label_tables import headers, image, labels


def sizes(found: Classes, label: str = "label") -> dict[tuple[str, str], tuple[int, int]]:
    """Patients and instances by split and class."""
    rows = [row for row in found.counts if row.label == label]
    return {(row.split, row.name): (row.n_patients, row.n_instances) for row in rows}


def test_a_label_of_a_patient_counts_for_all_its_images(tmp_path: Path) -> None:
    table = headers(tmp_path, image("P", 1), image("P", 2), image("Q", 3), image("R", 4))
    found = measure_classes(table, labels(tmp_path, "PatientID,label\nP,A\nQ,B\n"))
    assert sizes(found) == {("", "A"): (1, 2), ("", "B"): (1, 1)}
    first = found.counts[0]
    assert (first.n_patients_total, first.n_instances_total) == (2, 3)
    assert first.share is not None
    assert (first.share.low, first.share.high) == pytest.approx(wilson(1, 2))
    assert found.totals == found.counts
    assert (found.n_patients_labelled, found.n_patients) == (2, 3)
    assert (found.n_instances_labelled, found.n_instances) == (3, 4)
    assert (found.unlabelled.numbers, found.unlabelled.items) == ((3,), (4,))
    assert found.unlabelled_instances.items == (4,)
    assert (found.state, found.key, found.level) == ("measured", "PatientID", "patient")


def test_a_patient_is_positive_if_any_image_is(tmp_path: Path) -> None:
    rows = [image("P", n, SOPInstanceUID=f"1.{n}") for n in range(1, 5)]
    rows += [image("Q", 5, SOPInstanceUID="1.5"), image(None, 6, SOPInstanceUID="1.6")]
    text = "SOPInstanceUID,Edema\n1.1,0\n1.2,-1\n1.3,1\n1.4,\n1.5,0\n1.6,1\n"
    found = measure_classes(headers(tmp_path, *rows), labels(tmp_path, text, labels=("Edema",)))
    assert sizes(found, "Edema") == {
        ("", "positive"): (1, 2),
        ("", "negative"): (1, 2),
        ("", "uncertain"): (0, 1),
        ("", "not mentioned"): (0, 1),
    }
    assert found.n_patients_labelled == 2
    assert found.n_instances_labelled == 6


def test_patients_in_two_classes_count_in_both_and_are_named(tmp_path: Path) -> None:
    table = headers(
        tmp_path, image("P", 1, SOPInstanceUID="1.1"), image("P", 2, SOPInstanceUID="1.2")
    )
    found = measure_classes(table, labels(tmp_path, "SOPInstanceUID,label\n1.1,A\n1.2,B\n"))
    assert sizes(found) == {("", "A"): (1, 1), ("", "B"): (1, 1)}
    assert found.in_two_classes.numbers == (1,)
    assert found.conflicting.numbers == ()


def test_conflicts_lead_to_their_patients(tmp_path: Path) -> None:
    table = headers(tmp_path, image("P", 1), image("Q", 2))
    found = measure_classes(table, labels(tmp_path, "PatientID,label\nQ,A\nQ,B\nP,A\nX,A\nX,B\n"))
    assert found.conflicting.numbers == (2,)
    assert found.in_two_classes.numbers == (2,)


def test_splits_of_the_table(tmp_path: Path) -> None:
    rows = [image(p, n, SOPInstanceUID=f"1.{n}") for n, p in enumerate("PPQRS")]
    text = "SOPInstanceUID,label,split\n1.0,A,test\n1.1,A,train\n1.2,B,train\n1.3,B,val\n1.4,A,\n"
    found = measure_classes(headers(tmp_path, *rows), labels(tmp_path, text))
    assert found.splits == ("train", "val", "test", "no split")
    assert (found.train_splits, found.test_splits) == (("train",), ("test",))
    assert found.split_source == "column"
    assert found.in_two_splits.numbers == (1,)
    assert sizes(found)["train", "A"] == (1, 1)
    assert sizes(found)["test", "B"] == (0, 0)
    assert [(row.name, row.n_patients, row.n_patients_total) for row in found.totals] == [
        ("A", 2, 4),
        ("B", 2, 4),
    ]


def test_splits_of_folders(tmp_path: Path) -> None:
    paths = ["a/Train/1.dcm", "a/testing/2.dcm", "a/validation/3.dcm", "a/tests/4.dcm"]
    rows = [image(p, n, path=paths[n]) for n, p in enumerate("PPQR")]
    table = headers(tmp_path, *rows)
    found = measure_classes(table, labels(tmp_path, "PatientID,label\nP,A\nQ,A\nR,A\n"))
    assert found.split_source == "path"
    assert found.splits == ("train", "validation", "test", "no split")
    assert found.in_two_splits.numbers == (1,)
    without = measure_classes(table, None)
    assert without.state == "absent"
    assert without.in_two_splits.numbers == (1,)
    assert without.splits == ("train", "validation", "test")


def test_without_labels_and_folders(tmp_path: Path) -> None:
    found = measure_classes(headers(tmp_path, image("P")), None, "normal")
    assert (found.state, found.split_source) == ("absent", "none")
    assert (found.n_patients, found.n_instances, found.normal_class) == (1, 1, "normal")


def test_imbalance_counts_declared_classes(tmp_path: Path) -> None:
    rows = [image(f"P{n}", n) for n in range(11)]
    text = "PatientID,label\n" + "".join(f"P{n},{'A' if n < 10 else 'B'}\n" for n in range(11))
    table = headers(tmp_path, *rows)
    (found,) = measure_classes(table, labels(tmp_path, text)).imbalance
    assert (found.n_classes, found.ratio) == (2, 10.0)
    declared = labels(tmp_path, text, classes=(("label", "C"),))
    again = measure_classes(table, declared)
    assert (again.imbalance[0].n_classes, again.imbalance[0].ratio) == (3, None)
    assert again.imbalance[0].effective_classes == pytest.approx(found.effective_classes)
    assert sizes(again)["", "C"] == (0, 0)


def test_labels_that_stand_together(tmp_path: Path) -> None:
    rows = [image(f"P{n}", n) for n in range(6)]
    text = "PatientID,label\nP0,a\nP1,a|b\nP2,a|c\nP3,a|b\nP4,a\nP5,c\n"
    found = measure_classes(headers(tmp_path, *rows), labels(tmp_path, text))
    (together,) = found.multi_label
    assert together.classes == (("a", 5, 1.0), ("b", 2, 2.5), ("c", 2, 2.5))
    assert (together.n_patients, together.mean_ir, together.minority) == (6, 2.0, ("b", "c"))
    assert together.cardinality == pytest.approx(1.5)
    assert together.cvir == pytest.approx(0.4330127019)
    assert together.scumble == pytest.approx(0.0482460485)


def test_indicator_columns_stand_together(tmp_path: Path) -> None:
    rows = [image(f"P{n}", n) for n in range(3)]
    text = "PatientID,x,y\nP0,1,0\nP1,1,1\nP2,0,-1\n"
    found = measure_classes(headers(tmp_path, *rows), labels(tmp_path, text, labels=("x", "y")))
    (together,) = found.multi_label
    assert together.label == "1/0 columns"
    assert together.classes == (("x", 2, 1.0), ("y", 1, 2.0))
    assert together.cardinality == pytest.approx(1.0)
    assert [(row.label, row.ratio) for row in found.imbalance] == [("x", 2.0), ("y", 1.0)]


def test_a_column_that_only_says_what_is_there_has_no_imbalance(tmp_path: Path) -> None:
    table = headers(tmp_path, image("P", 1), image("Q", 2))
    found = measure_classes(table, labels(tmp_path, "PatientID,x\nP,1\nQ,\n", labels=("x",)))
    assert found.imbalance == ()


def test_normal_patients(tmp_path: Path) -> None:
    rows = [image(f"P{n}", n) for n in range(4)]
    text = "PatientID,Finding Labels\nP0,No Finding\nP1,Mass|Edema\nP2,No Finding|Mass\nP3,\n"
    table, table_of_labels = headers(tmp_path, *rows), labels(tmp_path, text)
    (found,) = measure_classes(table, table_of_labels, "No Finding").normal
    assert (found.n_normal, found.n_abnormal, found.n_both) == (1, 2, 1)
    assert (found.share.low, found.share.high) == pytest.approx(wilson(1, 3))
    assert measure_classes(table, table_of_labels, "healthy").normal == ()


def test_names_with_quotes_reach_no_query(tmp_path: Path) -> None:
    text = "PatientID,label,split\nP,it's; x') or 1=1,te'st\nQ,b,te'st\n"
    found = measure_classes(
        headers(tmp_path, image("P", 1), image("Q", 2)), labels(tmp_path, text), "it's"
    )
    assert found.splits == ("te'st",)
    assert sizes(found)["te'st", "it's"] == (1, 1)
    assert found.normal[0].n_abnormal == 2


def test_the_same_twice(tmp_path: Path) -> None:
    rows = [image(f"P{n % 7}", n, SOPInstanceUID=f"1.{n}") for n in range(40)]
    text = "SOPInstanceUID,label,split\n"
    text += "".join(f"1.{n},{'ABCD'[n % 4]},{'train' if n % 3 else 'test'}\n" for n in range(40))
    table, table_of_labels = headers(tmp_path, *rows), labels(tmp_path, text)
    first = measure_classes(table, table_of_labels)
    assert first == measure_classes(table, table_of_labels)
    assert len(first.in_two_splits) == 7
