"""What one attribute alone foretells: out-of-fold prevalence of a class by level (B2)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Integers = NDArray[np.int64]
FOLDS = 5
WEIGHT = 1.0
"""Patients of the overall prevalence that every level is mixed with."""


def stratified_folds(
    classes: ArrayLike, seed: int, n_folds: int = FOLDS, groups: ArrayLike | None = None
) -> Integers:
    """
    The fold of each row, 0 to n_folds - 1; rows of one group (a patient) stay together.

    Each class is dealt out evenly, in a random order fixed by `seed`; a group counts as its
    largest class.
    """
    labels = np.asarray(classes, np.int64)
    owner = np.arange(len(labels)) if groups is None else np.unique(groups, return_inverse=True)[1]
    owner = np.asarray(owner).ravel()
    of_group = np.full(int(owner.max()) + 1 if len(owner) else 0, labels.min(initial=0))
    np.maximum.at(of_group, owner, labels)
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(of_group))
    order = order[np.argsort(of_group[order], kind="stable")]
    fold = np.empty(len(of_group), np.int64)
    fold[order] = np.arange(len(order)) % n_folds
    return np.asarray(fold[owner], np.int64)


def fold_counts(
    levels: ArrayLike, positive: ArrayLike, folds: ArrayLike, shape: tuple[int, int]
) -> tuple[Array, Array]:
    """Positive and all rows by level and fold, each of `shape` (levels, folds)."""
    place = np.asarray(levels, np.int64) * shape[1] + np.asarray(folds, np.int64)
    size = shape[0] * shape[1]
    ones = np.bincount(place, np.asarray(positive, float), size)
    total = np.bincount(place, minlength=size)
    return np.asarray(ones.reshape(shape), float), np.asarray(total.reshape(shape), float)


def out_of_fold(positive: Array, total: Array, weight: float = WEIGHT) -> Array:
    """
    The score of each level in each fold, from the other folds only.

    (positives + weight times prevalence) / (rows + weight), all counted outside of the fold; the
    row itself never takes part. Never leave one out: a useless attribute then gets an AUC of 0.
    """
    rest = total.sum(axis=0).sum() - total.sum(axis=0)
    if (rest <= 0).any():
        raise ValueError("a fold holds everybody: nothing is left to learn from")
    prevalence = (positive.sum(axis=0).sum() - positive.sum(axis=0)) / rest
    outside = total.sum(axis=1, keepdims=True) - total
    ones = positive.sum(axis=1, keepdims=True) - positive
    return np.asarray((ones + weight * prevalence) / (outside + weight))


def in_sample(positive: Array, total: Array) -> Array:
    """The plain prevalence of each level: flatters every attribute; only to show by how much."""
    return np.asarray(positive.sum(axis=1) / np.maximum(1, total.sum(axis=1)))


def leave_one_out(levels: ArrayLike, positive: ArrayLike) -> Array:
    """
    The prevalence among the others of the level: kept to show why it must not be used.

    A row of the class lowers its own score, so that a useless attribute looks like a perfect one
    upside down.
    """
    place, ones = np.asarray(levels, np.int64), np.asarray(positive, float)
    totals, sums = np.bincount(place), np.bincount(place, ones)
    return np.asarray((sums[place] - ones) / np.maximum(1, totals[place] - 1))
