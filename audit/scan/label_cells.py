"""The cells of a label file as columns of text, whatever the format was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from audit.errors import UserError
from audit.scan.label_faults import FaultList

JOINER = "|"
"""Puts the items of a list cell (JSON Lines, Parquet) into one text."""

BLANKS = " \t\r\n\0"
"""Stripped from both ends of a cell; nothing inside is touched."""


@dataclass(frozen=True, slots=True)
class TextColumns:
    """
    Every cell as text; what the file leaves out is "".

    `lines[i]` is where row i begins: the line of a CSV, TSV or JSON Lines file (the head of a CSV
    is line 1); in a Parquet file, which has no lines, the row's number plus 1.
    """

    columns: Mapping[str, pa.Array]
    lines: pa.Array
    n_rows: int
    """Rows found, also those that could not be read."""
    faults: FaultList


def check_names(names: Sequence[str]) -> None:
    """Raises UserError where two columns have one name; they are named by position only."""
    seen: dict[str, int] = {}
    for position, name in enumerate(names, 1):
        if name and name in seen:
            raise UserError(
                f"columns {seen[name]} and {position} of the label table have the same name: "
                "rename one"
            )
        seen[name] = position
