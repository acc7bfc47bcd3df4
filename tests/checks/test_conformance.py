"""Checks of the family `conformance`: found, not found, and not assessed."""

from __future__ import annotations

from typing import Any

import pytest

from audit.checks.conformance import CHECKS
from audit.checks.model import Finding, Severity
from audit.checks.runner import run_checks
from audit.policy import Policy
from audit.profile.model import Counts
from audit.profile.model.conformance import Deep, Mismatch, OddValue, Uids
from audit.report.sections.conformance import conformance_page
from tests import records as r
from tests.records_conformance import class_conformance, conformance, lacking

RULES = {check.rule: check for check in CHECKS}


def judge(rule: str, **changes: Any) -> tuple[str, tuple[Finding, ...], str]:
    profile = r.profile(conformance=conformance(**changes))
    (result,) = run_checks(profile, Policy(), None, [RULES[rule]])
    return result.status, result.findings, result.reason


TWO = r.subjects(2)
FAULTS: dict[str, dict[str, Any]] = {
    "CNF001": {"classes": (class_conformance(lacking("Rows", 2)),)},
    "CNF002": {"classes": (class_conformance(lacking("Rows", 2, state="empty")),)},
    "CNF003": {"classes": (class_conformance(lacking("KVP", 2, Type="2")),)},
    "CNF004": {"classes": (class_conformance(lacking("PixelData", 2, Type="1C")),)},
    "CNF005": {"odd_values": (OddValue("PatientSex", "", "M, F, O", "C.7.1.1", TWO, 9),)},
    "CNF006": {"mismatches": (Mismatch("CT Image Storage", "CT", TWO, 160),)},
    "CNF007": {"uids": Uids(240, malformed=(("SOPInstanceUID", TWO),))},
    "CNF008": {"uids": Uids(240, shared=(("SOPInstanceUID", "StudyInstanceUID", TWO),))},
    "CNF009": {"unlisted": Counts("item", 2, (("not in the standard", 2),))},
    "CNF010": {"retired_syntaxes": (("Explicit VR Big Endian", TWO),)},
    "CNF011": {"codes": (("vr-wrong", TWO),)},
    "CNF012": {"deep": Deep(4, 3, (("attribute missing", "Laterality", TWO),))},
}


def test_errors_are_those_of_type_1() -> None:
    errors = [check.rule for check in CHECKS if check.severity is Severity.ERROR]
    assert errors == ["CNF001", "CNF002"]
    assert FAULTS.keys() == RULES.keys()


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_finds_its_fault_and_no_other(rule: str) -> None:
    assert judge(rule, deep=Deep(4, 3))[0] == "passed"
    status, (finding,), _ = judge(rule, **FAULTS[rule])
    assert (status, finding.count, finding.unit) == ("failed", 2, "item")
    for other, changes in FAULTS.items():
        assert (judge(rule, **changes)[0] == "failed") is (other == rule), other


@pytest.mark.parametrize("rule", RULES)
def test_without_an_item_nothing_is_assessed(rule: str) -> None:
    status, _, reason = judge(rule, n_items=0, classes=(), uids=Uids(), n_with_modality=0)
    assert (status, reason) == ("not_assessed", "no item was read")


def test_the_deep_pass_is_not_assessed_where_nobody_asked_or_nothing_was_read() -> None:
    assert judge("CNF012")[::2] == (
        "not_assessed", "dciodvfy was not asked: see --conformance deep",
    )  # fmt: skip
    assert judge("CNF012", deep=Deep(4, 0))[2] == "dciodvfy could read none of 4 items"


def test_without_a_known_class_no_type_is_assessed() -> None:
    for rule in ("CNF001", "CNF002", "CNF003", "CNF004"):
        status, _, reason = judge(rule, classes=())
        assert (status, reason) == (
            "not_assessed", "no item is of a SOP class whose modules are known",
        )  # fmt: skip
    assert judge("CNF006", n_with_modality=0)[0] == "not_assessed"


def test_one_finding_a_class_names_the_keywords_and_holds_every_occurrence() -> None:
    rows, columns = lacking("Rows", 3), lacking("Columns", 5, n_deidentified=4)
    more = [lacking(f"K{n}") for n in range(8)]
    _, (finding,), _ = judge("CNF001", classes=(class_conformance(rows, columns, *more),))
    assert finding.message == (
        "5 of 160 items of CT Image Storage lack an attribute of Type 1: "
        "Columns (5 of 160; 4 de-identified), Rows (3 of 160), K0 (1 of 160), K1 (1 of 160), "
        "K2 (1 of 160), K3 (1 of 160), K4 (1 of 160), K5 (1 of 160) and 2 more keywords"
    )
    assert [(word, len(items)) for word, items in finding.parts][:2] == [
        ("Columns", 5),
        ("Rows", 3),
    ]
    assert finding.subjects.items == (1, 2, 3, 4, 5)


def test_retired_attributes_and_errors_of_dciodvfy_are_one_finding_each() -> None:
    retired = (("StudyComments", r.subjects(3)), ("ImageLocation", TWO))
    _, (finding,), _ = judge("CNF010", retired_attributes=retired)
    assert finding.message == (
        "3 of 240 items have attributes that are retired: StudyComments (3), ImageLocation (2)"
    )
    assert [word for word, _ in finding.parts] == ["StudyComments", "ImageLocation"]
    faults = (("attribute missing", "", TWO), ("number of values", "Rows", TWO))
    _, findings, _ = judge("CNF012", deep=Deep(4, 3, faults))
    assert [one.message for one in findings] == [
        "2 of 3 items that dciodvfy read have an error of the kind attribute missing: "
        "no attribute named (2)",
        "2 of 3 items that dciodvfy read have an error of the kind number of values: Rows (2)",
    ]


def test_empty_of_type_1c_is_a_fault_whatever_the_condition() -> None:
    one = class_conformance(lacking("PixelAspectRatio", 2, Type="1C", state="empty"))
    assert judge("CNF002", classes=(one,))[0] == "failed"
    assert judge("CNF004", classes=(one,))[0] == "passed"


def test_the_page_counts_what_was_not_judged() -> None:
    facts = conformance(
        **FAULTS["CNF001"], unlisted=Counts("item", 80, (("not in the standard", 78),), 2)
    )
    page = conformance_page(r.profile(conformance=facts))
    told = {fact.name: fact.value for fact in page.facts}
    assert told["Judged by their SOP class"] == "160 of 240 items"
    assert told["Not judged: no modules known"] == ("80 of 240 items, 2 of them name no SOP class")
    tables = {table.id: table.rows for table in page.tables}
    assert tables["table-conformance-scope"] == (
        ("CT Image Storage", "160", "36", "0 of 403", "15 of 41"),
    )
    assert tables["table-lacking"] == (
        ("CT Image Storage", "Rows", "1", "absent", "2 of 160", "0 of 2", "always"),
    )
    empty = conformance_page(r.profile(conformance=conformance(n_items=0)))
    assert empty.empty == "No item was read."
