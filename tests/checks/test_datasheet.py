"""DOC: at the limit, just above it, and not assessed."""

from __future__ import annotations

from typing import Any

import pytest

from audit.checks.datasheet import CHECKS
from audit.checks.model import Check, NotAssessed
from audit.datasheet.declaration import DatasheetDeclaration
from audit.datasheet.documentation import build_documentation
from audit.policy import DocumentationPolicy, Policy
from audit.profile.model import Documentation, Profile
from tests import records as r

RULES = {one.rule: one for one in CHECKS}
LONG = "a sentence that is long enough to be an answer"


def documented(said: dict[str, Any] | None) -> Profile:
    declaration = None if said is None else DatasheetDeclaration.model_validate(said)
    facts = r.profile()
    return r.profile(documentation=build_documentation(facts, declaration))


def messages(rule: str, facts: Profile, **limits: int) -> list[str]:
    policy = Policy(documentation=DocumentationPolicy(**limits))
    return [one.message for one in RULES[rule].function(facts, policy)]


def test_rules_are_in_order_and_of_this_family() -> None:
    assert [one.rule for one in CHECKS] == [f"DOC{n:03d}" for n in range(1, len(CHECKS) + 1)]
    assert {one.family for one in CHECKS} == {"datasheet"}


def test_a_contradicted_item_is_an_error_that_names_the_item() -> None:
    facts = documented({"images": {"n_series": 13}, "examinations": {"n_patients": 9}})
    found = list(RULES["DOC001"].function(facts, Policy()))
    assert [one.subject for one in found] == ["item 1c", "item 2"]
    assert "13 series declared, 12 found" in found[0].message
    assert RULES["DOC001"].severity == "error"
    assert messages("DOC001", documented({"images": {"n_series": 12}})) == []


@pytest.mark.parametrize(("limit", "findings"), [(11, 1), (12, 0)])
def test_absent_items_against_the_limit(limit: int, findings: int) -> None:
    facts = documented(None)
    absent = [row.id for row in facts.documentation.table2 if row.state == "absent"]
    assert len(absent) == 12
    found = messages("DOC002", facts, max_absent_items=limit)
    assert len(found) == findings
    assert all(told.endswith(", ".join(absent)) for told in found)


@pytest.mark.parametrize(("limit", "findings"), [(1, 1), (2, 0)])
def test_partial_items_against_the_limit(limit: int, findings: int) -> None:
    facts = documented(None)
    assert sum(row.state == "partial" for row in facts.documentation.table2) == 2
    assert len(messages("DOC003", facts, max_partial_items=limit)) == findings


@pytest.mark.parametrize(("said", "findings"), [(None, 1), ({}, 0)])
def test_no_declaration(said: dict[str, Any] | None, findings: int) -> None:
    assert len(messages("DOC004", documented(said))) == findings


@pytest.mark.parametrize(
    ("rule", "said", "findings"),
    [
        ("DOC005", {}, 1),
        ("DOC005", {"usage": {"licence": "whatever"}}, 1),
        ("DOC005", {"usage": {"licence": "CC-BY-4.0"}}, 0),
        ("DOC005", {"usage": {"duo": ["DUO:0000042"]}}, 0),
        ("DOC006", {}, 1),
        ("DOC006", {"responsible": {"name": "Data office"}}, 1),
        ("DOC006", {"responsible": {"name": "Data office", "email": "a@b.org"}}, 0),
        ("DOC007", {}, 1),
        ("DOC007", {"dataset": {"name": "Chest"}}, 1),
        ("DOC007", {"dataset": {"name": "Chest", "version": "1"}}, 0),
    ],
)
def test_what_a_declaration_must_say(rule: str, said: dict[str, Any], findings: int) -> None:
    assert len(messages(rule, documented(said))) == findings


@pytest.mark.parametrize("rule", ["DOC005", "DOC006", "DOC007"])
def test_without_a_declaration_they_are_not_assessed(rule: str) -> None:
    with pytest.raises(NotAssessed, match="no declaration"):
        messages(rule, documented(None))


def test_nothing_is_assessed_without_a_table() -> None:
    for one in CHECKS:
        with pytest.raises(NotAssessed):
            _run(one, r.profile(documentation=Documentation()))


def _run(one: Check, facts: Profile) -> None:
    list(one.function(facts, Policy()))


def test_no_declared_value_stands_in_a_message() -> None:
    facts = documented({"usage": {"licence": "SMITH"}, "owner": {"rights_basis": LONG}})
    for rule in RULES:
        assert not any("SMITH" in told for told in messages(rule, facts))
