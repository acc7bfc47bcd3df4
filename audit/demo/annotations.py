"""A segmentation of one CT series, so that the dataset holds an annotation object too."""

from __future__ import annotations

from collections.abc import Sequence as Images

from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import SegmentationStorage

from audit.demo.images import SIZE, make_code, make_header
from audit.demo.storage import make_uid
from audit.demo.tables import Patient

NODULE = ("27925004", "SCT", "Nodule")
EFFUSION = ("60046008", "SCT", "Pleural effusion")


def make_segmentation(patient: Patient, images: Images[Dataset]) -> Dataset:
    """One segment, drawn by hand, one frame an image."""
    first = images[0]
    mask = make_header(patient, "SEG", "SEG", 1)
    mask.SOPClassUID = SegmentationStorage
    mask.Manufacturer, mask.ManufacturerModelName = "3D Slicer", "Segment Editor"
    mask.SoftwareVersions, mask.DeviceSerialNumber = "5.6", "1"
    mask.StationName, mask.InstitutionName = "READER-1", patient.InstitutionName
    mask.SeriesNumber = 2
    mask.ImageType = ["DERIVED", "PRIMARY"]
    mask.ContentLabel, mask.ContentDescription = "SEGMENTATION", "by hand"
    mask.ContentCreatorName = ""
    mask.FrameOfReferenceUID = first.FrameOfReferenceUID
    mask.BodyPartExamined = first.BodyPartExamined
    mask.SegmentationType = "BINARY"
    mask.SegmentSequence = Sequence([make_segment(1, "Lung nodule", NODULE)])
    mask.ReferencedSeriesSequence = Sequence([_series(images)])
    mask.DimensionOrganizationSequence = Sequence([_dimension()])
    mask.SharedFunctionalGroupsSequence = Sequence([_shared(first)])
    mask.PerFrameFunctionalGroupsSequence = Sequence(_frame(image) for image in images)
    _add_pixels(mask, len(images))
    return mask


def make_segment(number: int, label: str, kind: tuple[str, str, str]) -> Dataset:
    """One item of SegmentSequence; `kind` is the code of its property type."""
    segment = Dataset()
    segment.SegmentNumber, segment.SegmentLabel = number, label
    segment.SegmentAlgorithmType = "MANUAL"
    segment.SegmentedPropertyCategoryCodeSequence = Sequence(
        [make_code("49755003", "SCT", "Morphologically Abnormal Structure")]
    )
    segment.SegmentedPropertyTypeCodeSequence = Sequence([make_code(*kind)])
    return segment


def _series(images: Images[Dataset]) -> Dataset:
    series = Dataset()
    series.SeriesInstanceUID = images[0].SeriesInstanceUID
    series.ReferencedInstanceSequence = Sequence(_reference(image) for image in images)
    return series


def _reference(image: Dataset) -> Dataset:
    reference = Dataset()
    reference.ReferencedSOPClassUID = image.SOPClassUID
    reference.ReferencedSOPInstanceUID = image.SOPInstanceUID
    return reference


def _dimension() -> Dataset:
    dimension = Dataset()
    dimension.DimensionOrganizationUID = make_uid("dimension")
    return dimension


def _shared(first: Dataset) -> Dataset:
    measures, orientation, shared = Dataset(), Dataset(), Dataset()
    measures.PixelSpacing, measures.SliceThickness = first.PixelSpacing, first.SliceThickness
    orientation.ImageOrientationPatient = first.ImageOrientationPatient
    shared.PixelMeasuresSequence = Sequence([measures])
    shared.PlaneOrientationSequence = Sequence([orientation])
    return shared


def _frame(image: Dataset) -> Dataset:
    position, derivation, segment, frame = Dataset(), Dataset(), Dataset(), Dataset()
    position.ImagePositionPatient = image.ImagePositionPatient
    derivation.SourceImageSequence = Sequence([_reference(image)])
    segment.ReferencedSegmentNumber = 1
    frame.PlanePositionSequence = Sequence([position])
    frame.DerivationImageSequence = Sequence([derivation])
    frame.SegmentIdentificationSequence = Sequence([segment])
    return frame


def _add_pixels(mask: Dataset, n_frames: int) -> None:
    mask.SamplesPerPixel, mask.PhotometricInterpretation = 1, "MONOCHROME2"
    mask.NumberOfFrames = n_frames
    mask.Rows = mask.Columns = SIZE
    mask.BitsAllocated = mask.BitsStored = 1
    mask.HighBit = mask.PixelRepresentation = 0
    mask.BurnedInAnnotation, mask.LossyImageCompression = "NO", "00"
    mask.PixelData = b"".join(
        bytes([frame + 1, *[0x18] * (SIZE * SIZE // 8 - 1)]) for frame in range(n_frames)
    )
