"""Counts in words: `CT in 8, MR in 4 of 12 series`."""

from __future__ import annotations

from collections.abc import Iterable

from audit.profile.model import Counts, Spread
from audit.profile.model.catalogue import Presence
from audit.units import amount


def out_of(n: int, total: int, unit: str) -> str:
    """`3 of 12 series`."""
    return f"{n} of {amount(total, unit)}"


def volume(n_bytes: int) -> str:
    """Bytes in the decimal unit that fits, and exactly: `58.6 MB (58,617,809 bytes)`."""
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if n_bytes >= factor:
            return f"{n_bytes / factor:,.1f} {unit} ({n_bytes:,} bytes)"
    return amount(n_bytes, "byte")


def list_counts(counts: Counts, limit: int = 6) -> str:
    """The commonest values, how many more there are, and who has none; "" for no value."""
    if not counts.counts:
        return ""
    listed = ", ".join(f"{name} in {n}" for name, n in counts.counts[:limit])
    more = len(counts.counts) - limit
    tail = f" and {amount(more, 'other value')}" if more > 0 else ""
    without = f"; {counts.absent} without" if counts.absent else ""
    return f"{listed}{tail} of {amount(counts.total, counts.unit)}{without}"


def list_presence(facts: Iterable[Presence]) -> str:
    """`PatientSize in 3 of 10 patients, ...`, only keywords that stand somewhere."""
    parts = [
        f"{one.keyword} in {out_of(one.n_present, one.total, one.level)}"
        for one in facts
        if one.n_present
    ]
    return ", ".join(parts)


def span(spread: Spread, unit: str) -> str:
    """`0.7 to 0.9 mm, median 0.8`."""
    if spread.minimum == spread.maximum:
        return f"{spread.minimum:.4g} {unit}"
    return f"{spread.minimum:.4g} to {spread.maximum:.4g} {unit}, median {spread.median:.4g}"


def join(*parts: str) -> str:
    """The parts that say something."""
    return "; ".join(part for part in parts if part)
