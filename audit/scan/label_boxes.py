"""Boxes of a label table: four cells a row become numbers, in pixels."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from audit.scan.label_cells import TextColumns
from audit.scan.label_faults import FaultKind
from audit.scan.label_names import BoxColumns
from audit.scan.label_repeats import encode
from audit.scan.label_values import number_of


def read_boxes(cells: TextColumns, columns: BoxColumns | None) -> pa.Table | None:
    """
    Rows that hold a box: `row`, `x`, `y` (upper left corner), `width`, `height`, in pixels.

    A row with no number in any of the four cells has no box; one with some is noted and has none
    either. Corners become width and height, which are below zero where the corners are swapped.
    """
    if columns is None:
        return None
    x, y, x_end, y_end = (_numbers(cells.columns[name]) for name in columns.names)
    held = np.isfinite([x, y, x_end, y_end])
    whole = held.all(axis=0)
    lines = np.asarray(cells.lines, np.int64)
    cells.faults.add(FaultKind.BOX_PARTIAL, lines[held.any(axis=0) & ~whole])
    width, height = (x_end - x, y_end - y) if columns.corners else (x_end, y_end)
    made = {"x": x, "y": y, "width": width, "height": height}
    return pa.table({"row": lines[whole], **{name: one[whole] for name, one in made.items()}})


def _numbers(cells: pa.Array) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    texts, codes = encode(cells)
    return np.array([number_of(text) for text in texts], np.float64)[codes]
