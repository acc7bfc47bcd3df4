"""Ready header tables for tests: rows as dicts, written as Parquet or CSV."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

Row = dict[str, Any]


def instance_row(patient: int = 1, study: int = 1, series: int = 1, n: int = 1, **more: Any) -> Row:
    """One CT slice as a row of text, as most exports have it; None takes a value out."""
    uid = f"1.2.3.{patient}.{study}"
    row: Row = {
        "PatientID": f"P{patient:03d}",
        "StudyInstanceUID": uid,
        "SeriesInstanceUID": f"{uid}.{series}",
        "SOPInstanceUID": f"{uid}.{series}.{n}",
        "Modality": "CT",
        "Manufacturer": "GE MEDICAL SYSTEMS",
        "PatientSex": "F",
        "PatientAge": "060Y",
        "StudyDate": "20200131",
    }
    return row | more


def series_row(patient: int = 1, study: int = 1, series: int = 1, n: int = 10, **more: Any) -> Row:
    """A series of `n` instances."""
    row = instance_row(patient, study, series, **more)
    del row["SOPInstanceUID"]
    return row | {"instanceCount": n} | more


def write_parquet(path: Path, rows: list[Row]) -> Path:
    """All columns of any row."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    pq.write_table(pa.table({name: [row.get(name) for row in rows] for name in names}), path)
    return path


def write_csv(path: Path, rows: list[Row], delimiter: str = ",") -> Path:
    """`.csv` or `.csv.gz`; None is a blank cell."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    packed = path.suffix == ".gz"
    with gzip.open(path, "wt", newline="") if packed else path.open("w", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(names)
        for row in rows:
            writer.writerow(["" if row.get(name) is None else row.get(name) for name in names])
    return path
