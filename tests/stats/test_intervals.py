from __future__ import annotations

from math import ceil
from pathlib import Path

import pytest

from audit.stats.intervals import (
    buderer_total,
    clopper_pearson,
    quantile,
    wald_n,
    wilson,
    wilson_half_width,
    wilson_n,
)
from tests.stats.oracles import read_oracle


def test_quantile_is_exact() -> None:
    assert quantile(0.95) == pytest.approx(1.959963984540054, abs=1e-12)


def test_wilson_and_clopper_pearson_by_hand() -> None:
    assert wilson(5, 10) == pytest.approx((0.236593, 0.763407), abs=1e-6)
    assert clopper_pearson(0, 10) == pytest.approx((0, 1 - 0.025**0.1))
    assert clopper_pearson(10, 10) == pytest.approx((0.025**0.1, 1))


def test_intervals_touch_the_ends_exactly() -> None:
    assert wilson(0, 7)[0] == 0.0
    assert wilson(7, 7)[1] == 1.0


@pytest.mark.parametrize(("successes", "n"), [(1, 0), (-1, 5), (6, 5)])
def test_impossible_counts_are_refused(successes: int, n: int) -> None:
    with pytest.raises(ValueError):
        wilson(successes, n)


@pytest.mark.corpus
@pytest.mark.parametrize("name", ["A3.ci_18_20", "A3.ci_0_60", "A3.ci_475_500"])
def test_intervals_against_reference(shared: Path, name: str) -> None:
    oracle = read_oracle(shared, name)
    k, n, confidence = (oracle.inputs[word] for word in ("successes", "n", "conf"))
    low, high = wilson(k, n, confidence)
    exact_low, exact_high = clopper_pearson(k, n, confidence)
    assert [low, high] == oracle.near("wilson")
    assert [exact_low, exact_high] == oracle.near("clopper_pearson")
    assert (high - low) / 2 == oracle.near("wilson_half_width")
    assert (exact_high - exact_low) / 2 == oracle.near("cp_half_width")


@pytest.mark.corpus
def test_buderer_against_reference(shared: Path) -> None:
    oracle = read_oracle(shared, "A3.buderer")
    given = oracle.inputs
    width, prevalence = given["half_width"], given["prevalence"]
    diseased = wald_n(given["sensitivity"], width)
    others = wald_n(given["specificity"], width)
    assert diseased == oracle.near("n_diseased")
    assert others == oracle.near("n_nondiseased")
    assert diseased / prevalence == oracle.near("n_total_sens")
    assert others / (1 - prevalence) == oracle.near("n_total_spec")
    total = buderer_total(given["sensitivity"], given["specificity"], prevalence, width)
    assert total == oracle.expected["n_total_ceil"]


@pytest.mark.corpus
def test_hajian_tilaki_against_reference(shared: Path) -> None:
    oracle = read_oracle(shared, "A3.hajian_tilaki_sens")
    given = oracle.inputs
    total = wald_n(given["sensitivity"], given["half_width"]) / given["prevalence"]
    assert total == oracle.near("n_total")
    assert ceil(total) == oracle.expected["n_total_ceil"]


@pytest.mark.corpus
def test_wilson_planning_against_reference(shared: Path) -> None:
    oracle = read_oracle(shared, "A3.wilson_n")
    width = oracle.inputs["half_width"]
    assert [wilson_n(p, width) for p in oracle.inputs["p"]] == oracle.expected["n"]


@pytest.mark.corpus
def test_no_input_mode_against_reference(shared: Path) -> None:
    oracle = read_oracle(shared, "A3.no_input_mode")
    for n, expected in zip(oracle.inputs["n"], oracle.expected["half_width"], strict=True):
        widths = [wilson_half_width(p, n) for p in oracle.inputs["p"]]
        assert widths == pytest.approx(expected, abs=oracle.tolerance, rel=0)
