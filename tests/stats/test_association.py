from __future__ import annotations

from math import inf, log
from pathlib import Path

import numpy as np
import pytest

from audit.stats.association import (
    chi_square,
    conditional_information,
    corrected_v,
    cramers_v,
    mantel_haenszel,
    miller_madow_bias,
    mutual_information,
    odds_ratio,
    theils_u,
)
from audit.stats.counted_auc import binary_auc
from tests.stats.oracles import read_oracle


def test_a_perfect_and_an_absent_association() -> None:
    assert cramers_v([[9, 0], [0, 9]]) == pytest.approx(1.0)
    assert corrected_v([[900, 0], [0, 900]]) == pytest.approx(1.0)
    assert theils_u([[9, 0], [0, 9]]) == pytest.approx(1.0)
    assert theils_u([[6, 6], [3, 3]]) == pytest.approx(0.0, abs=1e-12)
    assert mutual_information([[9, 0], [0, 9]]) == pytest.approx(log(2))


def test_nothing_to_compare_is_refused_or_nothing() -> None:
    for function in (chi_square, cramers_v):
        with pytest.raises(ValueError):
            function([[4, 5], [0, 0]])
    assert corrected_v([[4, 5], [0, 0]]) == 0.0
    assert theils_u([[4, 5], [0, 0]]) == 0.0
    for empty in (lambda: mutual_information([[0, 0]]), lambda: conditional_information([])):
        with pytest.raises(ValueError):
            empty()
    with pytest.raises(ValueError):
        mantel_haenszel([[[5, 0], [5, 0]]])


def test_knowing_the_row_is_not_knowing_the_column() -> None:
    table = [[10, 10, 0], [0, 0, 20]]
    assert theils_u(table) == pytest.approx(1.0)
    assert theils_u(np.transpose(table)) < 0.7


def test_the_correction_takes_chance_off() -> None:
    rng = np.random.default_rng(3)
    tables = [rng.multinomial(200, np.full(20, 0.05)).reshape(2, 10) for _ in range(200)]
    raw = np.mean([theils_u(table) for table in tables])
    taken_off = np.mean([theils_u(table, corrected=True) for table in tables])
    assert raw > 0.03
    assert taken_off < raw / 3


def test_odds_of_an_empty_cell() -> None:
    assert odds_ratio([[3, 0], [2, 5]]) == inf
    assert odds_ratio([[4, 2], [2, 4]]) == 4.0


@pytest.mark.corpus
@pytest.mark.parametrize("name", ["B1.cramers_hair_eye", "B1.cramers_simple", "B1.cramers_null"])
def test_v_against_reference(shared: Path, name: str) -> None:
    oracle = read_oracle(shared, name)
    table = oracle.inputs["table"]
    found = chi_square(table)
    assert found.chi2 == oracle.near("chi2")
    assert found.df == oracle.expected["df"]
    assert found.p == oracle.near("p")
    assert found.min_expected == oracle.near("min_expected")
    assert cramers_v(table) == oracle.near("v")
    assert corrected_v(table) == oracle.near("v_bias_corrected")


@pytest.mark.corpus
def test_theils_u_against_reference(shared: Path) -> None:
    oracle = read_oracle(shared, "B2.theils_u")
    table = np.array(oracle.inputs["table"])
    assert mutual_information(table) == oracle.near("mi_nats")
    assert theils_u(table) == oracle.near("U_row_given_col")
    assert theils_u(table.T) == oracle.near("U_col_given_row")
    assert miller_madow_bias(table) == oracle.near("mi_bias_miller_madow")
    less = (mutual_information(table) - miller_madow_bias(table)) / mutual_information(table)
    assert theils_u(table, corrected=True) == pytest.approx(theils_u(table) * less)


@pytest.mark.corpus
def test_simpsons_paradox_against_reference(shared: Path) -> None:
    oracle = read_oracle(shared, "B2.simpson_ucb")
    strata = [np.array(table) for table in oracle.inputs["strata"].values()]
    marginal = sum(strata)
    assert cramers_v(marginal) == oracle.near("marginal_v")
    assert odds_ratio(marginal) == oracle.near("marginal_or")
    assert mutual_information(marginal) == oracle.near("mi_marginal")
    found = mantel_haenszel(strata)
    assert found.odds_ratio == oracle.near("mh_or")
    assert found.chi2 == oracle.near("cmh_chi2_cc")
    assert found.p == oracle.near("cmh_p")
    assert conditional_information(strata) == oracle.near("cmi_given_dept")


@pytest.mark.corpus
def test_sorting_by_hospital_against_the_published_case(shared: Path) -> None:
    oracle = read_oracle(shared, "B2.zech_site_auc")
    sizes, shares = (np.array(oracle.inputs[k]) for k in ("site_n", "site_prevalence"))
    ill = np.round(sizes * shares)
    assert binary_auc(np.column_stack([ill, sizes - ill])) == oracle.near("auc_site_only")
    assert cramers_v([ill, sizes - ill]) == oracle.near("cramers_v")
    assert theils_u([ill, sizes - ill]) == oracle.near("U_label_given_site")


@pytest.mark.corpus
def test_missing_by_vendor_against_reference(shared: Path) -> None:
    oracle = read_oracle(shared, "B4.missing_by_vendor")
    table = oracle.inputs["table_vendor_present_missing"]
    found = chi_square(table)
    assert found.chi2 == oracle.near("chi2")
    assert found.p == oracle.near("p")
    assert cramers_v(table) == oracle.near("v")
    assert corrected_v(table) == oracle.near("v_bias_corrected")
    rates = [missing / (present + missing) for present, missing in table]
    assert rates == oracle.near("rates")
    assert max(rates) - min(rates) == oracle.near("max_gap")
