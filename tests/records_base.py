"""Subjects, counts and spreads for records in tests."""

from __future__ import annotations

from typing import Any

from audit.profile.model import (
    Counts,
    Spread,
    Subjects,
)

NOBODY = Subjects("patient")
NO_SERIES = Subjects("series")
NO_INSTANCE = Subjects("instance")


def subjects(n: int, level: Any = "instance") -> Subjects:
    """The first `n` subjects of a level."""
    numbers = tuple(range(1, n + 1))
    return Subjects(level, numbers, numbers)


def counts(unit: str, total: int, /, absent: int = 0, **values: int) -> Counts:
    """Counts in their order: `counts("series", 12, CT=8, MR=4)`."""
    ordered = sorted(values.items(), key=lambda pair: (-pair[1], pair[0]))
    return Counts(unit, total, tuple(ordered), absent)


def spread(n: int, low: float, high: float) -> Spread:
    """An even spread between two numbers."""
    step = (high - low) / 20
    return Spread(n, low, low + step, (low + high) / 2, high - step, high)
