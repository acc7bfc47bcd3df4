from __future__ import annotations

from math import inf
from pathlib import Path

import pytest

from audit.stats.detection import (
    count_lesions,
    effective_lesions,
    false_positive_half_width,
    lesion_sensitivity_half_width,
    mean_half_width,
    mean_n,
    mean_n_t,
)
from audit.stats.intervals import wilson_half_width
from tests.stats.oracles import read_oracle


def test_nobody_has_a_lesion() -> None:
    found = count_lesions([0, 0, 0])
    assert (found.n_positive_patients, found.n_lesions, found.maximum) == (0, 0, 0)
    assert found.index_of_dispersion is found.mean_by_positive is found.largest_share is None


def test_quartiles_between_neighbours() -> None:
    found = count_lesions([1, 2, 3, 4])
    assert (found.lower_quartile, found.median, found.upper_quartile) == (1.75, 2.5, 3.25)


@pytest.mark.parametrize("lesions", [[], [1, -1]])
def test_counts_that_cannot_be(lesions: list[int]) -> None:
    with pytest.raises(ValueError):
        count_lesions(lesions)


def test_lesions_alone_in_their_patients_are_worth_themselves() -> None:
    assert effective_lesions([1, 1, 0, 1], 0.5) == (1.0, 3.0)
    assert lesion_sensitivity_half_width([1, 1, 1], 0.5, 0.9) == wilson_half_width(0.9, 3)


def test_false_positives_by_hand() -> None:
    assert false_positive_half_width(1.0, 100) == pytest.approx(0.1959964)
    with pytest.raises(ValueError):
        false_positive_half_width(1.0, 0)


def test_the_size_by_students_t_is_the_smallest() -> None:
    assert mean_half_width(0.1, 99) <= 0.02 < mean_half_width(0.1, 98)
    assert mean_half_width(0.1, 1) == inf
    with pytest.raises(ValueError):
        mean_n(0.0, 0.1)


@pytest.mark.corpus
def test_lesions_against_reference(shared: Path) -> None:
    oracle = read_oracle(shared, "A11.lesions")
    lesions = oracle.inputs["lesions_per_patient"]
    found = count_lesions(lesions)
    assert found.n_patients == oracle.expected["n_patients"]
    assert found.n_positive_patients == oracle.expected["n_positive_patients"]
    assert found.n_lesions == oracle.expected["n_lesions"]
    assert found.median == oracle.near("median")
    assert found.index_of_dispersion == oracle.near("index_of_dispersion")
    assert found.largest_share == oracle.near("max_share_one_patient")
    assert found.mean_by_positive == oracle.near("mean_lesions_per_positive")
    effect, effective = effective_lesions(lesions, 0.3)
    assert effect == oracle.near("deff_icc_0.3")
    assert effective == oracle.near("effective_lesions_icc_0.3")


@pytest.mark.corpus
def test_dice_against_reference(shared: Path) -> None:
    oracle = read_oracle(shared, "A11.dice_precision")
    given = oracle.inputs
    assert (
        mean_n(**{k: given[k] for k in ("half_width",)}, deviation=given["sd"])
        == (oracle.expected["n_z"])
    )
    assert mean_n_t(given["sd"], given["half_width"]) == oracle.expected["n_t"]
    oracle = read_oracle(shared, "A11.dice_eljurdi")
    n = mean_n(oracle.inputs["sd"], oracle.inputs["full_width"] / 2)
    assert n == oracle.expected["n_z"]
