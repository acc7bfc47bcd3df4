"""What a task still finds in the header, and the attribute that broke it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.misc import is_dicom
from pydicom.sequence import Sequence

from audit.profile.model import Utility
from audit.profile.model.utility import Task
from audit.profile.utility import measure_utility
from audit.profile.utility_needs import purposes
from audit.scan.keywords import column_index
from audit.scan.scanner import ScanOptions, scan
from audit.scan.table import write_rows
from tests.factories import instance, write_instances
from tests.profile.test_integrity import row, states

MR = {"SOPClassUID": "1.2.840.10008.5.1.4.1.1.4", "Modality": "MR", "ImageType": ["ORIGINAL"]}
PT = {"SOPClassUID": "1.2.840.10008.5.1.4.1.1.128", "Modality": "PT", "PatientWeight": 70}
MG = {"SOPClassUID": "1.2.840.10008.5.1.4.1.1.1.2", "Modality": "MG", "OrganDose": 0.01}


def tracer(**without: None) -> Sequence:
    item = Dataset()
    item.RadionuclideTotalDose, item.RadionuclideHalfLife = "370000000", "6586.2"
    item.RadiopharmaceuticalStartTime = "101500"
    for keyword in without:
        delattr(item, keyword)
    return Sequence([item])


PET = {"Units": "BQML", "DecayCorrection": "START", "SeriesTime": "111500",
       "RadiopharmaceuticalInformationSequence": tracer()}  # fmt: skip
MAMMO = {"KVP": 28, "ExposureInuAs": 90_000, "AnodeTargetMaterial": "TUNGSTEN",
         "FilterMaterial": "RHODIUM", "BodyPartThickness": 55}  # fmt: skip
PET_FILE = "fo-dicom+fo-dicom/Tests/FO-DICOM.Tests/Test Data/GH184.dcm"
WHOLE: dict[str, dict[str, Any]] = {
    "suv": PT | PET,
    "hu": {},
    "diffusion": MR | {"SeriesDescription": "ep2d_diff", "DiffusionBValue": 1000.0},
    "directions": MR | {"SeriesDescription": "DTI 30", "DiffusionBValue": 1000.0,
                        "DiffusionGradientOrientation": [0.0, 0.0, 1.0]},
    "time": MR | {"SeriesDescription": "DCE dynamic", "AcquisitionTime": "120000"},
    "exposure": MG | MAMMO,
    "dose": MG | MAMMO,
    "volume": {},
    "frame": {},
}  # fmt: skip
REMOVED: list[tuple[str, dict[str, Any], str]] = [
    ("suv", {"RadiopharmaceuticalInformationSequence":
             tracer(RadiopharmaceuticalStartTime=None)}, "RadiopharmaceuticalStartTime"),
    ("suv", {"RadiopharmaceuticalInformationSequence":
             tracer(RadionuclideTotalDose=None)}, "RadionuclideTotalDose"),
    ("suv", {"Units": ""}, "Units"),
    ("suv", {"PatientWeight": 0}, "PatientWeight"),
    ("suv", {"Units": "CNTS"}, "70531000"),
    ("hu", {"RescaleSlope": None}, "RescaleSlope"),
    ("hu", {"RescaleIntercept": None}, "RescaleIntercept"),
    ("diffusion", {"DiffusionBValue": None}, "DiffusionBValue"),
    ("directions", {"DiffusionGradientOrientation": None}, "DiffusionGradientOrientation"),
    ("time", {"AcquisitionTime": None}, "AcquisitionTime"),
    ("exposure", {"ExposureInuAs": None, "Exposure": None}, "ExposureInuAs"),
    ("dose", {"OrganDose": None}, "OrganDose"),
    ("dose", {"BodyPartThickness": None}, "BodyPartThickness"),
    ("volume", {"ImagePositionPatient": None}, "ImagePositionPatient"),
    ("volume", {"ImageOrientationPatient": None}, "ImageOrientationPatient"),
    ("frame", {"FrameOfReferenceUID": ""}, "FrameOfReferenceUID"),
]  # fmt: skip


def measured(folder: Path, *sources: Path) -> Utility:
    work = folder / "work"
    work.mkdir()
    table = scan([str(source) for source in sources], work, ScanOptions(1, key=b"k" * 32))
    facts = measure_utility(table)
    table.close()
    return facts


def found(facts: Utility, task: str) -> Task:
    one = facts.find(task)
    assert one is not None
    return one


def images(n_patients: int, **elements: Any) -> list[bytes]:
    return [
        instance(patient, n=n, **{k: v for k, v in elements.items() if v is not None})
        for patient in range(1, n_patients + 1)
        for n in (1, 2)
    ]


def without(elements: dict[str, Any], changes: dict[str, Any]) -> list[bytes]:
    """Two slices of patient 9 after the changes; None takes out what the factory puts in too."""
    plain = {k: v for k, v in elements.items() if k not in changes}
    taken = {k: v for k, v in changes.items() if v is not None or k not in elements}
    return [instance(9, n=n, **plain, **taken) for n in (1, 2)]


@pytest.mark.parametrize("task", WHOLE)
def test_whole_headers_allow_every_task(task: str, tmp_path: Path) -> None:
    facts = measured(tmp_path, write_instances(tmp_path / "data", *images(2, **WHOLE[task])))
    one = found(facts, task)
    assert (one.n_possible, one.n_series, one.gaps) == (2, 2, ())


@pytest.mark.parametrize(("task", "changes", "named"), REMOVED)
def test_what_is_removed_lowers_the_share_and_is_named(
    task: str, changes: dict[str, Any], named: str, tmp_path: Path
) -> None:
    files = [*images(2, **WHOLE[task]), *without(WHOLE[task], changes)]
    facts = measured(tmp_path, write_instances(tmp_path / "data", *files))
    one = found(facts, task)
    assert (one.n_possible, one.n_series) == (2, 3)
    assert [gap.keyword for gap in one.gaps] == [named]
    assert one.broken.numbers == (3,)
    others = [other for other in facts.tasks if other.broken and other.task != task]
    assert not others, "no other task is touched"


def test_what_does_as_well_is_enough(tmp_path: Path) -> None:
    philips = PT | PET | {"Units": "CNTS", "PatientWeight": None}
    header = row(1) | {k: v for k, v in philips.items() if k[:5] != "Radio"}
    private = {
        "present": ["70530010", "70531000"],
        "private_creators": ["Philips PET Private Group"],
    }
    table = write_rows(tmp_path, [header | private])
    assert found(measure_utility(table), "suv").n_possible == 1
    table.close()


def test_a_private_element_without_its_creator_or_value_is_none(tmp_path: Path) -> None:
    plain = MR | {"SeriesDescription": "t", "series_words": ["dwi"]}
    siemens = {"present": ["0019100C"], "private_creators": ["SIEMENS MR HEADER"]}
    rows = [
        row(1, series="e1") | plain | siemens,
        row(2, series="e2") | plain | siemens | {"private_creators": ["ACME"]},
        row(3, series="e3") | plain | siemens | {"empty": ["0019100C"]},
        row(4, series="e4") | plain | {"present": None},
    ]
    table = write_rows(tmp_path, rows)
    one = found(measure_utility(table), "diffusion")
    table.close()
    assert (one.n_series, one.n_unknown, one.broken.numbers) == (3, 1, (2, 3))
    assert one.gaps[0].states == (("absent", 2),)


def test_behind_a_fault_nothing_is_broken(tmp_path: Path) -> None:
    table = write_rows(tmp_path, [states(row(1), RescaleSlope="u", RescaleIntercept="u")])
    one = found(measure_utility(table), "hu")
    table.close()
    assert (one.n_series, one.n_unknown, one.gaps) == (0, 1, ())


def test_a_report_in_a_series_of_images_breaks_no_task(tmp_path: Path) -> None:
    image = {"SOPClassUID": "1.2.840.10008.5.1.4.1.1.2", "ImageType": ["ORIGINAL"],
             "RescaleSlope": 1.0, "RescaleIntercept": 0.0, "PixelSpacing": [1.0, 1.0],
             "ImagePositionPatient": [0.0, 0.0, 0.0], "FrameOfReferenceUID": "f",
             "ImageOrientationPatient": [1.0, 0.0, 0.0, 0.0, 1.0, 0.0]}  # fmt: skip
    report = {"SOPClassUID": "1.2.840.10008.5.1.4.1.1.88.33", "Modality": "SR"}
    rows = [row(1) | image, row(2) | image, row(3) | report]
    table = write_rows(tmp_path, [states(one) for one in rows])
    facts = measure_utility(table)
    table.close()
    for task in ("hu", "volume", "frame"):
        assert (found(facts, task).n_possible, found(facts, task).n_series) == (1, 1), task


def test_suv_images_and_decay_to_administration_need_less(tmp_path: Path) -> None:
    pet = {"Modality": "PT", "SOPClassUID": PT["SOPClassUID"]}
    ready = row(1, series="e1") | pet | {"Units": "GML"}
    admin = row(2, series="e2") | pet | {"Units": "BQML", "DecayCorrection": "ADMIN"}
    admin |= {"PatientWeight": 70.0, "RadionuclideTotalDose": 3.7e8}
    table = write_rows(tmp_path, [ready, admin])
    assert found(measure_utility(table), "suv").n_possible == 2
    table.close()


def test_every_need_has_a_task_columns_and_a_source() -> None:
    for one in purposes():
        assert one.needs, one.task
        for need in one.needs:
            assert need.source
            assert set(need.keywords) <= column_index().keys()


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("folder", "task", "keywords"),
    [
        (PET_FILE, "suv", ("RadiopharmaceuticalStartTime",)),
        (PET_FILE, "suv", ("Units",)),
        (PET_FILE, "suv", ("PatientWeight",)),
        ("neurolabusc+dcm_qa_ct", "hu", ("RescaleSlope",)),
        ("neurolabusc+dcm_qa_ct", "volume", ("ImagePositionPatient",)),
        ("neurolabusc+dcm_qa_canon_61", "diffusion", ("DiffusionBValue",)),
    ],
)
def test_removed_from_copies_of_real_files(
    folder: str,
    task: str,
    keywords: tuple[str, ...],
    corpus: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = found(measured(tmp_path, corpus / folder), task)
    copies = tmp_path / "copies"
    copies.mkdir()
    source = corpus / folder
    files = (
        [source]
        if source.is_file()
        else sorted(path for path in source.rglob("*") if path.is_file() and is_dicom(path))
    )
    for number, path in enumerate(files):
        image = dcmread(path)
        for holder in (image, *_groups(image)):
            for keyword in keywords:
                if keyword in holder:
                    del holder[keyword]
        image.save_as(copies / f"{number}.dcm")
    (tmp_path / "work").rename(tmp_path / "before")
    after = found(measured(tmp_path, copies), task)
    with capsys.disabled():
        print(f"\n{task}: {before.n_possible} of {before.n_series} series, without "
              f"{keywords[0]} {after.n_possible} of {after.n_series}")  # fmt: skip
    assert before.n_possible > 0
    assert after.n_possible < before.n_possible
    assert keywords[0] in {gap.keyword for gap in after.gaps}


def _groups(image: Dataset) -> list[Dataset]:
    """All nested items."""
    return [
        inner
        for element in image
        if element.VR == "SQ"
        for item in element.value
        for inner in (item, *_groups(item))
    ]
