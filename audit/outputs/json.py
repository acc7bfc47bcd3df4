"""`audit.json`: everything measured and judged, for programs; the shape is a promise (cli.md)."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import math
from typing import Any

from audit.checks.model import CheckResult
from audit.profile.model import Counts, Subjects
from audit.profile.model.withheld import withheld
from audit.report.memory import once
from audit.report.model import FORMAT_VERSION, AuditReport
from audit.report.order import Found, found
from audit.report.words import label, prose

EXAMPLES = 10
WITHHELD = (
    "counts of 1 to min_cell - 1 persons, and what would let one be reckoned from others, are not "
    "shown in a shareable report; null stands for a number, and records are left out"
)


@once
def render(report: AuditReport) -> bytes:
    """Sorted keys, indented, UTF-8, no NaN; the same audit gives the same bytes."""
    text = json.dumps(
        document(report), sort_keys=True, indent=1, ensure_ascii=False, allow_nan=False
    )
    return text.encode("utf-8") + b"\n"


@once
def digest(report: AuditReport) -> str:
    """SHA-256 of `audit.json`, printed in the HTML and PDF report so that they can be matched."""
    return hashlib.sha256(render(report)).hexdigest()


def document(report: AuditReport) -> dict[str, Any]:
    """The audit as plain values, in the key paths that others rely on."""
    overview = report.profile.overview
    documentation = report.profile.documentation
    return {
        "format_version": FORMAT_VERSION,
        "dataset": {
            "name": label(documentation.name),
            "version": label(documentation.version),
            "description": prose(documentation.description),
        },
        "verdict": plain(report.verdict),
        "accounting": _accounting(report),
        "counts": {
            "patients": plain(overview.n_patients),
            "studies": plain(overview.n_studies),
            "series": plain(overview.n_series),
            "instances": plain(overview.n_instances),
        },
        "findings": [finding_record(one) for one in found(report.results)],
        "not_assessed": _with_status(report, "not_assessed"),
        "waived": _with_status(report, "waived"),
        "checks": [_check(one) for one in _by_rule(report)],
        "table2": [_table2(row) for row in documentation.table2],
        "fair": [_fair(row) for row in documentation.fair],
        "policy": report.policy.model_dump(mode="json"),
        "versions": plain(report.versions),
        "digests": plain(report.digests),
        "withheld": {
            "min_cell": report.min_cell,
            "reason": WITHHELD if report.min_cell else "",
            "places": plain(report.gaps),
        },
        "profile": {
            field.name: plain(getattr(report.profile, field.name))
            for field in dataclasses.fields(report.profile)
        },
    }


def plain(value: Any) -> Any:
    """
    A record as dicts, lists and plain values.

    Subjects become their number and at most ten examples: all of them stand in
    `occurrences.parquet`. A number that is not finite, or withheld, becomes null.
    """
    if isinstance(value, Subjects):
        return _subjects(value)
    if isinstance(value, Counts):
        return _counts(value)
    if dataclasses.is_dataclass(value):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    if withheld(value) or (isinstance(value, float) and not math.isfinite(value)):
        return None
    return prose(value) if isinstance(value, str) else value


def finding_record(one: Found) -> dict[str, Any]:
    """One finding in the shape of `findings[]`."""
    check, finding = one.result.check, one.finding
    return {
        "rule": check.rule,
        "title": check.title,
        "family": check.family,
        "severity": str(one.result.severity),
        "confidence": str(check.confidence),
        "status": one.status,
        "reason": prose(one.reason),
        "message": prose(finding.message),
        "subject": label(finding.subject),
        "count": plain(finding.count),
        "total": plain(finding.total),
        "unit": finding.unit,
        "keyword": label(finding.keyword),
        "because": finding.because,
        "examples": list(finding.subjects.examples(EXAMPLES)),
        "items": list(finding.subjects.items[:EXAMPLES]),
    }


def _subjects(value: Subjects) -> dict[str, Any]:
    return {
        "level": value.level,
        "count": plain(value.count),
        "examples": list(value.numbers[:EXAMPLES]),
        "items": list(value.items[:EXAMPLES]),
    }


def _counts(value: Counts) -> dict[str, Any]:
    return {
        "unit": value.unit,
        "total": plain(value.total),
        "absent": plain(value.absent),
        "counts": [{"value": label(name), "count": plain(n)} for name, n in value.counts],
    }


def _accounting(report: AuditReport) -> dict[str, Any]:
    accounting = report.profile.integrity.accounting
    return {**plain(accounting), "adds_up": accounting.adds_up}


def _by_rule(report: AuditReport) -> list[CheckResult]:
    return sorted(report.results, key=lambda one: (one.check.rule, one.status))


def _with_status(report: AuditReport, status: str) -> list[dict[str, str]]:
    return [
        {"rule": one.check.rule, "reason": prose(one.reason)}
        for one in _by_rule(report)
        if one.status == status
    ]


def _check(one: CheckResult) -> dict[str, Any]:
    return {
        "rule": one.check.rule,
        "title": one.check.title,
        "family": one.check.family,
        "severity": str(one.severity),
        "confidence": str(one.check.confidence),
        "status": one.status,
        "n_findings": len(one.findings),
        "reason": prose(one.reason),
        "what": one.check.what,
        "why": one.check.why,
        "fix": one.check.fix,
        "source": one.check.source,
    }


def _table2(row: Any) -> dict[str, Any]:
    return {**plain(row), "value": prose(row.measured or row.declared)}


def _fair(row: Any) -> dict[str, Any]:
    record: dict[str, Any] = plain(row)
    return record
