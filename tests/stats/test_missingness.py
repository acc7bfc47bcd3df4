from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from audit.stats.little import little_mcar
from audit.stats.missingness import flux, jaccard, missing_patterns, phi
from tests.stats.oracles import read_oracle


def test_patterns_come_by_count_and_name_their_first_row() -> None:
    mask = [[False, True], [False, False], [False, True], [True, True]]
    found = missing_patterns(mask)
    assert [(one.missing, one.count, one.first) for one in found] == [
        ((1,), 2, 0),
        ((), 1, 1),
        ((0, 1), 1, 3),
    ]


def test_columns_that_never_vary_have_no_correlation() -> None:
    assert phi([True, False], [False, False]) is None
    assert jaccard([False], [False]) is None
    assert jaccard([True, True], [True, False]) == 0.5
    assert phi([True, False], [True, False]) == 1.0
    with pytest.raises(ValueError):
        missing_patterns(np.zeros((0, 2)))


def test_little_refuses_what_it_cannot_compare() -> None:
    whole = [[1.0, 2.0], [2.0, 1.0], [3.0, 5.0]]
    for values in (whole, [[1.0, np.nan], [1.0, 2.0], [1.0, 3.0]]):
        with pytest.raises(ValueError):
            little_mcar(values)
    line = np.column_stack([np.arange(9.0), 2 * np.arange(9.0)])
    line[0, 0] = np.nan
    with pytest.raises(ValueError, match="cannot be compared"):
        little_mcar(line)


def test_gaps_at_random_are_not_called_otherwise_too_often() -> None:
    rng = np.random.default_rng(5)
    rejected = 0
    for _ in range(100):
        values = rng.normal(size=(150, 3))
        values[:, 1] += values[:, 0]
        values[rng.random((150, 3)) < 0.15] = np.nan
        rejected += little_mcar(values).p < 0.05
    assert rejected <= 12


@pytest.mark.corpus
def test_little_against_the_published_example(shared: Path) -> None:
    oracle = read_oracle(shared, "B4.little_enders")
    columns = [oracle.inputs[name] for name in ("IQ", "JP", "WB")]
    found = little_mcar(np.array(columns, dtype=float).T)
    assert found.chi2 == oracle.near("chi2")
    assert found.df == oracle.expected["df"]
    assert found.p == oracle.near("p")
    assert found.n_patterns == oracle.expected["n_patterns"]


@pytest.mark.corpus
def test_gaps_that_go_together_against_reference(shared: Path) -> None:
    oracle = read_oracle(shared, "B4.comissing")
    counts = oracle.expected["patterns"]
    kinds = {"complete": (), "Ozone_only": (0,), "SolarR_only": (1,), "both": (0, 1)}
    mask = np.zeros((153, 6), bool)  # Ozone, Solar.R, then Wind, Temp, Month, Day, all there
    at = 0
    for name, missing in kinds.items():
        mask[at : at + counts[name], list(missing)] = True
        at += counts[name]
    assert {one.missing: one.count for one in missing_patterns(mask)} == {
        missing: counts[name] for name, missing in kinds.items()
    }
    assert phi(mask[:, 0], mask[:, 1]) == oracle.near("phi")
    assert jaccard(mask[:, 0], mask[:, 1]) == oracle.near("jaccard")
    ozone, solar, *_ = flux(mask)
    assert ozone.influx == oracle.near("influx_ozone")
    assert ozone.outflux == oracle.near("outflux_ozone")
    assert solar.influx == oracle.near("influx_solar")
    assert solar.outflux == oracle.near("outflux_solar")
