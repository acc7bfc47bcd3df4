"""Checks of the family `values` and of Hounsfield units: found, not found, not assessed."""

from __future__ import annotations

from typing import Any

import pytest

from audit.checks.model import Finding
from audit.checks.pixels_hounsfield import CHECKS as OF_PIXELS
from audit.checks.runner import run_checks
from audit.checks.values import CHECKS
from audit.policy import Policy
from audit.profile.model import PixelValues
from audit.profile.model.values import CtValues, Hounsfield, HuSeries, PetValues
from audit.report.sections.values import values_page
from tests import records as r

RULES = {check.rule: check for check in (*CHECKS, *OF_PIXELS)}
TWO = r.subjects(2, "series")


def ct(**changes: Any) -> PixelValues:
    return PixelValues(ct=CtValues(**{"n_series": 20, "n_rescaled": 20} | changes), pet=_pet())


def _pet(**changes: Any) -> PetValues:
    return PetValues(**{"n_series": 9, "Units": r.counts("series", 9, BQML=9), "n_doses": 8,
                        "DecayCorrection": r.counts("series", 9, absent=2, START=7),
                        "n_weights": 7, "n_half_lives": 6} | changes)  # fmt: skip


def pet(**changes: Any) -> PixelValues:
    return PixelValues(ct=CtValues(20, 20), pet=_pet(**changes))


def hu(answer: str = "ok", n: int = 0, **changes: Any) -> PixelValues:
    some = Hounsfield("measured", 20, answers=(HuSeries(answer, r.subjects(n, "series")),),
                      **changes)  # fmt: skip
    return PixelValues(CtValues(20, 20), _pet(), some)


FAULTS: dict[str, list[tuple[PixelValues, str]]] = {
    "VAL001": [(ct(zero_slope=TWO), "2 of 20 CT series have a slope of 0")],
    "VAL002": [(ct(several_rescales=TWO), "2 of 20 CT series have several slopes or intercepts")],
    "VAL003": [(ct(other_type=TWO), "2 of 20 CT series have a RescaleType that is not HU")],
    "VAL004": [(pet(other_units=TWO),
                "2 of 9 PET series have Units other than BQML, GML and CM2ML")],
    "VAL005": [(pet(not_corrected=TWO), "2 of 7 PET series have a DecayCorrection of NONE")],
    "VAL006": [(pet(small_doses=TWO), "2 of 8 PET series have a dose too small to be in Bq"),
               (pet(large_doses=TWO), "2 of 8 PET series have a dose too large to be in Bq")],
    "VAL007": [(pet(low_weights=TWO), "2 of 7 PET series have a weight below 10 g"),
               (pet(high_weights=TWO), "2 of 7 PET series have a weight above 350 kg")],
    "VAL008": [(pet(wrong_half_lives=TWO),
                "2 of 6 PET series have a half-life that is not that of their nuclide")],
    "PIX005": [(hu("missing_or_wrong_intercept", 2),
                "2 of 20 CT series have their lowest peak near 0 HU and nothing below")],
    "PIX006": [(hu(below_air=TWO),
                "2 of 20 CT series have values below -1100 HU outside of declared padding")],
    "PIX007": [(hu("air_peak_elsewhere", 2),
                "2 of 20 CT series have their lowest peak neither at air nor near 0 HU")],
}  # fmt: skip


def judge(rule: str, facts: PixelValues, **policy: Any) -> tuple[str, tuple[Finding, ...]]:
    given = Policy.model_validate(policy)
    (result,) = run_checks(r.profile(values=facts), given, None, [RULES[rule]])
    return result.status, result.findings


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_finds_its_fault_and_no_other(rule: str) -> None:
    assert judge(rule, hu())[0] == "passed"
    for other, cases in FAULTS.items():
        for facts, message in cases:
            status, findings = judge(rule, facts)
            assert (status == "failed") is (other == rule), other
            assert [one.message for one in findings] == ([message] if other == rule else [])


@pytest.mark.parametrize("rule", RULES)
def test_nothing_to_judge_is_not_assessed(rule: str) -> None:
    assert judge(rule, PixelValues())[0] == "not_assessed"
    silent = PixelValues(CtValues(3), PetValues(3), Hounsfield("measured"))
    expected = "passed" if rule in ("VAL001", "VAL002", "VAL003") else "not_assessed"
    assert judge(rule, silent)[0] == expected


@pytest.mark.parametrize(("n", "status"), [(1, "passed"), (2, "failed")])
def test_a_share_of_odd_ct_is_allowed(n: int, status: str) -> None:
    facts = hu("missing_or_wrong_intercept", n)
    assert judge("PIX005", facts)[0] == status
    assert judge("PIX005", facts, pixels={"max_odd_ct_share": 0.1})[0] == "passed"


def test_the_page_shows_both_modalities() -> None:
    page = values_page(r.profile(values=hu("air_peak_elsewhere", 2)))
    facts = {fact.name: fact.value for fact in page.facts}
    assert facts["CT, slope of 0"] == "0 of 20 series"
    assert facts["PET, doses not plausible"] == "0 of 8 series"
    assert page.tables[0].rows[0][1] == "2 of 20"
    assert values_page(r.profile()).empty
