"""How much of a datasheet is answered (statistics C1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def completeness_score(
    states: Sequence[str], weights: Mapping[str, float], not_applicable: str = "not_applicable"
) -> tuple[int, float | None]:
    """
    Items that apply and the mean of their weights; None where none applies.

    A convention of ours: measured or declared 1, partial 0.5, missing 0. A score never replaces
    the list of what is missing.
    """
    applying = [state for state in states if state != not_applicable]
    if not applying:
        return 0, None
    return len(applying), sum(weights[state] for state in applying) / len(applying)
