"""Audits for tests of comparisons: the sample report's `audit.json`, any part of it replaced."""

from __future__ import annotations

import json
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

from audit.diff.audited import Audited
from audit.diff.reading import read_audit
from audit.outputs import json as audit_json
from tests.report import sample

Document = dict[str, Any]


@cache
def _plain() -> str:
    return audit_json.render(sample.report()).decode("utf-8")


def document(**changes: Any) -> Document:
    """The sample's `audit.json` as plain values, with whole parts replaced."""
    made: Document = json.loads(_plain())
    return {**made, **changes}


def finding(**changes: Any) -> Document:
    """One finding of `findings[]`: 2 of 20 CT series, an error."""
    made = {
        "rule": "GEO001",
        "title": "Unequal slice distances",
        "family": "geometry",
        "severity": "error",
        "confidence": "certain",
        "status": "new",
        "reason": "",
        "message": "2 of 20 CT series have unequal distances",
        "subject": "CT series",
        "count": 2,
        "total": 20,
        "unit": "series",
        "keyword": "ImagePositionPatient",
        "because": "",
        "examples": ["series 4"],
        "items": [4],
    }
    return {**made, **changes}


def counted(count: int, total: int = 20, **changes: Any) -> Document:
    """The same finding of other numbers, told as the check tells it."""
    verb = "has" if count == 1 else "have"
    message = f"{count} of {total} CT series {verb} unequal distances"
    return finding(**{"count": count, "total": total, "message": message, **changes})


def check(rule: str = "GEO001", status: str = "passed", reason: str = "") -> Document:
    """One entry of `checks[]`."""
    made = next(one for one in document()["checks"] if one["status"] == "passed")
    return {**made, "rule": rule, "family": "geometry", "status": status, "reason": reason}


def with_findings(*findings: Document, **changes: Any) -> Document:
    """An audit whose one rule found these."""
    status = "failed" if findings else "passed"
    return document(**{"findings": list(findings), "checks": [check(status=status)], **changes})


def with_policy(made: Document, **changes: Any) -> Document:
    """The same audit by another policy."""
    policy = deepcopy(made["policy"])
    for name, value in changes.items():
        policy[name] = {**policy[name], **value} if isinstance(value, dict) else value
    return {**made, "policy": policy}


def written(path: Path, made: Document) -> Path:
    """As a file."""
    path.write_text(json.dumps(made), "utf-8")
    return path


def read(folder: Path, made: Document, name: str = "OLD") -> Audited:
    """Through the file, as a command reads it."""
    return read_audit(written(folder / f"{name}.json", made), name)
