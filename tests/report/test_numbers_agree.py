"""One number, one value: what two places of a report say of the same thing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audit.checks import ALL_CHECKS
from audit.checks.wording import subject
from audit.datasheet.declaration import DatasheetDeclaration
from audit.datasheet.documentation import build_documentation
from audit.policy import Policy
from audit.profile.model import Profile, Subjects
from audit.profile.model.classes import ClassCount
from audit.profile.model.documentation import Table2Row
from audit.profile.model.integrity import Accounting
from audit.report.sections.completeness import completeness_page
from audit.report.sections.integrity import integrity_page
from audit.units import amount, plural
from tests import records as r
from tests.report import sample


def row(id: str, facts: Profile, said: dict[str, object] | None = None) -> Table2Row:
    declaration = DatasheetDeclaration.model_validate(said or {})
    rows = build_documentation(facts, declaration).table2
    return next(one for one in rows if one.id == id)


def test_an_age_that_cannot_be_used_is_not_counted_as_one_that_is_known() -> None:
    cohort = r.cohort(age=r.spread(8, 40.0, 75.0), n_age_absent=1)
    facts = r.profile(cohort=replace(cohort, implausible_age=r.subjects(1, "patient")))
    told = row("9a", facts)
    assert ", 8 of 10 patients" in told.measured
    assert told.state == "partial"


def split_patient() -> Profile:
    """Six with pneumonia in train, one of them also in test: seven in the splits, six in all."""
    rows = (
        ClassCount("diagnosis", "normal", "train", 3, 30, 9, 90, None),
        ClassCount("diagnosis", "pneumonia", "train", 6, 60, 9, 90, None),
        ClassCount("diagnosis", "normal", "test", 1, 10, 2, 20, None),
        ClassCount("diagnosis", "pneumonia", "test", 1, 10, 2, 20, None),
    )
    totals = (
        ClassCount("diagnosis", "normal", "", 4, 40, 10, 100, None),
        ClassCount("diagnosis", "pneumonia", "", 6, 70, 10, 100, None),
    )
    return r.profile(
        classes=r.classes(
            splits=("train", "test"),
            counts=rows,
            totals=totals,
            in_two_splits=r.subjects(1, "patient"),
        )
    )


def test_a_patient_in_two_splits_contradicts_no_declaration() -> None:
    said = {
        "pathologies": {
            "classes": [
                {"name": "normal", "n_patients": 4},
                {"name": "pneumonia", "n_patients": 6},
            ]
        },
        "normals": {"share_percent": 40},
    }
    told = row("16b.i", split_patient(), said)
    assert told.state == "agrees", told
    assert "pneumonia in 6 of 10 labelled patients" in told.measured
    assert row("16a", split_patient(), said).state == "agrees"


@pytest.mark.parametrize(
    "rule", ["INT003", "INT004", "INT006", "INT007", "INT008", "INT010", "INT016"]
)
def test_a_finding_and_its_section_have_one_denominator(rule: str) -> None:
    one = r.integrity(
        accounting=Accounting(99, 90, 9, 0, 0, 0),
        n_items_read=31,
        n_instances=29,
        n_patients_with_sex=23,
        n_patients_with_birth_date=21,
        duplicate_uid=r.subjects(2),
        uid_conflict=Subjects("instance", (1, 2, 3, 4), (1, 2, 3, 4)),
        recoded=Subjects("instance", (3, 4), (3, 4)),
        without_patient_id=r.subjects(2),
        without_sop_instance_uid=r.subjects(2),
        patient_with_two_sexes=r.subjects(2, "patient"),
        patient_with_two_birth_dates=r.subjects(2, "patient"),
    )
    profile = replace(sample.profile(), integrity=one)
    decoded = replace(profile.leakage, pixels=replace(profile.leakage.pixels, state="measured"))
    profile = replace(profile, leakage=decoded)
    check = next(check for check in ALL_CHECKS if check.rule == rule)
    (finding, *_) = check.function(profile, Policy())
    (table,) = [t for t in integrity_page(profile).tables if t.id == "table-identity"]
    shown = {cells[1].replace(",", "") for cells in table.rows}
    assert any(cell.startswith(f"2 of {finding.total} {finding.unit}") for cell in shown), shown


def test_items_read_in_part_that_are_no_instance_are_told_apart() -> None:
    profile = sample.profile()
    facts = replace(profile.completeness, n_partial_instances=0)
    for partial, told in ((3, "INT002 counts 3 items more"), (0, "")):
        one = replace(profile.integrity, accounting=Accounting(9, 9 - partial, 0, partial, 0, 0))
        page = completeness_page(replace(profile, completeness=facts, integrity=one))
        (value,) = [fact.value for fact in page.facts if fact.name.startswith("Instances read")]
        assert told in value
        assert ("INT002" in value) is bool(told)


@pytest.mark.parametrize(
    ("n", "unit", "told"),
    [
        (1, "patient", "1 patient"),
        (0, "patient", "0 patients"),
        (2, "study", "2 studies"),
        (2, "image series", "2 image series"),
        (4, "class", "4 classes"),
        (2, "region of interest", "2 regions of interest"),
        (3, "patient with a PatientSex", "3 patients with a PatientSex"),
    ],
)
def test_a_number_bends_its_unit(n: int, unit: str, told: str) -> None:
    assert amount(n, unit) == told


def test_a_plural_stays_one() -> None:
    assert plural("series") == "series"
    assert plural("") == ""


def test_a_column_called_label_is_named_once() -> None:
    assert subject("label", "test") == "label, split test"
    assert subject("label") == "label"
    assert subject("diagnosis", "test") == "label diagnosis, split test"
