"""The catalogue, over small real header tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from audit.profile.catalogue import measure_catalogue
from audit.profile.catalogue_tables import (
    acquisition_parameters,
    lossy_syntaxes,
    presence_keywords,
    sop_roles,
)
from audit.profile.model.catalogue import Catalogue, Coding, ParameterCell
from audit.profile.tallies import uid_name
from audit.scan.keywords import column_index
from audit.scan.table import write_rows

CT, MR, SEG = (f"1.2.840.10008.5.1.4.1.1.{end}" for end in ("2", "4", "66.4"))
RTSTRUCT, SR, SC = (f"1.2.840.10008.5.1.4.1.1.{end}" for end in ("481.3", "88.33", "7"))
PLAIN, JPEG, J2K = (f"1.2.840.10008.1.2.{end}" for end in ("1", "4.50", "4.91"))


def image(n: int, series: int = 1, patient: int = 1, **more: Any) -> dict[str, Any]:
    row = {
        "SOPInstanceUID": f"image {n}",
        "SeriesInstanceUID": f"series {series}",
        "StudyInstanceUID": f"study {patient}",
        "PatientID": f"patient {patient}",
        "Modality": "CT",
        "SOPClassUID": CT,
        "TransferSyntaxUID": PLAIN,
        "Rows": 4,
        "Columns": 4,
    }
    return {**row, **more}


def annotation(n: int, sop_class: str, modality: str, **more: Any) -> dict[str, Any]:
    row = image(n, series=90 + n, SOPClassUID=sop_class, Modality=modality, **more)
    return {**row, "Rows": None, "Columns": None, "SOPInstanceUID": f"annotation {n}"}


@pytest.fixture
def measure(tmp_path: Path) -> Any:
    def build(rows: Iterable[Mapping[str, Any]]) -> Catalogue:
        table = write_rows(tmp_path, rows)
        try:
            return measure_catalogue(table)
        finally:
            table.close()

    return build


def test_tables_hold_what_pydicom_knows() -> None:
    roles = sop_roles().to_pylist()
    assert len({row["uid"] for row in roles}) == len(roles)
    assert all(uid_name(row["uid"]) != "not in the standard" for row in roles)
    assert all(uid_name(uid) != "not in the standard" for uid in lossy_syntaxes())
    known = column_index()
    assert all(word in known for _, words in presence_keywords() for word in words)
    assert all(word in known for _, words in acquisition_parameters() for word in words)


@pytest.mark.parametrize(
    ("modality", "sop_class", "mismatches", "known"),
    [
        ("CT", CT, 0, 1),
        ("MR", CT, 1, 1),
        ("RF", "1.2.840.10008.5.1.4.1.1.12.1", 0, 1),
        ("OT", SC, 0, 0),
        ("CT", "1.2.3.4", 0, 0),
        (None, CT, 0, 0),
    ],
)
def test_modality_against_sop_class(
    measure: Any, modality: str | None, sop_class: str, mismatches: int, known: int
) -> None:
    found = measure([image(1, Modality=modality, SOPClassUID=sop_class)]).images
    assert (len(found.class_mismatch), found.n_class_known) == (mismatches, known)
    assert len(found.without_modality) == (modality is None)


def test_values_by_series_and_by_instance(measure: Any) -> None:
    found = measure(
        [
            image(1, BodyPartExamined="CHEST", ImageType=["ORIGINAL", "PRIMARY"]),
            image(2, BodyPartExamined="CHEST", ImageType=["DERIVED", "PRIMARY"]),
            image(3, series=2, BodyPartExamined=" ", ContrastBolusAgent="Iohexol"),
            image(4, series=3, Modality="MR", SOPClassUID=MR, ReceiveCoilName="HEAD"),
        ]
    ).images
    assert (found.n_series, found.n_instances) == (3, 4)
    assert (found.BodyPartExamined.counts, found.BodyPartExamined.absent) == ((("CHEST", 1),), 2)
    assert found.original.counts == (("DERIVED", 1), ("ORIGINAL", 1))
    assert (found.original.total, found.original.absent) == (4, 2)
    assert found.ContrastBolusAgent.counts == (("Iohexol", 1),)
    assert (found.ReceiveCoilName.total, found.ReceiveCoilName.counts) == (1, (("HEAD", 1),))


def test_parameters_need_every_image_of_a_series(measure: Any) -> None:
    unread = ["a"] * len(column_index())
    unread[column_index()["KVP"]] = "u"
    rows = [
        image(1, KVP=120.0),
        image(2, KVP=120.0),
        image(3, series=2, KVP=120.0),
        image(4, series=2),
        image(5, series=3, states="".join(unread)),
    ]
    cells = {one.keywords[0]: one for one in measure(rows).images.acquisition}
    assert cells["KVP"] == ParameterCell("CT", ("KVP",), 1, 1, 3)
    assert cells["ConvolutionKernel"].n_present == 0
    assert {one.modality for one in cells.values()} == {"CT"}


def test_a_parameter_is_answered_by_its_equivalent(measure: Any) -> None:
    cells = measure([image(1, Exposure=10)]).images.acquisition
    current = next(one for one in cells if one.keywords[0] == "XRayTubeCurrent")
    assert (current.n_present, current.total) == (1, 1)


def test_storage(measure: Any) -> None:
    found = measure(
        [
            image(1, LossyImageCompression="00"),
            image(2, TransferSyntaxUID=JPEG),
            image(3, TransferSyntaxUID=JPEG, LossyImageCompression="01"),
            image(
                4,
                LossyImageCompression="01",
                LossyImageCompressionRatio=[10.0],
                LossyImageCompressionMethod=["ISO_10918_1"],
            ),
            image(5, TransferSyntaxUID=J2K),
            image(6, TransferSyntaxUID="1.2.3"),
            annotation(7, SR, "SR", TransferSyntaxUID=PLAIN),
        ]
    ).storage
    assert found.n_instances == 6
    assert (found.n_lossy_syntax, found.lossy_not_flagged.items) == (2, (2,))
    assert (found.n_flagged, found.ratio_absent.items) == (2, (3,))
    assert found.ratio is not None
    assert (found.ratio.n, found.ratio.median) == (1, 10.0)
    assert ("JPEG Baseline (Process 1)", 2) in found.transfer_syntaxes.counts
    assert ("not in the standard", 1) in found.transfer_syntaxes.counts
    assert found.LossyImageCompressionMethod.counts == (("ISO_10918_1", 1),)


def test_what_stands_behind_a_fault_is_unknown_not_absent(measure: Any) -> None:
    unread = "u" * len(column_index())
    more: dict[str, Any] = {"Modality": None, "TransferSyntaxUID": JPEG, "states": unread}
    found = measure([image(1, **more), image(2, LossyImageCompression="01", states=unread)])
    assert not found.images.without_modality
    assert not found.storage.lossy_not_flagged
    assert not found.storage.ratio_absent


def test_annotation_objects(measure: Any) -> None:
    found = measure(
        [
            image(1),
            image(2, series=2),
            annotation(
                1,
                SEG,
                "SEG",
                SegmentAlgorithmType=["MANUAL", "AUTOMATIC", "MANUAL"],
                SegmentedPropertyTypeCodeSequence=["10200004:SCT", "T-62000:SRT", "1:99X"],
                ReferencedSOPInstanceUID=["image 1", "gone", "study 1"],
            ),
            annotation(
                2,
                RTSTRUCT,
                "RTSTRUCT",
                ROIGenerationAlgorithm=["SEMIAUTOMATIC", None],
                ReferencedSOPInstanceUID=["image 1"],
            ),
            annotation(3, SR, "SR", VerificationFlag="VERIFIED"),
        ]
    ).annotations
    assert dict(found.carriers.counts) == {"RTSTRUCT": 1, "SEG": 1, "SR": 1}
    assert found.n_segments == 3
    assert found.segment_algorithms.counts == (("MANUAL", 2), ("AUTOMATIC", 1))
    assert (found.n_rois, found.roi_algorithms.absent) == (2, 1)
    assert (found.n_references, found.n_references_held) == (2, 1)
    assert found.dangling.items == (3,)
    assert found.n_series_annotated == 1
    assert found.VerificationFlag.counts == (("VERIFIED", 1),)


def test_references_of_images_are_no_annotations(measure: Any) -> None:
    found = measure([image(1, ReferencedSOPInstanceUID=["elsewhere"])]).annotations
    assert (found.n_references, len(found.dangling), found.carriers.counts) == (0, 0, ())


def test_presence_counts_units_and_what_could_not_be_read(measure: Any) -> None:
    unread = "u" * len(column_index())
    found = measure(
        [
            image(1, patient=1, PatientSex="F"),
            image(2, patient=1),
            image(3, series=2, patient=2),
            image(4, series=3, patient=3, states=unread),
        ]
    )
    sex = found.seen("PatientSex")
    assert (sex.n_present, sex.n_unknown, sex.total, sex.level) == (1, 1, 3, "patient")
    assert found.seen("StationName").total == 3
    with pytest.raises(KeyError):
        found.seen("PixelData")


def test_statements(measure: Any) -> None:
    found = measure(
        [
            image(
                1,
                DeidentificationMethodCodeSequence=["113100:DCM"],
                BurnedInAnnotation="NO",
                private_creators=["SIEMENS MED"],
                n_private=7,
            ),
            image(2, series=2, patient=2, ConsentForDistributionFlag="NO"),
        ]
    ).statements
    assert found.deidentification_codes.counts == (
        ("Basic Application Confidentiality Profile", 1),
    )
    assert (found.deidentification_codes.total, found.deidentification_codes.absent) == (2, 1)
    assert (found.BurnedInAnnotation.counts, found.BurnedInAnnotation.absent) == ((("NO", 1),), 1)
    assert (found.private_creators.counts, found.n_private_elements) == ((("SIEMENS MED", 1),), 7)
    assert found.ConsentForDistributionFlag.counts == (("NO", 1),)


def test_codes_count_where_something_is_named(measure: Any) -> None:
    found = measure(
        [
            image(1, BodyPartExamined="CHEST"),
            image(2, series=2, AnatomicRegionSequence=["T-D3000:SRT"]),
            image(3, series=3, AnatomicRegionSequence=["1:99LOCAL"]),
            image(4, series=4),
        ]
    ).coding
    assert found[0] == Coding("AnatomicRegionSequence", "series", 2, 1, 3)
    assert found[2].total == 0


def test_the_same_headers_in_another_order_count_the_same(tmp_path: Path) -> None:
    rows = [image(n, series=n % 3, BodyPartExamined=part) for n, part in enumerate("ABCABDAAB")]
    answers = []
    for name, some in (("a", rows), ("b", rows[::-1])):
        (tmp_path / name).mkdir()
        answers.append(measure_catalogue(write_rows(tmp_path / name, some)).images.BodyPartExamined)
    assert answers[0] == answers[1]


def test_an_empty_table_gives_zeros(measure: Any) -> None:
    found = measure([])
    assert (found.images.n_series, found.storage.n_instances, found.storage.ratio) == (0, 0, None)
    assert {one.total for one in found.presence} == {0}
