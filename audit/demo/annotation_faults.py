"""Planted faults of annotations: a lost image, an empty segment, a file that broke off."""

from __future__ import annotations

from audit.demo.annotations import EFFUSION, make_segment, make_segmentation
from audit.demo.images import make_image
from audit.demo.plan import MASK, SEGMENTED, Plan, paths_of
from audit.demo.tables import patients, scanners

AIM = f"p{SEGMENTED:03d}/aim/0001.xml"


def plant_annotation_faults(plan: Plan) -> None:
    """
    The mask is drawn on one slice more than the series still has, and lists an empty segment.

    The lost slice is the last one: no gap is planted along with it.
    """
    paths = paths_of(SEGMENTED)
    patient = patients()[SEGMENTED - 1]
    images = [plan.images[path] for path in paths]
    lost = make_image(patient, scanners()[patient.scanner], len(paths) + 1)
    mask = make_segmentation(patient, [*images, lost])
    mask.SegmentSequence.append(make_segment(2, "Pleural effusion", EFFUSION))
    plan.images[MASK] = mask
    plan.ready[AIM] = _broken_aim(patient.PatientID, images[0].StudyInstanceUID)


def _broken_aim(patient: str, study: str) -> bytes:
    """An AIM 4 file that ends in the middle of its references, as a broken copy does."""
    return f"""\
<?xml version="1.0" encoding="UTF-8"?>
<ImageAnnotationCollection xmlns="gme://caCORE.caCORE/4.4/edu.northwestern.radiology.AIM"
    aimVersion="AIMv4_0">
  <dateTime value="2021-12-20T10:15:00"/>
  <user><name value="reader-1"/><loginName value="reader-1"/></user>
  <person><id value="{patient}"/></person>
  <imageAnnotations>
    <ImageAnnotation>
      <typeCode code="LT1" codeSystemName="Lung Template"/>
      <name value="Lesion 1"/>
      <imageReferenceEntityCollection>
        <ImageReferenceEntity>
          <imageStudy>
            <instanceUid root="{study}"/>
            <imageSeries>
""".encode()
