"""The page: parts in order, nothing silent, order of what matters."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from audit.checks import ALL_CHECKS
from audit.checks.model import CheckResult, Confidence, Finding, Severity
from audit.policy import Policy
from audit.report.jsonld import dataset_jsonld
from audit.report.order import CONSEQUENCE, foremost, found
from audit.report.page import Page, build_page
from audit.report.sections.findings import findings_page
from audit.report.sections.method import threshold_table
from audit.report.view import Column, for_paper, make_table
from audit.report.words import sentence
from tests.report import sample


@pytest.fixture(scope="module")
def page() -> Page:
    return build_page(sample.report(), "ab" * 32)


@pytest.fixture(scope="module")
def bare() -> Page:
    return build_page(sample.report(profile=sample.empty_profile(), results=()), "ab" * 32)


def test_three_findings_matter_and_no_waived_one() -> None:
    chosen = foremost(sample.results())
    assert [one.result.check.rule for one in chosen] == ["INT002", "CLS005", "GEO002"]


def test_certain_before_heuristic_and_one_a_family() -> None:
    def result(family: str, rule: str, confidence: Confidence, *counts: int):  # type: ignore[no-untyped-def]
        check = sample.made_check(rule, rule, Severity.ERROR, family, ("a", "b", "c"), confidence)
        findings = tuple(Finding(f"{n} of 10", n, 10, "series") for n in counts)
        from audit.checks.model import CheckResult  # noqa: PLC0415

        return CheckResult(check, Severity.ERROR, "failed", findings)

    results = [
        result("cohort", "AAA001", Confidence.HEURISTIC, 10),
        result("vendors", "BBB001", Confidence.CERTAIN, 1, 5),
        result("vendors", "BBB002", Confidence.CERTAIN, 4),
        result("leakage", "CCC001", Confidence.CERTAIN, 1),
    ]
    assert [(f.result.check.rule, f.finding.count) for f in foremost(results)] == [
        ("CCC001", 1),
        ("BBB001", 5),
        ("AAA001", 10),
    ]
    assert len(found(results)) == 5


def test_every_family_has_its_place_among_consequences() -> None:
    assert {check.family for check in ALL_CHECKS} == set(CONSEQUENCE)


def test_each_finding_is_shown_once(page: Page) -> None:
    shown = [
        occurrence.message
        for group in page.findings.groups
        for rule in group.rules
        for occurrence in rule.occurrences
    ]
    failed = [r for r in sample.results() if r.status == "failed"]
    assert sorted(shown) == sorted(sentence(f.message) for r in failed for f in r.findings)


def test_many_findings_of_a_rule_become_a_table() -> None:
    first, *others = sample.results()
    many = tuple(Finding(f"keyword {k} lacks", k, 90, "series") for k in range(1, 41))
    groups = build_page(
        sample.report(results=(replace(first, findings=many), *others)), ""
    ).findings.groups
    rule = next(r for g in groups for r in g.rules if r.rule == first.check.rule)
    assert len(rule.occurrences) == 3
    assert rule.table is not None
    assert rule.table.n_rows == 40


def test_not_assessed_and_waived_have_their_reason(page: Page) -> None:
    assert "not declared" in page.findings.not_assessed.rows[0][0]
    waived = page.findings.waived.rows[0]
    assert waived[2] == "1 of 402 series holds two matrix sizes."
    assert waived[4] == "A. Curator until 2027-06-30: phantom series, kept on purpose."


def test_a_rule_says_what_it_could_not_look_at() -> None:
    first, *others = sample.results()
    partly = replace(first, reason="partly not assessed: MR has no series")
    groups = build_page(sample.report(results=(partly, *others)), "").findings.groups
    remarks = {rule.rule: rule.remark for group in groups for rule in group.rules}
    assert remarks.pop(first.check.rule) == "Partly not assessed: MR has no series."
    assert set(remarks.values()) == {""}


def test_contradictions_stand_first(page: Page) -> None:
    states = [item.state.name for item in page.datasheet.items]
    assert states[:2] == ["contradicted", "contradicted"]
    assert "contradicted" not in states[2:]
    assert len(states) == 27
    assert sum(n for _, n in page.datasheet.tally) == 27


def test_an_empty_family_says_why(bare: Page) -> None:
    empty = {family.family: family.empty for family in bare.families if family.empty}
    assert set(empty) == {
        "vendors", "completeness", "cohort", "geometry", "classes", "samples", "annotations",
        "leakage", "shortcuts", "balance", "protocols", "utility", "values",
    }  # fmt: skip
    assert empty["classes"] == "Not measured: no label table was given."


def test_thresholds_say_where_they_come_from() -> None:
    rows = {(r[0], r[1]): r for r in threshold_table(sample.POLICY).rows}
    assert rows["vendors", "max_share"][2:4] == ("0.7", "policy")
    assert rows["vendors", "min_series"][3] == "default"
    assert rows["gate", "fail_on"][3] == "default"
    named = Policy.model_validate({"vendors": {"max_share": 0.8}})
    assert {(r[0], r[1]): r[3] for r in threshold_table(named).rows}[
        "vendors", "max_share"
    ] == "policy"


def test_a_long_table_is_cut_and_says_so() -> None:
    table = make_table("t", "c", (Column("n", True),), ((str(n),) for n in range(1200)))
    assert (len(table.rows), table.n_rows, table.n_more) == (500, 1200, 700)
    with pytest.raises(ValueError, match="another number of cells"):
        make_table("t", "c", (Column("n"),), [("a", "b")])


def test_jsonld_cannot_leave_its_element() -> None:
    profile = sample.profile()
    named = replace(profile.documentation, name="</script><script>alert(1)</script>")
    text = dataset_jsonld(replace(profile, documentation=named))
    assert "<" not in text
    told = json.loads(text)
    assert told["@type"] == "Dataset"
    assert told["name"] == "</script><script>alert(1)</script>"
    assert "31,880 DICOM instances" in told["size"]


def test_one_account_of_the_principles_that_fail(page: Page) -> None:
    rows = sample.report().profile.documentation.fair
    n_fail = sum(row.state == "fail" for row in rows)
    assert page.fair.account.startswith(f"Of {len(rows)} principles {n_fail} fail: ")
    counts = [int(found) for found in re.findall(r"(\d+) of \d+ that", page.fair.account)]
    assert sum(counts) == n_fail > 0


def test_on_paper_rows_of_nothing_are_counted_and_not_printed() -> None:
    head = (Column("What"), Column("How many", True), Column("Share", True))
    rows = (("a", "0 of 9", "0 %"), ("b", "1 of 9", "11.1 %"), ("c", "–", "–"), ("d", "10", "–"))
    table = for_paper(make_table("t", "T", head, rows), rows=1, skip_nil=True)
    assert table.printed == (rows[1],)
    assert table.n_nil == 2
    assert table.n_rows - len(table.printed) - table.n_nil == 1
    assert make_table("t", "T", head, rows).printed == rows


def test_what_follows_from_another_finding_is_listed_under_it() -> None:
    rules = {"LKG001": "patient", "LKG002": "study"}
    made = []
    for rule, unit in rules.items():
        check = sample.made_check(rule, f"{unit} twice", Severity.ERROR, "leakage", ("a", "b", "c"))
        because = "LKG001" if rule == "LKG002" else ""
        found = Finding(f"1 of 3 {unit}", 1, 3, unit, because=because)
        made.append(CheckResult(check, Severity.ERROR, "failed", (found,)))
    (group,) = findings_page(sample.report(results=tuple(made))).groups
    assert (group.n_findings, [rule.rule for rule in group.rules]) == (2, ["LKG001"])
    (effect,) = group.rules[0].effects
    assert (effect.rule, effect.anchor, effect.messages) == (
        "LKG002", "rule-LKG002", ("1 of 3 study.",),
    )  # fmt: skip
