from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from audit.stats.comparison import (
    jensen_shannon,
    kolmogorov_smirnov,
    representation,
    smd,
    stability_index,
)
from tests.stats.oracles import read_oracle


def test_alike_and_apart() -> None:
    assert smd([1, 2, 3], [1, 2, 3]) == 0.0
    assert smd([1, 1], [2, 2]) is None
    assert kolmogorov_smirnov([1, 2], [3, 4]).d == 1.0
    assert kolmogorov_smirnov([1, 2], [1, 2]).p == pytest.approx(1.0)
    assert kolmogorov_smirnov(range(200), range(200)).p is None
    assert stability_index([5, 5], [50, 50]).psi == 0.0


def test_what_cannot_be_compared_is_refused() -> None:
    for call in (
        lambda: smd([1], [1, 2]),
        lambda: kolmogorov_smirnov([], [1]),
        lambda: stability_index([1], [1]),
        lambda: stability_index([1, 2], [1, 2, 3]),
        lambda: jensen_shannon([0, 0], [1, 2]),
        lambda: representation([1, 2], [0, 1]),
    ):
        with pytest.raises(ValueError):
            call()


def test_the_exact_p_agrees_with_scipy() -> None:
    from scipy.stats import ks_2samp  # noqa: PLC0415

    rng = np.random.default_rng(1)
    for n, m in ((5, 9), (30, 11), (60, 60)):
        x, y = rng.normal(size=n), rng.normal(0.4, size=m)
        exact = ks_2samp(x, y, method="exact")
        found = kolmogorov_smirnov(x.tolist(), y.tolist())
        assert found.d == pytest.approx(exact.statistic)
        assert found.p == pytest.approx(exact.pvalue, rel=1e-8)


@pytest.mark.corpus
def test_ks_against_reference(shared: Path) -> None:
    oracle = read_oracle(shared, "B1.ks")
    found = kolmogorov_smirnov(oracle.inputs["x"], oracle.inputs["y"])
    assert found.d == oracle.near("d")
    assert found.p == oracle.near("p_exact")


@pytest.mark.corpus
def test_js_and_smd_against_reference(shared: Path) -> None:
    oracle = read_oracle(shared, "B1.js_extremes")
    found = [jensen_shannon(*case) for case in oracle.inputs["cases"]]
    assert found == oracle.near("jsd_bits")
    oracle = read_oracle(shared, "B1.smd")
    assert smd(oracle.inputs["x"], oracle.inputs["y"]) == oracle.near("smd")


@pytest.mark.corpus
def test_psi_against_reference(shared: Path) -> None:
    oracle = read_oracle(shared, "B1.psi")
    found = stability_index(oracle.inputs["expected_counts"], oracle.inputs["actual_counts"])
    assert found.psi == oracle.near("psi")
    assert found.null_mean == oracle.near("null_mean")
    assert found.critical == oracle.near("crit95")
    oracle = read_oracle(shared, "B1.psi_zero")
    found = stability_index(oracle.inputs["expected_counts"], oracle.inputs["actual_counts"])
    assert found.psi == oracle.near("psi")


@pytest.mark.corpus
def test_representation_against_reference(shared: Path) -> None:
    oracle = read_oracle(shared, "B9.representation")
    found = representation(oracle.inputs["observed"], oracle.inputs["reference_share"])
    assert list(found.ratios) == oracle.near("representation_ratio")
    assert found.w == oracle.near("cohens_w")
