"""From subjects to one finding: how many of how many, named each."""

from __future__ import annotations

from collections.abc import Iterator

from audit.checks.model import Finding
from audit.profile.model import Subjects

_PLURALS = {"study": "studies", "series": "series", "frame of reference": "frames of reference"}


def plural(unit: str) -> str:
    """`studies`, `series`, `patients`."""
    return _PLURALS.get(unit, f"{unit}s")


def percent(share: float) -> str:
    """A limit of the policy, unrounded: `0.5 %`."""
    return f"{share * 100:g} %"


def name_subjects(
    subjects: Subjects,
    total: int,
    told: str,
    keyword: str = "",
    *,
    unit: str = "",
    kind: str = "",
    subject: str = "dataset",
) -> Iterator[Finding]:
    """
    One finding `3 of 20 series TOLD` where there is somebody to name, else none.

    `unit` replaces the level of the subjects in words and counts; `kind` stands before the unit:
    `3 of 20 CT series`.
    """
    if count := len(subjects):
        word = unit or subjects.level
        whole = f"{kind} {plural(word)}".lstrip()
        message = f"{count} of {total} {whole} {told}"
        yield Finding(message, count, total, word, subject, keyword, subjects)


def name_series(
    subjects: Subjects, total: int, told: str, keyword: str, modality: str
) -> Iterator[Finding]:
    """One finding on series of a modality: `3 of 20 CT series TOLD`."""
    where = part_of(modality)
    kind = "" if modality == NO_MODALITY else modality
    return name_subjects(subjects, total, told, keyword, kind=kind, subject=where)


def part_of(modality: str) -> str:
    """The part of the dataset that a modality is: `CT series`."""
    return "series without Modality" if modality == NO_MODALITY else f"{modality} series"


NO_MODALITY = "none"
"""How the facts name the series whose Modality is absent."""
