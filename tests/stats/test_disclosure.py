from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.optimize import linprog

from audit.stats.disclosure import k_anonymity, withhold_cells
from tests.stats.oracles import read_oracle


def test_large_cells_and_zeros_are_shown() -> None:
    assert withhold_cells({"a": 11, "b": 0, "c": 300}, ["abc"]) == frozenset()


def test_a_lone_small_cell_among_zeros_takes_a_zero_along() -> None:
    sizes = {"a": 70, "b": 7, "c": 0, "d": 0}
    assert withhold_cells(sizes, ["bc", "acd"]) == {"a", "b", "c"}


def test_nobody_has_no_anonymity() -> None:
    with pytest.raises(ValueError):
        k_anonymity([])


@pytest.mark.corpus
def test_suppression_against_reference(shared: Path) -> None:
    oracle = read_oracle(shared, "B8.suppress")
    row, least = oracle.inputs["row"], oracle.inputs["min_cell"]
    assert sum(row) == oracle.inputs["total"]
    hidden = withhold_cells(dict(enumerate(row)), [range(len(row))], (), least)
    small = oracle.expected["primary"]
    assert [j for j, size in enumerate(row) if 0 < size < least] == small
    assert sorted(hidden - set(small)) == oracle.expected["complementary"]
    assert bool(hidden - set(small)) is oracle.expected["needs_complementary"]
    shown = [word.isdigit() for word in oracle.expected["shown"]]
    assert [j not in hidden for j in range(len(row))] == shown


@pytest.mark.corpus
def test_k_anonymity_against_reference(shared: Path) -> None:
    oracle = read_oracle(shared, "B8.k_anonymity")
    found = k_anonymity(oracle.inputs["rows"])
    for name in ("k", "n_unique", "n_classes"):
        assert getattr(found, name) == oracle.expected[name]
    assert found.share_unique == oracle.near("share_unique")


def _lines(n_rows: int, n_columns: int) -> list[list[tuple[int, int]]]:
    """Rows and columns of a table whose last row and column are sums."""
    rows = [[(i, j) for j in range(n_columns)] for i in range(n_rows)]
    return rows + [[(i, j) for i in range(n_rows)] for j in range(n_columns)]


def _range(sizes: dict[Any, int], hidden: frozenset[Any], lines: list[Any], cell: Any) -> float:
    """Between which numbers a reader who knows every shown cell and every sum can place a cell."""
    unknown = sorted(hidden)
    own = [line for line in lines if any(key in hidden for key in line)]
    matrix = [[float(key in line) for key in unknown] for line in own]
    sums = [float(sum(sizes[key] for key in line if key in hidden)) for line in own]
    goal = [float(key == cell) for key in unknown]
    ends = [
        linprog([sign * one for one in goal], A_eq=matrix, b_eq=sums).fun * sign for sign in (1, -1)
    ]
    return float(ends[1] - ends[0])


def test_no_sum_and_no_system_of_sums_gives_a_small_cell_away() -> None:
    random = np.random.default_rng(5)
    for _ in range(60):
        table = random.integers(0, 40, (4, 5))
        sizes = {(i, j): int(table[i, j]) for i in range(4) for j in range(5)}
        lines = _lines(4, 5)
        hidden = withhold_cells(sizes, lines)
        for cell, size in sizes.items():
            if 0 < size < 11:
                assert cell in hidden
                assert _range(sizes, hidden, lines, cell) >= 1


def test_two_hidden_cells_of_each_line_do_not_suffice() -> None:
    """Two squares joined by a bridge: lines with two hidden cells each, and the bridge is known."""
    squares = {(0, 0), (0, 1), (1, 0), (1, 1), (2, 2), (2, 3), (3, 2), (3, 3)}
    sizes = {(i, j): 30 for i in range(4) for j in range(4)}
    sizes[1, 2] = 5
    hidden = withhold_cells(sizes, _lines(4, 4), squares)
    assert (1, 2) in hidden
    assert len(hidden) > len(squares) + 1
    assert _range(sizes, hidden, _lines(4, 4), (1, 2)) > 1


@pytest.mark.parametrize(("size", "told"), [(10, True), (11, False), (1, True), (0, False)])
def test_the_limit_of_a_small_cell(size: int, told: bool) -> None:
    sizes = {"a": size, "b": 40, "c": 50}
    assert ("a" in withhold_cells(sizes, [list(sizes)])) is told
    assert withhold_cells(sizes, [list(sizes)], (), 0) == frozenset()


def test_what_is_hidden_together_is_no_small_group_either() -> None:
    sizes = {"a": 2, "b": 3, "c": 20, "d": 90}
    assert withhold_cells(sizes, [list(sizes)]) == {"a", "b", "c"}
