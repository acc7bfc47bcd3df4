"""Facts of the family `privacy` about risks: pixels, faces, dates, UIDs, uniqueness, real files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from audit.profile.model import Privacy
from audit.profile.privacy import measure_privacy
from audit.scan.scanner import ScanOptions, scan
from tests.factories import instance, write_instances
from tests.profile.test_integrity import states
from tests.profile.test_privacy import found, measured, seen


def image(n: int, *place: str, **changes: Any) -> dict[str, Any]:
    return seen(n, *place, Rows=512, SOPClassUID="1.2.840.10008.5.1.4.1.1.2", **changes)


@pytest.mark.parametrize(
    ("changes", "n"),
    [
        ({"Modality": "US"}, 1),
        ({"Modality": "US", "BurnedInAnnotation": "NO"}, 0),
        ({"Modality": "CT"}, 0),
        ({"Modality": "CT", "ImageType": ["ORIGINAL", "PRIMARY", "LOCALIZER"]}, 1),
        ({"Modality": "CT", "ConversionType": "WSD"}, 1),
        ({"Modality": "CR"}, 1),
        ({"Modality": "CT", "Manufacturer": "PHILIPS", "ImageType": ["DOSE"]}, 2),
    ],
)
def test_text_in_pixels_cannot_be_excluded(changes: dict[str, Any], n: int, tmp_path: Path) -> None:
    assert len(measured(tmp_path, image(1, **changes)).burned_in) == n


@pytest.mark.parametrize(
    ("changes", "frames", "expected"),
    [
        ({"BodyPartExamined": "HEAD"}, 30, (1, 1, 0)),
        ({"BodyPartExamined": "HEAD"}, 29, (0, 0, 0)),
        ({"BodyPartExamined": "CHEST"}, 30, (0, 0, 0)),
        ({}, 30, (0, 0, 1)),
        ({"BodyPartExamined": "BRAIN", "RecognizableVisualFeatures": "NO"}, 30, (0, 1, 0)),
        ({"AnatomicRegionSequence": ["69536005:SCT"]}, 30, (1, 1, 0)),
        ({"ReceiveCoilName": "32Ch Head"}, 30, (1, 1, 0)),
        ({"ReceiveCoilName": "Knee 8"}, 30, (0, 0, 1)),
        ({"ReceiveCoilName": "HeadNeck", "BodyPartExamined": "CSPINE"}, 30, (0, 0, 0)),
        ({"ReceiveCoilName": "HeadNeck", "series_words": ["cervical"]}, 30, (0, 0, 0)),
        ({"series_words": ["brain", "t1"]}, 30, (1, 1, 0)),
        ({"study_words": ["head", "ct"]}, 30, (1, 1, 0)),
        ({"study_words": ["head"], "series_words": ["chest"]}, 30, (0, 0, 0)),
        ({"study_words": ["knee"], "ReceiveCoilName": "Head"}, 30, (0, 0, 0)),
        ({"study_words": ["mr"]}, 30, (0, 0, 1)),
        (
            {"BodyPartExamined": "HEAD", "DeidentificationMethodCodeSequence": ["113102:DCM"]},
            30, (0, 1, 0),
        ),
    ],
)  # fmt: skip
def test_faces(
    changes: dict[str, Any], frames: int, expected: tuple[int, int, int], tmp_path: Path
) -> None:
    facts = measured(tmp_path, image(1, Modality="MR", NumberOfFrames=frames, **changes))
    found_ = (len(facts.faces.subjects), facts.faces.total, facts.n_faces_unknown)
    assert found_ == expected
    assert facts.heads_told_by.total == facts.faces.total
    assert facts.n_faces_cleaned == ("DeidentificationMethodCodeSequence" in changes)


def test_what_told_of_a_head_is_counted(tmp_path: Path) -> None:
    facts = measured(
        tmp_path,
        *(image(n, f"p{n}", f"t{n}", f"e{n}", Modality="MR", NumberOfFrames=30, **told)
          for n, told in enumerate(({"ReceiveCoilName": "HEAD"}, {"ReceiveCoilName": "Head 8"},
                                    {"BodyPartExamined": "BRAIN"}), 1)),
    )  # fmt: skip
    assert facts.heads_told_by.counts == (
        ("ReceiveCoilName", 2), ("BodyPartExamined or AnatomicRegionSequence", 1),
    )  # fmt: skip


@pytest.mark.parametrize(("other", "apart"), [("20200131", 0), ("20200201", 1), (None, None)])
def test_dates_apart_at_the_limit(other: str | None, apart: int | None, tmp_path: Path) -> None:
    facts = measured(tmp_path, image(1, StudyDate="20200101", AcquisitionDate=other))
    assert facts.n_dated_twice == (apart is not None)
    assert len(facts.dates_apart) == (apart or 0)


@pytest.mark.parametrize(
    ("changes", "n"),
    [
        ({}, 1),
        ({"ImageType": ["DERIVED", "PRIMARY"]}, 1),
        ({"ImageType": ["DERIVED", "SECONDARY"]}, 0),
        ({"SOPClassUID": "1.2.840.10008.5.1.4.1.1.7"}, 0),
        ({"SOPClassUID": "1.2.840.10008.5.1.4.1.1.66.4", "Modality": "SEG"}, 0),
        ({"SOPClassUID": "1.2.840.10008.5.1.4.1.1.88.22", "Modality": "SR"}, 0),
        ({"SOPClassUID": "1.2.840.10008.5.1.4.1.1.481.3", "Modality": "RTSTRUCT"}, 0),
        ({"SOPClassUID": "1.2.840.10008.5.1.4.1.1.67", "Modality": "RWV"}, 0),
    ],
)
def test_objects_made_later_have_dates_of_their_own(
    changes: dict[str, Any], n: int, tmp_path: Path
) -> None:
    later = {"StudyDate": "20200101", "SeriesDate": "20230101"}
    facts = measured(tmp_path, {**image(1, **later), **changes})
    assert (facts.n_dated_twice, len(facts.dates_apart)) == (n, n)


@pytest.mark.parametrize(("age", "apart"), [("051Y", 0), ("052Y", 0), ("053Y", 1), ("049Y", 1)])
def test_ages_and_dates(age: str, apart: int, tmp_path: Path) -> None:
    facts = measured(
        tmp_path,
        seen(1, StudyDate="20200101", PatientAge="050Y"),
        seen(2, "p1", "t2", "e2", StudyDate="20210101", PatientAge=age),
    )
    assert (facts.n_patients_dated_twice, len(facts.patients_shifted_apart)) == (1, apart)


@pytest.mark.parametrize(
    ("origins", "codes", "expected"),
    [
        (["maker", "maker"], [], (1, 0)),
        (["maker", "maker"], ["113110:DCM"], (0, 0)),
        (["uuid", "uuid"], [], (0, 0)),
        (["uuid", "maker"], [], (1, 1)),
    ],
)
def test_uids(
    origins: list[str], codes: list[str], expected: tuple[int, int], tmp_path: Path
) -> None:
    declared = {"PatientIdentityRemoved": "YES", "DeidentificationMethodCodeSequence": codes}
    facts = measured(tmp_path, seen(1, uid_origins="|".join(origins), **declared))
    assert (len(facts.original_uids), len(facts.mixed_uids)) == expected


def test_uids_of_a_hospital_beside_those_of_its_scanner_are_normal(tmp_path: Path) -> None:
    basic = {"DeidentificationMethodCodeSequence": ["113100:DCM"]}
    facts = measured(
        tmp_path,
        seen(1, uid_origins="other|maker"),
        seen(2, "p2", "t2", "e2", uid_origins="other|maker", **basic),
    )
    assert (facts.uid_origins.total, facts.n_uids_declared) == (2, 1)
    assert facts.mixed_uids.items == facts.original_uids.items == (2,)


def test_people_who_stand_alone(tmp_path: Path) -> None:
    facts = measured(
        tmp_path,
        *(seen(n, f"p{n}", f"t{n}", f"e{n}", PatientSex=sex, PatientAge="050Y")
          for n, sex in enumerate("FFM", 1)),
        states(seen(4, "p4", "t4", "e4", PatientSex="M"), PatientSex="p"),
    )  # fmt: skip
    one = facts.uniqueness[0]
    assert one.anonymity is not None
    assert (one.n_patients, one.anonymity.n_unique, one.anonymity.k) == (3, 1, 1)
    assert facts.uniqueness[-1].anonymity is None


def test_private_blocks(tmp_path: Path) -> None:
    facts = measured(
        tmp_path,
        seen(1, private_creators=["SIEMENS CSA HEADER", "O'NOBODY 1"]),
        seen(2, private_creators=["O'NOBODY 2"]),
    )
    blocks = [(one.creator, one.known, one.n_items) for one in facts.private_blocks]
    assert blocks == [("SIEMENS CSA HEADER", True, 1), ("2 unknown", False, 2)]


def scanned(folder: Path, work: Path) -> Privacy:
    work.mkdir()
    table = scan([str(folder)], work, ScanOptions(jobs=1, key=b"k" * 32))
    facts = measure_privacy(table)
    table.close()
    return facts


def test_a_copy_under_a_name_is_found_too(tmp_path: Path) -> None:
    content = instance(PatientName="Quartermaine^Xanthe")
    folder = write_instances(tmp_path / "data", content)
    (folder / "xanthe_quartermaine.dcm").write_bytes(content)
    facts = scanned(folder, tmp_path / "work")
    (echo,) = facts.echoes
    assert (echo.kind, echo.place, len(echo.subjects)) == ("name", "path", 1)


@pytest.mark.corpus
def test_presidio(corpus: Path, tmp_path: Path) -> None:
    """Acceptance 3: all is found by echo or by its element; burned-in risk of the CT and the CR."""
    facts = scanned(corpus / "microsoft+presidio", tmp_path / "work")
    assert facts.n_items == 6
    assert {(one.kind, one.place) for one in facts.echoes} == {("name", "StudyDescription")}
    held = {one.keyword: one.n_instances for one in facts.attributes}
    for keyword in ("PatientName", "PatientID", "PatientBirthDate", "AccessionNumber",
                    "ReferringPhysicianName", "PerformingPhysicianName", "InstitutionName",
                    "InstitutionAddress", "StudyDate", "SeriesDate", "ContentDate"):  # fmt: skip
        assert held[keyword] == facts.n_images, keyword
    assert held["OperatorsName"] == held["DateOfSecondaryCapture"] == held["StudyID"] == 1
    risky = {item for one in facts.burned_in for item in one.subjects.items}
    assert len(risky) == facts.n_images, "each of CT, CR and the captured PET"
    assert facts.signs


@pytest.mark.corpus
def test_dcm_qa_deident(corpus: Path, tmp_path: Path) -> None:
    """Acceptance 3: declared codes are read and compared with what is there."""
    facts = scanned(corpus / "neurolabusc+dcm_qa_deident", tmp_path / "work")
    assert facts.n_removed == facts.n_items == 196
    assert [name for name, _ in facts.codes.counts][:1] == [
        "Basic Application Confidentiality Profile"
    ]
    assert len(facts.codes.counts) == 5
    assert found(facts, "113100 Basic Profile") == {
        "PatientBirthDate has a value that reads like nobody's birth date": 0,
        "SeriesDescription has a value": 1,
    }
    assert not facts.echoes and not facts.faces.subjects
