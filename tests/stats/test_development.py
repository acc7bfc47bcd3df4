from __future__ import annotations

from pathlib import Path

import pytest

from audit.stats.development import (
    max_cox_snell,
    riley_binary,
    riley_continuous,
    riley_survival,
)
from audit.stats.discrimination import cox_snell_from_c
from tests.stats.oracles import read_oracle


def test_a_coin_has_the_largest_r2() -> None:
    assert max_cox_snell(0.5) == pytest.approx(0.75)
    assert max_cox_snell(0.1) == pytest.approx(max_cox_snell(0.9))


def test_the_overall_risk_alone_asks_for_385_at_a_half() -> None:
    assert riley_binary(0.5, 1, 0.5).criteria[2] == 385
    assert riley_binary(0.5, 1, 0.5).n_required == 385


def test_more_predictors_ask_for_as_many_times_more_patients() -> None:
    one, ten = riley_binary(0.2, 10, 0.3), riley_binary(0.2, 100, 0.3)
    assert ten.criteria[0] == pytest.approx(10 * one.criteria[0], abs=10)


@pytest.mark.parametrize(
    ("r2", "prevalence", "words"),
    [(0.7, 0.1, "largest value"), (0, 0.5, "above 0"), (0.2, 1.0, "prevalence")],
)
def test_what_cannot_be_is_refused_with_the_reason(
    r2: float, prevalence: float, words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        riley_binary(r2, 5, prevalence)


def test_r2_at_the_shrinkage_is_refused() -> None:
    with pytest.raises(ValueError, match="shrinkage"):
        riley_binary(0.6, 5, 0.5, shrinkage=0.6)
    with pytest.raises(ValueError, match="parameter"):
        riley_binary(0.2, 0, 0.5)
    for wrong in ((1.0, 5, 1.0, 1.0), (0.5, 5, 0.0, 1.0), (0.5, 0, 1.0, 1.0)):
        with pytest.raises(ValueError):
            riley_continuous(*wrong)
    with pytest.raises(ValueError):
        riley_survival(0.05, 30, 0.0, 2, 2)


def test_a_useless_score_explains_nothing() -> None:
    assert cox_snell_from_c(0.5, 0.3) == pytest.approx(0, abs=1e-12)
    assert cox_snell_from_c(0.7, 0.3) < cox_snell_from_c(0.9, 0.3) < max_cox_snell(0.3)
    with pytest.raises(ValueError):
        cox_snell_from_c(0.4, 0.3)
    with pytest.raises(ValueError):
        cox_snell_from_c(0.8, 0.0)


@pytest.mark.corpus
def test_binary_against_reference(shared: Path) -> None:
    oracle = read_oracle(shared, "A2.riley_binary_chagas")
    given = oracle.inputs
    found = riley_binary(
        given["cox_snell_r2"],
        given["parameters"],
        given["prevalence"],
        given["shrinkage"],
        given["margin"],
    )
    names = ("n_criterion1", "n_criterion2", "n_criterion3")
    assert list(found.criteria) == [oracle.expected[name] for name in names]
    assert found.n_required == oracle.expected["n_required"]
    assert found.max_r2 == oracle.near("max_r2_cs")
    assert found.shrinkage_2 == oracle.near("shrinkage_criterion2")
    assert found.events == oracle.expected["events_required"]
    assert found.events_per_parameter == pytest.approx(oracle.expected["epp"], abs=0.005)


@pytest.mark.corpus
def test_c_statistic_against_reference(shared: Path) -> None:
    oracle = read_oracle(shared, "A2.cstat_to_r2")
    found = cox_snell_from_c(oracle.inputs["cstatistic"], oracle.inputs["prevalence"])
    assert found == oracle.near("cox_snell_r2")


@pytest.mark.corpus
def test_survival_against_reference(shared: Path) -> None:
    oracle = read_oracle(shared, "A2.riley_survival_vte")
    given = oracle.inputs
    found = riley_survival(
        given["cox_snell_r2"],
        given["parameters"],
        given["event_rate"],
        given["timepoint"],
        given["mean_followup"],
        given["shrinkage"],
    )
    base = found.base
    names = ("n_criterion1", "n_criterion2")
    assert list(base.criteria) == [oracle.expected[name] for name in names]
    assert base.n_required == oracle.expected["n_required"]
    assert base.max_r2 == oracle.near("max_r2_cs")
    assert base.events == oracle.expected["events_required"]
    assert round(base.events_per_parameter or 0, 2) == oracle.expected["epp"]
    assert round(found.person_time, 1) == oracle.expected["person_time"]
    told = [round(value, 3) for value in (found.risk, found.risk_low, found.risk_high)]
    assert told == [oracle.expected[name] for name in ("cuminc", "cuminc_lci", "cuminc_uci")]


@pytest.mark.corpus
@pytest.mark.parametrize("name", ["A2.riley_continuous_a", "A2.riley_continuous_b"])
def test_continuous_against_reference(shared: Path, name: str) -> None:
    oracle = read_oracle(shared, name)
    given = oracle.inputs
    found = riley_continuous(
        given["r2_adj"],
        given["parameters"],
        given["mean_outcome"],
        given["sd_outcome"],
        given["shrinkage"],
    )
    assert list(found.criteria) == [oracle.expected[f"n_criterion{n}"] for n in (1, 2, 3, 4)]
    assert found.n_required == oracle.expected["n_required"]
