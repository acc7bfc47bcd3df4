"""Labels dealt out anew over patients: what an association looks like by chance (B2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import xlogy

from audit.stats.association import drop_empty

Counts = NDArray[np.int64]
Array = NDArray[np.float64]
STOP_AFTER = 20
"""Draws at least as extreme after which a test is clearly not significant (Besag & Clifford)."""
_BATCH = 200


@dataclass(frozen=True, slots=True)
class Permuted:
    """A p-value and the number of draws behind it."""

    p: float
    n_draws: int


def seed_of(*words: str) -> int:
    """A seed that belongs to a question and to nothing else: the same on every machine and day."""
    return crc32("\x1f".join(words).encode("utf-8"))


def permute_table(table: ArrayLike, n: int, rng: np.random.Generator) -> Counts:
    """
    `n` tables as they come out when the rows' labels are dealt out anew, both margins kept.

    The same as shuffling the labels of all patients and counting again, without the patients.
    Shape (n, rows, columns).
    """
    counts = np.asarray(table, np.int64)
    drawn = np.zeros((n, *counts.shape), np.int64)
    left = np.broadcast_to(counts.sum(axis=0), (n, counts.shape[1]))
    for row, size in enumerate(counts.sum(axis=1)[:-1]):
        drawn[:, row] = _deal(left, int(size), rng, row == 0)
        left = left - drawn[:, row]
    drawn[:, -1] = left
    return drawn


def permutation_p(
    strata: Sequence[ArrayLike], seed: int, n_draws: int = 999, stop_after: int = STOP_AFTER
) -> Permuted:
    """
    How often chance gives at least the association (mutual information) of the tables.

    Labels are permuted within each stratum; one table is the plain test. Stops early where chance
    has reached it `stop_after` times: p is then stop_after / draws (Besag & Clifford 1991,
    Biometrika 78:301), else (1 + times) / (1 + draws) (Phipson & Smyth 2010). Deterministic.
    """
    tables = [kept for one in strata if min((kept := drop_empty(one)).shape) > 1]
    if not tables:
        return Permuted(1.0, 0)
    rng = np.random.default_rng(seed)
    limit = sum(float(_information(table[None])[0]) for table in tables) - 1e-9
    reached, done = 0, 0
    while done < n_draws:
        n = min(_BATCH if done else _BATCH // 2, n_draws - done)
        drawn = sum(_information(permute_table(table, n, rng)) for table in tables)
        hits = np.flatnonzero(drawn >= limit)
        if reached + len(hits) >= stop_after:
            at = done + int(hits[stop_after - reached - 1]) + 1
            return Permuted(stop_after / at, at)
        reached, done = reached + len(hits), done + n
    return Permuted((1 + reached) / (1 + n_draws), n_draws)


def _information(tables: ArrayLike) -> Array:
    """Mutual information up to what the margins give, which never change."""
    counts = np.asarray(tables, float)
    return np.asarray(xlogy(counts, counts).sum(axis=(1, 2)))


def _deal(left: Counts, size: int, rng: np.random.Generator, first: bool) -> Counts:
    """How `size` labels fall on the columns, `left` patients being free in each."""
    if first:  # all draws start from the same margins: one call
        return rng.multivariate_hypergeometric(left[0], size, len(left), method="marginals")
    drawn, wanted = np.zeros_like(left), np.full(len(left), size)
    others = left.sum(axis=1)
    for column in range(left.shape[1]):
        others = others - left[:, column]
        drawn[:, column] = rng.hypergeometric(left[:, column], others, wanted)
        wanted = wanted - drawn[:, column]
    return drawn
