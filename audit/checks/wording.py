"""Parts of sentences that several families use: a few names, a few lines, a part of the data."""

from __future__ import annotations

from collections.abc import Sequence

from audit.profile.model.classes import LabelFault

SHOWN = 10


def some(names: Sequence[str]) -> str:
    """The first ten names, and how many more there are."""
    return ", ".join(names[:SHOWN]) + _more(max(0, len(names) - SHOWN))


def name_lines(fault: LabelFault) -> str:
    """`line 7`, or `lines 3, 5 and 12 more`: where in the label file, never what stands there."""
    shown = ", ".join(str(row) for row in fault.rows[:SHOWN])
    more = fault.n_rows - min(SHOWN, len(fault.rows))
    return f"line {shown}" if fault.n_rows == 1 else f"lines {shown}{_more(more)}"


def subject(label: str, split: str = "") -> str:
    """Which part of the dataset: `label diagnosis, split test`; a column called `label` is one."""
    column = label if label == "label" else f"label {label}"
    return f"{column}, split {split}" if split else column


def _more(n: int) -> str:
    return f" and {n} more" if n else ""
