"""Coefficients from sums are those of the formulas on single readings, and of other programs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_array

from audit.stats.agreement import (
    DRAWS,
    SEED,
    Weights,
    ac1_of_shares,
    alpha_of_totals,
    draw_sums,
    fleiss_of_shares,
    icc_of_sums,
    interval_alpha,
    kappa_of_margins,
    ordinal_alpha,
    percentile_interval,
    weighted_kappa,
)
from tests.stats import plain_agreement as plain
from tests.stats.oracles import read_oracle

RANDOM = np.random.default_rng(7)
TABLES = [RANDOM.integers(1, 30, (k, k)).astype(float) for k in (2, 3, 5)]
READINGS = [
    [None if RANDOM.random() < 0.3 else float(RANDOM.integers(1, 5)) for _ in range(40)]
    for _ in range(4)
]
WEIGHTS: list[Weights] = ["linear", "quadratic"]
# Shrout & Fleiss 1979, table 2: six items, four judges; ICC(2,1) is printed as .29.
SHROUT = np.array([
    [9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7],
], float)  # fmt: skip


def test_alpha_of_names_of_order_and_of_numbers() -> None:
    units, (_, seen) = plain.units_of(READINGS), plain.coincidences(READINGS)
    nominal = alpha_of_totals(seen.sum() - np.trace(seen), seen.sum(axis=1))
    assert float(nominal) == pytest.approx(plain.krippendorff_alpha(READINGS, "nominal"))
    assert float(ordinal_alpha(seen)) == pytest.approx(
        plain.krippendorff_alpha(READINGS, "ordinal")
    )
    flat = np.array([v for unit in units for v in unit])
    within = sum((a - b) ** 2 / (len(u) - 1) for u in units for a in u for b in u)
    found = interval_alpha(np.array(len(flat)), flat.sum(), (flat**2).sum(), np.array(within))
    assert float(found) == pytest.approx(plain.krippendorff_alpha(READINGS, "interval"))


@pytest.mark.parametrize("table", TABLES)
def test_two_readers(table: np.ndarray) -> None:
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    kappa = kappa_of_margins(np.trace(table), rows, columns)
    assert float(kappa) == pytest.approx(plain.cohen_kappa(table))
    for power, weights in enumerate(WEIGHTS, 1):
        found = weighted_kappa(table, weights)
        assert float(found) == pytest.approx(plain.cohen_kappa(table, power))
    shares = (rows + columns) / 2
    found = ac1_of_shares(np.trace(table), table.sum(), shares)
    assert float(found) == pytest.approx(plain.gwet_ac1(table))


def test_many_readers() -> None:
    counts = RANDOM.multinomial(5, [0.6, 0.3, 0.1], size=30).astype(float)
    agreed = ((counts**2).sum(axis=1) - 5).sum() / 20
    found = fleiss_of_shares(agreed, np.array(30.0), counts.sum(axis=0) / 5)
    assert float(found) == pytest.approx(plain.fleiss_kappa(counts))


def icc(table: np.ndarray) -> float:
    means, n = table.mean(axis=1), np.array(float(len(table)))
    return float(icc_of_sums((table**2).sum(), (means**2).sum(), table.sum(axis=0), n))


def test_measurements() -> None:
    table = RANDOM.normal(10, 3, (12, 1)) + RANDOM.normal(0, 1, (12, 3)) + [0, 0.5, 1]
    assert icc(table) == pytest.approx(plain.icc_2_1(table))
    assert icc(SHROUT) == pytest.approx(0.2898, abs=5e-5)
    assert icc(np.array([[1.0, 1.0], [2.0, 2.0], [5.0, 5.0]])) == pytest.approx(1)
    assert np.isnan(icc(np.full((4, 2), 3.0)))


def test_two_who_always_say_the_same_or_the_opposite() -> None:
    both = np.array([5.0, 5.0])
    assert kappa_of_margins(np.array(10.0), both, both) == pytest.approx(1)
    assert kappa_of_margins(np.array(0.0), both, both) == pytest.approx(-1)
    assert alpha_of_totals(np.array(0.0), 2 * both) == pytest.approx(1)
    assert ordinal_alpha(np.diag(2 * both)) == pytest.approx(1)
    assert ac1_of_shares(np.array(10.0), np.array(10.0), both) == pytest.approx(1)


def test_weights_forgive_near_misses() -> None:
    table = np.array([[11, 3, 1], [1, 9, 4], [0, 2, 14]], float)
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    none = float(kappa_of_margins(np.trace(table), rows, columns))
    linear, quadratic = (float(weighted_kappa(table, weights)) for weights in WEIGHTS)
    assert none < linear < quadratic
    two = np.array([[20.0, 5.0], [10.0, 15.0]])  # of two categories none is nearer
    assert float(weighted_kappa(two, "linear")) == pytest.approx(0.4)


@pytest.mark.parametrize("table", TABLES)
def test_kappa_against_another_program(table: np.ndarray) -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    first, second = np.indices(table.shape).reshape(2, -1).repeat(table.astype(int).ravel(), 1)
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    expected = metrics.cohen_kappa_score(first, second)
    assert float(kappa_of_margins(np.trace(table), rows, columns)) == pytest.approx(expected)
    for weights in WEIGHTS:
        expected = metrics.cohen_kappa_score(first, second, weights=weights)
        assert float(weighted_kappa(table, weights)) == pytest.approx(expected, abs=1e-12)


def test_nothing_varies() -> None:
    one = np.array([8.0, 0.0])
    assert np.isnan(alpha_of_totals(np.array(0.0), one))
    assert np.isnan(kappa_of_margins(np.array(8.0), one, one))
    assert np.isnan(ac1_of_shares(np.array(8.0), np.array(8.0), one))
    assert np.isnan(fleiss_of_shares(np.array(8.0), np.array(8.0), one))
    assert np.isnan(weighted_kappa(np.diag(one), "linear"))
    assert np.isnan(ordinal_alpha(np.diag(one)))
    assert np.isnan(interval_alpha(*(np.array(x) for x in (8.0, 24.0, 72.0, 0.0))))


def test_draws_are_those_of_the_plain_bootstrap() -> None:
    first, second = RANDOM.integers(0, 2, (2, 60))
    second = np.where(RANDOM.random(60) < 0.7, first, second)
    patients = np.sort(RANDOM.integers(0, 20, 60))

    def kappa(items: object) -> float | None:
        table = np.zeros((2, 2))
        np.add.at(table, (first[list(items)], second[list(items)]), 1)  # type: ignore[call-overload]
        return plain.cohen_kappa(table)

    bounds = plain.bootstrap_patients(patients.tolist(), kappa, DRAWS, SEED)
    sums = np.zeros((len(set(patients.tolist())), 4))
    place = np.unique(patients, return_inverse=True)[1]
    np.add.at(sums, (place, first * 2 + second), 1)
    (drawn,) = list(draw_sums(csr_array(sums)))
    tables = drawn.reshape(-1, 2, 2)
    found = kappa_of_margins(tables.trace(axis1=1, axis2=2), tables.sum(axis=2), tables.sum(axis=1))
    assert percentile_interval(found) == pytest.approx(bounds)


def test_an_interval_needs_half_of_the_draws() -> None:
    assert percentile_interval(np.array([np.nan, np.nan, 1.0])) is None
    assert percentile_interval(np.array([np.nan, 0.0, 1.0])) == pytest.approx((0.025, 0.975))


@pytest.mark.corpus
def test_the_yardstick_itself_against_printed_values(shared: Path) -> None:
    kappa, paradox, alpha = (
        read_oracle(shared, f"A12.{name}")
        for name in ("cohen_kappa", "kappa_paradox", "krippendorff")
    )
    assert plain.kappa_variance(np.asarray(kappa.inputs["table"], float)) == kappa.near("var")
    assert plain.pabak(np.asarray(paradox.inputs["table"], float)) == paradox.near("pabak")
    (readings,) = alpha.inputs.values()
    metrics: list[plain.Metric] = ["nominal", "ordinal", "interval", "ratio"]
    for metric in metrics:
        assert plain.krippendorff_alpha(readings, metric) == alpha.near(metric)
