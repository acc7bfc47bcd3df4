"""The two tables of the demonstration dataset: its patients and its scanners."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Patient:
    """One patient, who is nobody."""

    number: int
    PatientSex: str
    age: int
    StudyDate: str
    InstitutionName: str
    scanner: str
    label: str
    split: str

    @property
    def PatientID(self) -> str:
        """The pseudonym in the headers and in the label table."""
        return f"DEMO-{self.number:03d}"


@dataclass(frozen=True, slots=True)
class Scanner:
    """One scanner and what it writes into every header."""

    name: str
    Modality: str
    Manufacturer: str
    ManufacturerModelName: str
    SoftwareVersions: str
    syntax: str
    settings: tuple[tuple[str, str], ...]


@cache
def patients() -> tuple[Patient, ...]:
    """All patients, by number."""
    return tuple(
        Patient(int(number), sex, int(age), *rest)
        for number, sex, age, *rest in _rows("patients.tsv")
    )


@cache
def scanners() -> dict[str, Scanner]:
    """Scanners by name."""
    found = {}
    for name, modality, maker, model, software, syntax, settings in _rows("scanners.tsv"):
        parted = (pair.partition("=") for pair in settings.split(";"))
        pairs = tuple((keyword, value) for keyword, _, value in parted)
        found[name] = Scanner(name, modality, maker, model, software, syntax, pairs)
    return found


def _rows(name: str) -> Iterator[list[str]]:
    text = files("audit.demo").joinpath(name).read_text("utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return (line.split("\t") for line in lines[1:])
