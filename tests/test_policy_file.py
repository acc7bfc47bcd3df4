"""A policy file: read, or refused with the line and the key."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.errors import UserError
from audit.policy_file import check_codes, read_policy


def _policy(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "policy.yaml"
    path.write_text(text)
    return path


def test_a_policy_is_read(tmp_path: Path) -> None:
    text = "fail_on: warning\nvendors:\n  max_share: 0.5\nignore: [SHC, INT003]\n"
    policy = read_policy(_policy(tmp_path, text))
    assert (policy.fail_on, policy.vendors.max_share) == ("warning", 0.5)
    assert policy.ignore == ("SHC", "INT003")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("fail_on: warning\nvendors:\n  max_shre: 0.5\n", "line 3: `vendors.max_shre`"),
        ("vendors:\n  max_shre: 0.5\n", "may stand here (did you mean `max_share`?)"),
        ("fail_onn: error\n", "line 1: `fail_onn` is not a key that may stand here (did you mean"),
        ("waivers:\n- {ownr: A. P.}\n", "`waivers.0.ownr` is not a key that may stand here (did y"),
        ("zzzz: 1\nfail_onn: note\n", "`zzzz` is not a key that may stand here\n"),
        ("fail_on: sometimes\n", "line 1: `fail_on` must be one of"),
        ("vendors:\n  max_share: 1.5\n", "line 2: `vendors.max_share` is out of range"),
        (
            "waivers:\n  - {rule: INT003, owner: A B, reason: wanted, expires: 2030-01-01}\n",
            "`waivers.0.reason` must have at least 10 characters",
        ),
        ("vendors:\n  max_share: .nan\n", "line 2: `vendors.max_share`"),
        ("waivers:\n- rule: INT003\n  owner: A. Person\n  expires: 2027-01-01\n", "is required"),
        ("fail_on: error\nfail_on: note\n", "stands twice"),
        ("[1, 2", "not valid YAML"),
    ],
)
def test_a_wrong_policy_names_line_and_key(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(UserError) as refused:
        read_policy(_policy(tmp_path, text))
    assert told in str(refused.value)
    assert "sometimes" not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("select: [VENN]", "1 (`VENN`)"),
        ("ignore: [INT003, INT03]", "2 (`INT03`)"),
        ("ignore: ['']", "1"),
        ('ignore: ["a\\eb"]', "1 (`a\\x1bb`)"),
        ("severity: {INT999: note}", "1 (`INT999`)"),
        (
            "waivers: [{rule: INT, owner: A. P., reason: known since long, expires: 2027-01-01}]",
            "1 (`INT`)",
        ),
    ],
)
def test_a_code_that_names_no_rule_is_refused(tmp_path: Path, text: str, told: str) -> None:
    policy = read_policy(_policy(tmp_path, text + "\n"))
    with pytest.raises(UserError) as refused:
        check_codes(policy, ["INT003", "VEN001"])
    assert f"--policy: `{text.partition(':')[0]}`: entry {told} is no rule" in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        "select: [VEN, INT003]",
        "ignore: [INT]",
        "severity: {INT: note, VEN001: error}",
        "waivers: [{rule: INT003, owner: A. P., reason: known since long, expires: 2027-01-01}]",
    ],
)
def test_a_code_that_names_a_rule_is_taken(tmp_path: Path, text: str) -> None:
    policy = read_policy(_policy(tmp_path, text + "\n"))
    check_codes(policy, ["INT003", "VEN001"])
    assert policy != type(policy)()
