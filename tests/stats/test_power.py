from __future__ import annotations

from pathlib import Path

import pytest

from audit.stats.power import (
    detectable_drop,
    n_two_proportions,
    power_arcsine,
    power_two_proportions,
)
from tests.stats.oracles import read_oracle


def test_power_at_no_difference_is_half_of_alpha() -> None:
    assert power_two_proportions(0.5, 0.5, 40, 40) == pytest.approx(0.025)
    assert power_arcsine(0.5, 0.5, 40, 40) == pytest.approx(0.025)


def test_n_gives_back_the_power_it_was_asked_for() -> None:
    n = n_two_proportions(0.9, 0.8, power=0.8)
    assert power_two_proportions(0.9, 0.8, n, n) == pytest.approx(0.8)


def test_a_drop_that_few_patients_cannot_show() -> None:
    assert detectable_drop(0.9, 2, 2) is None
    assert detectable_drop(0.9, 0, 50) is None
    found = detectable_drop(0.9, 40, 40)
    assert found is not None
    assert power_two_proportions(0.9, 0.9 - found, 40, 40) == pytest.approx(0.8, abs=1e-9)


def test_impossible_questions_are_refused() -> None:
    with pytest.raises(ValueError):
        n_two_proportions(0.5, 0.5)
    with pytest.raises(ValueError):
        power_two_proportions(0.5, 0.4, 0, 3)


@pytest.mark.corpus
def test_n_against_reference(shared: Path) -> None:
    oracle = read_oracle(shared, "A8.n_two_prop_a")
    assert n_two_proportions(**oracle.inputs) == oracle.near("n_per_group")


@pytest.mark.corpus
def test_power_against_reference(shared: Path) -> None:
    oracle = read_oracle(shared, "A8.power_equal")
    assert [power_two_proportions(*pair) for pair in oracle.inputs["pairs"]] == oracle.near("power")
    oracle = read_oracle(shared, "A8.power_unequal_z")
    assert power_two_proportions(**oracle.inputs) == oracle.near("power")


@pytest.mark.corpus
def test_arcsine_disagrees_as_much_as_documented(shared: Path) -> None:
    given = read_oracle(shared, "A8.power_unequal_z").inputs
    assert power_arcsine(**given) == pytest.approx(0.519, abs=5e-4)


@pytest.mark.corpus
def test_detectable_drop_against_reference(shared: Path) -> None:
    oracle = read_oracle(shared, "A8.mdd")
    assert detectable_drop(**oracle.inputs) == oracle.near("min_detectable_difference")
