"""DICOM made in memory: one small CT slice, any element replaced, taken out or made wrong."""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

from pydicom import config
from pydicom.datadict import dictionary_VR
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset

from audit.demo.images import make_image, place_slice
from audit.demo.storage import make_uid, to_bytes
from audit.demo.tables import patients, scanners


def instance(
    patient: int = 1, study: int = 1, series: int = 1, n: int = 1, **elements: Any
) -> bytes:
    """
    The bytes of one complete CT slice, `n` counting slices 2.5 mm apart.

    `elements` are DICOM keywords: a value replaces, None takes the element out, and values that
    the standard forbids are written as they are. `syntax` (explicit, implicit, deflated, rle)
    names the transfer syntax.
    """
    syntax = elements.pop("syntax", "explicit")
    image = deepcopy(_plain())
    image.PatientID = f"P{patient:03d}"
    image.PatientName = f"P{patient:03d}^"
    image.StudyInstanceUID = make_uid("test", patient, study)
    image.SeriesInstanceUID = make_uid("test", patient, study, series)
    image.SOPInstanceUID = make_uid("test", patient, study, series, n)
    image.FrameOfReferenceUID = make_uid("test", patient, study, "frame of reference")
    image.SeriesNumber, image.InstanceNumber = series, n
    place_slice(image, 2.5 * (n - 1))
    marks = b"".join(number.to_bytes(2, "little") for number in (patient, study, series, n))
    image.PixelData = marks + image.PixelData[len(marks) :]
    for keyword, value in elements.items():
        _set(image, keyword, value)
    return to_bytes(image, syntax)


def write_instances(folder: Path, *contents: bytes) -> Path:
    """The contents as `0001.dcm`, `0002.dcm`, ... in a new folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, content in enumerate(contents, 1):
        (folder / f"{number:04d}.dcm").write_bytes(content)
    return folder


def _set(image: Dataset, keyword: str, value: Any) -> None:
    if value is None:
        delattr(image, keyword)
    else:
        vr = dictionary_VR(keyword)
        image[keyword] = DataElement(keyword, vr, value, validation_mode=config.IGNORE)


@cache
def _plain() -> Dataset:
    patient = patients()[0]
    return make_image(patient, scanners()[patient.scanner], 1)
