"""What few persons are behind is withheld as a difference, as a denominator and in every table."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from audit.checks import cohort as cohort_checks
from audit.checks import completeness as completeness_checks
from audit.checks import leakage as leakage_checks
from audit.checks.model import Check, CheckResult, Finding
from audit.profile.model import Counts, Profile, Subjects
from audit.profile.model.privacy import Trace
from audit.profile.model.utility import Task
from audit.profile.model.withheld import HIDDEN, withheld
from audit.profile.small_cells import TOLD, conceal, tells
from audit.profile.small_remainders import few_apart
from audit.report import words
from audit.report.few_groups import NO_GROUPS, FewGroups, few_groups
from audit.report.figures.vendors import model_figure, vendor_figure
from audit.report.order import foremost, weighed
from audit.report.sections.privacy import privacy_page
from audit.report.sections.vendors import vendors_page
from audit.report.shareable import conceal_results
from audit.units import bent
from tests.records import profile

MIN = 11


def result(check: Check, *findings: Finding) -> CheckResult:
    return CheckResult(check, check.severity, "failed", findings)


def concealed(check: Check, one: Finding, groups: FewGroups = NO_GROUPS) -> Finding:
    results, _ = conceal_results((result(check, one),), MIN, groups)
    return results[0].findings[0]


def large(**changes: Any) -> Profile:
    """Modalities with many patients, and one (`MG`) with as few as may not be shown."""
    plain = profile()
    rows = (("CT", 60, 60, 60, 600), ("MG", 10, 12, 14, 40), ("MR", 11, 30, 30, 300))
    overview = replace(plain.overview, n_patients=80, modality_by_unit=rows)
    return replace(plain, overview=overview, **changes)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("31 of 80 patients have no PatientSex of M, F or O (30 none at all); limit 10 %", True),
        ("56 of 80 patients have no valid PatientAge (47 none at all); limit 10 %", True),
        ("56 of 80 patients have no valid PatientAge (45 none at all); limit 10 %", False),
        ("56 of 80 patients have no valid PatientAge (56 none at all); limit 10 %", False),
        ("95 of 300 patients are over 89; 090Y may be the class of all of them", False),
    ],
)
def test_two_numbers_of_one_message_tell_a_small_one(text: str, told: bool) -> None:
    assert tells(text, MIN) is told


def test_distances_at_and_above_the_limit() -> None:
    assert few_apart((30, 40), MIN)
    assert not few_apart((30, 41), MIN)
    assert not few_apart((30, 30, 0), MIN)
    assert few_apart((10,), MIN)


def test_a_denominator_near_the_number_of_all_patients_is_withheld() -> None:
    one = Finding("F: 60 of 79 patients with a PatientSex", 60, 79, "patient")
    shown = concealed(cohort_checks.dominant_sex, one, FewGroups(n_patients=90))
    assert shown == one
    hidden = concealed(cohort_checks.dominant_sex, one, FewGroups(n_patients=80))
    assert TOLD in hidden.message
    assert withheld(hidden.total)


@pytest.mark.parametrize(("n_by_unit", "few"), [(40, False), (39, True), (30, True), (29, False)])
def test_patients_leaked_by_links_alone_are_not_reckoned(n_by_unit: int, few: bool) -> None:
    """Of 40 leaked patients the rest, by links alone, may be few: none, 1, 10 and 11 of them."""
    leaked = replace(
        profile().leakage,
        n_leaked_patients=40,
        n_leaked_instances=90,
        n_unit_leaked_patients=n_by_unit,
        n_unit_leaked_instances=60,
    )
    concealed, gaps = conceal(replace(profile(), leakage=leaked), 11)
    assert withheld(concealed.leakage.n_unit_leaked_patients) is few
    assert withheld(concealed.leakage.n_unit_leaked_instances) is few
    assert concealed.leakage.n_leaked_patients == 40
    assert ("Leakage.n_unit_leaked_patients" in {gap.what for gap in gaps}) is few


def test_unknown_sex_and_age_are_not_reckoned_from_the_tables() -> None:
    plain = large()
    sexes = Counts("patient", 80, (("F", 29), ("M", 20), ("invalid", 1)), 30)
    wrong = Subjects("patient", (1,), (1,))
    ages = plain.cohort.age
    assert ages is not None
    people = replace(
        plain.cohort, n_patients=80, PatientSex=sexes, invalid_sex=wrong, n_with_sex=49,
        age=replace(ages, n=24), n_age_absent=47, n_age_unread=0,
    )  # fmt: skip
    made, gaps = conceal(replace(plain, cohort=people), MIN)
    assert withheld(made.cohort.PatientSex.absent)
    assert withheld(made.cohort.n_age_absent)
    assert {"Cohort.PatientSex", "Cohort.n_age_absent"} <= {gap.what for gap in gaps}
    enough = replace(people, age=replace(ages, n=22), invalid_age=Subjects("patient"),
                     implausible_age=Subjects("patient"))  # fmt: skip
    made, _ = conceal(replace(plain, cohort=enough), MIN)
    assert made.cohort.n_age_absent == 47


@pytest.mark.parametrize(("modality", "hidden"), [("MG", True), ("CT", False)])
def test_findings_about_a_modality_of_few_persons_are_withheld(modality: str, hidden: bool) -> None:
    plain = large()
    made, _ = conceal(plain, MIN)
    one = Finding(
        f"12 of 14 {modality} series lack StudyID (12 of 14)", 12, 14, "series",
        f"{modality} series",
    )  # fmt: skip
    check = completeness_checks.CHECKS[0]
    found = concealed(check, one, few_groups(plain, made))
    assert withheld(found.count) is hidden
    assert (TOLD in found.message) is hidden


@pytest.mark.parametrize(("total", "hidden"), [(10, True), (11, False)])
def test_a_small_denominator_is_of_few_persons(total: int, hidden: bool) -> None:
    one = Finding(f"1 of {total} series lack X", 1, total, "series", "XX series")
    assert withheld(concealed(completeness_checks.CHECKS[0], one).total) is hidden


def trace(n_items: int, n_patients: int) -> Trace:
    numbers = tuple(range(1, n_items + 1))
    return Trace("name", "StudyDescription", Subjects("item", numbers, numbers), n_patients, 0)


@pytest.mark.parametrize(
    ("n_items", "n_patients", "hidden"), [(5, 2, True), (40, 10, True), (40, 20, False)]
)
def test_privacy_tables_withhold_items_and_examples(
    n_items: int, n_patients: int, hidden: bool
) -> None:
    plain = large()
    facts = replace(plain.privacy, n_items=60, echoes=(trace(n_items, n_patients),))
    made, _ = conceal(replace(plain, privacy=facts), MIN)
    table = next(t for t in privacy_page(made).tables if t.id == "table-echoes")
    cells = table.rows[0][2:4] + table.rows[0][5:]
    assert (cells == ("withheld",) * 3) is hidden
    if not hidden:
        assert cells[0] == "40"
        assert cells[2].startswith("item 1, 2")
    hipaa = next(t for t in privacy_page(made).tables if t.id == "table-hipaa")
    assert ("name withheld" in hipaa.rows[0][3]) is hidden


@pytest.mark.parametrize(("n", "kept"), [(10, False), (11, True)])
def test_tasks_of_few_series_are_withheld(n: int, kept: bool) -> None:
    plain = large()
    tasks = (Task("mg", "MG: exposure", "digital mammograms", n, 0),)
    made, _ = conceal(replace(plain, utility=replace(plain.utility, tasks=tasks)), MIN)
    assert (made.utility.tasks == tasks) is kept


def test_what_is_shown_is_not_said_to_be_all_there_is() -> None:
    whole = Counts("series", 30, (("GE", 30),), 0)
    part = Counts("series", 30, (("GE", 20), ("2 further values", HIDDEN)), 0)
    assert words.distinct(whole) == "1"
    assert words.distinct(part) == "1 shown, others withheld"


def test_no_figure_is_drawn_of_nothing_but_withheld_bars() -> None:
    plain = large()
    vendors = replace(
        plain.vendors,
        by_modality=(("CT", "GE", HIDDEN), ("MR", "GE", HIDDEN)),
        models=(("CT", "GE", "A", HIDDEN, HIDDEN), ("CT", "GE", "B", HIDDEN, HIDDEN)),
    )
    assert vendor_figure(vendors) is None
    assert model_figure(vendors) is None
    told = vendors_page(replace(plain, vendors=vendors)).sentences
    assert sum("No figure of" in one for one in told) == 2
    assert not any("come from" in one for one in told)


def test_one_thing_has_a_verb_of_its_own() -> None:
    assert bent(1, "have no label") == "has no label"
    assert bent(2, "have no label") == "have no label"
    assert bent(1, "with a date") == "with a date"


def test_the_order_of_the_terminal_is_that_of_what_matters_most() -> None:
    one = Finding("x", 1, 20, "item")
    checks = (*completeness_checks.CHECKS, *leakage_checks.CHECKS)
    missing, text = (next(c for c in checks if c.rule == rule) for rule in ("CMP001", "LKG001"))
    assert missing.severity == text.severity
    results = (result(missing, one), result(text, one))
    ordered = [f.result.check.family for f in weighed(results)]
    assert ordered[0] == foremost(results)[0].result.check.family == "leakage"
