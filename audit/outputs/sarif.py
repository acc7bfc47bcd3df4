"""`results.sarif`: the findings as SARIF 2.1.0 (OASIS, errata 01), for code scanning."""

from __future__ import annotations

import hashlib
import json as plain_json
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from audit.checks.model import Check, CheckResult
from audit.outputs import json
from audit.outputs.paths import shown_paths
from audit.report.model import AuditReport
from audit.report.order import Found, found
from audit.report.sections.withheld import withheld_sentence
from audit.report.words import prose, sentence

Object = dict[str, Any]
SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
RESULTS = 25_000
"""GitHub refuses a file with more results in a run; the severest stay, the rest is counted."""
_PRECISION = {"certain": "very-high", "likely": "high", "heuristic": "medium"}
_PROBLEM = {"error": "error", "warning": "warning", "note": "recommendation"}
_OUT = "the output folder of the audit"
_SOURCE = "the source that was audited: the paths of inventory.parquet start there"


def render(report: AuditReport) -> bytes:
    """
    One run: every rule that was asked, every finding, and what could not be looked at.

    **Where a finding is.** Code scanning refuses a whole file in which one result lacks the
    address of a file, and by default no path of the data may stand here. So a result points at
    what lies in the same output folder and everybody who has the report may see: the line of
    `audit.json` where its full record begins (the digest of that file is in `artifacts`). The
    subjects are logical locations, `patient 17` and `item 204`, which lead back through
    `inventory.parquet`. `--show-paths` adds one location an example with its relative path, without
    a line: a DICOM file has none. `--shareable` never does.

    **Exit code.** That of the verdict; `--exit-zero` and an output that could not be written change
    the code of the process later. A gate that failed is a successful execution, an incomplete audit
    is none. There is no `baselineState`: `status` in `properties` says which findings are
    `known` from a baseline.
    """
    text = plain_json.dumps(
        document(report), sort_keys=True, indent=1, ensure_ascii=False, allow_nan=False
    )
    return text.encode("utf-8") + b"\n"


def document(report: AuditReport) -> Object:
    """The log as plain values; the same report gives the same one: no time, no host, no user."""
    rules = sorted({one.check.rule: one.check for one in report.results}.items())
    index = {rule: number for number, (rule, _) in enumerate(rules)}
    driver = {
        "name": "dicom-audit",
        "version": report.versions.dicom_audit,
        "rules": [_rule(check) for _, check in rules],
    }
    run = {
        "tool": {"driver": driver},
        "invocations": [_invocation(report, index)],
        "originalUriBaseIds": _bases(report),
        "artifacts": [_audit_json(report)],
        "results": _results(report, index),
        "columnKind": "unicodeCodePoints",
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def inert(text: str) -> str:
    """
    Text that no reader takes for a link (`[x](y)`, 3.11.6) or a placeholder (`{0}`, 3.11.5).

    Escaped as the standard says, and only where there is something to escape.
    """
    if "](" in text:
        text = re.sub(r"([\\\[\]])", r"\\\1", text)
    if re.search(r"\{\d+\}", text):
        text = text.replace("{", "{{").replace("}", "}}")
    return text


def _message(text: str) -> Object:
    return {"text": inert(sentence(text))}


def _rule(check: Check) -> Object:
    """A rule in its own words: they are ours, so that Markdown in them is safe."""
    parts = {"What": check.what, "Why": check.why, "Fix": check.fix, "Source": check.source}
    told = [(name, sentence(text)) for name, text in parts.items() if text]
    return {
        "id": check.rule,
        "name": "".join(word[:1].upper() + word[1:] for word in re.findall(r"\w+", check.title)),
        "shortDescription": {"text": sentence(check.title)},
        "fullDescription": {"text": f"{sentence(check.what)} {sentence(check.why)}"},
        "help": {
            "text": "\n\n".join(f"{name}: {text}" for name, text in told),
            "markdown": "\n\n".join(f"**{name}.** {text}" for name, text in told),
        },
        "defaultConfiguration": {"level": str(check.severity)},
        "properties": {
            "confidence": str(check.confidence),
            "precision": _PRECISION[check.confidence],
            "problem.severity": _PROBLEM[check.severity],
            "tags": [check.family, f"confidence/{check.confidence}"],
        },
    }


def _invocation(report: AuditReport, index: dict[str, int]) -> Object:
    verdict = report.verdict
    remapped = {
        one.check.rule: str(one.severity)
        for one in report.results
        if one.severity is not one.check.severity
    }
    return {
        "executionSuccessful": verdict.status != "incomplete",
        "exitCode": verdict.exit_code,
        "exitCodeDescription": sentence(verdict.sentence),
        "ruleConfigurationOverrides": [
            {"descriptor": _reference(rule, index), "configuration": {"level": level}}
            for rule, level in sorted(remapped.items())
        ],
        "toolExecutionNotifications": _notifications(report, index),
    }


def _reference(rule: str, index: dict[str, int]) -> Object:
    return {"id": rule, "index": index[rule]}


def _notifications(report: AuditReport, index: dict[str, int]) -> list[Object]:
    """What a reader of results alone would miss: each with a reason."""
    told = [_notice("error", f"incomplete: {reason}") for reason in report.verdict.reasons]
    if report.min_cell:
        told.append(_notice("note", withheld_sentence(report)))
    if (more := len(found(report.results)) - RESULTS) > 0:
        told.append(_notice("warning", f"{more} more findings stand in audit.json"))
    for one in sorted(report.results, key=lambda one: (one.check.rule, one.status)):
        if said := _said(one):
            told.append(
                {**_notice("note", said), "associatedRule": _reference(one.check.rule, index)}
            )
    return told


def _notice(level: str, text: str) -> Object:
    return {"level": level, "message": _message(text)}


def _said(one: CheckResult) -> str:
    """Why a rule was not, or not wholly, assessed, or that its waiver is over."""
    if one.status == "not_assessed":
        return f"{one.check.rule} was not assessed: {one.reason}"
    return f"{one.check.rule}: {one.reason}" if one.status == "failed" and one.reason else ""


def _bases(report: AuditReport) -> Object:
    """Names for two folders whose places are nobody's business."""
    bases: Object = {"OUT": {"description": {"text": f"{sentence(_OUT)}"}}}
    if shown_paths(report, ()) is not None:
        bases["SOURCE"] = {"description": {"text": sentence(_SOURCE)}}
    return bases


def _audit_json(report: AuditReport) -> Object:
    return {
        "location": {"uri": "audit.json", "uriBaseId": "OUT", "index": 0},
        "description": {"text": "Everything measured and judged; the results point into it."},
        "hashes": {"sha-256": json.digest(report)},
        "mimeType": "application/json",
        "encoding": "utf-8",
        "roles": ["resultFile"],
    }


def _results(report: AuditReport, index: dict[str, int]) -> list[Object]:
    every = found(report.results)[:RESULTS]
    records = [json.finding_record(one) for one in every]
    paths = shown_paths(report, (item for record in records for item in record["items"])) or {}
    seen: Counter[str] = Counter()
    made = []
    for one, record, line in zip(every, records, _lines(report), strict=False):
        identity = _identity(record)
        seen[identity] += 1
        mark = f"{identity}:{seen[identity]}"
        made.append(_result(one, record, index, _locations(record, line, paths), mark))
    return made


def _result(
    one: Found, record: Object, index: dict[str, int], locations: list[Object], mark: str
) -> Object:
    """
    One finding. `suppressions` is always there: an empty list says that nobody waived it.

    GitHub knows a finding again by `primaryLocationLineHash` alone; other readers by the same
    digest under our own name.
    """
    because = f"because of {record['because']}: " if record["because"] else ""
    waived = {"kind": "external", "status": "accepted", "justification": prose(one.result.reason)}
    kept = ("confidence", "status", "family", "subject", "count", "total", "unit", "keyword",
            "because")  # fmt: skip
    return {
        "ruleId": record["rule"],
        "ruleIndex": index[record["rule"]],
        "kind": "fail",
        "level": record["severity"],
        "message": _message(f"{because}{record['message']}"),
        "locations": locations,
        "partialFingerprints": {"finding/v1": mark, "primaryLocationLineHash": mark},
        "suppressions": [waived] if one.status == "waived" else [],
        "properties": {name: record[name] for name in kept},
    }


def _identity(record: Object) -> str:
    """
    What a finding is called in every run: rule, part of the dataset, keyword; no count, no path.

    Findings alike in all three are told apart by a number after it, so that none hides another.
    """
    named = "\n".join((record["rule"], record["subject"], record["keyword"]))
    return hashlib.sha256(named.encode("utf-8")).hexdigest()


def _locations(record: Object, line: int, paths: dict[int, str]) -> list[Object]:
    """The record in `audit.json` with the subjects as names; then files, where they may be seen."""
    place = {"uri": "audit.json", "uriBaseId": "OUT", "index": 0}
    items = [f"item {item}" for item in record["items"]]
    names = [record["subject"], *record["examples"], *items]
    first = {
        "physicalLocation": {"artifactLocation": place, "region": {"startLine": line}},
        "logicalLocations": [_logical(name) for name in dict.fromkeys(names)],
    }
    return [first, *(_file(item, paths[item]) for item in _once(record["items"]) if item in paths)]


def _once(items: Sequence[int]) -> list[int]:
    return list(dict.fromkeys(items))


def _logical(name: str) -> Object:
    """`patient 17` is of the kind `patient`; a part of the dataset is of the kind `part`."""
    level = re.fullmatch(r"(patient|study|series|instance|item) \d+", name)
    return {"fullyQualifiedName": name, "kind": level[1] if level else "part"}


def _file(item: int, path: str) -> Object:
    place = {"uri": uri_of(path), "uriBaseId": "SOURCE"}
    return {
        "physicalLocation": {"artifactLocation": place},
        "logicalLocations": [_logical(f"item {item}")],
    }


def uri_of(path: str) -> str:
    """A relative reference (RFC 3986): all but unreserved letters and `/` percent-encoded."""
    encoded = quote(path, safe="/")
    return f"%2F{encoded[1:]}" if encoded.startswith("/") else encoded


def _lines(report: AuditReport) -> list[int]:
    """The line of `audit.json`, from 1, on which each finding's record begins, in their order."""
    lines = json.render(report).split(b"\n")
    if b' "findings": [' not in lines:
        return []
    first = lines.index(b' "findings": [')
    last = lines.index(b" ],", first)
    return [number + 1 for number in range(first, last) if lines[number] == b"  {"]
