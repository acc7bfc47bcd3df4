"""The rules and the schemas, as the command line shows them."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from typing import Any

from audit.checks import ALL_CHECKS
from audit.checks.model import Check
from audit.errors import UserError
from audit.policy import Policy

_SECTIONS = {"datasheet": "documentation", "fair": "documentation"}
"""Families whose thresholds stand in a section of another name."""


def list_rules() -> Iterator[str]:
    """`VEN001  warning  One vendor dominates a modality`, in the order of the report."""
    for check in ALL_CHECKS:
        yield f"{check.rule}  {check.severity:7}  {check.title}"


def explain_rule(rule: str) -> str:
    """Everything there is to know of one rule; raises UserError where there is none."""
    check = next((one for one in ALL_CHECKS if one.rule == rule.upper()), None)
    if check is None:
        raise UserError("there is no such rule: `dicom-audit rules` lists all of them")
    parts = [
        f"{check.rule}  {check.title}",
        f"severity {check.severity}, confidence {check.confidence}, family {check.family}",
        _part("What", check.what),
        _part("Why", check.why),
        _part("Fix", check.fix),
        _part("Source", check.source or "our own rule"),
        *_thresholds(check),
    ]
    return "\n".join(parts)


def _part(name: str, text: str) -> str:
    return "\n" + textwrap.fill(f"{name}: {text}", 88, subsequent_indent="  ")


def _thresholds(check: Check) -> Iterator[str]:
    """The thresholds of its family, with their defaults."""
    section = getattr(Policy(), _SECTIONS.get(check.family, check.family), None)
    if section is None:
        return
    yield "\nThresholds of the family (policy.yaml, defaults; not every rule uses each):"
    name = _SECTIONS.get(check.family, check.family)
    for key, field in type(section).model_fields.items():
        told = f"  {field.description}" if field.description else ""
        yield f"  {name}.{key}: {getattr(section, key)}{told}"


def find_schema(name: str) -> dict[str, Any]:
    """A JSON Schema by name; raises UserError where there is none."""
    makers: dict[str, Callable[[], dict[str, Any]]] = {
        "audit": _audit,
        "diff": _diff,
        "policy": _policy,
        "datasheet": _datasheet,
        "labels": _labels,
    }
    if name not in makers:
        raise UserError(f"there is no such schema: choose of {', '.join(makers)}")
    return makers[name]()


def _audit() -> dict[str, Any]:
    from audit.outputs.schema import audit_schema  # noqa: PLC0415

    return audit_schema()


def _diff() -> dict[str, Any]:
    from audit.diff.document import diff_schema  # noqa: PLC0415

    return diff_schema()


def _policy() -> dict[str, Any]:
    from audit.policy_file import policy_schema  # noqa: PLC0415

    return policy_schema()


def _datasheet() -> dict[str, Any]:
    from audit.datasheet.declaration import declaration_schema  # noqa: PLC0415

    return declaration_schema()


def _labels() -> dict[str, Any]:
    from audit.label_spec import label_schema  # noqa: PLC0415

    return label_schema()
