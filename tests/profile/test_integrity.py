"""Accounting, repeats and contradictions, on real tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from audit.profile.integrity import measure_integrity
from audit.profile.model import Integrity
from audit.scan.keywords import column_index, columns
from audit.scan.scanner import ScanOptions, scan
from audit.scan.table import write_rows


def row(n: int, patient: str | None = "p1", study: str = "t1", series: str = "e1", **more: Any):  # type: ignore[no-untyped-def]
    return {
        "PatientID": patient,
        "StudyInstanceUID": study,
        "SeriesInstanceUID": series,
        "SOPInstanceUID": f"i{n}",
        "Modality": "CT",
        **more,
    }


def states(row: dict[str, Any], **letters: str) -> dict[str, Any]:
    made = ["a" if row.get(column.keyword) is None else "p" for column in columns()]
    for keyword, letter in letters.items():
        made[column_index()[keyword]] = letter
    return {**row, "states": "".join(made)}


def measured(folder: Path, *rows: dict[str, Any]) -> Integrity:
    table = write_rows(folder, rows)
    facts = measure_integrity(table)
    table.close()
    return facts


def test_every_item_is_accounted_for(tmp_path: Path) -> None:
    facts = measured(
        tmp_path,
        row(1),
        row(2, status="finding", codes=["odd-length", "tag-order"]),
        row(3, status="partial", codes=["truncated", "odd-length"]),
        {"status": "rejected", "codes": ["empty-file"]},
        {"status": "skipped", "codes": ["not-dicom"]},
        row(6, status="finding", codes=["dicomdir"]),
    )
    accounting = facts.accounting
    assert (accounting.found, accounting.ok, accounting.finding) == (6, 1, 2)
    assert (accounting.partial, accounting.rejected, accounting.skipped) == (1, 1, 1)
    assert accounting.adds_up
    assert [(c.code, c.status, c.items.numbers) for c in facts.codes] == [
        ("dicomdir", "finding", (6,)),
        ("empty-file", "rejected", (4,)),
        ("not-dicom", "skipped", (5,)),
        ("odd-length", "finding", (2,)),
        ("odd-length", "partial", (3,)),
        ("tag-order", "finding", (2,)),
        ("truncated", "partial", (3,)),
    ]
    assert (facts.rejected.items, facts.partial.items, facts.n_dicomdir) == ((4,), (3,), 1)


def test_a_status_nobody_knows_does_not_add_up(tmp_path: Path) -> None:
    assert not measured(tmp_path, row(1), row(2, status="lost")).accounting.adds_up


def test_repeats_are_read_from_the_codes(tmp_path: Path) -> None:
    facts = measured(
        tmp_path,
        row(1),
        row(1, status="finding", codes=["duplicate-uid"]),
        row(2, status="finding", codes=["uid-conflict"]),
        row(2, status="finding", codes=["uid-conflict", "duplicate-content"], pixel_sha256="ab"),
        row(3, Rows=8, status="finding", codes=["pixel-data-missing"]),
    )
    assert facts.duplicate_uid.numbers == (2,)
    assert facts.uid_conflict.numbers == (3, 4)
    assert facts.duplicate_content.numbers == (4,)
    assert facts.pixel_data_missing.numbers == (5,)
    assert (facts.n_items_read, facts.n_instances, facts.n_images) == (5, 3, 1)
    assert facts.n_with_pixel_digest == 1


def test_conflicts_that_may_be_one_image_encoded_anew(tmp_path: Path) -> None:
    """Two of one UID in two transfer syntaxes; of three others two share theirs."""
    syntaxes = (1, "a"), (1, "b"), (2, "a"), (2, "b"), (2, "b")
    conflict = {"status": "finding", "codes": ["uid-conflict"]}
    rows = [row(uid, TransferSyntaxUID=syntax, **conflict) for uid, syntax in syntaxes]
    facts = measured(tmp_path, *rows)
    assert (len(facts.uid_conflict), facts.n_conflict_recoded) == (5, 2)


def test_a_repeat_without_pixels_is_missed_too(tmp_path: Path) -> None:
    """It shares its SOPInstanceUID with an image that has them, and is no image for that."""
    facts = measured(
        tmp_path,
        row(1, Rows=8),
        row(1, Rows=8, status="finding", codes=["pixel-data-missing", "uid-conflict"]),
    )
    assert facts.pixel_data_missing.numbers == (2,)
    assert (facts.n_images, facts.n_instances) == (2, 1)


def test_an_image_without_rows_is_in_the_denominator_of_those_without_pixels(
    tmp_path: Path,
) -> None:
    lacking = {"status": "finding", "codes": ["pixel-data-missing"]}
    facts = measured(tmp_path, row(1, SOPClassUID="1.2.840.10008.5.1.4.1.1.2", **lacking))
    assert (len(facts.pixel_data_missing), facts.n_images) == (1, 1)


def test_contradicting_identifiers_also_of_repeated_instances(tmp_path: Path) -> None:
    facts = measured(
        tmp_path,
        row(1, "p1", "t1", "e1"),
        row(1, "p1", "t2", "e1", codes=["uid-conflict"], status="finding"),
        row(2, "p2", "t2", "e2"),
        row(3, "p3", "t3", "e3", Modality="MR"),
        row(4, "p3", "t3", "e3", Modality="CT"),
    )
    assert (facts.series_in_two_studies.numbers, facts.series_in_two_studies.items) == ((1,), (1,))
    assert (facts.study_in_two_patients.numbers, facts.study_in_two_patients.items) == ((2,), (2,))
    assert (facts.series_with_two_modalities.numbers, facts.series_with_two_modalities.items) == (
        (3,),
        (4,),
    )


def test_two_sexes_count_only_where_both_are_valid(tmp_path: Path) -> None:
    facts = measured(
        tmp_path,
        row(1, "p1", "a", "a", PatientSex="M"),
        row(2, "p1", "a", "a", PatientSex="F"),
        row(3, "p2", "b", "b", PatientSex="M"),
        row(4, "p2", "b", "b", PatientSex="0000"),
        row(5, "p3", "c", "c", PatientSex="X"),
    )
    assert facts.patient_with_two_sexes.numbers == (1,)
    assert facts.n_patients_with_sex == 2


def test_a_placeholder_birth_date_contradicts_nothing(tmp_path: Path) -> None:
    facts = measured(
        tmp_path,
        row(1, "p1", "a", "a", PatientBirthDate="token1"),
        states(row(2, "p1", "a", "a", PatientBirthDate="token2"), PatientBirthDate="h"),
        row(3, "p2", "b", "b", PatientBirthDate="token1"),
        row(4, "p2", "b", "b", PatientBirthDate="token3"),
    )
    assert facts.patient_with_two_birth_dates.numbers == (2,)
    assert facts.n_patients_with_birth_date == 2


def test_what_stands_behind_a_fault_is_not_absent(tmp_path: Path) -> None:
    facts = measured(
        tmp_path,
        row(1, patient=None),
        states(row(2, patient=None), PatientID="e"),
        states(row(3, patient=None, status="partial", codes=["truncated"]), PatientID="u"),
        states(row(4), PatientID="h"),
        {"status": "rejected", "codes": ["truncated", "no-dataset"]},
        {"Modality": "CT"},
    )
    assert facts.without_patient_id.numbers == (1, 2, 6)
    assert facts.placeholder_patient_id.numbers == (4,)
    assert facts.without_sop_instance_uid.numbers == (6,)
    assert facts.without_study_uid.numbers == facts.without_series_uid.numbers == (6,)
    assert facts.n_instances == 5


@pytest.mark.corpus
def test_shared_identifiers_of_the_real_files(corpus: Path, tmp_path: Path) -> None:
    table = scan([str(corpus)], tmp_path, ScanOptions(jobs=2))
    facts = measure_integrity(table)
    table.close()
    assert facts.accounting.adds_up
    assert len(facts.uid_conflict) == 123, "33 SOPInstanceUIDs are shared by 123 files"
    assert facts.n_dicomdir == 22
    assert set(facts.duplicate_uid.items).isdisjoint(facts.rejected.items)
