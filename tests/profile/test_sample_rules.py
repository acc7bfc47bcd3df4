"""Rules that need a declaration: what they ask for, from which inputs, and what they refuse."""

from __future__ import annotations

from math import ceil
from pathlib import Path
from typing import Any

import pytest

from audit.profile.classes import measure_classes
from audit.profile.cohort import measure_cohort
from audit.profile.model.sample_declaration import LesionRow
from audit.profile.model.samples import Rule, SampleDeclaration, Samples
from audit.profile.samples import measure_samples
from audit.profile.vendors import measure_vendors
from audit.scan.tokens import token
from audit.stats.auc import cases_against_chance, hanley_mcneil_half_width, hanley_mcneil_n
from audit.stats.detection import mean_half_width, mean_n_t
from audit.stats.development import riley_binary, riley_continuous, riley_survival
from audit.stats.discrimination import cox_snell_from_c
from audit.stats.intervals import buderer_total, wilson_n
from audit.stats.rare import probability_at_least
from audit.stats.validation import c_statistic_n, observed_expected_n
from tests.label_tables import KEY, headers, image, labels

N = 60
"""Of which every second in training, every third ill: 10 ill and 20 well patients in each."""
TEXT = "PatientID,label,split\n" + "".join(
    f"P{i},{'ill' if i % 3 == 0 else 'well'},{'train' if i % 2 else 'test'}\n" for i in range(N)
)


def measured(folder: Path, text: str = TEXT, **declared: Any) -> Samples:
    rows = [
        image(f"P{i}", i, InstitutionName=token(KEY, "ABC"[i % 3] if i % 2 == 0 else "A"))
        for i in range(N)
    ]
    table, read = headers(folder, *rows), labels(folder, text)
    measure_cohort(table)
    measure_vendors(table)
    said = SampleDeclaration(normal_class="well", **declared)
    return measure_samples(table, read, measure_classes(table, read), said)


def rule(found: Samples, name: str) -> Rule:
    (one,) = [rule for rule in found.rules if rule.name == name]
    return one


def origins(one: Rule) -> dict[str, str]:
    return {given.name: given.origin for given in one.inputs}


def test_riley_for_a_class_against_the_rest(tmp_path: Path) -> None:
    one = rule(measured(tmp_path, n_predictors=3, r2=0.2), "Riley's criteria")
    required = riley_binary(0.2, 3, 1 / 3).n_required
    assert (one.state, one.required, one.measured) == ("does not meet", required, 30)
    assert (one.name_of_class, one.split) == ("ill", "train")
    assert origins(one)["share of the class"] == "measured"


def test_riley_from_a_c_statistic_at_a_declared_prevalence(tmp_path: Path) -> None:
    found = measured(tmp_path, n_predictors=1, c_statistic=0.9, prevalence=0.2)
    one = rule(found, "Riley's criteria")
    assert one.required == riley_binary(cox_snell_from_c(0.9, 0.2), 1, 0.2).n_required
    assert origins(one)["prevalence in use"] == "declared"


def test_riley_refuses_with_the_reason(tmp_path: Path) -> None:
    one = rule(measured(tmp_path, n_predictors=3, r2=0.8), "Riley's criteria")
    assert (one.state, one.required) == ("not assessable", None)
    assert "largest value" in one.reason


@pytest.mark.parametrize(
    ("declared", "what"),
    [
        ({"n_predictors": 3}, "the anticipated R2 or C-statistic is not declared"),
        ({"n_predictors": 3, "outcome": "survival", "r2": 0.05}, "one of R2, event rate"),
        ({"n_predictors": 3, "outcome": "continuous", "r2": 0.5}, "one of R2, mean"),
        ({}, "the number of predictors is not declared"),
    ],
)
def test_riley_says_what_lacks(tmp_path: Path, declared: dict[str, Any], what: str) -> None:
    one = rule(measured(tmp_path, **declared), "Riley's criteria")
    assert one.state == "not assessable"
    assert what in one.reason


def test_other_outcomes(tmp_path: Path) -> None:
    (tmp_path / "s").mkdir()
    (tmp_path / "c").mkdir()
    survival = {"event_rate": 0.065, "time_point": 2.0, "mean_follow_up": 2.07, "r2": 0.051}
    one = rule(
        measured(tmp_path / "s", outcome="survival", n_predictors=30, **survival),
        "Riley's criteria",
    )
    assert one.required == riley_survival(0.051, 30, 0.065, 2, 2.07).base.n_required
    assert "risk 0.122" in one.reason
    continuous = {"outcome_mean": 26.7, "outcome_sd": 8.7, "r2": 0.9}
    one = rule(
        measured(tmp_path / "c", outcome="continuous", n_predictors=20, **continuous),
        "Riley's criteria",
    )
    assert one.required == riley_continuous(0.9, 20, 26.7, 8.7).n_required


@pytest.mark.parametrize(("width", "state"), [(0.2, "meets"), (0.18, "does not meet")])
def test_sensitivity_at_and_beyond_the_wanted_width(
    tmp_path: Path, width: float, state: str
) -> None:
    found = measured(tmp_path, sensitivity=0.9, specificity=0.8, half_width=width, prevalence=0.1)
    one = rule(found, "half-width of a sensitivity")
    assert (one.state, one.measured, one.required) == (state, 10, wilson_n(0.9, width))
    assert f": {buderer_total(0.9, 0.8, 0.1, width)} patients" in one.reason
    assert rule(found, "half-width of a specificity").measured == 20


def test_wanted_widths_default_to_a_tenth(tmp_path: Path) -> None:
    one = rule(measured(tmp_path, sensitivity=0.9), "half-width of a sensitivity")
    assert origins(one)["wanted half-width"] == "default"
    assert one.required == wilson_n(0.9, 0.1)
    assert "(poor)" in one.reason


def test_area_under_the_curve(tmp_path: Path) -> None:
    found = measured(tmp_path, auc=0.8)
    width, chance = rule(found, "half-width of an AUC"), rule(found, "AUC against a reference")
    assert width.measured == pytest.approx(hanley_mcneil_half_width(0.8, 10, 20))
    assert (width.state, width.unit) == ("does not meet", "half-width")
    assert chance.required == ceil(cases_against_chance(0.8, 0.8, 2))
    assert origins(chance)["reference AUC"] == "default"


@pytest.mark.parametrize(("reference", "state"), [(0.7, "does not meet"), (0.8, "not applicable")])
def test_a_reference_that_shall_be_beaten(tmp_path: Path, reference: float, state: str) -> None:
    one = rule(measured(tmp_path, auc=0.8, reference_auc=reference), "AUC against a reference")
    assert one.state == state
    if state == "does not meet":
        assert one.required == ceil(hanley_mcneil_n(0.7, 0.8, 0.025, 0.8))


def test_external_validation(tmp_path: Path) -> None:
    found = measured(tmp_path, c_statistic=0.8, oe_width=1.0, min_cases=10, prevalence=0.25)
    events = rule(found, "test set: 100 events")
    assert (events.state, events.measured, events.required) == ("does not meet", 10, 100)
    assert rule(found, "test set: interval of the C-statistic").required == (
        c_statistic_n(0.8, 0.25, 0.2)
    )
    assert (
        rule(found, "test set: observed over expected").required
        == (observed_expected_n(0.25, 1.0)[0])
    )
    cases = rule(found, "cases of a rare class")
    assert (cases.state, cases.measured) == ("meets", 10)
    assert f"{probability_at_least(30, 0.25, 10):.3f}" in cases.reason


def test_sites_of_the_test_set(tmp_path: Path) -> None:
    one = rule(measured(tmp_path), "sites of the test set")
    assert (one.state, one.measured) == ("informative only", 3)
    assert one.reason.endswith("1 of 3 also gave training patients")


def test_splits_without_a_test_are_not_assessable(tmp_path: Path) -> None:
    found = measured(tmp_path, TEXT.replace("test", "validation"), sensitivity=0.9)
    one = rule(found, "test set")
    assert one.state == "not assessable"
    assert found.dice is None


def test_mean_dice(tmp_path: Path) -> None:
    (tmp_path / "n").mkdir()
    assert not [r for r in measured(tmp_path / "n").rules if r.name == "mean Dice"]
    found = measured(tmp_path, dice_sd=0.1, dice_half_width=0.04)
    one = rule(found, "mean Dice")
    assert (one.state, one.required, one.measured) == ("meets", mean_n_t(0.1, 0.04), 30)
    assert found.dice is not None
    assert found.dice.half_widths == ((0.1, mean_half_width(0.1, 30)),)


def test_dice_without_a_deviation_is_shown_for_three(tmp_path: Path) -> None:
    found = measured(tmp_path, dice_half_width=0.02)
    assert rule(found, "mean Dice").reason == "the expected SD of Dice is not declared"
    assert found.dice is not None
    assert [sd for sd, _ in found.dice.half_widths] == [0.03, 0.1, 0.2]


def test_declared_lesions(tmp_path: Path) -> None:
    rows = tuple(LesionRow("test" if n % 2 else "train", n) for n in range(6))
    everybody, test, train = measured(tmp_path, lesions=rows, false_positives=1.0).lesions
    assert (everybody.split, everybody.n_patients, everybody.n_lesions) == ("", 6, 15)
    assert (test.split, test.n_lesions, train.n_lesions) == ("test", 9, 6)
    assert everybody.largest_share == pytest.approx(5 / 15)
    assert [icc for icc, *_ in everybody.effective] == [0.0, 0.2, 0.5, 1.0]
    assert everybody.effective[2][1] == pytest.approx(1 + (55 / 15 - 1) * 0.5)
    assert everybody.false_positive_half_width == pytest.approx(1.959964 / 6**0.5)
