from __future__ import annotations

from pathlib import Path

import pytest

from audit.stats.documented import completeness_score
from audit.stats.representation import compare_with_population
from tests.stats.oracles import read_oracle


def test_a_dataset_like_its_population() -> None:
    found = compare_with_population([20, 80], [0.2, 0.8])
    assert found.ratios == pytest.approx((1, 1))
    assert (found.chi2, found.g, found.cohens_w) == pytest.approx((0, 0, 0), abs=1e-12)
    assert (found.df, found.p) == (1, pytest.approx(1))


@pytest.mark.parametrize(
    ("observed", "reference"),
    [([0, 0], [0.5, 0.5]), ([1, 2], [0.5, 0.6]), ([1, 2], [0.0, 1.0]), ([1], [1.0])],
)
def test_what_cannot_be_compared(observed: list[int], reference: list[float]) -> None:
    with pytest.raises(ValueError):
        compare_with_population(observed, reference)


def test_g_and_chi2_against_another_program() -> None:
    stats = pytest.importorskip("scipy.stats")
    found = compare_with_population([30, 50, 20], [0.4, 0.4, 0.2])
    chi2, p = stats.chisquare([30, 50, 20], [40, 40, 20])
    g, _ = stats.power_divergence([30, 50, 20], [40, 40, 20], lambda_="log-likelihood")
    assert (found.chi2, found.p, found.g) == pytest.approx((chi2, p, g))


@pytest.mark.corpus
def test_against_reference(shared: Path) -> None:
    oracle = read_oracle(shared, "B9.representation")
    found = compare_with_population(oracle.inputs["observed"], oracle.inputs["reference_share"])
    assert list(found.ratios) == oracle.near("representation_ratio")
    assert found.chi2 == oracle.near("chi2")
    assert found.cohens_w == oracle.near("cohens_w")


def test_nothing_that_applies_has_no_score() -> None:
    assert completeness_score(["not_applicable"], {}) == (0, None)


@pytest.mark.corpus
def test_table2_score_against_reference(shared: Path) -> None:
    oracle = read_oracle(shared, "C1.table2_score")
    applying, score = completeness_score(oracle.inputs["status"], oracle.inputs["weights"])
    assert applying == oracle.expected["applicable"]
    assert score == oracle.near("score")
