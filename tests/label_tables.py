"""A small header table and a label file beside it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from audit.scan.cohort import LabelOptions, LabelTable, read_labels
from audit.scan.label_faults import RowFault
from audit.scan.table import HeaderTable, write_rows
from audit.scan.tokens import token

KEY = b"k" * 32
IDENTIFIERS = (
    "SOPInstanceUID",
    "SeriesInstanceUID",
    "StudyInstanceUID",
    "AccessionNumber",
    "PatientID",
)


def image(patient: str | None, n: int = 1, **more: Any) -> dict[str, Any]:
    """One instance of a patient, in a study and a series of its own."""
    uid = f"1.2.{sum(map(ord, patient or '-'))}.{n}"
    row: dict[str, Any] = {
        "PatientID": patient,
        "SOPInstanceUID": uid,
        "StudyInstanceUID": f"{uid}.1",
        "SeriesInstanceUID": f"{uid}.2",
    }
    row |= more
    return {k: token(KEY, v) if k in IDENTIFIERS and v is not None else v for k, v in row.items()}


def headers(folder: Path, *rows: Mapping[str, Any]) -> HeaderTable:
    """The header table, in a folder of its own."""
    place = folder / "headers"
    place.mkdir()
    return write_rows(place, rows)


def labels(folder: Path, text: str | bytes, name: str = "labels.csv", **options: Any) -> LabelTable:
    """The label file with this content, read."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_labels(path, LabelOptions(**options), KEY)


def listed(faults: tuple[RowFault, ...]) -> dict[str, tuple[int, ...]]:
    """Lines by kind of fault."""
    return {fault.kind.name: fault.rows for fault in faults}
