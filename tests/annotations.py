"""Annotation objects and files made in memory, about the slices of `tests.factories.instance`."""

from __future__ import annotations

import gzip
import json
import struct
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from pydicom import dcmread
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence as Items
from pydicom.uid import ExplicitVRLittleEndian

from audit.demo.images import make_code
from audit.demo.storage import make_uid, to_bytes

CLASSES = {
    "SEG": "1.2.840.10008.5.1.4.1.1.66.4",
    "RTSTRUCT": "1.2.840.10008.5.1.4.1.1.481.3",
    "SR": "1.2.840.10008.5.1.4.1.1.88.33",
    "KO": "1.2.840.10008.5.1.4.1.1.88.59",
    "PR": "1.2.840.10008.5.1.4.1.1.11.1",
    "ANN": "1.2.840.10008.5.1.4.1.1.91.1",
}
CT = "1.2.840.10008.5.1.4.1.1.2"
AIM = "gme://caCORE.caCORE/4.4/edu.northwestern.radiology.AIM"


def item(**elements: Any) -> Dataset:
    """An item of a sequence; lists of items become sequences."""
    made = Dataset()
    for keyword, value in elements.items():
        is_sequence = keyword.endswith("Sequence")
        setattr(made, keyword, Items(value) if is_sequence else value)
    return made


def code(value: str, scheme: str = "SCT") -> list[Dataset]:
    """A code sequence of one code."""
    return [make_code(value, scheme, "a meaning")]


def read(content: bytes) -> Dataset:
    """The data set of bytes made by a factory."""
    return dcmread(BytesIO(content), force=True)


def named(image: Dataset) -> Dataset:
    """An item that points to an image."""
    return item(ReferencedSOPClassUID=CT, ReferencedSOPInstanceUID=image.SOPInstanceUID)


def begin(kind: str, image: Dataset, n: int = 1) -> Dataset:
    """The beginning of an object of the patient and study of an image."""
    made = Dataset()
    made.SOPClassUID, made.Modality = CLASSES[kind], kind
    made.SOPInstanceUID = make_uid("annotation", kind, n, str(image.SOPInstanceUID))
    made.SeriesInstanceUID = make_uid("annotation series", kind, n, str(image.SOPInstanceUID))
    made.StudyInstanceUID, made.PatientID = image.StudyInstanceUID, image.PatientID
    made.file_meta = FileMetaDataset()
    made.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    return made


def finish(made: Dataset, changes: dict[str, Any], syntax: str = "explicit") -> bytes:
    """Elements replaced, or taken out where None; then bytes."""
    for keyword, value in changes.items():
        if value is None:
            delattr(made, keyword)
        else:
            setattr(made, keyword, Items(value) if keyword.endswith("Sequence") else value)
    return to_bytes(made, syntax)


def segmentation(
    images: Sequence[bytes], frames: Sequence[int] = (), n: int = 1, syntax: str = "explicit",
    **changes: Any,
) -> bytes:  # fmt: skip
    """Two segments; `frames` says the segment of each frame: all of segment 1 if not given."""
    read_images = [read(one) for one in images]
    first = read_images[0]
    made = begin("SEG", first, n)
    made.FrameOfReferenceUID = first.FrameOfReferenceUID
    made.Rows, made.Columns = first.Rows, first.Columns
    made.SegmentationType, made.ContentCreatorName = "BINARY", "A^Reader"
    made.SegmentSequence = Items(
        item(
            SegmentNumber=number, SegmentLabel=f"part {number}", SegmentAlgorithmType="MANUAL",
            SegmentedPropertyCategoryCodeSequence=code("49755003"),
            SegmentedPropertyTypeCodeSequence=code(value),
        )
        for number, value in ((1, "27925004"), (2, "10200004"))
    )  # fmt: skip
    made.ReferencedSeriesSequence = Items(
        [item(SeriesInstanceUID=first.SeriesInstanceUID,
              ReferencedInstanceSequence=[named(one) for one in read_images])]
    )  # fmt: skip
    measures = item(PixelSpacing=first.PixelSpacing)
    plane = item(ImageOrientationPatient=first.ImageOrientationPatient)
    made.SharedFunctionalGroupsSequence = Items(
        [item(PixelMeasuresSequence=[measures], PlaneOrientationSequence=[plane])]
    )
    made.PerFrameFunctionalGroupsSequence = Items(
        item(
            DerivationImageSequence=[item(SourceImageSequence=[named(image)])],
            SegmentIdentificationSequence=[item(ReferencedSegmentNumber=number)],
        )
        for number in (frames or [1])
        for image in read_images
    )
    return finish(made, changes, syntax)


def structure_set(images: Sequence[bytes], n: int = 1, **changes: Any) -> bytes:
    """Two regions, the second without a contour, each named by a text only."""
    read_images = [read(one) for one in images]
    first = read_images[0]
    made = begin("RTSTRUCT", first, n)
    frame = first.FrameOfReferenceUID
    series = item(SeriesInstanceUID=first.SeriesInstanceUID,
                  ContourImageSequence=[named(one) for one in read_images])  # fmt: skip
    study = item(ReferencedSOPClassUID="1.2.840.10008.3.1.2.3.1",
                 ReferencedSOPInstanceUID=first.StudyInstanceUID,
                 RTReferencedSeriesSequence=[series])  # fmt: skip
    made.ReferencedFrameOfReferenceSequence = Items(
        [item(FrameOfReferenceUID=frame, RTReferencedStudySequence=[study])]
    )
    made.StructureSetROISequence = Items(
        item(ROINumber=number, ROIName=f"part {number}", ReferencedFrameOfReferenceUID=frame,
             ROIGenerationAlgorithm=algorithm)
        for number, algorithm in ((1, "AUTOMATIC"), (2, ""))
    )  # fmt: skip
    contour = item(ContourImageSequence=[named(first)], ContourData=["1", "2", "3"])
    made.ROIContourSequence = Items(
        [item(ReferencedROINumber=1, ContourSequence=[contour]), item(ReferencedROINumber=2)]
    )
    return finish(made, changes)


def report(images: Sequence[bytes], n: int = 1, **changes: Any) -> bytes:
    """A report by TID 1500 with a measurement group, and a finding in text."""
    first = read(images[0])
    made = begin("SR", first, n)
    series = item(SeriesInstanceUID=first.SeriesInstanceUID, ReferencedSOPSequence=[named(first)])
    study = item(StudyInstanceUID=first.StudyInstanceUID, ReferencedSeriesSequence=[series])
    made.CurrentRequestedProcedureEvidenceSequence = Items([study])
    made.ContentTemplateSequence = Items([item(TemplateIdentifier="1500")])
    who = item(ValueType="PNAME", ConceptNameCodeSequence=code("121008", "DCM"), PersonName="A^B")
    finding = item(ValueType="CODE", ConceptNameCodeSequence=code("121071", "DCM"),
                   ConceptCodeSequence=code("27925004"))  # fmt: skip
    group = item(ValueType="CONTAINER", ConceptNameCodeSequence=code("125007", "DCM"),
                 ContentSequence=[finding])  # fmt: skip
    text = item(ValueType="TEXT", ConceptNameCodeSequence=code("121071", "DCM"), TextValue="odd")
    made.ContentSequence = Items([who, item(ContentSequence=[group]), text])
    return finish(made, changes)


def aim(image: bytes, person: str | None = None, target: str | None = None) -> bytes:
    """An AIM 4 file with one annotation, one observation and one reference."""
    one = read(image)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<ImageAnnotationCollection xmlns="{AIM}" aimVersion="AIMv4_0"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
 <user><name value="A. Reader"/><loginName value="reader"/></user>
 <person><name value="Nobody"/><id value="{person or one.PatientID}"/></person>
 <imageAnnotations><ImageAnnotation>
  <typeCode code="LT1" codeSystem="Lung Template" codeSystemName="99EPAD"/>
  <name value="Lesion 1"/>
  <imagingObservationEntityCollection><ImagingObservationEntity>
   <typeCode code="RID3874" codeSystem="RadLex" codeSystemName="RADLEX"/><label value="mass"/>
  </ImagingObservationEntity></imagingObservationEntityCollection>
  <markupEntityCollection>
   <MarkupEntity xsi:type="TwoDimensionPolyline"><shapeIdentifier value="1"/></MarkupEntity>
  </markupEntityCollection>
  <imageReferenceEntityCollection>
   <ImageReferenceEntity xsi:type="DicomImageReferenceEntity"><imageStudy>
    <instanceUid root="{one.StudyInstanceUID}"/>
    <imageSeries><instanceUid root="{one.SeriesInstanceUID}"/>
     <imageCollection><Image><sopClassUid root="{CT}"/>
      <sopInstanceUid root="{target or one.SOPInstanceUID}"/></Image></imageCollection>
    </imageSeries></imageStudy></ImageReferenceEntity>
  </imageReferenceEntityCollection>
 </ImageAnnotation></imageAnnotations>
</ImageAnnotationCollection>""".encode()


def nifti(intent: int = 0, cut: int = 0, packed: bool = False) -> bytes:
    """A 4 x 3 x 2 volume of bytes, `cut` bytes short."""
    header = bytearray(352)
    struct.pack_into("<i", header, 0, 348)
    struct.pack_into("<8h", header, 40, 3, 4, 3, 2, 1, 1, 1, 1)
    struct.pack_into("<3h", header, 68, intent, 2, 8)
    struct.pack_into("<f", header, 108, 352.0)
    header[344:348] = b"n+1\0"
    whole = bytes(header) + bytes(24 - cut)
    return gzip.compress(whole) if packed else whole


def coco(names: Sequence[str], *annotated: int, **changes: Any) -> bytes:
    """Images by name, numbered from 1; annotations of the numbers given; two categories."""
    whole = {
        "info": {"contributor": "a group"},
        "images": [{"id": n, "file_name": name} for n, name in enumerate(names, 1)],
        "annotations": [
            {"id": n, "image_id": image, "category_id": 1} for n, image in enumerate(annotated)
        ],
        "categories": [{"id": 1, "name": "nodule"}, {"id": 2, "name": "mass"}],
        **changes,
    }
    return json.dumps(whole).encode()
