"""`results.sarif`: the shape of the standard, stable names, inert text, paths only when asked."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema
import pytest

from audit.checks.model import CheckResult, Finding, Severity
from audit.gate import VerdictStatus
from audit.outputs import json as audit_json
from audit.outputs import sarif
from audit.report.model import AuditReport
from tests.outputs.inventory import CANARY, write_inventory
from tests.outputs.test_tables import PAYLOADS, with_text
from tests.report import sample

HERE = Path(__file__).parent
SCHEMA: dict[str, Any] = json.loads((HERE / "schemas" / "sarif-2.1.0-part.json").read_text())
HOSTILE = (*PAYLOADS, "]]>", "<script>x</script>", "\x00\x1b[31m\ufffe\ud800", "x" * 60_000,
           "[a](1)", "{0}", "\\[a\\](1)")  # fmt: skip


def log_of(report: AuditReport) -> dict[str, Any]:
    """The log, read as any program would, and judged by the schema."""
    read: dict[str, Any] = json.loads(sarif.render(report), parse_constant=pytest.fail)
    jsonschema.validate(read, SCHEMA)
    return read


def run_of(report: AuditReport) -> dict[str, Any]:
    (run,) = log_of(report)["runs"]
    return dict(run)


def settled(data: bytes) -> bytes:
    """Without what changes with every field of `audit.json`: its lines and digest, tested below."""
    data = re.sub(rb'("startLine": )\d+', rb"\g<1>1", data)
    return re.sub(rb'("sha-256": ")[0-9a-f]{64}', rb"\g<1>of audit.json", data)


def test_gold() -> None:
    made = settled(sarif.render(sample.report()))
    assert made == (HERE / "gold" / "results.sarif").read_bytes()


def test_schema_is_valid_and_refuses() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    log = log_of(sample.report())
    changes: tuple[dict[str, Any], ...] = ({"version": "2.0.0"}, {"more": 1}, {"runs": [{}]})
    for change in changes:
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**log, **change}, SCHEMA)


def test_an_empty_report_is_a_whole_log() -> None:
    run = run_of(sample.report(profile=sample.empty_profile(), results=()))
    assert run["results"] == [] == run["tool"]["driver"]["rules"]
    assert run["invocations"][0]["executionSuccessful"] is False


def test_each_result_names_its_rule_and_its_line_of_audit_json() -> None:
    report = sample.report()
    run = run_of(report)
    rules = run["tool"]["driver"]["rules"]
    assert [one["id"] for one in rules] == sorted(one.check.rule for one in report.results)
    lines = audit_json.render(report).decode().split("\n")
    records = audit_json.document(report)["findings"]
    assert len(records) == len(run["results"]) == 7
    for one, record in zip(run["results"], records, strict=True):
        assert rules[one["ruleIndex"]]["id"] == one["ruleId"] == record["rule"]
        assert one["level"] == record["severity"]
        place = one["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"] == "audit.json"
        start = place["region"]["startLine"] - 1
        end = next(n for n in range(start, len(lines)) if lines[n] in ("  }", "  },"))
        assert json.loads("\n".join(lines[start : end + 1]).rstrip(",")) == record
    assert run["artifacts"][0]["hashes"] == {"sha-256": audit_json.digest(report)}


def test_a_rule_speaks_the_words_of_its_check() -> None:
    rules = {one["id"]: one for one in run_of(sample.report())["tool"]["driver"]["rules"]}
    rule = rules["VEN001"]
    assert rule["name"] == "OneVendorDominates"
    assert rule["shortDescription"]["text"] == "One vendor dominates."
    assert rule["fullDescription"]["text"].startswith("One vendor supplies more than")
    assert rule["help"]["text"].count("\n\n") == 3
    assert "**Fix.** Add series from other vendors" in rule["help"]["markdown"]
    assert rule["properties"]["confidence"] == "certain"


def test_what_was_not_assessed_is_told_with_its_reason() -> None:
    told = run_of(sample.report())["invocations"][0]["toolExecutionNotifications"]
    by_rule = {one["associatedRule"]["id"]: one for one in told if "associatedRule" in one}
    assert by_rule.keys() == {"SMP003"}
    text = "SMP003 was not assessed: the number of trainable parameters is not declared."
    assert by_rule["SMP003"]["message"]["text"] == text
    errors = [one["message"]["text"] for one in told if one["level"] == "error"]
    assert errors == ["Incomplete: 2 of 31,912 items could not be read; the policy allows 0 %."]


def test_a_part_that_was_not_assessed_is_told_beside_the_finding() -> None:
    first = sample.results()[0]
    partly = replace(first, reason="partly not assessed: no dates")
    told = run_of(sample.report(results=(partly,)))["invocations"][0]["toolExecutionNotifications"]
    assert "COH003: partly not assessed: no dates." in [one["message"]["text"] for one in told]


def test_waived_findings_are_suppressed_and_no_other() -> None:
    waived = {one["ruleId"]: one["suppressions"] for one in run_of(sample.report())["results"]}
    justification = "A. Curator until 2027-06-30: phantom series, kept on purpose"
    assert waived.pop("GEO004") == [
        {"kind": "external", "status": "accepted", "justification": justification}
    ]
    assert set(map(len, waived.values())) == {0}


def test_a_severity_of_the_policy_is_a_configuration_of_the_run() -> None:
    first = replace(sample.results()[0], severity=Severity.ERROR)
    run = run_of(sample.report(results=(first,)))
    assert run["results"][0]["level"] == "error"
    assert run["tool"]["driver"]["rules"][0]["defaultConfiguration"]["level"] == "warning"
    assert run["invocations"][0]["ruleConfigurationOverrides"] == [
        {"descriptor": {"id": "COH003", "index": 0}, "configuration": {"level": "error"}}
    ]


@pytest.mark.parametrize(
    ("status", "code", "successful"),
    [("pass", 0, True), ("fail", 1, True), ("incomplete", 3, False)],
)
def test_the_invocation_is_the_verdict(status: VerdictStatus, code: int, successful: bool) -> None:
    report = sample.report()
    verdict = replace(report.verdict, status=status, exit_code=code)
    told = run_of(sample.report(verdict=verdict))["invocations"][0]
    assert (told["exitCode"], told["executionSuccessful"]) == (code, successful)
    assert "startTimeUtc" not in told


def marks(report: AuditReport) -> list[str]:
    return [
        one["partialFingerprints"]["primaryLocationLineHash"] for one in run_of(report)["results"]
    ]


def test_a_finding_keeps_its_fingerprint_while_its_counts_change(tmp_path: Path) -> None:
    (check,) = {one.check for one in with_text("x").results}

    def one(*findings: Finding, **changes: Any) -> AuditReport:
        return sample.report(
            results=(CheckResult(check, Severity.ERROR, "failed", findings),), **changes
        )

    few = Finding("7 of 9", 7, 9, "series", "CT series", "Rows", sample.subjects("series", 1))
    many = replace(few, message="8 of 9", count=8, subjects=sample.subjects("series", 1, 2))
    shown = one(many, inventory=write_inventory(tmp_path), show_paths=True)
    assert marks(one(few)) == marks(one(many)) == marks(shown)
    assert marks(one(few)) != marks(one(replace(few, subject="MR series")))
    assert marks(one(few)) != marks(one(replace(few, keyword="Columns")))
    twins = marks(one(few, many))
    assert len(set(twins)) == 2 and twins[0] == marks(one(few))[0]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_data(text: str) -> None:
    run, plain = run_of(with_text(text)), run_of(with_text("A"))
    one, other = run["results"][0], plain["results"][0]
    assert one.keys() == other.keys()
    assert [sorted(place) for place in one["locations"]] == [sorted(p) for p in other["locations"]]
    told = one["message"]["text"]
    assert len(told) <= 4_010
    assert not any(ord(letter) < 32 or "\ud800" <= letter <= "\udfff" for letter in told)
    assert "](" not in told.replace("\\](", "")
    assert "{0}" not in told.replace("{{0}}", "")


def test_no_path_unless_it_is_asked_for(tmp_path: Path) -> None:
    inventory = write_inventory(tmp_path)
    for report in (
        sample.report(inventory=inventory),
        sample.report(inventory=inventory, show_paths=True, shareable=True),
    ):
        data = sarif.render(report)
        assert CANARY.encode() not in data and b"DOE%5EJANE" not in data
        assert b"SOURCE" not in data
        assert b"item 30" in data


def test_paths_are_relative_uris(tmp_path: Path) -> None:
    run = run_of(sample.report(inventory=write_inventory(tmp_path), show_paths=True))
    assert "uri" not in run["originalUriBaseIds"]["SOURCE"]
    first = run["results"][0]["locations"]
    assert [one["physicalLocation"]["artifactLocation"] for one in first[1:]] == [
        {"uri": f"DOE%5EJANE/{name}.dcm", "uriBaseId": "SOURCE"} for name in ("00030", "00090")
    ]
    assert first[1]["logicalLocations"] == [{"fullyQualifiedName": "item 30", "kind": "item"}]


@pytest.mark.parametrize("path", ["a b/c#d?e.dcm", "é/\\x1b%41", "//host/x", "javascript:x", "50%"])
def test_a_path_comes_back_out_of_its_uri(path: str) -> None:
    made = sarif.uri_of(path)
    assert unquote(made) == path
    assert not made.startswith("/") and ":" not in made and made.isascii()


def test_the_limits_of_code_scanning_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "RESULTS", 5)
    run = run_of(sample.report())
    assert [one["level"] for one in run["results"]] == ["error"] * 3 + ["warning"] * 2
    told = run["invocations"][0]["toolExecutionNotifications"]
    assert "2 more findings stand in audit.json." in [one["message"]["text"] for one in told]
    assert all(len(one["locations"]) <= 11 for one in run["results"])
    assert all(len(one["properties"]["tags"]) <= 10 for one in run["tool"]["driver"]["rules"])
