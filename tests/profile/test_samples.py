from __future__ import annotations

from math import ceil
from pathlib import Path
from typing import Any

import pytest

from audit.profile.classes import measure_classes
from audit.profile.cohort import measure_cohort
from audit.profile.model.samples import Levels, Rule, SampleDeclaration, Samples
from audit.profile.samples import measure_samples
from audit.profile.vendors import measure_vendors
from audit.stats.auc import cases_against_chance, hanley_mcneil_half_width
from audit.stats.clustering import size_sums
from audit.stats.intervals import wilson_half_width
from audit.stats.power import detectable_drop
from tests.label_tables import headers, image, labels

TEXT = "PatientID,label,split\n" + "".join(
    f"P{n},{'A' if n < 30 else 'B'},{'train' if n % 2 else 'test'}\n" for n in range(40)
)


def measured(
    folder: Path, declared: SampleDeclaration, text: str = TEXT, **options: Any
) -> Samples:
    rows = [image(f"P{n}", n) for n in range(40)]
    rows += [image("P0", n) for n in range(40, 50)]
    table = headers(folder, *rows)
    read = labels(folder, text, **options)
    measure_cohort(table)
    measure_vendors(table)
    return measure_samples(table, read, measure_classes(table, read), declared)


def rule(found: Samples, name: str) -> Rule:
    return next(rule for rule in found.rules if rule.name == name)


def test_what_can_be_said_with_nothing_declared(tmp_path: Path) -> None:
    found = measured(tmp_path, SampleDeclaration())
    row = next(r for r in found.precision if (r.name, r.split) == ("B", "test"))
    assert (row.n_patients, row.n_others) == (5, 15)
    assert dict(row.sensitivity_half_width) == {
        p: pytest.approx(wilson_half_width(p, 5)) for p in (0.8, 0.9, 0.95)
    }
    assert dict(row.auc_half_width)[0.8] == pytest.approx(hanley_mcneil_half_width(0.8, 5, 15))
    assert row.zero_events_upper == pytest.approx(1 - 0.05 ** (1 / 5))
    assert row.detectable_difference == detectable_drop(0.9, 15, 5)
    assert len(found.precision) == 4


def test_rules_ask_for_what_is_not_declared(tmp_path: Path) -> None:
    found = measured(tmp_path, SampleDeclaration())
    missing = {r.name: r.reason for r in found.rules if r.state == "not assessable"}
    assert set(missing) == {
        "rule of 10",
        "events per variable",
        "Riley's criteria",
        "half-width of a sensitivity",
        "half-width of a specificity",
        "half-width of an AUC",
        "test set: observed over expected",
        "cases of a rare class",
        "sites of the test set",
    }
    declared = [reason for reason in missing.values() if reason.endswith("is not declared")]
    assert len(declared) == len(missing) - 1
    assert "parameters is not declared" in rule(found, "rule of 10").reason


@pytest.mark.parametrize(
    ("n", "state"), [(2, "meets"), (3, "does not meet"), (20_000, "informative only")]
)
def test_rule_of_10(tmp_path: Path, n: int, state: str) -> None:
    found = rule(measured(tmp_path, SampleDeclaration(n_parameters=n)), "rule of 10")
    assert (found.state, found.required, found.measured) == (state, 10 * n, 20)
    assert found.split == "train"


def test_events_and_dimensions_look_at_the_rarest_class_in_training(tmp_path: Path) -> None:
    declared = SampleDeclaration(n_predictors=2, feature_dimension=4)
    found = measured(tmp_path, declared)
    events = rule(found, "events per variable")
    assert (events.state, events.measured, events.name_of_class) == ("does not meet", 2.5, "B")
    dimensions = rule(found, "samples per dimension")
    assert (dimensions.measured, dimensions.name_of_class) == (1.25, "B")
    assert "singular" not in dimensions.reason


def test_without_splits_all_patients_are_training(tmp_path: Path) -> None:
    text = TEXT.replace(",split", ",").replace(",train", ",").replace(",test", ",")
    found = measured(tmp_path, SampleDeclaration(n_parameters=4, n_predictors=1), text)
    assert rule(found, "rule of 10").measured == 40
    assert rule(found, "events per variable").measured == 10
    assert {row.split for row in found.precision} == {""}


def test_indicator_columns_compare_positive_with_negative(tmp_path: Path) -> None:
    cells = ["1"] * 3 + ["0"] * 30 + ["-1"] * 2 + [""] * 5
    text = "PatientID,x\n" + "".join(f"P{n},{cell}\n" for n, cell in enumerate(cells))
    declared = SampleDeclaration(n_predictors=1)
    found = measured(tmp_path, declared, text, labels=("x",))
    sizes = [(r.name, r.n_patients, r.n_others) for r in found.precision]
    assert sizes == [("positive", 3, 30), ("negative", 30, 3)]
    assert rule(found, "events per variable").measured == 3


def test_an_empty_class_is_a_row_with_nothing_to_say(tmp_path: Path) -> None:
    found = measured(tmp_path, SampleDeclaration(), classes=(("label", "C"),))
    row = next(r for r in found.precision if r.name == "C")
    assert (row.n_patients, row.sensitivity_half_width, row.auc_half_width) == (0, (), ())
    assert (row.zero_events_upper, row.detectable_difference) == (None, None)


def test_clusters_are_measured_without_labels_too(tmp_path: Path) -> None:
    table = headers(tmp_path, *(image("P", n) for n in range(9)), image("Q", 9))
    found = measure_samples(table, None, measure_classes(table, None), SampleDeclaration())
    assert (found.state, found.precision) == ("absent", ())
    assert found.cluster is not None
    assert size_sums([9, 1]) == (2, 10, 82)
    assert found.cluster.effective[-1] == pytest.approx((1.0, 8.2, 100 / 82))
    declared = measure_samples(
        table, None, measure_classes(table, None), SampleDeclaration(icc=0.5)
    )
    assert declared.cluster is not None
    assert [row[0] for row in declared.cluster.effective] == [0.5]


def test_without_a_patient_nothing_is_assessable(tmp_path: Path) -> None:
    table = headers(tmp_path, image(None, 1, SOPInstanceUID="1.1"))
    read = labels(tmp_path, "SOPInstanceUID,label\n1.1,A\n")
    classes = measure_classes(table, read)
    assert classes.counts[0].n_instances == 1
    assert classes.counts[0].share is None
    found = measure_samples(table, read, classes, SampleDeclaration(n_parameters=1))
    assert (found.state, found.cluster) == ("not assessable", None)


def test_declarations_that_cannot_be_are_refused() -> None:
    for wrong in ({"n_parameters": 0}, {"n_predictors": -1}, {"icc": 1.5}):
        with pytest.raises(ValueError):
            SampleDeclaration(**wrong)


def test_confidence_power_and_alpha_are_those_of_the_policy(tmp_path: Path) -> None:
    asked = Levels(confidence=0.99, power=0.90, alpha=0.01)
    found = measured(tmp_path, SampleDeclaration(sensitivity=0.9, auc=0.8, levels=asked))
    row = next(r for r in found.precision if (r.name, r.split) == ("B", "test"))
    assert dict(row.sensitivity_half_width)[0.9] == pytest.approx(wilson_half_width(0.9, 5, 0.99))
    assert dict(row.auc_half_width)[0.8] == pytest.approx(
        hanley_mcneil_half_width(0.8, 5, 15, 0.99)
    )
    assert row.zero_events_upper == pytest.approx(1 - 0.01 ** (1 / 5))
    assert row.detectable_difference == detectable_drop(0.9, 15, 5, 0.90, 0.01)
    assert found.levels == asked
    inputs = {one.name: one for one in rule(found, "half-width of a sensitivity").inputs}
    assert (inputs["confidence"].value, inputs["confidence"].origin) == (0.99, "policy")
    seen = {one.name: one.origin for one in rule(found, "AUC against a reference").inputs}
    assert (seen["power"], seen["alpha"]) == ("policy", "policy")
    wanted = cases_against_chance(0.8, 0.90, 5 / 15, 0.01)
    assert rule(found, "AUC against a reference").required == ceil(wanted)
