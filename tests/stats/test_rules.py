from __future__ import annotations

from pathlib import Path

import pytest

from audit.stats.rules import (
    events_per_parameter,
    events_used,
    is_singular,
    required_by_dimension,
    rule_of_ten,
    samples_per_dimension,
)
from tests.stats.oracles import read_oracle


def test_rules_by_hand() -> None:
    assert rule_of_ten(7) == 70
    assert events_per_parameter(100, 80, 4) == 5.0
    assert samples_per_dimension(9, 3) == 3.0


@pytest.mark.parametrize(("n", "singular"), [(20, True), (21, False)])
def test_a_covariance_needs_more_patients_than_features(n: int, singular: bool) -> None:
    assert is_singular(n, 20) is singular


def test_impossible_inputs_are_refused() -> None:
    with pytest.raises(ValueError):
        events_used(5, 6)
    with pytest.raises(ValueError):
        events_per_parameter(5, 2, 0)
    with pytest.raises(ValueError):
        samples_per_dimension(5, 0)


@pytest.mark.corpus
@pytest.mark.parametrize("name", ["A1.rule_of_10", "A1.rule_of_10_resnet18"])
def test_rule_of_ten_against_reference(shared: Path, name: str) -> None:
    oracle = read_oracle(shared, name)
    assert rule_of_ten(**oracle.inputs) == oracle.expected["n_required"]


@pytest.mark.corpus
@pytest.mark.parametrize("name", ["A1.epv", "A1.epv_flip"])
def test_events_against_reference(shared: Path, name: str) -> None:
    oracle = read_oracle(shared, name)
    assert events_per_parameter(**oracle.inputs) == oracle.near("events_per_parameter")
    used = events_used(oracle.inputs["n"], oracle.inputs["events"])
    assert used == oracle.expected["n_events_used"]


@pytest.mark.corpus
def test_samples_per_dimension_against_reference(shared: Path) -> None:
    oracle = read_oracle(shared, "A6.kalayeh")
    dimension, multiplier = oracle.inputs["dimension"], oracle.inputs["multiplier"]
    ratios = [samples_per_dimension(n, dimension) for n in oracle.inputs["counts_per_class"]]
    assert required_by_dimension(dimension, multiplier) == oracle.expected["n_per_class_required"]
    assert ratios == oracle.near("ratio")
    assert [ratio >= multiplier for ratio in ratios] == oracle.expected["adequate"]
