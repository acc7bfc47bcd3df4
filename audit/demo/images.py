"""One image of a patient as a pydicom data set: CT, MR, DX or CR, tiny and complete."""

from __future__ import annotations

from pydicom.datadict import dictionary_VR
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import (
    ComputedRadiographyImageStorage,
    CTImageStorage,
    DigitalXRayImageStorageForPresentation,
    MRImageStorage,
)

from audit.demo.storage import make_uid
from audit.demo.tables import Patient, Scanner

SIZE = 16
"""Rows and columns: pixels are there to be counted, not to be looked at."""
SPACING = {"CT": 2.5, "MR": 4.4}
"""Distance of slices in mm."""
_CLASSES = {
    "CT": CTImageStorage,
    "MR": MRImageStorage,
    "DX": DigitalXRayImageStorageForPresentation,
    "CR": ComputedRadiographyImageStorage,
}
_METHODS = (
    ("113100", "Basic Application Confidentiality Profile"),
    ("113105", "Clean Descriptors Option"),
    ("113106", "Retain Longitudinal Temporal Information Full Dates Option"),
    ("113108", "Retain Patient Characteristics Option"),
    ("113112", "Retain Institution Identity Option"),
)


def make_image(patient: Patient, scanner: Scanner, n: int) -> Dataset:
    """Image number `n` (from 1) of the one series of this patient."""
    image = make_header(patient, scanner.Modality, scanner.Modality, n)
    image.SOPClassUID = _CLASSES[scanner.Modality]
    add_equipment(image, patient, scanner)
    for keyword, value in scanner.settings:
        image.__setattr__(keyword, _typed(keyword, value))
    image.BodyPartExamined = "BRAIN" if scanner.Modality == "MR" else "CHEST"
    if scanner.Modality in SPACING:
        _add_slice(image, n)
    else:
        _add_projection(image, n)
    _add_pixels(image, patient.number, n)
    return image


def make_header(patient: Patient, modality: str, series: str, n: int) -> Dataset:
    """Patient, study, series and instance, as every object of the dataset has them."""
    header = Dataset()
    header.SpecificCharacterSet = "ISO_IR 192"
    header.SOPInstanceUID = make_uid(patient.number, series, n)
    header.StudyInstanceUID = make_uid(patient.number, "study")
    header.SeriesInstanceUID = make_uid(patient.number, series)
    header.Modality = modality
    header.StudyDate = header.SeriesDate = header.AcquisitionDate = patient.StudyDate
    header.ContentDate = patient.StudyDate
    header.StudyTime = header.ContentTime = f"{8 + patient.number % 9:02d}{n:02d}00"
    header.AccessionNumber = f"A{patient.number:05d}"
    header.StudyID = f"S{patient.number:03d}"
    header.StudyDescription = "Demonstration study"
    header.SeriesDescription = f"{series} {patient.scanner.partition('-')[2]}"
    header.ReferringPhysicianName = ""
    header.SeriesNumber = 1
    header.InstanceNumber = n
    _add_patient(header, patient)
    return header


def add_equipment(header: Dataset, patient: Patient, scanner: Scanner) -> None:
    """Who made the object, and where."""
    header.Manufacturer = scanner.Manufacturer
    header.ManufacturerModelName = scanner.ManufacturerModelName
    header.SoftwareVersions = scanner.SoftwareVersions
    header.InstitutionName = patient.InstitutionName
    header.StationName = f"{scanner.name.upper()}-{len(patient.InstitutionName)}"
    header.DeviceSerialNumber = f"{10_000 + len(scanner.name) * len(patient.InstitutionName)}"


def _add_patient(header: Dataset, patient: Patient) -> None:
    header.PatientName = f"{patient.PatientID}^"
    header.PatientID = patient.PatientID
    header.PatientBirthDate = ""  # no option of the Basic Profile keeps it
    header.PatientSex = patient.PatientSex
    header.PatientAge = f"{patient.age:03d}Y"
    header.PatientIdentityRemoved = "YES"
    header.DeidentificationMethod = "made up; no person"
    header.LongitudinalTemporalInformationModified = "UNMODIFIED"
    header.DeidentificationMethodCodeSequence = Sequence(
        make_code(value, "DCM", meaning) for value, meaning in _METHODS
    )


def make_code(value: str, scheme: str, meaning: str) -> Dataset:
    """One item of a code sequence."""
    code = Dataset()
    code.CodeValue, code.CodingSchemeDesignator, code.CodeMeaning = value, scheme, meaning
    return code


def _add_slice(image: Dataset, n: int) -> None:
    ct = image.Modality == "CT"
    image.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL" if ct else "M"]
    image.FrameOfReferenceUID = make_uid(image.StudyInstanceUID, "frame of reference")
    image.PositionReferenceIndicator = ""
    image.PatientPosition = "HFS"
    image.PixelSpacing = [0.8, 0.8]
    image.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
    place_slice(image, SPACING[image.Modality] * (n - 1))
    image.RecognizableVisualFeatures = "NO"
    image.AcquisitionNumber = 1
    if ct:
        image.RescaleSlope, image.RescaleIntercept, image.RescaleType = 1, -1024, "HU"
    else:
        image.SpacingBetweenSlices = SPACING["MR"]
        image.EchoNumbers = 1


def place_slice(image: Dataset, z: float) -> None:
    """Put the image at `z` millimetres along the patient."""
    image.ImagePositionPatient = [-100, -100, round(z, 3)]
    image.SliceLocation = round(z, 3)


def _add_projection(image: Dataset, n: int) -> None:
    image.ImageType = ["ORIGINAL", "PRIMARY", ""] if image.Modality == "DX" else "ORIGINAL\\PRIMARY"
    image.ViewPosition = "PA" if n == 1 else "LL"
    image.ImagerPixelSpacing = [0.15, 0.15]
    image.PatientOrientation = ["L", "F"] if n == 1 else ["P", "F"]
    if image.Modality == "DX":
        image.PixelIntensityRelationship, image.PixelIntensityRelationshipSign = "LOG", -1
        image.PresentationLUTShape = "IDENTITY"
        image.ImageLaterality = "U"
        image.RescaleSlope, image.RescaleIntercept, image.RescaleType = 1, 0, "US"
        image.AnatomicRegionSequence = Sequence([make_code("51185008", "SCT", "Chest")])
        image.AcquisitionContextSequence = Sequence([])


def _add_pixels(image: Dataset, patient: int, n: int) -> None:
    image.SamplesPerPixel, image.PhotometricInterpretation = 1, "MONOCHROME2"
    image.Rows = image.Columns = SIZE
    image.BitsAllocated, image.BitsStored, image.HighBit = 16, 12, 11
    image.PixelRepresentation = 0
    image.BurnedInAnnotation, image.LossyImageCompression = "NO", "00"
    image.WindowCenter, image.WindowWidth = 1024, 2048
    # no two images of the dataset may have the same pixels
    values = ((17 * patient + 5 * n + x * y + x) % 4096 for x in range(SIZE) for y in range(SIZE))
    marked = [patient, n, *values][: SIZE * SIZE]
    image.PixelData = b"".join(value.to_bytes(2, "little") for value in marked)


def _typed(keyword: str, value: str) -> str | int | float:
    vr = dictionary_VR(keyword)
    if vr in ("US", "SS", "UL", "IS"):
        return int(value)
    return float(value) if vr in ("FD", "FL") else value
