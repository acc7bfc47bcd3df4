"""A pydicom data set to the bytes of a file, the same ones at every run."""

from __future__ import annotations

from copy import deepcopy
from io import BytesIO
from uuid import NAMESPACE_OID, uuid5

from pydicom import config, dcmwrite
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import (
    UID,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    RLELossless,
)

SYNTAXES = {
    "explicit": ExplicitVRLittleEndian,
    "implicit": ImplicitVRLittleEndian,
    "deflated": DeflatedExplicitVRLittleEndian,
    "rle": RLELossless,
}


def make_uid(*parts: object) -> UID:
    """A UID that the parts decide: `2.25.` and a name-based UUID (PS3.5 B.2)."""
    name = "/".join(("dicom-audit demo", *map(str, parts)))
    return UID(f"2.25.{uuid5(NAMESPACE_OID, name).int}")


def to_bytes(dataset: Dataset, syntax: str = "explicit") -> bytes:
    """
    The file with preamble and meta group; `syntax` is a key of SYNTAXES.

    The data set itself is not changed. Nothing of the version of pydicom stands in the bytes.
    """
    copy = deepcopy(dataset)
    copy.file_meta = _meta(dataset, SYNTAXES["explicit" if syntax == "rle" else syntax])
    if syntax == "rle":
        copy.compress(RLELossless, generate_instance_uid=False)
        copy["PixelData"].is_undefined_length = True
    sink = BytesIO()
    with config.disable_value_validation():  # faults may be planted in values
        dcmwrite(sink, copy, enforce_file_format=True)
    return sink.getvalue()


def _meta(dataset: Dataset, syntax: UID) -> FileMetaDataset:
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = syntax
    meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    meta.ImplementationClassUID = make_uid("implementation")
    meta.ImplementationVersionName = "DICOM_AUDIT_DEMO"
    return meta
