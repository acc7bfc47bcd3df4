"""Two cohorts that differ only in the size of a class with few patients."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

HEAD = (
    "PatientID,StudyInstanceUID,SeriesInstanceUID,SOPInstanceUID,Modality,StudyDate,"
    "Manufacturer,PatientSex,PatientAge,InstitutionName"
)
LARGE = (("nodule", 60), ("effusion", 40), ("normal", 200))
FEW = 20
"""Patients of site B who are divided between the class with few patients and another."""


def _people(n_fracture: int) -> Iterator[tuple[str, str, str, str, int, str]]:
    """Label, split, vendor, sex, age and site, one row a patient."""
    for label, size in LARGE:
        for split, part in (("train", 0.6), ("test", 0.4)):
            for sex in "FM":
                for vendor in ("SIEMENS", "GE MEDICAL SYSTEMS"):
                    for n in range(int(size * part / 4)):
                        yield label, split, vendor, sex, 40 + 3 * (n % 9), "A"
    for n in range(FEW):
        label = "fracture" if n < n_fracture else "effusion"
        yield label, "train", "GE MEDICAL SYSTEMS", "F", 72 + n % 9, "B"
    for _ in range(3):
        yield "nodule", "test", "Canon", "M", 66, "B"


def write_cohort(folder: Path, n_fracture: int) -> tuple[Path, Path]:
    """A header table and a label table; only `n_fracture` is not always the same."""
    folder.mkdir()
    headers, labels = [HEAD], ["PatientID,label,split"]
    for n, (label, split, vendor, sex, age, site) in enumerate(_people(n_fracture)):
        uids = f"1.2.{n},1.2.{n}.1,1.2.{n}.1.1"
        headers.append(f"P{n:04},{uids},CT,20200101,{vendor},{sex},{age:03}Y,{site}")
        labels.append(f"P{n:04},{label},{split}")
    (folder / "headers.csv").write_text("\n".join(headers) + "\n")
    (folder / "labels.csv").write_text("\n".join(labels) + "\n")
    return folder / "headers.csv", folder / "labels.csv"
