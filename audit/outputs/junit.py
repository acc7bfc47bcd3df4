"""`junit.xml`: rules as test cases, for the test reporters of CI systems."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from xml.etree import ElementTree

from audit.checks.model import CheckResult
from audit.gate import gates
from audit.outputs.json import finding_record
from audit.outputs.paths import shown_paths
from audit.report.model import AuditReport
from audit.report.order import Found, found
from audit.report.sections.withheld import withheld_sentence
from audit.report.words import number_of, prose, sentence

Element = ElementTree.Element
LISTED = 50
"""Findings told of one rule; the rest is counted."""
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 (section 2.2, `Char`) forbids even as a reference."""
_COMMAND = re.compile(r"##(?=\[|vso\[)")
"""Where a log of a CI system would see a command, wherever it stands in a line."""


def render(report: AuditReport) -> bytes:
    """
    One suite a family, one case a rule, in the order of the report; first the run itself.

    A rule whose findings fail the gate is a *failure*; findings that do not fail it are the output
    of a case that passes. Not assessed and waived are *skipped*, with the reason. An incomplete run
    is an *error* of the first case. A check that crashes ends a run before anything is written, so
    that no case can show it. No times: equal audits give equal bytes.
    """
    root = Element("testsuites", name="dicom-audit")
    _run(root, report)
    told = _Told(report)
    for family in dict.fromkeys(one.check.family for one in report.results):
        suite = ElementTree.SubElement(root, "testsuite", name=family)
        rules = [one.check.rule for one in report.results if one.check.family == family]
        for rule in dict.fromkeys(rules):
            _case(suite, [one for one in report.results if one.check.rule == rule], told)
    _count(root)
    ElementTree.indent(root, " ")
    data: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"
    ElementTree.fromstring(data)  # a file that nobody can parse never gets onto the disk
    return data


def _run(root: Element, report: AuditReport) -> None:
    """Whether everything was looked at, and the words of the verdict."""
    suite = ElementTree.SubElement(root, "testsuite", name="run")
    case = ElementTree.SubElement(
        suite, "testcase", classname="dicom-audit.run", name="the audit is complete"
    )
    if report.verdict.status == "incomplete":
        reasons = "\n".join(f"- {sentence(one)}" for one in report.verdict.reasons)
        _put(case, "error", reasons, "incomplete", report.verdict.sentence)
    lines = [sentence(report.verdict.sentence)]
    _put(
        case,
        "system-out",
        "\n".join([*lines, *([withheld_sentence(report)] * bool(report.min_cell))]),
    )


class _Told:
    """The lines that tell of a rule's findings, with paths where they may be seen."""

    def __init__(self, report: AuditReport) -> None:
        self.report = report
        self._of: dict[str, list[Found]] = {}
        for one in found(report.results):
            self._of.setdefault(one.result.check.rule, []).append(one)
        items = (k for one in found(report.results) for k in finding_record(one)["items"])
        self._paths = shown_paths(report, items) or {}

    def lines(self, rule: str, waived: bool) -> list[str]:
        """One finding after the other, `LISTED` at most."""
        chosen = [one for one in self._of.get(rule, ()) if (one.status == "waived") is waived]
        lines = [line for one in chosen[:LISTED] for line in self._finding(one)]
        more = len(chosen) - LISTED
        return (
            [*lines, f"And {number_of(more, 'more finding')} in findings.csv."]
            if more > 0
            else lines
        )

    def _finding(self, one: Found) -> Iterable[str]:
        record = finding_record(one)
        because = f"because of {record['because']}: " if record["because"] else ""
        past = f" ({one.finding.past})" if one.finding.past else ""
        where = f" [{record['subject']}]" if record["subject"] else ""
        yield f"- {record['severity']}: {because}{record['message']}{where}{past}"
        if record["examples"]:
            yield f"  for example {', '.join(record['examples'])}"
        items = list(dict.fromkeys(record["items"]))
        if self._paths:
            yield from (f"  item {item}: {self._paths.get(item, 'path unknown')}" for item in items)
        elif items:
            yield f"  items {', '.join(map(str, items))}"


def _case(suite: Element, results: Sequence[CheckResult], told: _Told) -> None:
    """One rule; a part of its findings may be waived, and then it has two results."""
    by_status = {one.status: one for one in results}
    check = results[0].check
    case = ElementTree.SubElement(
        suite,
        "testcase",
        classname=f"dicom-audit.{check.family}",
        name=f"{check.rule} {check.title}",
    )
    waived = by_status.get("waived")
    failed = by_status.get("failed")
    told_of = [*_waived(check.rule, waived, told)]
    if failed and gates(failed, told.report.policy):
        lines = [
            *_failed(failed, told),
            f"Why: {sentence(check.why)}",
            f"Fix: {sentence(check.fix)}",
        ]
        _put(case, "failure", "\n".join(lines), str(failed.severity), _headline(failed))
    elif failed:
        told_of = ["Does not fail the gate:", *_failed(failed, told), *told_of]
    elif waived:
        _put(case, "skipped", "", "waived", f"waived: {waived.reason}")
    elif "not_assessed" in by_status:
        _put(case, "skipped", "", "not assessed", f"not assessed: {results[0].reason}")
    if told_of:
        _put(case, "system-out", "\n".join(told_of))


def _failed(failed: CheckResult, told: _Told) -> list[str]:
    lines = told.lines(failed.check.rule, waived=False)
    return [*lines, sentence(failed.reason)] if failed.reason else lines


def _waived(rule: str, waived: CheckResult | None, told: _Told) -> list[str]:
    if waived is None:
        return []
    return [f"Waived by {prose(waived.reason)}", *told.lines(rule, waived=True)]


def _headline(failed: CheckResult) -> str:
    """With the rule in front: no text of the data begins a line of a log."""
    more = len(failed.findings) - 1
    tail = f", and {number_of(more, 'more finding')}" if more else ""
    first = next((one for one in failed.findings if not one.known), failed.findings[0])
    return f"{failed.check.rule}: {first.message}{tail}"


def _put(case: Element, name: str, text: str, kind: str = "", message: str = "") -> None:
    """An element with text that is data: neither markup nor a command of a CI log."""
    made = ElementTree.SubElement(case, name)
    made.text = inert(text) or None
    if kind:
        made.set("message", inert(prose(message)))
        made.set("type", kind)


def inert(text: str) -> str:
    """Without what XML 1.0 forbids or a CI log takes for a command; markup is escaped later."""
    escaped = _FORBIDDEN.sub(lambda one: f"\\u{ord(one[0]):04x}", text)
    return _COMMAND.sub("## ", escaped)


def _count(root: Element) -> None:
    """The numbers of every suite, and of all: they are the numbers of the elements inside."""
    for suite in (*root, root):
        suite.set("tests", str(len(suite.findall(".//testcase"))))
        for name, element in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            if suite is not root or name != "skipped":
                suite.set(name, str(len(suite.findall(f".//{element}"))))
