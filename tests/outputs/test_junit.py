"""`junit.xml`: the schema of Jenkins, a real reader, and every status where a reporter seeks it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import junitparser
import pytest
from lxml import etree

from audit.checks.model import CheckResult, Finding, Severity
from audit.gate import decide
from audit.outputs import junit
from audit.report.model import AuditReport
from tests.outputs.inventory import CANARY, write_inventory
from tests.outputs.test_sarif import HOSTILE
from tests.outputs.test_tables import with_text
from tests.report import sample

HERE = Path(__file__).parent
SCHEMA = etree.XMLSchema(etree.parse(HERE / "schemas" / "junit-10.xsd"))


def suites_of(report: AuditReport) -> ElementTree.Element:
    """The file as XML, judged by the schema."""
    data = junit.render(report)
    SCHEMA.assertValid(etree.fromstring(data))
    return ElementTree.fromstring(data)


def case_of(root: ElementTree.Element, rule: str) -> ElementTree.Element:
    (case,) = [one for one in root.iter("testcase") if one.attrib["name"].startswith(f"{rule} ")]
    return case


def kinds(case: ElementTree.Element) -> list[str]:
    return [one.tag for one in case]


def test_gold() -> None:
    assert junit.render(sample.report()) == (HERE / "gold" / "junit.xml").read_bytes()


def test_the_schema_refuses() -> None:
    root = etree.fromstring(junit.render(sample.report()))
    del root[0].attrib["tests"]
    assert not SCHEMA.validate(root)


def test_a_reader_finds_every_status(tmp_path: Path) -> None:
    (tmp_path / "junit.xml").write_bytes(junit.render(sample.report()))
    read = junitparser.JUnitXml.fromfile(str(tmp_path / "junit.xml"))
    held = {case.name.split()[0]: case for suite in read for case in suite}
    assert len(held) == 11
    failed = {name for name, case in held.items() if case.is_failure}
    assert failed == {"CLS005", "GEO002", "INT002"}
    assert {name for name, case in held.items() if case.is_skipped} == {"GEO004", "SMP003"}
    assert {name for name, case in held.items() if case.is_error} == {"the"}
    assert {name for name, case in held.items() if case.is_passed} == {
        "COH001", "COH003", "DOC004", "VEN001", "VEN002",
    }  # fmt: skip
    assert (read.tests, read.failures, read.errors) == (11, 3, 1)
    read.update_statistics()  # type: ignore[no-untyped-call]
    assert (read.tests, read.failures, read.errors, read.skipped) == (11, 3, 1, 2)


def test_one_suite_a_family_and_one_case_a_rule() -> None:
    report = sample.report()
    root = suites_of(report)
    families = [one.attrib["name"] for one in root]
    assert families[0] == "run"
    assert sorted(families[1:]) == sorted({one.check.family for one in report.results})
    names = [one.attrib["name"].split()[0] for one in root.iter("testcase")][1:]
    assert sorted(names) == sorted({one.check.rule for one in report.results})


def test_reasons_are_told() -> None:
    root = suites_of(sample.report())
    reason = "not assessed: the number of trainable parameters is not declared"
    assert case_of(root, "SMP003")[0].attrib["message"] == reason
    waived = case_of(root, "GEO004")
    assert waived[0].attrib["message"].startswith("waived: A. Curator until 2027-06-30")
    assert "1 of 402 series holds two matrix sizes" in str(waived[1].text)
    failure = case_of(root, "CLS005")[0]
    told = "CLS005: 2 of 150 labelled patients stand in train and in test"
    assert failure.attrib["message"] == told
    assert "Fix: Assign whole patients to one split." in str(failure.text)
    assert str(case_of(root, "VEN001")[0].text).startswith("Does not fail the gate:\n- warning: ")


@pytest.mark.parametrize(
    ("fail_on", "n"), [("never", 0), ("error", 3), ("warning", 5), ("note", 6)]
)
def test_what_fails_is_what_the_gate_counts(fail_on: str, n: int) -> None:
    policy = sample.POLICY.model_copy(update={"fail_on": fail_on})
    root = suites_of(sample.report(policy=policy))
    assert root.attrib["failures"] == str(n) == str(len(root.findall(".//failure")))


def test_a_complete_run_has_no_error() -> None:
    report = sample.report()
    whole = replace(report.profile.integrity.accounting, ok=31702, rejected=0)
    root = suites_of(sample.report(verdict=decide(report.results, whole, sample.POLICY, 402)))
    assert root.attrib["errors"] == "0"
    assert kinds(root[0][0]) == ["system-out"]


def test_a_rule_waived_in_part_is_one_case_that_fails() -> None:
    check = sample.made_check("VEN001", "Title", Severity.ERROR, "vendors", ("a.", "b.", "c."))
    one, two = (Finding(f"{n} of 9", n, 9, "series", f"part {n}") for n in (1, 2))
    results = (
        CheckResult(check, Severity.ERROR, "failed", (one,), "partly not assessed: no dates"),
        CheckResult(check, Severity.ERROR, "waived", (two,), "A. Curator until 2027-06-30: known"),
    )
    case = case_of(suites_of(sample.report(results=results)), "VEN001")
    assert kinds(case) == ["failure", "system-out"]
    assert "1 of 9" in str(case[0].text) and "2 of 9" not in str(case[0].text)
    assert "Partly not assessed: no dates." in str(case[0].text)
    assert "2 of 9" in str(case[1].text) and "A. Curator" in str(case[1].text)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_data(text: str) -> None:
    root, plain = suites_of(with_text(text)), suites_of(with_text("A"))
    assert [one.tag for one in root.iter()] == [one.tag for one in plain.iter()]
    assert [sorted(one.attrib) for one in root.iter()] == [
        sorted(one.attrib) for one in plain.iter()
    ]
    told = [
        *(one.text or "" for one in root.iter()),
        *(v for e in root.iter() for v in e.attrib.values()),
    ]
    assert max(map(len, told)) < 5_000
    lines = [line for one in told for line in one.split("\n")]
    assert not any(line.lstrip().startswith("::") or "##[" in line for line in lines)


def test_what_xml_forbids_becomes_visible() -> None:
    forbidden = "a\x00\x0b\x1f\ud800\ufffe\uffff"
    told = junit.inert(forbidden + "\t\n\U0001f600")
    assert told == "a\\u0000\\u000b\\u001f\\ud800\\ufffe\\uffff\t\n\U0001f600"


def test_many_findings_are_counted() -> None:
    check = sample.made_check("VEN001", "Title", Severity.ERROR, "vendors", ("a.", "b.", "c."))
    many = tuple(Finding(f"finding {n}", n, 900, "series", f"part {n}") for n in range(1, 121))
    root = suites_of(sample.report(results=(CheckResult(check, Severity.ERROR, "failed", many),)))
    told = case_of(root, "VEN001")[0]
    assert str(told.text).count("- error: finding ") == junit.LISTED == 50
    assert "And 70 more findings in findings.csv." in str(told.text)
    assert told.attrib["message"].endswith(", and 119 more findings")


def test_paths_stand_there_only_when_asked(tmp_path: Path) -> None:
    inventory = write_inventory(tmp_path)
    for hidden in (
        sample.report(inventory=inventory),
        sample.report(inventory=inventory, show_paths=True, shareable=True),
    ):
        assert CANARY.encode() not in junit.render(hidden)
        assert "items 30, 90" in str(case_of(suites_of(hidden), "CLS005")[0].text)
    shown = suites_of(sample.report(inventory=inventory, show_paths=True))
    assert f"item 30: {CANARY}/00030.dcm" in str(case_of(shown, "CLS005")[0].text)
