"""A small dataset in three splits without a leak, and the ways to put one leak into it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import numpy as np
import pydicom

from audit.demo.storage import make_uid
from tests.factories import instance

SPLITS = {"train": range(1, 13), "validation": range(13, 17), "test": range(17, 23)}
SLICES = 4
SIDE = 16
Files = dict[str, bytes]


def image(patient: int, n: int = 1, **elements: object) -> bytes:
    """One slice of a patient who has nothing in common with the others."""
    own = {
        "PatientID": f"Zoë-{patient:03d}",
        "PatientBirthDate": f"19{40 + patient}{1 + patient % 12:02d}{1 + patient % 28:02d}",
        "PatientSex": "MF"[patient % 2],
        "StudyDate": f"2017{1 + patient % 6:02d}15",
        "AccessionNumber": f"ACC{patient:04d}",
        "PixelData": pixels(patient, n).tobytes(),
    }
    return instance(patient=patient, n=n, **{**own, **elements})


def pixels(patient: int, n: int) -> np.ndarray:
    """A smooth picture that no two slices share: a few waves with phases of their own."""
    chance = np.random.default_rng(1000 * patient + n)
    y, x = np.mgrid[0:SIDE, 0:SIDE] / SIDE
    picture = np.zeros((SIDE, SIDE))
    for _ in range(12):
        u, v, phase = *chance.integers(0, 6, 2), chance.uniform(0, 2 * np.pi)
        picture += np.cos(2 * np.pi * (u * x + v * y) + phase)
    return (1000 + 60 * picture).astype("<u2")


def clean_files() -> Files:
    """Twelve patients to train, four to validate, six to test, four slices each."""
    return {
        f"{split}/p{patient:03d}/{n}.dcm": image(patient, n)
        for split, patients in SPLITS.items()
        for patient in patients
        for n in range(1, SLICES + 1)
    }


def write_files(folder: Path, files: Files) -> Path:
    """All of them; gives the folder."""
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


@dataclass(frozen=True, slots=True)
class Leak:
    """What is planted, the rule that must find it, and the rules that may fire along with it."""

    told: str
    rule: str
    plant: Callable[[Files], None]
    also: frozenset[str] = field(default_factory=frozenset)
    where: str = "test/planted/"
    """Where a file lies that the finding must name, as instance or as the first of a patient."""


def _add(path: str, **elements: object) -> Callable[[Files], None]:
    """A new image of a stranger (patient 90) with some elements of another patient."""

    def plant(files: Files) -> None:
        files[path] = image(90, **elements)

    return plant


def _copy(files: Files) -> None:
    files[NEW] = files["train/p004/1.dcm"]


def _second_id(files: Files) -> None:
    """Of patient 7, one image in training bears the PatientID of a patient of the test."""
    files["train/p007/2.dcm"] = image(7, 2, PatientID="Zoë-018")


def _move_slice(files: Files) -> None:
    files[NEW] = files.pop("train/p009/3.dcm")


def _brighten(files: Files) -> None:
    plain = pydicom.dcmread(BytesIO(files["train/p011/1.dcm"])).pixel_array
    files[NEW] = image(90, PixelData=(plain + 7).astype("<u2").tobytes())


NEW = "test/planted/1.dcm"
NOBODY = {"PatientID": None}
ALL_OF_A_PATIENT = frozenset({"LKG001", "LKG002", "LKG003", "LKG005", "LKG006", "LKG007"})
BORN = {"PatientBirthDate": "19480909", "PatientSex": "M", "StudyDate": "20170315"}

LEAKS = (
    Leak("a patient", "LKG001", _add(NEW, PatientID="Zoë-001")),
    Leak("a patient whose ID ends in NULs", "LKG001", _add(NEW, PatientID="Zoë-008\0\0")),
    Leak(
        "a study",
        "LKG002",
        _add(NEW, **NOBODY, StudyInstanceUID=make_uid("test", 2, 1)),
    ),
    Leak(
        "a series",
        "LKG003",
        _add(NEW, **NOBODY, SeriesInstanceUID=make_uid("test", 3, 1, 1)),
    ),
    Leak("an instance", "LKG004", _copy, ALL_OF_A_PATIENT | {"LKG008"}),
    Leak(
        "a frame of reference",
        "LKG005",
        _add(NEW, **NOBODY, FrameOfReferenceUID=make_uid("test", 5, 1, "frame of reference")),
        frozenset({"LKG007"}),
    ),
    Leak("an accession number", "LKG006", _add(NEW, **NOBODY, AccessionNumber="ACC0006")),
    Leak(
        "one person under two PatientIDs, by a study",
        "LKG009",
        _second_id,
        frozenset({"LKG001", "LKG011"}),
        "train/p007/",
    ),
    Leak("one person by birth date, sex and study date", "LKG011", _add(NEW, **BORN)),
    Leak(
        "one person by the same pixels",
        "LKG008",
        _add(NEW, PixelData=pixels(10, 1).tobytes()),
        frozenset({"LKG009"}),
    ),
    Leak("PatientID with blanks", "LKG010", _add(NEW, PatientID="  Zoë-012\u00a0")),
    Leak("PatientID in capitals", "LKG010", _add(NEW, PatientID="ZOË-012")),
    Leak("PatientID in another Unicode form", "LKG010", _add(NEW, PatientID="Zoe\u0308-012")),
    Leak("slices of one volume", "LKG007", _move_slice, ALL_OF_A_PATIENT),
)
ALIKE = Leak("an image that was made brighter", "LKG013", _brighten)
"""Only decoded pixels show it."""
