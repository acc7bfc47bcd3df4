"""What the metadata files lack because nobody declared it, for whoever can declare it."""

from __future__ import annotations

from collections.abc import Callable

from audit.outputs import croissant, datacite, ro_crate
from audit.report.model import AuditReport

LACKS: dict[str, Callable[[AuditReport], tuple[str, ...]]] = {
    "croissant.json": croissant.lacks,
    "ro-crate-metadata.json": ro_crate.lacks,
    "datacite.json": datacite.lacks,
}


def undeclared(report: AuditReport) -> list[tuple[str, tuple[str, ...]]]:
    """Each metadata file with its absent mandatory properties; none that lacks nothing."""
    every = [(file, lacks(report)) for file, lacks in LACKS.items()]
    return [(file, names) for file, names in every if names]
