"""CMP: at the limit, just above it, and not assessed."""

from __future__ import annotations

from typing import Any

import pytest

from audit.checks.completeness import CHECKS
from audit.checks.model import Finding, NotAssessed
from audit.policy import CompletenessPolicy, Policy
from audit.profile.model import Profile
from audit.profile.model.completeness import Cell
from tests import records as r

RULES = {one.rule: one for one in CHECKS}


def cell(keyword: str, total: int = 20, modality: str = "CT", **n: int) -> Cell:
    """Of `absent` series, `explained` are not faults."""
    explained = n.pop("explained", 0)
    counted = {"placeholder": 0, "invalid": 0, "empty": 0, "absent": 0, "unknown": 0, **n}
    missing = counted["empty"] + counted["absent"] - explained
    return Cell(
        keyword=keyword,
        modality=modality,
        total=total,
        present=total - sum(counted.values()),
        missing=r.subjects(missing, "series"),
        placeholders=r.subjects(counted["placeholder"], "series"),
        invalids=r.subjects(counted["invalid"], "series"),
        explained=explained,
        **counted,
    )


def profile(*cells: Cell, **facts: Any) -> Profile:
    return r.profile(completeness=r.completeness(cells=cells, **facts))


def found(rule: str, facts: Profile, **limits: float) -> list[Finding]:
    return list(RULES[rule].function(facts, Policy(completeness=CompletenessPolicy(**limits))))


@pytest.mark.parametrize(
    ("rule", "one", "findings"),
    [
        ("CMP001", cell("Rows"), 0),
        ("CMP001", cell("Rows", absent=1), 1),
        ("CMP001", cell("Modality", modality="none", absent=20), 1),
        ("CMP001", cell("KVP", absent=20), 0),
        ("CMP002", cell("KVP", absent=2), 0),
        ("CMP002", cell("KVP", absent=2, empty=1), 1),
        ("CMP002", cell("KVP", absent=2, unknown=10), 1),
        ("CMP002", cell("PatientName", absent=20, explained=18), 0),
        ("CMP002", cell("PatientName", absent=20, explained=17), 1),
        ("CMP002", cell("Rows", absent=20), 0),
        ("CMP002", cell("Manufacturer", absent=20), 0),
        ("CMP003", cell("KVP"), 0),
        ("CMP003", cell("KVP", placeholder=1), 1),
        ("CMP003", cell("PatientID", placeholder=1), 0),
        ("CMP004", cell("KVP"), 0),
        ("CMP004", cell("KVP", invalid=1), 1),
    ],
)
def test_default_limits(rule: str, one: Cell, findings: int) -> None:
    assert len(found(rule, profile(one))) == findings


@pytest.mark.parametrize(
    ("rule", "state", "limit"),
    [
        ("CMP002", "absent", "max_missing_share"),
        ("CMP003", "placeholder", "max_placeholder_share"),
        ("CMP004", "invalid", "max_invalid_share"),
    ],
)
def test_limits_of_the_policy(rule: str, state: str, limit: str) -> None:
    for n, findings in ((5, 0), (6, 1)):
        assert len(found(rule, profile(cell("KVP", **{state: n})), **{limit: 0.25})) == findings


def test_messages_give_counts_limit_and_what_is_explained() -> None:
    (one,) = found("CMP002", profile(cell("StudyTime", absent=9, explained=4, unknown=2)))
    assert one.message == (
        "5 of 18 CT series lack StudyTime "
        "(5 of 18; 4 more explained by de-identification); limit 10 % each"
    )
    assert (one.count, one.total, one.unit, one.keyword) == (5, 18, "series", "StudyTime")
    assert (one.subject, one.subjects) == ("CT series", r.subjects(5, "series"))


def test_series_without_modality_are_counted_among_all_series() -> None:
    cells = (cell("Modality", 3, "none", absent=3), cell("Modality", 20, unknown=2))
    (nameless,) = found("CMP001", profile(*cells))
    assert nameless.message == "3 of 21 series lack Modality"
    assert nameless.subject == "series without Modality"
    (rowless,) = found("CMP001", profile(cell("Rows", 3, "none", absent=3)))
    assert rowless.message == "3 of 3 series without Modality lack Rows"
    (many,) = found("CMP002", profile(cell("KVP", 3, "none", absent=3)))
    assert many.message.startswith("3 of 3 series without Modality lack KVP")


def test_one_finding_a_modality_with_a_part_a_keyword() -> None:
    facts = profile(
        cell("KVP", absent=9),
        cell("Exposure", absent=12),
        cell("KVP", 4, "DX", absent=4),
        cell("Rows"),
    )
    ct, dx = found("CMP002", facts)
    assert (ct.subject, dx.subject) == ("CT series", "DX series")
    assert ct.message.startswith("12 of 20 CT series lack Exposure (12 of 20), KVP (9 of 20); ")
    assert [(keyword, len(some)) for keyword, some in ct.parts] == [("Exposure", 12), ("KVP", 9)]


def test_only_the_worst_keywords_are_named() -> None:
    cells = [cell(f"K{n:02d}", absent=20 - n) for n in range(10)]
    (one,) = found("CMP002", profile(*cells))
    assert "K07 (13 of 20) and 2 more keywords; limit" in one.message
    assert len(one.parts) == 10


def test_what_broke_off_is_told_and_not_counted_as_missing() -> None:
    facts = profile(
        cell("KVP", unknown=3),
        cell("KVP", 4, "DX", unknown=1),
        cell("Rows"),
        n_partial_instances=7,
        partial_instances=r.subjects(7),
    )
    (one,) = found("CMP005", facts)
    assert one.message == "7 of 240 instances broke off; keywords of unknown state: 1"
    assert found("CMP005", profile(cell("KVP"))) == []
    assert found("CMP002", facts) == []


@pytest.mark.parametrize("rule", list(RULES))
def test_without_a_series_nothing_can_be_said(rule: str) -> None:
    with pytest.raises(NotAssessed, match="no series can be counted"):
        found(rule, profile(n_series=0))


@pytest.mark.parametrize("rule", ["CMP001", "CMP002", "CMP003", "CMP004"])
def test_what_is_wholly_unknown_is_not_assessed(rule: str) -> None:
    with pytest.raises(NotAssessed, match="every series broke off"):
        found(rule, profile(cell("Rows", unknown=20), cell("KVP", unknown=20)))
