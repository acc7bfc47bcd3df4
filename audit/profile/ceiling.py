"""The all-metadata ceiling: what a model reaches that never looks at a pixel (B2)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from audit.profile.associations import Asked
from audit.profile.attributes import Attribute
from audit.profile.model.shared import Interval
from audit.profile.model.shortcuts import Ceiling
from audit.stats.counted_auc import Area, area_within_folds
from audit.stats.encoding import FOLDS, WEIGHT, fold_counts
from audit.stats.permutation import seed_of
from audit.stats.ridge import fit_logistic, predict_logit

Array = NDArray[np.float64]
Codes = NDArray[np.int64]
MOST = 2_500
"""Patients of each side that are used, drawn at random: more would not move the result."""


def measure_ceiling(asked: Asked, attributes: Sequence[Attribute]) -> Ceiling | None:
    """
    Ridge-penalised logistic regression over all fields but those that say what was imaged.

    Each field enters as the log odds of the class at its level, counted in other folds than the
    row's own, and in no test fold. None where there is no field to learn from.
    """
    used = [one for one in attributes if one.field.kind != "content"]
    if not used:
        return None
    rows = _drawn(asked)
    answer, folds = asked.answer[rows], asked.folds[rows]
    codes = [one.codes[asked.who[rows]] for one in used]
    scores = np.zeros(len(rows))
    for fold in range(FOLDS):
        columns = [
            encode(level, answer, folds, fold, len(one.levels))
            for one, level in zip(used, codes, strict=True)
        ]
        scores[folds == fold] = _foretell(np.column_stack(columns), answer, folds, fold)
    area = _area(scores, answer, folds)
    label, name, split = asked.key
    return Ceiling(
        label, name, split, len(rows), int(answer.sum()), len(used), area.auc,
        Interval(area.low, area.high), len(asked.who),
    )  # fmt: skip


def _drawn(asked: Asked) -> Codes:
    """An AUC does not depend on how frequent a class is: both sides may be cut."""
    rng = np.random.default_rng(seed_of("ceiling", *asked.key))
    sides = [np.flatnonzero(asked.answer == side) for side in (0, 1)]
    kept = [s if len(s) <= MOST else rng.choice(s, MOST, replace=False) for s in sides]
    return np.sort(np.concatenate(kept))


def encode(codes: Codes, answer: Codes, folds: Codes, fold: int, n_levels: int) -> Array:
    """
    The log odds of each row's level, from rows neither in its own fold nor in the test fold.

    Rows of the test fold get those of all other rows: no answer of a test row is ever used.
    """
    positive, total = fold_counts(codes, answer, folds, (n_levels, FOLDS))
    out_ones, out_rows = positive[:, [fold]] + positive, total[:, [fold]] + total
    out_ones[:, fold], out_rows[:, fold] = positive[:, fold], total[:, fold]
    ones = positive.sum(axis=1, keepdims=True) - out_ones
    rows = total.sum(axis=1, keepdims=True) - out_rows
    prevalence = np.clip(ones.sum(axis=0) / np.maximum(1, rows.sum(axis=0)), 1e-6, 1 - 1e-6)
    share = (ones + WEIGHT * prevalence) / (rows + WEIGHT)
    share = np.clip(share, 1e-6, 1 - 1e-6)
    return np.asarray(np.log(share / (1 - share))[codes, folds])


def _foretell(features: Array, answer: Codes, folds: Codes, fold: int) -> Array:
    learned, asked = folds != fold, folds == fold
    centre, scale = features[learned].mean(axis=0), features[learned].std(axis=0)
    scale[scale == 0] = 1.0
    scaled = (features - centre) / scale
    weights = fit_logistic(scaled[learned], answer[learned].astype(float))
    return predict_logit(scaled[asked], weights)


def _area(scores: Array, answer: Codes, folds: Codes) -> Area:
    """Rows are compared with those of their fold: models of different folds differ in level."""
    own = np.equal.outer(folds, np.arange(FOLDS)).astype(float)
    ones = answer[:, None] * own
    return area_within_folds(np.repeat(scores[:, None], FOLDS, axis=1), ones, own - ones)
