"""Four hundred synthetic patients of two scanners, whose label follows the scanner or does not."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from audit.profile.classes import measure_classes
from audit.profile.model.classes import Classes
from audit.scan.table import HeaderTable
from tests.label_tables import headers, image, labels

N = 400
SCANNERS: tuple[Mapping[str, Any], ...] = (
    {"Manufacturer": "SIEMENS", "ManufacturerModelName": "SOMATOM Force", "KVP": 100.0},
    {"Manufacturer": "GE MEDICAL SYSTEMS", "ManufacturerModelName": "Revolution", "KVP": 120.0},
)
FREE: Mapping[str, tuple[Any, ...]] = {
    "StationName": ("CT01", "CT02", "CT03", "CT04"),
    "ConvolutionKernel": (["B30f"], ["B70f"], ["STANDARD"]),
    "PatientPosition": ("HFS", "FFS", None),
    "SliceThickness": (1.0, 1.5, 2.0, 3.0, 5.0),
    "StudyDate": ("20200115", "20200615", "20210115", "20210920"),
    "PatientAge": ("034Y", "045Y", "056Y", "067Y", "078Y"),
    "PatientSex": ("F", "M"),
    "BitsStored": (12, 16),
}


def scanner_of(n: int = N) -> np.ndarray:
    """The scanner of each patient, half and half, in no order."""
    return np.random.default_rng(0).permutation(np.arange(n) % len(SCANNERS))


def make_table(folder: Path, n: int = N) -> HeaderTable:
    """One CT image a patient; everything but the scanner is drawn on its own."""
    rng = np.random.default_rng(1)
    rows = []
    for patient, scanner in enumerate(scanner_of(n)):
        free = {name: values[rng.integers(len(values))] for name, values in FREE.items()}
        exposure = float(rng.normal(100, 20))
        size = int(rng.normal(500_000, 10_000))
        more = {"Modality": "CT", "Rows": 512, "Columns": 512, "CTDIvol": exposure}
        row = {**more, **free, **SCANNERS[scanner], "size_bytes": size}
        rows.append(image(f"P{patient}", patient, **row))
    return headers(folder, *rows)


def follow(share: float = 0.95, n: int = N, seed: int = 2) -> np.ndarray:
    """Labels 0 and 1 that are those of the scanner in `share` of the patients."""
    wrong = np.random.default_rng(seed).permutation(n) < round((1 - share) * n)
    return np.where(wrong, 1 - scanner_of(n), scanner_of(n))


def label_text(answers: np.ndarray, split: str = "") -> str:
    """A label file; with `split` every fourth patient is in the test split."""
    names = np.array(["healthy", "ill"])[answers]
    lines = ["PatientID,diagnosis,split" if split else "PatientID,diagnosis"]
    for patient, name in enumerate(names):
        part = f",{'test' if patient % 4 == 0 else 'train'}" if split else ""
        lines.append(f"P{patient},{name}{part}")
    return "\n".join(lines) + "\n"


def measured_classes(folder: Path, table: HeaderTable, text: str) -> Classes:
    """Labels joined; `healthy` is the normal class."""
    return measure_classes(table, labels(folder, text), "healthy")
