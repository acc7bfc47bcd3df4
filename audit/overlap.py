"""`overlap A B`: what two datasets share, from their fingerprints alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from audit.errors import UserError
from audit.fingerprint import read_fingerprint
from audit.profile.model.fingerprint import UNITS

FORMAT_VERSION = "1.0"
_WORDS = {
    "pixels_read_along": "distinct uncompressed pixel contents",
    "pixels_decoded": "distinct decoded pixel contents",
}
DECODED_ONLY = "pixels_decoded"


@dataclass(frozen=True, slots=True)
class Common:
    """One unit: how many A has, B has, and both have."""

    unit: str
    n_a: int
    n_b: int
    n_shared: int


@dataclass(frozen=True, slots=True)
class Compared:
    """What two fingerprints share, and units of which one of them says nothing."""

    units: tuple[Common, ...]
    not_compared: tuple[str, ...]
    audited: tuple[tuple[str, str, int, int], ...] = ()
    """A or B, unit, how many are audited, how many can be compared; only where these differ."""

    @property
    def overlaps(self) -> bool:
        """Whether anything is in both."""
        return any(one.n_shared for one in self.units)

    def lines(self) -> Iterator[str]:
        """`12 of 40 patients of A are in B (of 33)`, and the same from the other side."""
        for one in self.units:
            words = _WORDS.get(one.unit, one.unit)
            yield f"{one.n_shared} of {one.n_a} {words} of A are in B (of {one.n_b})"
            yield f"{one.n_shared} of {one.n_b} {words} of B are in A (of {one.n_a})"
        for name, unit, n_all, n in self.audited:
            yield f"{n} of {n_all} {unit} of {name} have an identifier of their own to compare by"
        for unit in self.not_compared:
            why = "run both with --pixels" if unit == DECODED_ONLY else "one file lacks them"
            yield f"{_WORDS.get(unit, unit)}: not compared; {why}"

    def as_json(self) -> str:
        """The same for programs."""
        document = {
            "format_version": FORMAT_VERSION,
            "overlaps": self.overlaps,
            "units": [
                {"unit": one.unit, "n_a": one.n_a, "n_b": one.n_b, "n_shared": one.n_shared}
                for one in self.units
            ],
            "not_compared": list(self.not_compared),
            "audited": [
                {"dataset": name, "unit": unit, "n_audited": n_all, "n_comparable": n}
                for name, unit, n_all, n in self.audited
            ],
        }
        return json.dumps(document, indent=1)


def compare_fingerprints(a: Path, b: Path) -> Compared:
    """Raises UserError where one cannot be read or their keys differ."""
    one, other = read_fingerprint(a, "A"), read_fingerprint(b, "B")
    if one.key_id != other.key_id:
        raise UserError(
            "A and B were made with different keys, so nothing in them can be compared: "
            "run both with the same --key-file"
        )
    ours, theirs = dict(one.digests), dict(other.digests)
    both = [unit for unit in UNITS if unit in ours and unit in theirs]
    return Compared(
        units=tuple(
            Common(u, len(ours[u]), len(theirs[u]), len(set(ours[u]) & set(theirs[u])))
            for u in both
        ),
        not_compared=tuple(unit for unit in UNITS if unit not in both),
        audited=tuple(
            (name, unit, n_all, len(digests[unit]))
            for name, sizes, digests in (("A", one.audited, ours), ("B", other.audited, theirs))
            for unit, n_all in sizes
            if unit in digests and n_all != len(digests[unit])
        ),
    )
