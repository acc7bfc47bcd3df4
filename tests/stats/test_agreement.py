from __future__ import annotations

from pathlib import Path

import pytest

from audit.stats.agreement import (
    NO_VARIATION,
    Kappa,
    cohen_kappa,
    cross_table,
    fleiss_kappa,
    gwet_ac1,
    pabak,
)
from tests.stats.oracles import read_oracle

TABLE = [[11, 3, 1], [1, 9, 4], [0, 2, 14]]


def test_two_who_always_say_the_same_of_two_classes() -> None:
    assert cohen_kappa([[5, 0], [0, 5]]).coefficient == pytest.approx(1)
    assert cohen_kappa([[0, 5], [5, 0]]).coefficient == pytest.approx(-1)


def test_without_variation_nothing_is_defined() -> None:
    for found in (cohen_kappa([[9, 0], [0, 0]]), fleiss_kappa([[3, 0], [3, 0]])):
        assert found.coefficient is None
        assert found.observed == 1
        assert str(found) == NO_VARIATION == "undefined (no variation)"
    assert str(Kappa(0.4, 0.7, 0.5)) == "0.400"


def test_weights_forgive_near_misses() -> None:
    plain, linear, quadratic = (
        cohen_kappa(TABLE, weights).coefficient or 0
        for weights in ("identity", "linear", "quadratic")
    )
    assert plain < linear < quadratic
    two = [[20, 5], [10, 15]]
    assert cohen_kappa(two, "linear").coefficient == pytest.approx(0.4)
    assert cohen_kappa(TABLE, "linear").variance is None


def test_weighted_kappa_against_another_program() -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    first = [i for i, row in enumerate(TABLE) for n in row for _ in range(n)]
    second = [j for row in TABLE for j, n in enumerate(row) for _ in range(n)]
    assert cross_table(first, second) == TABLE
    for ours, theirs in (("linear", "linear"), ("quadratic", "quadratic"), ("identity", None)):
        expected = metrics.cohen_kappa_score(first, second, weights=theirs)
        assert cohen_kappa(TABLE, ours).coefficient == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("table", [[[1, 2]], [[5]], [[0, 0], [0, 0]], [[-1, 2], [0, 3]]])
def test_tables_that_cannot_be(table: list[list[int]]) -> None:
    for function in (cohen_kappa, gwet_ac1, pabak):
        with pytest.raises(ValueError):
            function(table)


@pytest.mark.parametrize("counts", [[[2, 0], [3, 0]], [[1, 0], [0, 1]]])
def test_fleiss_needs_as_many_readers_everywhere(counts: list[list[int]]) -> None:
    with pytest.raises(ValueError):
        fleiss_kappa(counts)


@pytest.mark.corpus
def test_cohen_against_reference(shared: Path) -> None:
    oracle = read_oracle(shared, "A12.cohen_kappa")
    found = cohen_kappa(oracle.inputs["table"])
    assert found.coefficient == oracle.near("kappa")
    assert found.variance == oracle.near("var")


@pytest.mark.corpus
def test_fleiss_against_reference(shared: Path) -> None:
    oracle = read_oracle(shared, "A12.fleiss_kappa")
    assert fleiss_kappa(oracle.inputs["counts"]).coefficient == oracle.near("kappa")


@pytest.mark.corpus
def test_the_paradox_against_reference(shared: Path) -> None:
    oracle = read_oracle(shared, "A12.kappa_paradox")
    table = oracle.inputs["table"]
    assert cohen_kappa(table).observed == oracle.near("observed_agreement")
    assert cohen_kappa(table).coefficient == oracle.near("kappa")
    assert gwet_ac1(table).coefficient == oracle.near("gwet_ac1")
    assert pabak(table).coefficient == oracle.near("pabak")
