"""What a comparison of two audits says: one record a change, and how many of each kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from audit.diff.identity import Effect

Area = Literal["verdict", "accounting", "check", "finding", "table2", "fair", "counts"]
Status = Literal["worse", "not_compared", "better", "changed"]
AREAS: tuple[Area, ...] = (
    "verdict", "accounting", "check", "finding", "table2", "fair", "counts",
)  # fmt: skip
EFFECTS: tuple[Status, ...] = ("worse", "not_compared", "better", "changed")
FORMAT_VERSION = "1.0"
"""Of `diff.json`. A change has a line in CHANGELOG.md."""


@dataclass(frozen=True, slots=True)
class Side:
    """What one of the two audits says of a thing."""

    state: str
    """Of a finding its severity, or `waived`; else the word of the audit (`partial`, `pass`)."""
    count: int | None = None
    """null where there is none, or where it is withheld."""
    total: int | None = None
    unit: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs, or that could not be compared."""

    area: Area
    effect: Effect
    id: str
    """Rule, id of the item or principle, word of the accounting, or unit."""
    subject: str
    keyword: str
    told: str
    """Why it has this effect, in words of ours without a number."""
    old: Side | None
    """null where the old audit does not have it."""
    new: Side | None


@dataclass(frozen=True, slots=True)
class About:
    """Which audit a side is."""

    sha256: str
    """Of its audit.json."""
    dicom_audit: str
    verdict: str
    sentence: str
    patients: int | None
    studies: int | None
    series: int | None
    instances: int | None


@dataclass(frozen=True, slots=True)
class Compared:
    """Two audits held against each other."""

    old: About
    new: About
    unlike: tuple[str, ...]
    """In what the two were not made alike; a difference may come from that alone."""
    changes: tuple[Change, ...]
    """By area, effect, id and subject; what is the same is only counted."""
    same: tuple[tuple[Area, int], ...]
    """How many things of each area are as they were."""

    def n_of(self, effect: Effect) -> int:
        """How many changes have this effect."""
        return sum(one.effect == effect for one in self.changes)

    def of(self, effect: Effect) -> tuple[Change, ...]:
        """The changes with this effect."""
        return tuple(one for one in self.changes if one.effect == effect)
