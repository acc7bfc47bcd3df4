"""Coefficients from sums are those of the formulas on single readings."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array

from audit.stats.agreement import Weights, cohen_kappa, fleiss_kappa, gwet_ac1
from audit.stats.agreement_sums import (
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
from audit.stats.reliability import bootstrap_patients, icc_2_1, krippendorff_alpha

RANDOM = np.random.default_rng(7)
TABLES = [RANDOM.integers(1, 30, (k, k)).astype(float) for k in (2, 3, 5)]
READINGS = [
    [None if RANDOM.random() < 0.3 else float(RANDOM.integers(1, 5)) for _ in range(40)]
    for _ in range(4)
]


def of_units(readings: list[list[float | None]]) -> list[list[float]]:
    units = [[v for v in unit if v is not None] for unit in zip(*readings, strict=True)]
    return [unit for unit in units if len(unit) > 1]


def coincidences(units: list[list[float]], k: int) -> np.ndarray:
    seen = np.zeros((k, k))
    for unit in units:
        for i, one in enumerate(unit):
            for j, other in enumerate(unit):
                if i != j:
                    seen[int(one) - 1, int(other) - 1] += 1 / (len(unit) - 1)
    return seen


def test_alpha_of_names_of_order_and_of_numbers() -> None:
    units = of_units(READINGS)
    seen = coincidences(units, 4)
    nominal = alpha_of_totals(seen.sum() - np.trace(seen), seen.sum(axis=1))
    assert float(nominal) == pytest.approx(krippendorff_alpha(READINGS, "nominal"))
    assert float(ordinal_alpha(seen)) == pytest.approx(krippendorff_alpha(READINGS, "ordinal"))
    flat = np.array([v for unit in units for v in unit])
    within = sum((a - b) ** 2 / (len(u) - 1) for u in units for a in u for b in u)
    found = interval_alpha(np.array(len(flat)), flat.sum(), (flat**2).sum(), np.array(within))
    assert float(found) == pytest.approx(krippendorff_alpha(READINGS, "interval"))


@pytest.mark.parametrize("table", TABLES)
def test_two_readers(table: np.ndarray) -> None:
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    kappa = kappa_of_margins(np.trace(table), rows, columns)
    assert float(kappa) == pytest.approx(cohen_kappa(table).coefficient)
    weights: list[Weights] = ["linear", "quadratic"]
    for weight in weights:
        found = weighted_kappa(table, weight)
        assert float(found) == pytest.approx(cohen_kappa(table, weight).coefficient)
    shares = (rows + columns) / 2
    found = ac1_of_shares(np.trace(table), table.sum(), shares)
    assert float(found) == pytest.approx(gwet_ac1(table).coefficient)


def test_many_readers() -> None:
    counts = RANDOM.multinomial(5, [0.6, 0.3, 0.1], size=30).astype(float)
    agreed = ((counts**2).sum(axis=1) - 5).sum() / 20
    found = fleiss_of_shares(agreed, np.array(30.0), counts.sum(axis=0) / 5)
    assert float(found) == pytest.approx(fleiss_kappa(counts).coefficient)


def test_measurements() -> None:
    table = RANDOM.normal(10, 3, (12, 1)) + RANDOM.normal(0, 1, (12, 3)) + [0, 0.5, 1]
    found = icc_of_sums(
        (table**2).sum(), (table.mean(axis=1) ** 2).sum(), table.sum(axis=0), np.array(12.0)
    )
    assert float(found) == pytest.approx(icc_2_1(table).icc)
    flat = np.full((4, 2), 3.0)
    none = icc_of_sums((flat**2).sum(), (flat.mean(1) ** 2).sum(), flat.sum(0), np.array(4.0))
    assert np.isnan(none)


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
        return cohen_kappa(table).coefficient

    plain = bootstrap_patients(patients.tolist(), kappa)
    sums = np.zeros((len(set(patients.tolist())), 4))
    place = np.unique(patients, return_inverse=True)[1]
    np.add.at(sums, (place, first * 2 + second), 1)
    (drawn,) = list(draw_sums(csr_array(sums)))
    tables = drawn.reshape(-1, 2, 2)
    found = kappa_of_margins(tables.trace(axis1=1, axis2=2), tables.sum(axis=2), tables.sum(axis=1))
    assert plain is not None
    assert percentile_interval(found) == pytest.approx((plain.low, plain.high))


def test_an_interval_needs_half_of_the_draws() -> None:
    assert percentile_interval(np.array([np.nan, np.nan, 1.0])) is None
    assert percentile_interval(np.array([np.nan, 0.0, 1.0])) == pytest.approx((0.025, 0.975))
