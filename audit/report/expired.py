"""Waivers whose day has passed: a gate that turns red for that alone must say so."""

from __future__ import annotations

from collections.abc import Sequence

from audit.checks.model import CheckResult
from audit.policy import Waiver
from audit.report.words import label, prose


def expired_sentences(results: Sequence[CheckResult]) -> tuple[str, ...]:
    """
    One sentence a waiver that has expired and that a finding asks for: rule, subject, owner, day.

    In the order of the results, then of the policy. A waiver that no finding fits is none of them.
    """
    over = (waiver for result in results for waiver in result.expired)
    return tuple(dict.fromkeys(_sentence(waiver) for waiver in over))


def _sentence(waiver: Waiver) -> str:
    subject = f" ({label(waiver.subject)})" if waiver.subject else ""
    return prose(
        f"the waiver of {waiver.rule}{subject} by {label(waiver.owner)} expired on "
        f"{waiver.expires}: what it waived counts again"
    )
