from __future__ import annotations

from pathlib import Path

import pytest

from audit.stats.rare import (
    n_for_at_least,
    n_to_meet_binomial,
    n_to_meet_finite,
    probability_at_least,
    rule_of_three,
    zero_events_upper,
)
from tests.stats.oracles import read_oracle


def test_zero_of_one_allows_almost_everything() -> None:
    assert zero_events_upper(1) == pytest.approx(0.95)
    with pytest.raises(ValueError):
        zero_events_upper(0)


def test_probability_by_hand() -> None:
    assert probability_at_least(2, 0.5, 1) == pytest.approx(0.75)
    assert probability_at_least(2, 0.5, 2) == pytest.approx(0.25)
    assert probability_at_least(2, 0.5, 3) == 0.0
    assert probability_at_least(2, 0.5, 0) == 1.0


def test_n_for_a_certain_class() -> None:
    assert n_for_at_least(1.0, 4) == 4
    with pytest.raises(ValueError):
        n_for_at_least(0.0, 1)


def test_a_population_without_the_class_is_refused() -> None:
    with pytest.raises(ValueError):
        n_to_meet_finite(100, 0.001)


@pytest.mark.corpus
def test_rule_of_three_against_reference(shared: Path) -> None:
    oracle = read_oracle(shared, "A9.rule_of_three")
    assert [zero_events_upper(n) for n in oracle.inputs["n"]] == oracle.near("exact_upper")
    assert [rule_of_three(n) for n in oracle.inputs["n"]] == oracle.near("three_over_n")


@pytest.mark.corpus
def test_at_least_k_against_reference(shared: Path) -> None:
    oracle = read_oracle(shared, "A9.p_at_least_k")
    assert [probability_at_least(*case) for case in oracle.inputs["cases"]] == oracle.near("p")
    oracle = read_oracle(shared, "A9.n_for_k")
    rate = oracle.inputs["p"]
    assert [n_for_at_least(rate, k) for k in oracle.inputs["k"]] == oracle.expected["n"]


@pytest.mark.corpus
def test_finite_population_against_reference(shared: Path) -> None:
    oracle = read_oracle(shared, "A9.freedom_hypergeom")
    given = (oracle.inputs["N"], oracle.inputs["prevalence"], oracle.inputs["sensitivity"])
    assert n_to_meet_finite(*given) == oracle.expected["hypergeometric"]
    assert n_to_meet_binomial(*given) == oracle.expected["binomial"]
