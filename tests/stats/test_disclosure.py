from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from audit.stats.disclosure import (
    k_anonymity,
    share_gives_away,
    show_cells,
    suppress_cells,
)
from tests.stats.oracles import read_oracle


def test_large_cells_and_zeros_are_shown() -> None:
    found = suppress_cells([[11, 0], [25, 300]])
    assert (found.primary, found.complementary) == ((), ())


def test_a_threshold_of_nothing_shows_everything() -> None:
    assert suppress_cells([[1, 2], [3, 4]], 0).primary == ()


def test_rows_and_columns_to_a_fixed_point() -> None:
    rows = [[50, 5, 40], [60, 70, 80], [90, 30, 20]]
    found = suppress_cells(rows)
    assert found.primary == ((0, 1),)
    hidden = {*found.primary, *found.complementary}
    for line in range(3):
        assert sum((line, j) in hidden for j in range(3)) != 1
        assert sum((i, line) in hidden for i in range(3)) != 1
    assert len(hidden) == 4


def test_no_random_table_gives_a_small_cell_away() -> None:
    random = np.random.default_rng(11)
    for _ in range(200):
        rows = random.integers(0, 60, (4, 5)).tolist()
        found = suppress_cells(rows)
        hidden = {*found.primary, *found.complementary}
        for line in ([(i, j) for j in range(5)] for i in range(4)):
            assert sum(cell in hidden for cell in line) != 1
        for line in ([(i, j) for i in range(4)] for j in range(5)):
            assert sum(cell in hidden for cell in line) != 1


def test_a_lone_small_cell_among_zeros_takes_a_zero_along() -> None:
    found = suppress_cells([[7, 0, 0]], column_totals=False)
    assert found.complementary == ((0, 1),)
    assert show_cells([[7, 0, 0]], found, 11) == [["<11", "suppressed", "0"]]


def test_a_ragged_table_is_refused() -> None:
    with pytest.raises(ValueError):
        suppress_cells([[1], [1, 2]])


@pytest.mark.parametrize(("percent", "total", "told"), [(3, 300, True), (4, 300, False)])
def test_a_percentage_can_give_a_count_away(percent: float, total: int, told: bool) -> None:
    assert share_gives_away(percent, total) is told


def test_nobody_has_no_anonymity() -> None:
    with pytest.raises(ValueError):
        k_anonymity([])


@pytest.mark.corpus
def test_suppression_against_reference(shared: Path) -> None:
    oracle = read_oracle(shared, "B8.suppress")
    row, least = oracle.inputs["row"], oracle.inputs["min_cell"]
    assert sum(row) == oracle.inputs["total"]
    found = suppress_cells([row], least, column_totals=False)
    assert [j for _, j in found.primary] == oracle.expected["primary"]
    assert [j for _, j in found.complementary] == oracle.expected["complementary"]
    assert bool(found.complementary) is oracle.expected["needs_complementary"]
    assert show_cells([row], found, least) == [oracle.expected["shown"]]


@pytest.mark.corpus
def test_k_anonymity_against_reference(shared: Path) -> None:
    oracle = read_oracle(shared, "B8.k_anonymity")
    found = k_anonymity(oracle.inputs["rows"])
    for name in ("k", "n_unique", "n_classes"):
        assert getattr(found, name) == oracle.expected[name]
    assert found.share_unique == oracle.near("share_unique")
