"""`diff` as text, JSON and Markdown: whole, bounded, inert, the same bytes each time."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from audit.cli import main
from audit.diff import document as diff_json
from audit.diff import markdown, text
from audit.diff.compare import compare_audits
from audit.diff.document import diff_schema
from audit.diff.model import FORMAT_VERSION, Compared
from tests.diff.audits import check, counted, document, finding, read, with_findings, written

HOSTILE = [
    "<script>alert(1)</script>",
    "![x](http://evil.example/a.png) @everyone #1",
    "\n::error::forged\n##[error]forged ##vso[task]x",
    "a | b | c\r\n| forged | row |",
    "\x1b[2J\x1b]0;title\x07\u202egnp\u200b",
    "\ud800 lone and \ufffe",
    "=HYPERLINK(0) `code` $x$ {{7*7}}",
]


def many(n: int) -> list[dict[str, Any]]:
    return [counted(2, subject=f"part {number:03d}") for number in range(n)]


def compared(folder: Path, old: dict[str, Any], new: dict[str, Any]) -> Compared:
    return compare_audits(read(folder, old, "OLD"), read(folder, new, "NEW"))


@pytest.fixture
def hostile(tmp_path: Path) -> Compared:
    """One finding a text, each in every field that is text."""
    found = [
        finding(message=f"2 of 20 {word}", subject=word, keyword=word, unit=word)
        for word in HOSTILE
    ]
    old = with_findings(dataset={"name": HOSTILE[0], "version": ""})
    old["verdict"] = {**old["verdict"], "sentence": HOSTILE[2]}
    rows = [{**row, "item": HOSTILE[3], "state": "absent"} for row in old["table2"]]
    reason = check("VEN001", "not_assessed", HOSTILE[2])
    new = with_findings(*found, checks=[check(status="failed"), reason], table2=rows)
    new["versions"] = {**new["versions"], "dicom_audit": HOSTILE[4]}
    return compared(tmp_path, old, new)


def test_no_text_of_an_audit_is_a_command_on_the_terminal(hostile: Compared) -> None:
    shown = text.compared_text(hostile)
    assert all(line.isprintable() for line in shown.splitlines())
    assert "forged" in shown
    assert not re.search(r"(?m)^\s*::", shown)
    assert "##[" not in shown and "##vso[" not in shown


def test_no_text_of_an_audit_is_markup(hostile: Compared) -> None:
    shown = markdown.render(hostile).decode("utf-8")
    assert all(line.isprintable() for line in shown.splitlines())
    assert "forged" in shown
    assert not re.search(r"<script|[^\\]!\[|@everyone|(?m:^\s*::)|##\[|://", shown)
    rows = [line for line in shown.splitlines() if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in rows} == {8}


def test_json_holds_all_of_it_as_text_and_fits_its_schema(hostile: Compared) -> None:
    made = json.loads(diff_json.render(hostile), parse_constant=pytest.fail)
    jsonschema.Draft202012Validator.check_schema(diff_schema())
    jsonschema.validate(made, diff_schema())
    assert made["totals"]["worse"] == hostile.n_of("worse") >= len(HOSTILE)
    assert made["format_version"] == FORMAT_VERSION
    texts = json.dumps(made, ensure_ascii=False)
    assert texts.isprintable()


@pytest.mark.parametrize("change", [{"format_version": "9"}, {"more": 1}, {"changes": [{}]}])
def test_the_schema_refuses(change: dict[str, Any], hostile: Compared) -> None:
    made = json.loads(diff_json.render(hostile))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**made, **change}, diff_schema())


def test_the_terminal_is_bounded_and_counts_the_rest(tmp_path: Path) -> None:
    made = compared(tmp_path, with_findings(), with_findings(*many(400)))
    shown = text.compared_text(made)
    assert "Worse (400)" in shown
    assert f"and {400 - text.LISTED} more: -o OUT lists all of them" in shown
    assert len(shown.splitlines()) < 60
    table = markdown.render(made).decode("utf-8")
    assert f"And {400 - markdown.LISTED} more in diff.json." in table
    assert len(json.loads(diff_json.render(made))["changes"]) == 400


def test_a_long_message_is_cut_on_the_terminal(tmp_path: Path) -> None:
    made = compared(tmp_path, with_findings(), with_findings(finding(message="x" * 4000)))
    assert max(map(len, text.compared_text(made).splitlines())) < 400


def test_a_comparison_says_both_sides_and_why(tmp_path: Path) -> None:
    shown = text.compared_text(
        compared(tmp_path, with_findings(counted(2)), with_findings(counted(3, 24)))
    )
    assert (
        "  finding  GEO001  CT series, ImagePositionPatient: error, 2 of 20 series -> "
        "error, 3 of 24 series (a higher count, a higher share)"
    ) in shown
    assert "1 worse, 0 not compared, 0 better, 0 changed." in shown


def test_a_withheld_count_reads_as_one(tmp_path: Path) -> None:
    new = with_findings(finding(count=None, total=None))
    shown = text.compared_text(compared(tmp_path, with_findings(counted(2)), new))
    assert "-> error, withheld of withheld series (numbers are withheld" in shown


def test_the_folder_is_whole_the_same_each_time_and_for_the_operator(tmp_path: Path) -> None:
    old = written(tmp_path / "old.json", with_findings(counted(2)))
    new = written(tmp_path / "new.json", with_findings(counted(3)))
    made = []
    for name in ("one", "two", "one"):
        assert main(["diff", str(old), str(new), "-o", str(tmp_path / name)]) == 0
        files = sorted((tmp_path / name).iterdir())
        assert [file.name for file in files] == ["SHA256SUMS", "diff.json", "diff.md"]
        assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
        made.append([file.read_bytes() for file in files])
    assert made[0] == made[1] == made[2]
    for line in made[0][0].decode().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((tmp_path / "one" / name).read_bytes()).hexdigest() == digest
    assert main(["verify", str(tmp_path / "one")]) == 0
    told = json.loads(made[0][1])
    assert told["old"]["sha256"] == hashlib.sha256(old.read_bytes()).hexdigest()
    assert str(tmp_path).encode() not in b"".join(made[0])


def test_order_in_the_files_is_no_part_of_it(tmp_path: Path) -> None:
    new = with_findings(*many(30))
    turned = {**new, "findings": new["findings"][::-1], "checks": new["checks"][::-1]}
    one = compared(tmp_path, document(), new)
    two = compared(tmp_path, document(), turned)
    assert one.changes == two.changes
