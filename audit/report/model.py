"""AuditReport: all that an output ever sees."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from audit.checks.model import CheckResult
from audit.datasheet.declaration import DatasheetDeclaration
from audit.gate import Verdict
from audit.policy import Policy
from audit.profile.model import Profile
from audit.profile.model.withheld import Gap

FORMAT_VERSION = "1.0"
"""Of `audit.json`. A change has a line in CHANGELOG.md."""


@dataclass(frozen=True, slots=True)
class Versions:
    """What decides the bytes of a report besides the data: our version and our tables' editions."""

    dicom_audit: str
    pydicom: str
    dicom_edition: str


@dataclass(frozen=True, slots=True)
class Digests:
    """SHA-256 of what went in, as hex; "" where there was none."""

    inventory: str
    """Over the sorted list of status, codes, size and digest of every item (no path)."""
    labels: str
    declaration: str
    policy: str
    protocol: str = ""
    """Of the reference protocol."""
    procedures: str = ""
    """Of the map of procedures."""
    baseline: str = ""
    """Of the earlier audit of which findings are known."""


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class AuditReport:
    """
    One finished audit. Holds no time, host, user, path, identifier or token.

    Two reports are equal where they are the same one: what is made of it can be remembered.
    """

    profile: Profile
    results: tuple[CheckResult, ...]
    verdict: Verdict
    policy: Policy
    versions: Versions
    digests: Digests
    show_paths: bool = False
    shareable: bool = False
    fingerprinted: bool = False
    """Whether the run had a key that others may have, and so wrote `fingerprint.json`."""
    min_cell: int = 0
    """Counts of fewer persons are withheld; 0 where nothing is."""
    gaps: tuple[Gap, ...] = ()
    """Where something is withheld."""
    declaration: DatasheetDeclaration | None = None
    """What people said of the dataset; None where no datasheet was given."""
    inventory: Path | None = None
    """The inventory on disk; only outputs that may show paths look into it."""
