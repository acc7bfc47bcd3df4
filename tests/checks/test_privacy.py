"""Checks of the family `privacy`: found, not found, at the limit, and not assessed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from audit.checks import privacy, privacy_direct, privacy_risks
from audit.checks.model import Finding
from audit.checks.runner import run_checks
from audit.policy import Policy
from audit.profile.model import Counts, Privacy
from audit.profile.model.privacy import (
    Contradiction,
    DirectIdentifiers,
    PixelRisk,
    PrivateBlock,
    ProfileAttribute,
    Uniqueness,
)
from audit.profile.small_cells import conceal
from audit.report.sections.privacy import privacy_page
from audit.stats.disclosure import Anonymity
from tests import records as r
from tests.records_privacy import trace

RULES = {
    check.rule: check for check in (*privacy.CHECKS, *privacy_risks.CHECKS, *privacy_direct.CHECKS)
}


def judge(rule: str, facts: Privacy, **overview: Any) -> tuple[str, tuple[Finding, ...]]:
    profile = r.profile(privacy=facts, overview=r.overview(**overview))
    (result,) = run_checks(profile, Policy(), None, [RULES[rule]])
    return result.status, result.findings


DIRECT = DirectIdentifiers(
    120, r.subjects(2, "item"), 1, Counts("item", 120, (("PatientName", 2), ("OperatorsName", 1)))
)
FAULTS: dict[str, dict[str, Any]] = {
    "PHI001": {"echoes": (trace(), trace("birth date", "(0029,xx10) SIEMENS CSA HEADER"))},
    "PHI002": {"echoes": (trace(place="path"), trace("birth date", "path"))},
    "PHI003": {"echoes": (trace("identifier", "StudyID"), trace("identifier", "path"))},
    "PHI004": {"echoes": (trace("staff name"), trace("staff name", "path"))},
    "PHI005": {"signs": (trace("name"), trace("telephone number"))},
    "PHI006": {"signs": (trace("date"), trace("date", "ImageComments"))},
    "PHI007": {"contradictions": (Contradiction("a code", "a value", r.subjects(2, "series"), 3),)},
    "PHI008": {"attributes": (ProfileAttribute("00101040", "PatientAddress", "X", 2, 1, 1, None),)},
    "PHI009": {"private_blocks": (PrivateBlock("3 unknown", False, 2),)},
    "PHI010": {"declared_burned_in": r.subjects(2)},
    "PHI011": {"burned_in": (PixelRisk("ultrasound", r.subjects(2), 240),)},
    "PHI012": {"faces": PixelRisk("head", r.subjects(2, "series"), 4)},
    "PHI013": {"dates_apart": r.subjects(2, "series")},
    "PHI014": {"original_uids": r.subjects(2, "series")},
    "PHI015": {"uniqueness": (Uniqueness(("PatientSex",), 150, Anonymity(1, 60, 0.4, 90)),)},
    "PHI016": {"direct": DIRECT},
    "PHI017": {"direct_declared": DIRECT},
}


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_finds_its_fault_and_no_other(rule: str) -> None:
    assert judge(rule, r.privacy())[0] == "passed"
    for other, changes in FAULTS.items():
        status, findings = judge(rule, r.privacy(**changes))
        assert (status == "failed") is (other == rule), other
        assert not findings or findings[0].count in (2, 60)


@pytest.mark.parametrize("rule", RULES)
def test_a_dataset_without_headers_is_not_assessed(rule: str) -> None:
    assert judge(rule, Privacy(n_not_looked=12))[0] == "not_assessed"


@pytest.mark.parametrize("rule", ["PHI001", "PHI002", "PHI003", "PHI004"])
def test_what_could_not_be_searched_for_is_not_passed(rule: str) -> None:
    facts = r.privacy()
    none = tuple(replace(one, n_items=0) for one in facts.searched)
    assert judge(rule, replace(facts, searched=none))[0] == "not_assessed"


@pytest.mark.parametrize(("n_removed", "status"), [(0, "failed"), (1, "failed"), (2, "passed")])
def test_a_pseudonym_may_stand_twice(n_removed: int, status: str) -> None:
    echo = trace("identifier", "StudyID", n_removed=n_removed)
    assert judge("PHI003", r.privacy(echoes=(echo,)))[0] == status


@pytest.mark.parametrize(("n_unique", "status"), [(5, "passed"), (6, "failed")])
def test_unique_patients_at_the_limit(n_unique: int, status: str) -> None:
    one = Uniqueness(("PatientSex", "PatientAge"), 100, Anonymity(1, n_unique, n_unique / 100, 9))
    facts = r.privacy(uniqueness=(one,))
    assert judge("PHI015", facts, n_patients=100)[0] == status
    assert judge("PHI015", facts, n_patients=201)[0] == "not_assessed"


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("PHI007", {"n_declaring": 0}),
        ("PHI010", {"n_images": 0}),
        ("PHI011", {"n_images": 0}),
        ("PHI012", {"faces": PixelRisk("head", r.NO_SERIES, 0)}),
        ("PHI013", {"n_dated_twice": 0, "n_patients_dated_twice": 0}),
        ("PHI014", {"n_uids_declared": 0}),
        ("PHI016", {"direct": DirectIdentifiers()}),
        ("PHI017", {"direct_declared": DirectIdentifiers()}),
        ("PHI015", {"uniqueness": (Uniqueness(("PatientSex",), 0, None),)}),
    ],
)
def test_not_assessed(rule: str, changes: dict[str, Any]) -> None:
    assert judge(rule, r.privacy(**changes))[0] == "not_assessed"


def test_messages_have_their_denominator() -> None:
    _, findings = judge("PHI001", r.privacy(**FAULTS["PHI001"]))
    assert findings[0].message == "in 2 of 240 items the name stands in StudyDescription"
    _, (one,) = judge("PHI007", r.privacy(**FAULTS["PHI007"]))
    assert one.message == "2 of 3 series that declare a code: a value"
    _, (one,) = judge("PHI008", r.privacy(**FAULTS["PHI008"]))
    assert one.message.endswith("the most frequent in 2 of 200 instances")
    assert (one.total, one.unit) == (200, "instance")
    _, (one,) = judge("PHI012", r.privacy(**FAULTS["PHI012"], n_faces_cleaned=1))
    assert one.message.endswith("113102 is declared by 1 of 4")
    _, (one,) = judge("PHI016", r.privacy(direct=DIRECT))
    assert one.message == (
        "2 of 120 items, of 1 patient, declare no removal of the identity and hold data of people:"
        " PatientName 2, OperatorsName 1"
    )


def test_page_shows_every_place_and_all_identifiers() -> None:
    facts = r.privacy(**FAULTS["PHI001"], signs=(trace("date"),))
    page = privacy_page(r.profile(privacy=facts))
    tables = {table.id: table for table in page.tables}
    assert [row[:2] for row in tables["table-echoes"].rows] == [
        ("birth date", "(0029,xx10) SIEMENS CSA HEADER"),
        ("name", "StudyDescription"),
    ]
    assert [row[0] for row in tables["table-hipaa"].rows] == list("ABCDEFGHIJKLMNOPQR")
    assert tables["table-hipaa"].rows[7][2:4] == ("PatientID 240", "none")
    assert privacy_page(r.profile(privacy=Privacy())).empty


def test_a_shareable_page_keeps_places_and_withholds_few_persons() -> None:
    few = Uniqueness(("PatientSex",), 150, Anonymity(1, 6, 0.04, 9))
    facts = r.privacy(echoes=(trace(),), uniqueness=(few,))
    held, gaps = conceal(r.profile(privacy=facts), 11)
    tables = {table.id: table.rows for table in privacy_page(held).tables}
    assert tables["table-echoes"][0][:4] == ("name", "StudyDescription", "withheld", "withheld")
    assert tables["table-confidentiality"][0][5:] == ("withheld", "withheld")
    assert tables["table-uniqueness"] == (("PatientSex", "–", "–"),)
    assert {gap.family for gap in gaps} >= {"privacy"}
