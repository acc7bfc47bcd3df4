from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import get_args

import numpy as np
import pytest

from audit.stats.agreement import cohen_kappa, cross_table
from audit.stats.reliability import (
    Metric,
    bootstrap_patients,
    icc_2_1,
    krippendorff_alpha,
)
from tests.stats.oracles import read_oracle

# Shrout & Fleiss 1979, table 2: six items, four judges; ICC(2,1) is printed as .29.
SHROUT = [
    [9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7],
]  # fmt: skip


def test_shrout_and_fleiss() -> None:
    found = icc_2_1(SHROUT)
    assert found.icc == pytest.approx(0.2898, abs=5e-5)
    assert (found.n_items, found.n_readers) == (6, 4)


def test_icc_of_equal_readings_and_of_none() -> None:
    assert icc_2_1([[1, 1], [2, 2], [5, 5]]).icc == pytest.approx(1)
    assert icc_2_1([[3, 3], [3, 3]]).icc is None
    for wrong in ([[1, 2]], [[1], [2]], [[1, float("nan")], [2, 3]]):
        with pytest.raises(ValueError):
            icc_2_1(wrong)


@pytest.mark.parametrize("metric", get_args(Metric))
def test_alpha_at_its_ends(metric: Metric) -> None:
    assert krippendorff_alpha([[1, 2, 3], [1, 2, 3]], metric) == pytest.approx(1)
    assert krippendorff_alpha([[2, 2, None], [2, 2, 5]], metric) is None
    with pytest.raises(ValueError):
        krippendorff_alpha([[1, None], [None, 2]], metric)


def test_ratio_allows_zero() -> None:
    assert krippendorff_alpha([[0, 0, 4], [0, 0, 4]], "ratio") == pytest.approx(1)


def readings(n: int) -> tuple[list[int], list[int], list[int]]:
    random = np.random.default_rng(7)
    first = random.integers(0, 2, n)
    second = np.where(random.random(n) < 0.2, 1 - first, first)
    return list(first), list(second), [i // 4 for i in range(n)]


def kappa(first: list[int], second: list[int], items: Sequence[int]) -> float | None:
    return cohen_kappa(
        cross_table([first[i] for i in items], [second[i] for i in items])
    ).coefficient


def test_the_bootstrap_draws_patients_with_all_their_items() -> None:
    first, second, patients = readings(200)
    found = bootstrap_patients(patients, lambda items: kappa(first, second, items))
    again = bootstrap_patients(patients, lambda items: kappa(first, second, items))
    assert found == again
    assert found is not None
    assert found.low < (kappa(first, second, range(200)) or 0) < found.high
    assert (found.draws, found.n_undefined) == (1000, 0)
    copied = bootstrap_patients([n for n in range(50) for _ in range(4)], lambda i: float(len(i)))
    assert copied is not None
    assert copied.low == copied.high == 200


def test_undefined_draws_are_counted_and_too_many_give_nothing() -> None:
    patients = [1, 2, 3, 4]
    found = bootstrap_patients(patients, lambda i: None if set(i) == {0} else 0.5)
    assert found is not None
    assert 0 < found.n_undefined < 50
    assert bootstrap_patients(patients, lambda i: None) is None
    for wrong in ({"draws": 999}, {}):
        with pytest.raises(ValueError):
            bootstrap_patients([1, 1] if not wrong else patients, lambda i: 1.0, **wrong)


@pytest.mark.corpus
def test_krippendorff_against_reference(shared: Path) -> None:
    oracle = read_oracle(shared, "A12.krippendorff")
    data = oracle.inputs["reliability_data"]
    for metric in get_args(Metric):
        assert krippendorff_alpha(data, metric) == oracle.near(metric)
