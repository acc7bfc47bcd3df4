"""`audit.json`: the promised key paths, the schema, no NaN, at most ten examples."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import jsonschema
import pytest

from audit.outputs import json as audit_json
from audit.outputs.schema import audit_schema
from audit.profile.model import Subjects
from tests.conftest import ROOT
from tests.report import sample


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(audit_json.render(sample.report()))
    return read


def test_schema_accepts_it_and_is_itself_valid(document: dict[str, Any]) -> None:
    schema = audit_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(document, schema)
    empty = sample.report(profile=sample.empty_profile(), results=())
    jsonschema.validate(json.loads(audit_json.render(empty)), schema)


@pytest.mark.parametrize("name", ["demo", "corpus"])
def test_schema_accepts_whole_audits(name: str) -> None:
    """Reports of real data hold every record, which no small sample does."""
    text = (ROOT / "sample_reports" / name / "audit.json").read_text("utf-8")
    validator = jsonschema.Draft202012Validator(audit_schema())
    faults = [
        f"{error.json_path}: {error.message[:80]}"
        for error in validator.iter_errors(json.loads(text))
    ]
    assert faults == []


@pytest.mark.parametrize("change", [{"format_version": "9"}, {"more": 1}, {"findings": [{}]}])
def test_schema_refuses(document: dict[str, Any], change: dict[str, Any]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**document, **change}, audit_schema())


def test_key_paths(document: dict[str, Any]) -> None:
    assert document["verdict"]["status"] == "incomplete"
    assert document["verdict"]["exit_code"] == 3
    assert document["accounting"] == {
        "found": 31912, "ok": 31700, "finding": 160, "partial": 21, "rejected": 2, "skipped": 29,
        "adds_up": True,
    }  # fmt: skip
    assert document["counts"] == {
        "patients": 184, "studies": 201, "series": 402, "instances": 31880,
    }  # fmt: skip
    wanted = {"rule", "severity", "confidence", "message", "subject", "count", "total", "unit"}
    assert wanted | {"status"} <= document["findings"][0].keys()
    assert document["not_assessed"] == [
        {"rule": "SMP003", "reason": "the number of trainable parameters is not declared"}
    ]
    assert [row["id"] for row in document["table2"]][:2] == ["1a", "1b"]
    assert {"id", "item", "state", "value", "evidence"} <= document["table2"][0].keys()
    assert document["table2"][7]["value"] == "image-level classes"
    assert len(document["fair"]) == 15
    assert set(document["profile"]) >= {"vendors", "cohort", "classes", "samples"}


def test_waived_findings_are_listed_and_marked(document: dict[str, Any]) -> None:
    status = {one["rule"]: one["status"] for one in document["findings"]}
    assert status["GEO004"] == "waived"
    assert {state for rule, state in status.items() if rule != "GEO004"} == {"new"}


def test_at_most_ten_examples_and_the_true_count(document: dict[str, Any]) -> None:
    vendor = next(one for one in document["findings"] if one["rule"] == "VEN001")
    assert len(vendor["examples"]) == len(vendor["items"]) == 10
    codes = {one["code"]: one["items"] for one in document["profile"]["integrity"]["codes"]}
    assert codes["odd-length"]["count"] == 160
    assert len(codes["odd-length"]["items"]) == 10


def test_a_number_that_is_none_becomes_null() -> None:
    profile = sample.profile()
    odd = replace(profile.classes.imbalance[0], ratio=float("inf"), entropy=float("nan"))
    report = sample.report(
        profile=replace(profile, classes=replace(profile.classes, imbalance=(odd,)))
    )
    told = json.loads(audit_json.render(report), parse_constant=pytest.fail)
    assert told["profile"]["classes"]["imbalance"][0]["ratio"] is None
    assert told["profile"]["classes"]["imbalance"][0]["entropy"] is None


def test_text_of_the_data_is_well_formed() -> None:
    profile = sample.profile()
    vendors = replace(profile.vendors, models=(("CT", "A\ud800", "B\x00", 1, 1),))
    report = sample.report(profile=replace(profile, vendors=vendors))
    told = json.loads(audit_json.render(report).decode("utf-8"))
    assert told["profile"]["vendors"]["models"][0][1:3] == ["A\\ud800", "B\\x00"]


def test_plain_subjects() -> None:
    assert audit_json.plain(Subjects("series", (3, 4), (30, 40))) == {
        "level": "series",
        "count": 2,
        "examples": [3, 4],
        "items": [30, 40],
    }


def test_same_report_same_bytes_and_digest() -> None:
    assert audit_json.render(sample.report()) == audit_json.render(sample.report())
    assert len(audit_json.digest(sample.report())) == 64
