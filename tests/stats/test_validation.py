from __future__ import annotations

from pathlib import Path

import pytest

from audit.stats.validation import (
    c_statistic_n,
    c_statistic_se,
    judge_test_sites,
    limiting_events,
    observed_expected_n,
)
from tests.stats.oracles import read_oracle


@pytest.mark.parametrize(
    ("events", "non_events", "enough"), [(100, 100, True), (99, 500, False), (500, 99, False)]
)
def test_a_hundred_on_either_side(events: int, non_events: int, enough: bool) -> None:
    assert limiting_events(events, non_events) == (enough, min(events, non_events))


def test_the_size_found_is_the_smallest() -> None:
    n = c_statistic_n(0.75, 0.3, 0.08)
    assert 2 * 1.96 * c_statistic_se(0.75, n, 0.3) <= 0.08
    assert 2 * 1.96 * c_statistic_se(0.75, n - 1, 0.3) > 0.08


def test_what_cannot_be_is_refused() -> None:
    for call in (
        lambda: limiting_events(-1, 5),
        lambda: c_statistic_n(0.4, 0.3, 0.1),
        lambda: c_statistic_n(0.8, 0.0, 0.1),
        lambda: observed_expected_n(0.3, 0.0),
        lambda: judge_test_sites(0, 0),
        lambda: judge_test_sites(2, 3),
    ):
        with pytest.raises(ValueError):
            call()


def test_three_sites_of_which_one_is_not_new() -> None:
    assert judge_test_sites(3, 1) == "not_external"
    assert judge_test_sites(2, 1) == "below_three_and_not_external"
    assert judge_test_sites(1, 0) == "single_site"


@pytest.mark.corpus
def test_widths_against_reference(shared: Path) -> None:
    oracle = read_oracle(shared, "A2.validation_cstat_a")
    given = oracle.inputs
    n = c_statistic_n(given["cstatistic"], given["prevalence"], given["ci_width"])
    assert n == oracle.near("n_required")
    oracle = read_oracle(shared, "A2.validation_oe_a")
    n, se = observed_expected_n(oracle.inputs["prevalence"], oracle.inputs["ci_width"])
    assert n == oracle.near("n_required")
    assert se == pytest.approx(oracle.expected["se_ln_oe"], abs=1e-6)


@pytest.mark.corpus
def test_events_against_reference(shared: Path) -> None:
    oracle = read_oracle(shared, "A2.events_100")
    found = limiting_events(oracle.inputs["events"], oracle.inputs["non_events"])
    assert found == (oracle.expected["adequate"], oracle.expected["limiting"])


@pytest.mark.corpus
def test_sites_against_reference(shared: Path) -> None:
    oracle = read_oracle(shared, "D.fda_sites")
    pairs = zip(oracle.inputs["n_test_sites"], oracle.inputs["sites_shared_with_dev"], strict=True)
    assert [judge_test_sites(*pair) for pair in pairs] == oracle.expected["flag"]
