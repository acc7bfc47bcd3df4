"""Checks of the family `protocols`: found, not found, and not assessed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from audit.checks.model import Finding
from audit.checks.protocols import CHECKS
from audit.checks.runner import run_checks
from audit.policy import Policy
from audit.profile.model import Protocols, Subjects
from audit.profile.model.protocols import (
    Acquisition,
    Cluster,
    Departure,
    Procedures,
    Protocol,
    Reference,
)
from audit.report.sections.protocols import protocols_page
from tests import records as r

RULES = {check.rule: check for check in CHECKS}
TWO = r.subjects(2, "series")
ECHO = Departure("EchoTime", "12", (("20", 2),), TWO)


def protocol(*departures: Departure, **changes: Any) -> Protocol:
    who = TWO if departures else Subjects("series")
    return Protocol(**{"modality": "MR", "body_part": "HEAD", "vendor": "GE", "words": "",
                       "n_series": 98, "settings": (("EchoTime", "12"),), "departing": who,
                       "departures": departures, **changes})  # fmt: skip


def acquisition(n_series: int = 10, n_departing: int = 0) -> Acquisition:
    who = r.subjects(n_departing, "series")
    failed = (("KVP", "120", who),) if n_departing else ()
    return Acquisition("plain", 2, 0, n_series, who, failed)


def facts(**changes: Any) -> Protocols:
    """All five rules can look, and none finds anything."""
    procedures = Procedures(n_studies=10, n_texts=4, n_mapped=10)
    reference = Reference("ref", (acquisition(),), 10, 0)
    plain = Protocols(100, protocols=(protocol(),), procedures=procedures, reference=reference)
    return replace(plain, **changes)


CLUSTER = Cluster("mr pelvis without", 2, 5, r.subjects(5, "study"), 83.0)
FAULTS: dict[str, dict[str, Any]] = {
    "PRO001": {"protocols": (protocol(ECHO),)},
    "PRO002": {"reference": Reference("ref", (acquisition(n_departing=3),), 10, 0)},
    "PRO003": {"reference": Reference("ref", (acquisition(), acquisition(0)), 10, 0)},
    "PRO004": {"procedures": Procedures(n_studies=10, n_texts=4, n_mapped=10, clusters=(CLUSTER,))},
    "PRO005": {"procedures": Procedures(n_studies=10, n_texts=4, n_mapped=3,
                                        unmapped=r.subjects(7, "study"))},
}  # fmt: skip
MESSAGES = {
    "PRO001": "2 of 100 series depart from the others in EchoTime 2",
    "PRO002": "3 of 10 series of plain have another KVP than asked (120)",
    "PRO003": "no series resembles acquisition plain of the reference protocol",
    "PRO004": (
        "5 of 10 studies have one of 2 descriptions that may mean the same: `mr pelvis without`"
    ),
    "PRO005": "7 of 10 studies have neither a standard procedure code nor a line in the map",
}


def judge(rule: str, given: Protocols) -> tuple[str, tuple[Finding, ...]]:
    (result,) = run_checks(r.profile(protocols=given), Policy(), None, [RULES[rule]])
    return result.status, result.findings


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_finds_its_fault_and_no_other(rule: str) -> None:
    assert judge(rule, facts())[0] == "passed"
    for other, changes in FAULTS.items():
        status, findings = judge(rule, facts(**changes))
        assert (status == "failed") is (other == rule), other
        assert [one.message for one in findings] == ([MESSAGES[rule]] if other == rule else [])


@pytest.mark.parametrize("rule", RULES)
def test_nothing_to_compare_is_not_assessed(rule: str) -> None:
    assert judge(rule, Protocols())[0] == "not_assessed"


def test_without_a_majority_nothing_departs() -> None:
    given = facts(protocols=(protocol(ECHO, is_majority=False),))
    assert judge("PRO001", given)[0] == "not_assessed"


def test_a_finding_names_group_and_series() -> None:
    _, (one,) = judge("PRO001", facts(**FAULTS["PRO001"]))
    assert (one.subject, one.keyword, one.subjects) == ("MR, HEAD, GE", "EchoTime", TWO)
    assert one.parts == (("EchoTime", TWO),)


def test_the_page_shows_departures_reference_and_suggestions() -> None:
    changes = FAULTS["PRO001"] | FAULTS["PRO002"] | FAULTS["PRO004"]
    page = protocols_page(r.profile(protocols=facts(**changes)))
    rows = {table.id: table.rows for table in page.tables}
    assert rows["table-departures"][0][1:5] == ("EchoTime", "12", "20 (2)", "2 of 100")
    assert rows["table-reference-departures"][0][:4] == ("plain", "KVP", "120", "3 of 10")
    assert rows["table-descriptions"][0][:3] == ("mr pelvis without", "2", "5")
    assert protocols_page(r.profile()).empty
