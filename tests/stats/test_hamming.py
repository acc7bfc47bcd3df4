from __future__ import annotations

import time

import numpy as np
import pytest

from audit.stats.hamming import near_pairs

LARGE = 10**9


def _brute(hashes: np.ndarray, distance: int) -> set[tuple[int, int, int]]:
    found = set()
    for one in range(len(hashes)):
        bits = np.bitwise_count(hashes[one] ^ hashes[one + 1 :])
        found |= {(one, one + 1 + int(p), int(bits[p])) for p in np.flatnonzero(bits <= distance)}
    return found


def _near(n: int, seed: int) -> np.ndarray:
    """Hashes of which every second is near another one, by a random number of bits."""
    chance = np.random.default_rng(seed)
    plain = chance.integers(0, 1 << 63, n, dtype=np.uint64)
    flips = np.zeros(n, np.uint64)
    often = chance.random(n)
    for _ in range(10):
        bits = chance.integers(0, 64, n, dtype=np.uint64)
        flips |= np.where(chance.random(n) < often, np.uint64(1) << bits, np.uint64(0))
    return np.unique(np.concatenate([plain, plain ^ flips]))


@pytest.mark.parametrize("distance", [1, 4, 7, 8])
def test_as_if_all_pairs_were_compared(distance: int) -> None:
    hashes = _near(400, distance)
    found = near_pairs(hashes, distance, LARGE, LARGE)
    pairs = set(zip(*(a.tolist() for a in (found.one, found.other, found.distance)), strict=True))
    assert pairs == _brute(hashes, distance)
    assert found.complete
    assert len(pairs) > 20


def test_none_one_and_two() -> None:
    for hashes in ([], [7]):
        assert len(near_pairs(np.array(hashes, np.uint64), 8, LARGE, LARGE).one) == 0
    found = near_pairs(np.array([0, 255], np.uint64), 8, LARGE, LARGE)
    assert (found.one.tolist(), found.other.tolist(), found.distance.tolist()) == ([0], [1], [8])
    assert len(near_pairs(np.array([0, 511], np.uint64), 8, LARGE, LARGE).one) == 0


def test_a_limit_is_told() -> None:
    hashes = _near(400, 3)
    n_all = len(near_pairs(hashes, 8, LARGE, LARGE).one)
    exact, cut = near_pairs(hashes, 8, n_all, LARGE), near_pairs(hashes, 8, n_all - 1, LARGE)
    assert (exact.complete, len(exact.one)) == (True, n_all)
    assert (cut.complete, len(cut.one)) == (False, n_all - 1)
    assert not near_pairs(hashes, 8, LARGE, 10).complete


def test_a_hundred_thousand_hashes_in_seconds() -> None:
    hashes = np.unique(np.random.default_rng(1).integers(0, 1 << 63, 100_000, dtype=np.uint64))
    begin = time.process_time()
    found = near_pairs(hashes, 8, LARGE, LARGE)
    assert time.process_time() - begin < 30  # 4 s on one idle core
    assert found.complete
    assert len(found.one) < 20  # 1.4 by chance, a bit more with 63 free bits
