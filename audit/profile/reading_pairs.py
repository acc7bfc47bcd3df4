"""Readings of items that two readers or more have read, in pairs, summed by patient."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array

from audit.profile.readings import Ints, Readings

Floats = NDArray[np.float64]
CATEGORIES = 50
"""Ordered categories and grades up to so many are held as a square table of pairs."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Places lead from readings to patients, items, categories; `first`, `second` are readings."""

    patients: Ints
    """Numbers of the patients, in the order of the rows of every sum."""
    patient: Ints
    item: Ints
    code: Ints
    reader: Ints
    values: Floats
    """Categories or numbers in use, in their order; `code` is a place here."""
    size: Floats
    """For each item its number of readings."""
    first: Ints
    second: Ints
    """Each ordered pair of readings of one item."""
    n_single: int
    """Items that one reader read."""

    @property
    def two_readers(self) -> bool:
        """Whether the same two readers read every item."""
        return len(np.unique(self.reader)) == 2

    @property
    def same_size(self) -> bool:
        """Whether all items have the same number of readings."""
        return len(np.unique(self.size)) == 1

    @property
    def unequal(self) -> NDArray[np.bool_]:
        """Of each pair, whether its readings differ."""
        return np.asarray(self.code[self.first] != self.code[self.second])

    def add_up(self, readings: Ints, columns: Ints | int, data: Floats, width: int) -> csr_array:
        """One row a patient: each number goes to its reading's patient and to its column."""
        where = np.broadcast_to(np.asarray(columns, np.int64), readings.shape)
        shape = (len(self.patients), width)
        return csr_array(coo_array((data, (self.patient[readings], where)), shape=shape))


def make_pairs(readings: Readings) -> Pairs | None:
    """None where no item has two readings; readings are sorted by item and reader."""
    _, place, counts = np.unique(readings.items, return_inverse=True, return_counts=True)
    many = counts[place] > 1
    if not many.any():
        return None
    _, item = np.unique(readings.items[many], return_inverse=True)
    patients, patient = np.unique(readings.patients[many], return_inverse=True)
    values, code = np.unique(readings.values[many], return_inverse=True)
    first, second = _within(item)
    size = np.bincount(item).astype(np.float64)
    return Pairs(
        patients, patient, item, code, readings.readers[many], values, size, first, second,
        n_single=int((counts == 1).sum()),
    )  # fmt: skip


def _within(item: Ints) -> tuple[Ints, Ints]:
    """All ordered pairs, by their distance in the sorted readings."""
    firsts, seconds = [], []
    for step in range(1, int(np.bincount(item).max())):
        here = np.flatnonzero(item[step:] == item[:-step])
        firsts += [here, here + step]
        seconds += [here + step, here]
    return np.concatenate(firsts), np.concatenate(seconds)


def sum_pairs(pairs: Pairs, scale: str) -> dict[str, csr_array]:
    """What the coefficients are made from, each with one row a patient."""
    k, every = len(pairs.values), np.arange(len(pairs.code))
    size, of_pair = pairs.size[pairs.item], pairs.size[pairs.item[pairs.first]]
    unequal = pairs.unequal
    ones = np.ones(len(every))
    found = {
        "agreed": pairs.add_up(pairs.first, 0, ~unequal / (of_pair * (of_pair - 1)), 1),
        "items": pairs.add_up(every, 0, 1 / size, 1),
    }
    if scale == "interval":
        number = pairs.values[pairs.code]
        gaps = (number[pairs.first] - number[pairs.second]) ** 2 / (of_pair - 1)
        found["n"] = pairs.add_up(every, 0, ones, 1)
        found["total"] = pairs.add_up(every, 0, number, 1)
        found["squares"] = pairs.add_up(every, 0, number**2, 1)
        found["within"] = pairs.add_up(pairs.first, 0, gaps, 1)
    else:
        found["unequal"] = pairs.add_up(pairs.first, 0, unequal / (of_pair - 1), 1)
        found["totals"] = pairs.add_up(every, pairs.code, ones, k)
        found["shares"] = pairs.add_up(every, pairs.code, 1 / size, k)
    return found | _tables(pairs, scale, of_pair) | _measured(pairs, scale)


def _measured(pairs: Pairs, scale: str) -> dict[str, csr_array]:
    """For ICC(2,1): numbers, where every reader read every item."""
    readers, place = np.unique(pairs.reader, return_inverse=True)
    k, n_items = len(readers), len(pairs.size)
    if scale != "interval" or len(pairs.code) != k * n_items:
        return {}
    number = pairs.values[pairs.code]
    means = np.bincount(pairs.item, number) / k
    every, heads = np.arange(len(number)), np.flatnonzero(np.diff(pairs.item, prepend=-1))
    return {
        "means": pairs.add_up(heads, 0, means**2, 1),
        "readers": pairs.add_up(every, place, number, k),
    }


def _tables(pairs: Pairs, scale: str, of_pair: Floats) -> dict[str, csr_array]:
    """What two readers said, and how often categories stand together, where they are few."""
    k, found = len(pairs.values), {}
    cell = pairs.code[pairs.first] * k + pairs.code[pairs.second]
    ordered = pairs.first < pairs.second  # readings of an item are sorted by reader
    ones, few = np.ones(int(ordered.sum())), k <= CATEGORIES
    if pairs.two_readers and scale == "nominal":
        for name, side in (("rows", pairs.first), ("columns", pairs.second)):
            readings = side[ordered]
            found[name] = pairs.add_up(readings, pairs.code[readings], ones, k)
    elif pairs.two_readers and few:
        found["table"] = pairs.add_up(pairs.first[ordered], cell[ordered], ones, k * k)
    if scale == "ordinal" and few:
        found["seen"] = pairs.add_up(pairs.first, cell, 1 / (of_pair - 1), k * k)
    return found
