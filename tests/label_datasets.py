"""Small datasets of real DICOM bytes beside label tables that have the heads of public ones."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from audit.profile.classes import measure_classes
from audit.profile.model import Classes
from audit.scan.cohort import LabelOptions, read_labels
from audit.scan.scanner import ScanOptions, scan
from audit.scan.table import HeaderTable
from tests.label_tables import KEY

SIZES = {"Rows": 64, "Columns": 48}
"""Of the images on which boxes are drawn."""


def scanned(folder: Path, files: Mapping[str, bytes]) -> HeaderTable:
    """Files by their path below the source, written and scanned."""
    source, work = folder / "data", folder / "work"
    work.mkdir()
    for path, content in files.items():
        place = source / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    return scan([str(source)], work, ScanOptions(jobs=1, key=KEY))


def labelled(
    table: HeaderTable, folder: Path, text: str, options: LabelOptions | None = None
) -> Classes:
    """What is measured of this dataset with this label table."""
    path = folder / "labels.csv"
    path.write_text(text, encoding="utf-8")
    return measure_classes(table, read_labels(path, options or LabelOptions(), KEY))


def sizes(found: Classes, label: str) -> dict[tuple[str, str], tuple[int, int]]:
    """Patients and instances by split and class."""
    rows = [row for row in found.counts if row.label == label]
    return {(row.split, row.name): (row.n_patients, row.n_instances) for row in rows}


def lines(found: Classes) -> dict[str, tuple[int, ...]]:
    """Lines of the label file by kind of fault."""
    return {fault.kind: fault.rows for fault in found.faults}
