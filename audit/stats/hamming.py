"""All pairs of 64-bit hashes within a small Hamming distance, without comparing all pairs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
Places = NDArray[np.int64]
BITS = 64
BANDS = 4
_WIDTH = BITS // BANDS
_CHUNK = 1 << 22


@dataclass(frozen=True, slots=True)
class NearPairs:
    """
    Places of two hashes each (`one` before `other`) and how many bits they differ in.

    `complete` is False where a limit ended the search: then there are more.
    """

    one: Places
    other: Places
    distance: Places
    complete: bool


def near_pairs(hashes: Hashes, distance: int, most: int, most_looks: int) -> NearPairs:
    """
    Every pair that differs in 1 to `distance` bits, in the order of places; hashes are distinct.

    Multi-index hashing (Norouzi 2012, CVPR): of four bands of 16 bits at least one differs in no
    more than distance / 4 bits, so only hashes with such a band are compared. Stops after `most`
    pairs or `most_looks` comparisons.
    """
    found: list[NDArray[np.int64]] = []
    n_found = n_looks = 0
    complete = True
    for one, other in _candidates(hashes, distance // BANDS):
        n_looks += len(one)
        bits = np.bitwise_count(hashes[one] ^ hashes[other]).astype(np.int64)
        near = (bits <= distance) & (one < other)
        found.append(np.stack((one[near], other[near], bits[near])))
        n_found += int(near.sum())
        if n_found > BANDS * most or n_looks > most_looks:
            complete = False
            break
    return _sorted(found, most, complete)


def _sorted(found: list[NDArray[np.int64]], most: int, complete: bool) -> NearPairs:
    empty = np.empty((3, 0), np.int64)
    pairs = np.unique(np.concatenate([empty, *found], axis=1), axis=1)
    complete = complete and pairs.shape[1] <= most
    return NearPairs(pairs[0, :most], pairs[1, :most], pairs[2, :most], complete)


def _candidates(hashes: Hashes, radius: int) -> Iterator[tuple[Places, Places]]:
    """Pairs of places with a band that differs in at most `radius` bits, some more than once."""
    masks = [
        sum(1 << bit for bit in chosen)
        for size in range(radius + 1)
        for chosen in combinations(range(_WIDTH), size)
    ]
    for band in range(BANDS):
        values = (hashes >> np.uint64(_WIDTH * band)) & np.uint64((1 << _WIDTH) - 1)
        keys = values.astype(np.int64)
        order = np.argsort(keys, kind="stable")
        starts = np.searchsorted(keys[order], np.arange((1 << _WIDTH) + 1))
        for mask in masks:
            yield from _pairs(keys ^ mask, order, starts)


def _pairs(asked: Places, order: Places, starts: Places) -> Iterator[tuple[Places, Places]]:
    """Each place with all places in the bucket it asks for, in pieces that fit in memory."""
    counts = starts[asked + 1] - starts[asked]
    ends = np.cumsum(counts)
    first = 0
    while first < len(asked):
        before = int(ends[first - 1]) if first else 0
        last = max(first + 1, int(np.searchsorted(ends, before + _CHUNK, "right")))
        some = counts[first:last]
        one = np.repeat(np.arange(first, last), some)
        inside = np.arange(len(one)) - np.repeat(np.cumsum(some) - some, some)
        yield one, order[np.repeat(starts[asked[first:last]], some) + inside]
        first = last
