"""Who read a row: readers are numbered, because their names are names of people."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from audit.scan.label_cells import TextColumns
from audit.scan.label_columns import Choice
from audit.scan.label_faults import FaultKind
from audit.scan.label_repeats import Codes, encode, pair

NO_READER = ""


def number_readers(cells: TextColumns, choice: Choice) -> tuple[Codes, tuple[str, ...]]:
    """
    For each row the place of its reader in the names given back, `reader 1` and so on.

    Numbered in the order of their texts, so that the order of rows decides nothing; a row without
    a reader, and every row of a table that names none, has the first name, which is "".
    """
    if not choice.reader:
        return np.zeros(len(cells.lines), np.int64), (NO_READER,)
    texts, codes = encode(cells.columns[choice.reader])
    order = {text: n for n, text in enumerate(sorted(set(texts) - {""}), 1)}
    places = np.array([order.get(text, 0) for text in texts], np.int64)[codes]
    lines = np.asarray(cells.lines, np.int64)
    cells.faults.add(FaultKind.READER_EMPTY, lines[places == 0])
    return places, (NO_READER, *(f"reader {n}" for n in range(1, len(order) + 1)))


def column_readers(n_columns: int) -> tuple[str, ...]:
    """Names of the readers of one label, one column each; "" where there is one column only."""
    if n_columns == 1:
        return (NO_READER,)
    return tuple(f"reader {n}" for n in range(1, n_columns + 1))


def number_units(cells: TextColumns, choice: Choice, keys: Codes) -> Codes:
    """What was read: the key, or the key with the item (a nodule) where one is declared."""
    if not choice.item:
        return keys
    _, items = encode(cells.columns[choice.item])
    return pair(keys, items)


def read_by(rows: Codes, names: tuple[str, ...]) -> pa.DictionaryArray:
    """Places in `names` as a column of text."""
    return pa.DictionaryArray.from_arrays(pa.array(rows, pa.int32()), pa.array(names, pa.string()))
