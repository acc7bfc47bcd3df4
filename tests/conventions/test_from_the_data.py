"""Labels that the data itself holds: folders of a path, codes of annotation objects."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from audit.demo.annotations import make_segmentation
from audit.demo.images import make_code, make_image
from audit.demo.storage import to_bytes
from audit.demo.tables import patients, scanners
from audit.profile.classes import measure_classes
from audit.profile.derived_labels import derive_labels
from audit.profile.model import Classes
from audit.profile.model.classes import Convention, FaultKind
from audit.scan.scanner import ScanOptions, scan
from audit.scan.table import HeaderTable
from tests.factories import instance
from tests.label_datasets import lines, scanned, sizes
from tests.label_tables import KEY

FILES = {
    "train/PNEUMONIA/a.dcm": instance(patient=1, n=1),
    "train/PNEUMONIA/b.dcm": instance(patient=1, n=2),
    "train/NORMAL/c.dcm": instance(patient=2),
    "test/PNEUMONIA/d.dcm": instance(patient=3),
    "test/NORMAL/e.dcm": instance(patient=4),
    "test/f.dcm": instance(patient=5),
}


def measured(table: HeaderTable, source: str) -> Classes:
    return measure_classes(table, derive_labels(table, source))


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> HeaderTable:
    return scanned(tmp_path_factory.mktemp("folders"), FILES)


def test_the_second_folder_is_the_class(folders: HeaderTable) -> None:
    found = measured(folders, "folder:2")
    assert (found.source, found.level, found.labels) == ("folder:2", "instance", ("folder 2",))
    assert found.conventions == (("folder 2", str(Convention.SINGLE)),)
    assert sizes(found, "folder 2") == {
        ("train", "NORMAL"): (1, 1),
        ("train", "PNEUMONIA"): (1, 2),
        ("test", "NORMAL"): (1, 1),
        ("test", "PNEUMONIA"): (1, 1),
    }
    assert (found.n_rows, found.n_rows_joined) == (5, 5)
    assert found.unlabelled.numbers == (1,)  # test/f.dcm is the first of all paths but d and e
    assert lines(found) == {}


def test_folders_of_patients_are_refused_and_not_shown(tmp_path: Path) -> None:
    files = {f"SMITH{n}/a.dcm": instance(patient=n) for n in range(3)}
    table = scanned(tmp_path, files)
    found = measured(table, "folder:1")
    assert found.state == "absent"
    assert found.reason.startswith("folders at level 1 hold one patient each (3 of 3)")
    assert "SMITH" not in repr(found)
    assert measured(table, "folder:4").reason.startswith("no item lies below 4 folders")


def _annotated() -> Iterator[tuple[str, bytes]]:
    """Two patients: one with a segmentation of its slices, one with a structure set."""
    for number, patient in enumerate(patients()[:2]):
        images = [make_image(patient, scanners()["ct-siemens"], n) for n in (1, 2, 3)]
        for n, image in enumerate(images):
            yield f"p{number}/{n}.dcm", to_bytes(image, "explicit")
        if number == 0:
            yield "p0/seg.dcm", to_bytes(make_segmentation(patient, images), "explicit")
        else:
            yield "p1/rt.dcm", to_bytes(_structures(images[0], images[1:]), "explicit")
            yield "p1/rt2.dcm", to_bytes(_structures(images[0], []), "explicit")


def _structures(first: Dataset, images: list[Dataset]) -> Dataset:
    made = Dataset()
    for keyword in ("PatientID", "PatientName", "StudyInstanceUID", "StudyDate"):
        setattr(made, keyword, getattr(first, keyword))
    made.SOPClassUID = "1.2.840.10008.5.1.4.1.1.481.3"
    made.SOPInstanceUID = f"2.25.{len(images) + 77}"
    made.SeriesInstanceUID, made.Modality = "2.25.7777", "RTSTRUCT"
    observation = Dataset()
    observation.RTROIInterpretedType = "GTV"
    observation.RTROIIdentificationCodeSequence = Sequence(
        [make_code("86049000", "SCT", "Neoplasm, Primary")]
    )
    made.RTROIObservationsSequence = Sequence([observation])
    made.ContourImageSequence = Sequence([_reference(image) for image in images])
    return made


def _reference(image: Dataset) -> Dataset:
    made = Dataset()
    made.ReferencedSOPClassUID = image.SOPClassUID
    made.ReferencedSOPInstanceUID = image.SOPInstanceUID
    return made


def test_codes_of_annotations_count_the_images_they_point_to(tmp_path: Path) -> None:
    found = measured(scanned(tmp_path, dict(_annotated())), "annotations")
    assert (found.source, found.key, found.level) == ("annotations", "annotation", "instance")
    assert found.labels == ("segment type", "region code", "region type")
    assert sizes(found, "segment type") == {("", "Nodule"): (1, 3)}
    assert sizes(found, "region type") == {("", "GTV"): (1, 2)}
    (code,) = sizes(found, "region code").values()
    assert code == (1, 2)
    # the second structure set points to nothing here; faults name items, in the order of paths
    assert lines(found) == {str(FaultKind.NOT_IN_DATA): (9,)}
    assert (found.n_rows, found.n_rows_joined) == (3, 2)


def test_without_annotations_nothing_is_passed(folders: HeaderTable) -> None:
    found = measured(folders, "annotations")
    assert (found.state, found.reason) == (
        "absent",
        "no annotation object of the data names a type or a code",
    )
    assert derive_labels(folders, "") is None


@pytest.mark.corpus
def test_annotations_of_real_files(corpus: Path, tmp_path: Path) -> None:
    table = scan([str(corpus)], tmp_path, ScanOptions(jobs=2, key=KEY))
    found = measured(table, "annotations")
    assert found.state == "measured"
    assert found.n_rows_joined <= found.n_rows
    joined = sum(fault.n_rows for fault in found.faults)
    assert found.n_rows_joined + joined == found.n_rows
