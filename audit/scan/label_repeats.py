"""Keys that stand in several rows: the same row again, or another class for the same key."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from audit.scan.label_columns import Convention
from audit.scan.label_names import NORMAL
from audit.scan.label_values import INDICATORS, LabelColumn, Value

Codes = np.ndarray[tuple[int], np.dtype[np.int64]]
Mask = np.ndarray[tuple[int], np.dtype[np.bool_]]
_SEPARATOR = "\x1f"  # no cell that was stripped and is a class holds it


def encode(cells: pa.Array) -> tuple[list[str], Codes]:
    """The different texts in the order in which they first stand, and the number of each cell."""
    encoded = cells.dictionary_encode()
    return encoded.dictionary.to_pylist(), np.asarray(encoded.indices, np.int64)


def pair(keys: Codes, more: Codes) -> Codes:
    """One number for each different pair, in the order of the pairs."""
    together = keys * (int(more.max(initial=0)) + 1) + more
    _, places = np.unique(together, return_inverse=True)
    return np.asarray(places, np.int64)


def find_doubled(keys: Codes, cells: Sequence[pa.Array]) -> Mask:
    """Rows that repeat an earlier one: the same key, the same text in every column given."""
    joined = pc.binary_join_element_wise(*cells, _SEPARATOR)
    texts, codes = encode(joined)
    _, first = np.unique(keys * max(1, len(texts)) + codes, return_index=True)
    again = np.ones(len(keys), np.bool_)
    again[first] = False
    return again


def find_conflicts(
    keys: Codes, columns: Sequence[tuple[LabelColumn, pa.Array]], normal: Collection[str] = NORMAL
) -> Mask:
    """
    Rows that share a key with a row of another class, in a column with one class a row.

    In an indicator column 1 and 0 for the same key conflict, and where each finding has a row a
    normal class and any other. Where classes are joined in a cell several are expected, and
    nothing conflicts; nor do numbers.
    """
    found = np.zeros(len(keys), np.bool_)
    for column, cells in columns:
        if column.convention not in (Convention.JOINED, Convention.NUMERIC):
            found |= _two_classes(keys, column, cells, normal)
    return found


def _two_classes(
    keys: Codes, column: LabelColumn, cells: pa.Array, normal: Collection[str]
) -> Mask:
    texts, codes = encode(cells)
    classes = np.array(
        [_class_of(text, n, column, normal) for n, text in enumerate(texts)], np.int64
    )
    said = classes[codes] if len(texts) else codes
    speaks = said >= 0
    base = len(texts) + 2
    pairs = np.unique(keys[speaks] * base + said[speaks])
    per_key = np.bincount(pairs // base, minlength=int(keys.max(initial=-1)) + 1)
    return np.asarray((per_key > 1)[keys] & speaks, np.bool_)


def _class_of(text: str, number: int, column: LabelColumn, normal: Collection[str]) -> int:
    """A number for what the text claims; -1 where it claims nothing."""
    if column.convention is Convention.SINGLE:
        return number if text else -1
    if column.convention is Convention.FINDINGS:
        return int(text.casefold() in normal) if text else -1
    return {Value.POSITIVE: 1, Value.NEGATIVE: 0}.get(INDICATORS.get(text, Value.UNCERTAIN), -1)
