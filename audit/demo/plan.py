"""What the demonstration dataset holds before a fault is planted: paths and their data sets."""

from __future__ import annotations

from dataclasses import dataclass, field

from pydicom.dataset import Dataset

from audit.demo.annotations import make_segmentation
from audit.demo.images import make_image
from audit.demo.storage import to_bytes
from audit.demo.tables import Patient, patients, scanners

N_IMAGES = {"CT": 8, "MR": 6, "DX": 2, "CR": 2}
SEGMENTED = 12
"""The patient whose CT series is segmented."""
MASK = f"p{SEGMENTED:03d}/seg/0001.dcm"


@dataclass(slots=True)
class Plan:
    """Files by path relative to the dataset: data sets still to be written, and ready bytes."""

    images: dict[str, Dataset] = field(default_factory=dict)
    syntaxes: dict[str, str] = field(default_factory=dict)
    ready: dict[str, bytes] = field(default_factory=dict)

    def add(self, path: str, dataset: Dataset, syntax: str) -> None:
        """One more file."""
        self.images[path] = dataset
        self.syntaxes[path] = syntax

    def remove(self, path: str) -> None:
        """A file that is not to be written."""
        del self.images[path], self.syntaxes[path]

    def bytes_of(self, path: str) -> bytes:
        """A file as it will be written."""
        if path in self.ready:
            return self.ready[path]
        return to_bytes(self.images[path], self.syntaxes[path])

    def paths(self) -> list[str]:
        """All files, in the order of their paths."""
        return sorted({*self.images, *self.ready})


def path_of(patient: int, n: int) -> str:
    """Where image `n` of a patient lies: `p004/ct/0003.dcm`."""
    modality = scanners()[patients()[patient - 1].scanner].Modality
    return f"p{patient:03d}/{modality.lower()}/{n:04d}.dcm"


def paths_of(patient: int) -> list[str]:
    """All images of a patient, in order."""
    modality = scanners()[patients()[patient - 1].scanner].Modality
    return [path_of(patient, n) for n in range(1, N_IMAGES[modality] + 1)]


def make_plan() -> Plan:
    """The dataset without a fault."""
    plan = Plan()
    for patient in patients():
        _add_patient(plan, patient)
    images = [plan.images[path] for path in paths_of(SEGMENTED)]
    mask = make_segmentation(patients()[SEGMENTED - 1], images)
    plan.add(MASK, mask, "explicit")
    return plan


def _add_patient(plan: Plan, patient: Patient) -> None:
    scanner = scanners()[patient.scanner]
    for n in range(1, N_IMAGES[scanner.Modality] + 1):
        plan.add(path_of(patient.number, n), make_image(patient, scanner, n), scanner.syntax)
