"""Fingerprint: what one party gives another to find out what their datasets share."""

from __future__ import annotations

from dataclasses import dataclass

DIGEST_BYTES = 16
"""128 bits: among 10^8 units two are equal by chance once in 10^22 comparisons of datasets."""
UNITS = ("patients", "studies", "series", "instances", "pixels_read_along", "pixels_decoded")
"""In the order of the file; the last only where pixels were decoded."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Keyed digests by unit, each list sorted, so that the order of the data stays unknown."""

    key_id: str
    """A keyed check value: equal for equal keys, and nothing of the key can be read from it."""
    digests: tuple[tuple[str, tuple[str, ...]], ...]
    audited: tuple[tuple[str, int], ...] = ()
    """How many of a unit the audit counts, also those without an identifier to compare by."""
