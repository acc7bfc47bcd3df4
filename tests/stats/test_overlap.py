from __future__ import annotations

from pathlib import Path

import pytest

from audit.stats.overlap import (
    chance_within,
    expected_chance_pairs,
    expected_equal_pairs,
)
from tests.stats.oracles import read_oracle


def test_hamming_fp(shared: Path) -> None:
    oracle = read_oracle(shared, "B5.hamming_fp")
    bits, n = oracle.inputs["bits"], oracle.inputs["n_images"]
    for place, distance in enumerate(oracle.inputs["d"]):
        rate, pairs = (
            oracle.expected["p_pair"][place],
            oracle.expected["expected_false_pairs"][place],
        )
        assert chance_within(bits, distance) == pytest.approx(rate, rel=1e-9)
        assert expected_chance_pairs(bits, distance, n) == pytest.approx(pairs, rel=1e-9)


def test_hashes_differ_in_half_of_their_bits() -> None:
    assert chance_within(64, 64) == 1.0
    assert chance_within(64, 31) < 0.5 < chance_within(64, 32)
    assert expected_chance_pairs(1, 0, 3) == pytest.approx(1.5)


def test_equal_pairs_by_chance() -> None:
    # 100 pairs across groups, 10 of them equal: one in ten of 30 pairs within groups
    assert expected_equal_pairs(15, 5, 130, 30) == pytest.approx(3.0)
    assert expected_equal_pairs(5, 5, 130, 30) == 0.0
    assert expected_equal_pairs(1, 1, 30, 30) is None
