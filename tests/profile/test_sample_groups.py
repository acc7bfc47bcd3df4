"""The grid of split, class and subgroup: what is there, what is 0, what is bounded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from audit.profile import sample_groups
from audit.profile.classes import measure_classes
from audit.profile.cohort import measure_cohort
from audit.profile.model.samples import SampleDeclaration, Samples, Subgroup
from audit.profile.samples import measure_samples
from audit.profile.vendors import measure_vendors
from audit.scan.tokens import token
from audit.stats.intervals import wilson_half_width, wilson_n
from audit.stats.power import detectable_drop
from tests.label_tables import KEY, headers, image, labels

NOTHING = SampleDeclaration()


def measured(
    folder: Path,
    rows: list[dict[str, Any]],
    text: str,
    declared: SampleDeclaration = NOTHING,
    **options: Any,
) -> Samples:
    table = headers(folder, *rows)
    read = labels(folder, text, **options)
    measure_cohort(table)
    measure_vendors(table)
    return measure_samples(table, read, measure_classes(table, read), declared)


def people(n: int = 24) -> list[dict[str, Any]]:
    """Every second one a woman; ages 5, 25, 45; two in three on GE; some at two sites."""
    return [
        image(
            f"P{i}",
            10 * i + k,
            PatientSex="FM"[i % 2],
            PatientAge=f"{(5, 25, 45)[i % 3]:03d}Y",
            Manufacturer="SIEMENS" if i % 3 == 0 else "GE MEDICAL SYSTEMS",
            InstitutionName=token(KEY, "Alpha" if i < 20 or k else "Beta"),
        )
        for i in range(n)
        for k in range(1 + i % 2)
    ]


TEXT = "PatientID,label,split\n" + "".join(
    f"P{i},{'ill' if i % 4 == 0 else 'well'},{'test' if i < 12 else 'train'}\n" for i in range(24)
)


def row(found: Samples, attribute: str, level: str, name: str, split: str) -> Subgroup:
    assert found.subgroups is not None
    (one,) = [
        r
        for r in found.subgroups.rows
        if (r.attribute, r.level, r.name, r.split) == (attribute, level, name, split)
    ]
    return one


def test_each_split_class_and_level_is_a_row(tmp_path: Path) -> None:
    found = measured(tmp_path, people(), TEXT)
    assert found.subgroups is not None
    women = row(found, "sex", "F", "ill", "test")
    assert (women.n_patients, women.n_others, women.n_rest) == (3, 3, 0)
    men = row(found, "sex", "M", "ill", "test")
    assert (men.n_patients, men.n_others, men.n_rest) == (0, 6, 3)
    assert (men.half_width, men.detectable_drop, men.effective) == (None, None, None)
    assert men.n_more == wilson_n(0.9, 0.1)
    for attribute in ("sex", "age", "vendor", "site"):
        mine = [r for r in found.subgroups.rows if r.attribute == attribute and r.name == "ill"]
        assert sum(r.n_patients for r in mine if r.split == "test") == 3
        assert sum(r.n_patients + r.n_others for r in mine if r.split == "test") == 12


def test_numbers_of_one_row(tmp_path: Path) -> None:
    found = measured(tmp_path, people(), TEXT)
    one = row(found, "vendor", "GE", "well", "test")
    assert (one.n_patients, one.n_rest) == (6, 3)
    assert one.half_width == pytest.approx(wilson_half_width(0.9, 6))
    assert one.n_more == wilson_n(0.9, 0.1) - 6
    assert one.detectable_drop == detectable_drop(0.9, 3, 6)
    assert one.n_instances == sum(1 + i % 2 for i in (1, 2, 5, 7, 10, 11))
    assert one.effective is not None
    deff, effective = one.effective
    assert deff == pytest.approx(1 + (18 / 10 - 1) * 0.5)
    assert effective == pytest.approx(10 / deff)


def test_a_band_between_two_others_is_a_row_with_nobody(tmp_path: Path) -> None:
    rows = [{**one, "PatientAge": "005Y"} for one in people()]
    rows[0]["PatientAge"] = "050Y"
    found = measured(tmp_path, rows, TEXT)
    assert row(found, "age", "18-39", "ill", "test").n_patients == 0
    assert row(found, "age", "40-59", "ill", "test").n_patients == 1


def test_several_and_unknown_have_levels_of_their_own(tmp_path: Path) -> None:
    rows = people()
    for one in rows:
        if one["PatientID"] == token(KEY, "P2"):
            one["PatientSex"] = None
    found = measured(tmp_path, rows, TEXT)
    assert row(found, "sex", "not known", "well", "test").n_patients == 1
    assert row(found, "site", "several", "well", "train").n_patients == 2
    assert row(found, "site", "site 1", "well", "train").n_patients == 6


def test_an_attribute_that_no_header_gives_is_named(tmp_path: Path) -> None:
    rows = [{**one, "PatientAge": None, "InstitutionName": None} for one in people()]
    found = measured(tmp_path, rows, TEXT)
    assert found.subgroups is not None
    assert found.subgroups.absent == ("age", "site")
    assert {r.attribute for r in found.subgroups.rows} == {"sex", "vendor"}
    assert found.site_cluster is None


def test_levels_and_rows_are_bounded_and_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [{**one, "Manufacturer": f"Maker {n:02d}"} for n, one in enumerate(people(24)[::1])]
    monkeypatch.setattr(sample_groups, "MAX_LEVELS", 5)
    monkeypatch.setattr(sample_groups, "MAX_ROWS", 30)
    found = measured(tmp_path, rows, TEXT)
    assert found.subgroups is not None
    ((attribute, n_more),) = found.subgroups.levels_left_out
    assert attribute == "vendor"
    assert n_more == 12 - 5  # twelve patients have one image, so one maker each
    assert len(found.subgroups.rows) == 30
    assert found.subgroups.n_rows_left_out > 0


def test_indicator_columns_compare_positive_with_negative(tmp_path: Path) -> None:
    text = "PatientID,x\n" + "".join(f"P{i},{i % 2}\n" for i in range(24))
    found = measured(tmp_path, people(), text, labels=("x",))
    men = row(found, "sex", "M", "positive", "")
    assert (men.n_patients, men.n_others) == (12, 0)
    women = row(found, "sex", "F", "positive", "")
    assert (women.n_patients, women.n_others, women.n_rest) == (0, 12, 12)


def test_what_is_declared_takes_the_place_of_what_is_assumed(tmp_path: Path) -> None:
    declared = SampleDeclaration(sensitivity=0.8, half_width=0.05, icc=0.1, drop=0.2)
    found = measured(tmp_path, people(), TEXT, declared)
    assert found.subgroups is not None
    given = (found.subgroups.sensitivity, found.subgroups.half_width, found.subgroups.icc)
    assert [(one.value, one.origin) for one in given] == [
        (0.8, "declared"),
        (0.05, "declared"),
        (0.1, "declared"),
    ]
    rules = [r for r in found.rules if r.name == "drop in a subgroup that is seen"]
    assert {r.state for r in rules} == {"does not meet"}
    assert all(r.required == 0.2 for r in rules)


def test_without_a_wanted_drop_the_rule_only_informs(tmp_path: Path) -> None:
    found = measured(tmp_path, people(), TEXT)
    rules = [r for r in found.rules if r.name == "drop in a subgroup that is seen"]
    assert rules
    assert {r.state for r in rules} == {"informative only"}
    assert any("would go unseen" in r.reason or "would be seen" in r.reason for r in rules)
