from __future__ import annotations

from pathlib import Path

import pytest

from audit.stats.auc import (
    cases_against_chance,
    cases_for_precision,
    hanley_mcneil_half_width,
    hanley_mcneil_n,
    hanley_mcneil_se,
    obuchowski_variance,
)
from tests.stats.oracles import read_oracle
from tests.stats.plain_auc import clustered_auc, delong


def test_hanley_mcneil_with_one_patient_a_group_is_binomial() -> None:
    assert hanley_mcneil_se(0.8, 1, 1) == pytest.approx((0.8 * 0.2) ** 0.5)
    assert hanley_mcneil_half_width(0.8, 1, 1) == pytest.approx(0.783986, abs=1e-6)


def test_an_empty_group_is_refused() -> None:
    with pytest.raises(ValueError):
        hanley_mcneil_se(0.8, 0, 5)


def test_delong_of_a_perfect_and_a_useless_score() -> None:
    assert delong([3, 4], [1, 2]) == (1.0, 0.0)
    assert delong([1, 1], [1, 1]) == (0.5, 0.0)


def test_delong_by_hand() -> None:
    # placements of the positives 1, 1/2; of the negatives 1/2, 1: variances 1/8 each
    assert delong([4, 2], [3, 1]) == pytest.approx((0.75, 0.125))


@pytest.mark.corpus
def test_hanley_mcneil_against_reference(shared: Path) -> None:
    oracle = read_oracle(shared, "A4.hanley_mcneil_se")
    se = hanley_mcneil_se(*(oracle.inputs[name] for name in ("auc", "n_pos", "n_neg")))
    assert se == oracle.near("se")
    oracle = read_oracle(shared, "A4.hanley_mcneil_n")
    given = oracle.inputs
    n = hanley_mcneil_n(given["theta1"], given["theta2"], given["alpha_one_sided"], given["power"])
    assert n == oracle.near("n_per_group")


@pytest.mark.corpus
def test_obuchowski_against_reference(shared: Path) -> None:
    oracle = read_oracle(shared, "A4.obuchowski_precision")
    auc, width = oracle.inputs["auc"], oracle.inputs["half_width"]
    ratios = oracle.inputs["ratio_controls_per_case"]
    assert [obuchowski_variance(auc, r) for r in ratios] == oracle.near("V")
    assert [cases_for_precision(auc, width, r) for r in ratios] == oracle.near("n_cases")


@pytest.mark.corpus
def test_power_of_roc_against_reference(shared: Path) -> None:
    oracle = read_oracle(shared, "A4.proc_power_a")
    given = oracle.inputs
    n = cases_against_chance(
        given["auc"], given["power"], given["controls_per_case"], given["sig_level"]
    )
    assert n == oracle.near("n_cases")


@pytest.mark.corpus
def test_delong_against_reference(shared: Path) -> None:
    oracle = read_oracle(shared, "A4.delong")
    auc, variance = delong(oracle.inputs["pos"], oracle.inputs["neg"])
    assert auc == oracle.near("auc")
    assert variance == oracle.near("var")


@pytest.mark.corpus
def test_clustered_auc_against_reference(shared: Path) -> None:
    oracle = read_oracle(shared, "A4.clustered_auc")
    labels, scores = oracle.inputs["label"], oracle.inputs["score"]
    auc, variance = clustered_auc(labels, scores, oracle.inputs["patient"])
    assert auc == oracle.near("auc")
    assert variance == oracle.near("var_clustered")
    alone = clustered_auc(labels, scores, range(len(labels)))
    assert alone[1] == oracle.near("var_delong")
