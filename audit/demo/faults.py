"""The faults planted in the files; `planted.py` says which rule must find each."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy

from pydicom import config
from pydicom.datadict import dictionary_VR
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset

from audit.demo.annotation_faults import plant_annotation_faults
from audit.demo.images import SPACING, place_slice
from audit.demo.leaks import comment_on, name_in_request
from audit.demo.plan import Plan, path_of, paths_of

NOT_DICOM = "p024/cr/0003.dcm"
EMPTY_FILE = "p024/cr/0004.dcm"
COPY = "p007/ct/0002 (1).dcm"
CHANGED_COPY = "p008/ct/0003 (1).dcm"
BURNED_IN = path_of(24, 2)


def plant_faults(plan: Plan) -> None:
    """Put every fault of the files into the plan."""
    for patient, change in CHANGES:
        for path in paths_of(patient):
            change(plan.images[path])
    _lose_slice(plan)
    _shift_slice(plan)
    _copy_file(plan)
    _change_copy(plan)
    _lose_patient_id(plan)
    _lose_lut_shape(plan)
    _halve_image(plan)
    _cut_file(plan)
    _declare_burned_in(plan)
    plant_annotation_faults(plan)
    plan.ready[NOT_DICOM] = b"The two images of this patient were exported again, see above.\n"
    plan.ready[EMPTY_FILE] = b""


def _set(**elements: str) -> Callable[[Dataset], None]:
    def change(image: Dataset) -> None:
        for keyword, value in elements.items():
            vr = dictionary_VR(keyword)
            image[keyword] = DataElement(keyword, vr, value, validation_mode=config.IGNORE)

    return change


def _second_sex(image: Dataset) -> None:
    image.PatientSex = "F" if image.InstanceNumber > 4 else "M"


def _without(keyword: str) -> Callable[[Dataset], None]:
    def change(image: Dataset) -> None:
        del image[keyword]

    return change


CHANGES: tuple[tuple[int, Callable[[Dataset], None]], ...] = (
    (2, _set(Manufacturer="GE Healthcare")),
    (2, _without("RescaleSlope")),
    (3, _set(Manufacturer="ge medical systems", PatientBirthDate="19730614")),
    (9, _second_sex),
    (10, _set(PatientAge="093Y")),
    (11, _set(PatientAge="000Y", RescaleType="US")),
    (13, _without("Manufacturer")),
    (14, _set(PatientSex="W")),
    (15, _set(BodyPartExamined="UNKNOWN")),
    (16, _set(PatientAge="77")),
    (18, comment_on),
    (21, name_in_request),
)
"""Patient, what is changed in all of its images."""


def _lose_slice(plan: Plan) -> None:
    plan.remove(path_of(4, 4))


def _shift_slice(plan: Plan) -> None:
    place_slice(plan.images[path_of(5, 5)], SPACING["CT"] * 4 + 0.6)


def _copy_file(plan: Plan) -> None:
    plan.ready[COPY] = plan.bytes_of(path_of(7, 2))


def _change_copy(plan: Plan) -> None:
    changed = deepcopy(plan.images[path_of(8, 3)])
    changed.RescaleIntercept = 0
    plan.add(CHANGED_COPY, changed, plan.syntaxes[path_of(8, 3)])


def _lose_patient_id(plan: Plan) -> None:
    del plan.images[path_of(23, 2)].PatientID


def _lose_lut_shape(plan: Plan) -> None:
    """Type 1 in a DX image, and no column of the header table: nothing else misses it."""
    del plan.images[path_of(22, 1)].PresentationLUTShape


def _declare_burned_in(plan: Plan) -> None:
    """As of a radiograph with a label of the patient on the cassette."""
    plan.images[BURNED_IN].BurnedInAnnotation = "YES"


def _halve_image(plan: Plan) -> None:
    image = plan.images[path_of(17, 6)]
    image.Rows //= 2
    image.PixelData = image.PixelData[: len(image.PixelData) // 2]


def _cut_file(plan: Plan) -> None:
    """The last slice, so that no gap is planted along with it; cut before its position."""
    path = path_of(6, 8)
    whole = plan.bytes_of(path)
    plan.ready[path] = whole[: whole.index(b"\x20\x00\x32\x00") + 10]
    plan.remove(path)
