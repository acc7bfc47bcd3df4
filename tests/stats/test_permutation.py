from __future__ import annotations

import numpy as np
import pytest

from audit.stats.association import chi_square
from audit.stats.permutation import permutation_p, permute_table, seed_of

RNG = np.random.default_rng


@pytest.mark.parametrize("table", [[[9, 1, 5], [3, 8, 2]], [[4, 2], [1, 6], [5, 5]]])
def test_margins_stay(table: list[list[int]]) -> None:
    drawn = permute_table(table, 300, RNG(1))
    assert (drawn >= 0).all()
    assert (drawn.sum(axis=1) == np.sum(table, axis=0)).all()
    assert (drawn.sum(axis=2) == np.sum(table, axis=1)).all()
    expected = np.outer(np.sum(table, axis=1), np.sum(table, axis=0)) / np.sum(table)
    assert drawn.mean(axis=0) == pytest.approx(expected, abs=0.35)


def test_tables_are_dealt_as_patients_are() -> None:
    labels, levels = np.repeat([0, 1, 2], [5, 6, 7]), np.tile([0, 1, 2], 6)
    table = np.array([[((labels == a) & (levels == b)).sum() for b in range(3)] for a in range(3)])
    rng = RNG(2)
    shuffled = [
        chi_square(np.bincount(rng.permutation(labels) * 3 + levels, minlength=9).reshape(3, 3))
        for _ in range(3000)
    ]
    dealt = [chi_square(one).chi2 for one in permute_table(table, 3000, rng)]
    assert np.mean(dealt) == pytest.approx(np.mean([one.chi2 for one in shuffled]), abs=0.2)
    for limit in (4.0, 7.0, 9.5):
        ours, theirs = np.mean(np.array(dealt) > limit), np.mean([s.chi2 > limit for s in shuffled])
        assert ours == pytest.approx(theirs, abs=0.035)


def test_one_more_is_added_and_seeds_decide() -> None:
    apart = [[30, 0], [0, 30]]
    assert permutation_p([apart], 1).p == 1 / 1000
    assert permutation_p([apart], 1, 199).p == 1 / 200
    some = [[14, 9], [9, 14]]
    assert permutation_p([some], 5) == permutation_p([some], 5)
    assert seed_of("a", "b") == seed_of("a", "b") != seed_of("ab")


def test_what_is_clearly_nothing_stops_early() -> None:
    found = permutation_p([[[10, 10], [10, 10]]], 1, 9999)
    assert found.n_draws == 20
    assert found.p == 1.0
    assert permutation_p([[[5, 0], [7, 0]]], 1).p == 1.0


def test_p_is_even_where_nothing_is_there() -> None:
    rng = RNG(8)
    ps = []
    for seed in range(300):
        levels = rng.integers(0, 4, 80)
        labels = rng.permutation(np.repeat([0, 1], 40))
        table = np.bincount(labels * 4 + levels, minlength=8).reshape(2, 4)
        ps.append(permutation_p([table], seed, 399).p)
    assert 5 <= sum(p <= 0.05 for p in ps) <= 25
    assert 0.4 < np.mean(ps) < 0.6


def test_an_association_that_a_stratum_explains_goes_away() -> None:
    strata = [[[40, 10], [8, 2]], [[2, 8], [10, 40]]]
    assert permutation_p([np.sum(strata, axis=0)], 3).p < 0.01
    assert permutation_p(strata, 3).p > 0.3
