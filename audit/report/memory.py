"""What several outputs of one report need is made once: the page, its figures, `audit.json`."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from weakref import WeakKeyDictionary

from audit.report.model import AuditReport

Made = TypeVar("Made")


def once(make: Callable[[AuditReport], Made]) -> Callable[[AuditReport], Made]:
    """
    `make`, remembered for as long as the report lives.

    Reports are told apart by identity, not by their fields: those hold millions of numbers. As
    `make` is pure, nobody can tell whether it was asked once or twice.
    """
    held: WeakKeyDictionary[AuditReport, Made] = WeakKeyDictionary()

    @wraps(make)
    def remembered(report: AuditReport) -> Made:
        if report not in held:
            held[report] = make(report)
        return held[report]

    return remembered
