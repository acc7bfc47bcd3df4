"""Whether an association stays inside strata of covariates, and where the label is balanced."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from audit.profile.associations import EXCLUSIVE_FROM, Asked, class_table
from audit.profile.attributes import Attribute
from audit.profile.model.shortcuts import Conditional, LevelShare, Strata
from audit.stats.association import (
    conditional_information,
    mantel_haenszel,
    miller_madow_bias,
    mutual_information,
    odds_ratio,
)
from audit.stats.permutation import permutation_p, seed_of

Codes = NDArray[np.int64]
SHOWN_LEVELS = 50


def condition(
    asked: Asked, attribute: Attribute, covariates: Sequence[Attribute], n_draws: int
) -> Conditional | None:
    """Conditional information, permutation within strata, and Mantel-Haenszel for two levels."""
    if not covariates:
        return None
    tables = _strata(asked, attribute, covariates)
    permuted = permutation_p(tables, seed_of("strata", *asked.key, attribute.name), n_draws)
    marginal = np.sum(tables, axis=0)
    inside = sum(float(t.sum()) * miller_madow_bias(t) for t in tables) / float(marginal.sum())
    ratios = _odds(tables, marginal) if marginal.shape[1] == 2 else (None, None, None)
    return Conditional(
        tuple(one.name for one in covariates),
        len(tables),
        max(0.0, conditional_information(tables) - inside),
        max(0.0, mutual_information(marginal) - miller_madow_bias(marginal)),
        permuted.p,
        permuted.n_draws,
        *ratios,
    )


def _strata(
    asked: Asked, attribute: Attribute, covariates: Sequence[Attribute]
) -> list[NDArray[np.int64]]:
    """A table a stratum that holds anybody; levels that nobody has are left out."""
    size = len(attribute.levels)
    stratum = np.zeros(len(asked.who), np.int64)
    for one in covariates:
        stratum = stratum * len(one.levels) + one.codes[asked.who]
    _, stratum = np.unique(stratum, return_inverse=True)
    place = (stratum.ravel() * 2 + 1 - asked.answer) * size + attribute.codes[asked.who]
    n = int(stratum.max()) + 1
    tables = np.bincount(place, minlength=n * 2 * size).reshape(n, 2, size).astype(np.int64)
    return list(tables[:, :, tables.sum(axis=(0, 1)) > 0])


def _odds(
    tables: list[NDArray[np.int64]], marginal: NDArray[np.int64]
) -> tuple[float | None, float | None, float | None]:
    try:
        common = mantel_haenszel(tables)
    except ValueError:
        return None, None, None
    pair = [common.odds_ratio, odds_ratio(marginal)]
    if pair[1] < 1:  # which of two values stands first means nothing: the larger odds do
        pair = [1 / ratio if ratio else float("inf") for ratio in pair]
    finite = [ratio if np.isfinite(ratio) else None for ratio in pair]
    return finite[0], finite[1], common.p


def find_strata(asked: Asked, attribute: Attribute) -> Strata:
    """The levels with their shares of the class, largest first."""
    ones, others = class_table(asked, attribute)
    every = ones + others
    shown = [n for n in np.argsort(-every, kind="stable") if every[n] >= EXCLUSIVE_FROM]
    kept = shown[:SHOWN_LEVELS]
    levels = tuple(LevelShare(attribute.levels[n], int(every[n]), int(ones[n])) for n in kept)
    label, name, _ = asked.key
    return Strata(
        label,
        name,
        attribute.name,
        len(asked.who),
        asked.n_with,
        levels,
        int((every > 0).sum()) - len(kept),
        int(every.sum() - every[kept].sum()),
        int(2 * np.minimum(ones, others).sum()),
    )
