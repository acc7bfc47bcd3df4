"""Gaps that go together: patterns, pairs, flux, and Little's test (statistics B4)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from audit.profile.attributes import Attribute
from audit.profile.model.balance import (
    Balance,
    LittleResult,
    MissingFlux,
    MissingPair,
    MissingPattern,
)
from audit.stats.little import little_mcar
from audit.stats.missingness import flux, missing_patterns, phi

SHOWN = 10
LITTLE_FIELDS = 6
LITTLE_PATIENTS = 20_000
"""The first ones; the test rejects everything in larger samples anyway."""
_MIN_THERE = 0.2


def measure_gap_patterns(gaps: Sequence[Attribute]) -> Balance:
    """The commonest patterns, the pairs that go together most, and flux; ten of each."""
    if not gaps:
        return Balance()
    mask = np.column_stack([_missing(one) for one in gaps])
    patterns = missing_patterns(mask)
    of = [one.field.alike for one in gaps]
    n_gaps = mask.sum(axis=0)
    flows = [
        MissingFlux(keywords, int(n), len(mask), one.influx, one.outflux)
        for keywords, n, one in zip(of, n_gaps, flux(mask), strict=True)
    ]
    return Balance(
        patterns=tuple(
            MissingPattern(tuple(of[n][0] for n in one.missing), one.count)
            for one in patterns[:SHOWN]
        ),
        n_patterns=len(patterns),
        n_pattern_patients=len(mask),
        missing_pairs=tuple(_pairs(mask, of)[:SHOWN]),
        flux=tuple(sorted(flows, key=lambda one: -one.n_missing)[:SHOWN]),
    )


def _missing(one: Attribute) -> NDArray[np.bool_]:
    return np.array([level == "missing" for level in one.levels])[one.codes]


def _pairs(mask: NDArray[np.bool_], of: Sequence[tuple[str, ...]]) -> list[MissingPair]:
    """Every pair with a positive correlation, the strongest first."""
    found = []
    for a in range(mask.shape[1]):
        for b in range(a + 1, mask.shape[1]):
            together = phi(mask[:, a], mask[:, b])
            if together is not None and together > 0:
                both = int((mask[:, a] & mask[:, b]).sum())
                either = int((mask[:, a] | mask[:, b]).sum())
                found.append(MissingPair(of[a], of[b], both, either, together))
    return sorted(found, key=lambda one: -round(one.phi, 9))


def measure_little(attributes: Sequence[Attribute]) -> tuple[LittleResult | None, str]:
    """Little's test over numeric settings with gaps, or why it was not made."""
    usable = [one for one in attributes if _is_usable(one)][:LITTLE_FIELDS]
    if len(usable) < 2:
        return None, "fewer than two numeric fields vary and are there in a fifth of patients"
    values = np.column_stack([one.numbers for one in usable if one.numbers is not None])
    values = values[:LITTLE_PATIENTS]
    try:
        found = little_mcar(values)
    except (ValueError, np.linalg.LinAlgError):
        return None, (
            "one pattern of gaps only, or fields that follow from each other or are seldom there "
            "together"
        )
    if found.df < 1:
        return None, "too few patterns of gaps for the number of fields"
    names = tuple(one.name for one in usable)
    n = int((~np.isnan(values).all(axis=1)).sum())
    return LittleResult(names, n, found.n_patterns, found.chi2, found.df, found.p), ""


def _is_usable(one: Attribute) -> bool:
    if one.numbers is None or one.field.kind not in ("acquisition", "storage"):
        return False
    there = ~np.isnan(one.numbers)
    return bool(there.mean() >= _MIN_THERE and np.unique(one.numbers[there]).size > 2)
