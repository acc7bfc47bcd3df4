"""policy.yaml: read, and held against the rules that exist."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from audit.datasheet.yaml_file import list_faults, read_yaml
from audit.errors import UserError
from audit.policy import Policy
from audit.scan.safe_text import safe_text


def read_policy(path: Path) -> Policy:
    """
    Read a policy (YAML 1.2).

    Raises UserError with the line and the key where a key is unknown or a value has a wrong form;
    no value is repeated in the message.
    """
    return read_yaml(path, Policy, "--policy")


def check_codes(policy: Policy, rules: Collection[str]) -> None:
    """
    Refuse codes that name no rule: a misspelt one would ignore or waive nothing, in silence.

    All but waivers also take prefixes. Raises UserError naming key and position of each.
    """
    if faults := list(_faults(policy, rules)):
        raise UserError(list_faults("--policy", faults))


def _faults(policy: Policy, rules: Collection[str]) -> Iterator[str]:
    prefixes = (
        ("select", policy.select),
        ("ignore", policy.ignore),
        ("severity", tuple(policy.severity)),
    )
    for key, codes in prefixes:
        for position, code in enumerate(codes, 1):
            if not code or not any(rule.startswith(code) for rule in rules):
                yield f"`{key}`: entry {position}{_named(code)} is no rule and no prefix"
    for position, waiver in enumerate(policy.waivers, 1):
        if waiver.rule not in rules:
            told = f"`waivers`: entry {position}{_named(waiver.rule)} is no rule"
            yield f"{told} (see `dicom-audit rules`)"


def _named(code: str) -> str:
    """The code as it was given, made safe; "" for an empty one."""
    return f" (`{safe_text(code, 40)}`)" if code else ""


def policy_schema() -> dict[str, Any]:
    """The JSON Schema of `policy.yaml`."""
    schema = Policy.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "policy.yaml of dicom-audit"
    return schema
