from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pytest
from numpy.typing import ArrayLike

from audit.stats.counted_auc import Area, area_within_folds, binary_auc, rank_auc
from audit.stats.encoding import (
    fold_counts,
    in_sample,
    leave_one_out,
    out_of_fold,
    stratified_folds,
)
from audit.stats.ridge import fit_logistic, predict_logit
from tests.stats.oracles import read_oracle
from tests.stats.plain_auc import delong


def codes(values: list[str]) -> np.ndarray:
    return np.unique(values, return_inverse=True)[1]


def pooled(scores: ArrayLike, positive: ArrayLike, negative: ArrayLike) -> Area:
    """Everybody compared with everybody, as of one fold."""
    columns = [np.reshape(np.asarray(of, float), (-1, 1)) for of in (scores, positive, negative)]
    return area_within_folds(*columns)


def counted(pos: Sequence[float], neg: Sequence[float]) -> Area:
    """From single scores."""
    values = np.unique([*pos, *neg])
    return pooled(values, *([list(of).count(v) for v in values] for of in (pos, neg)))


def test_folds_share_out_each_class_and_keep_groups_together() -> None:
    classes = np.repeat([0, 1, 0], [40, 25, 35])
    folds = stratified_folds(classes, 7)
    assert np.array_equal(folds, stratified_folds(classes, 7))
    assert not np.array_equal(folds, stratified_folds(classes, 8))
    for value, size in ((0, 15), (1, 5)):
        assert np.bincount(folds[classes == value]).tolist() == [size] * 5
    patients = np.arange(100) // 4
    grouped = stratified_folds(classes, 7, groups=patients)
    assert all(len(set(grouped[patients == p])) == 1 for p in range(25))


def test_a_fold_with_everybody_is_refused() -> None:
    with pytest.raises(ValueError):
        out_of_fold(np.array([[1.0, 0.0]]), np.array([[2.0, 0.0]]))


def test_counted_scores_give_delongs_answer() -> None:
    rng = np.random.default_rng(2)
    pos, neg = rng.integers(0, 6, 40) + 1.0, rng.integers(0, 6, 70) * 1.0
    found = counted(pos.tolist(), neg.tolist())
    auc, variance = delong(pos.tolist(), neg.tolist())
    assert found.auc == pytest.approx(auc)
    assert (found.high - found.low) / 2 == pytest.approx(1.959964 * variance**0.5, abs=1e-6)


def test_folds_are_compared_within_themselves() -> None:
    rng = np.random.default_rng(3)
    across, within = [], []
    for seed in range(200):
        levels, label = rng.integers(0, 6, 100), np.arange(100) % 2
        positive, total = fold_counts(levels, label, stratified_folds(label, seed), (6, 5))
        scores = out_of_fold(positive, total)
        across.append(pooled(scores, positive, total - positive).auc)
        within.append(area_within_folds(scores, positive, total - positive).auc)
    assert np.mean(across) < np.mean(within)
    assert np.mean(within) == pytest.approx(0.5, abs=0.02)


def test_within_folds_the_interval_holds_the_truth() -> None:
    rng = np.random.default_rng(6)
    held = 0
    for seed in range(200):
        label = np.arange(200) % 2
        level = (rng.random(200) < np.where(label == 1, 0.8, 0.3)).astype(int)
        positive, total = fold_counts(level, label, stratified_folds(label, seed), (2, 5))
        found = area_within_folds(out_of_fold(positive, total), positive, total - positive)
        held += found.low <= 0.75 <= found.high
    assert 180 <= held <= 200


def test_folds_without_pairs_are_refused() -> None:
    for pos, neg in (([[2, 0]], [[0, 2]]), ([[1, 0]], [[3, 3]])):
        with pytest.raises(ValueError):
            area_within_folds([[1, 1]], pos, neg)


def test_a_perfect_score_still_has_an_interval() -> None:
    found = pooled([0.1, 0.9], [0, 12], [30, 0])
    assert (found.auc, found.high) == (1.0, 1.0)
    assert 0.7 < found.low < 0.8
    with pytest.raises(ValueError):
        pooled([0.1, 0.9], [0, 1], [30, 0])


def test_a_number_ranks_whichever_way_it_points() -> None:
    assert rank_auc([1, 2, 3, np.nan], [1, 0, 0, 1]) == 1.0
    assert rank_auc([1.0, np.nan], [1, 0]) is None


def test_the_regression_finds_what_was_put_in() -> None:
    rng = np.random.default_rng(4)
    x = rng.normal(size=(4000, 2))
    chance = 1 / (1 + np.exp(-(0.5 + 1.5 * x[:, 0])))
    y = (rng.random(4000) < chance).astype(float)
    weights = fit_logistic(x, y)
    assert weights == pytest.approx([0.5, 1.5, 0.0], abs=0.12)
    assert predict_logit(x, weights)[y == 1].mean() > predict_logit(x, weights)[y == 0].mean()
    apart = np.concatenate([np.full(30, -1.0), np.full(30, 1.0)])[:, None]
    held_back = fit_logistic(apart, (apart[:, 0] > 0).astype(float))
    assert 1 < held_back[1] < 10


def test_the_regression_agrees_with_scikit_learn() -> None:
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415

    rng = np.random.default_rng(9)
    x = rng.normal(size=(300, 4))
    y = (x[:, 0] - x[:, 1] + rng.normal(size=300) > 0).astype(float)
    theirs = LogisticRegression(C=1.0, tol=1e-10, max_iter=1000).fit(x, y)
    ours = fit_logistic(x, y, 1.0)
    assert ours[1:] == pytest.approx(theirs.coef_[0], abs=1e-4)
    assert ours[0] == pytest.approx(theirs.intercept_[0], abs=1e-4)


@pytest.mark.corpus
def test_out_of_fold_against_reference(shared: Path) -> None:
    oracle = read_oracle(shared, "B2.oof_target_auc")
    given = oracle.inputs
    levels, folds = codes(given["feature"]), np.array(given["fold"])
    label = np.array(given["label"])
    positive, total = fold_counts(levels, label, folds, (3, 3))
    scores = out_of_fold(positive, total, given["shrink_weight"])
    # the reference is printed with ten digits
    assert scores[levels, folds].tolist() == oracle.near("scores")
    found = pooled(scores, positive, total - positive)
    assert found.auc == oracle.near("auc_pooled")


@pytest.mark.corpus
def test_leaving_one_out_turns_a_useless_attribute_over(shared: Path) -> None:
    oracle = read_oracle(shared, "B2.loo_encoding_pitfall")
    levels, label = codes(oracle.inputs["feature"]), np.array(oracle.inputs["label"])
    scores = leave_one_out(levels, label)
    assert pooled(scores, label, 1 - label).auc == oracle.near("auc_loo")
    positive, total = fold_counts(levels, label, np.zeros_like(levels), (2, 1))
    plain = in_sample(positive, total)
    found = pooled(plain[levels], label, 1 - label)
    assert found.auc == oracle.near("auc_in_sample")


@pytest.mark.corpus
def test_a_yes_or_no_attribute_against_reference(shared: Path) -> None:
    oracle = read_oracle(shared, "B2.binary_feature_auc")
    assert binary_auc(oracle.inputs["table_feature_by_label"]) == oracle.near("auc")


@pytest.mark.corpus
def test_counts_against_the_reference_of_delong(shared: Path) -> None:
    oracle = read_oracle(shared, "A4.delong")
    found = counted(oracle.inputs["pos"], oracle.inputs["neg"])
    assert found.auc == oracle.near("auc")
    half = NormalDist().inv_cdf(0.975) * oracle.expected["var"] ** 0.5
    assert found.low == pytest.approx(found.auc - half, abs=1e-9)
    assert found.high == 1.0 < found.auc + half
