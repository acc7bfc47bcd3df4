"""`findings.csv`, `summary.md`, `occurrences.parquet`: complete, inert, and without paths."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from audit.checks.model import CheckResult, Finding, Severity
from audit.outputs import csv as findings_csv
from audit.outputs import markdown, occurrences
from audit.policy import Waiver
from audit.report.model import AuditReport
from tests.outputs.inventory import CANARY, write_inventory
from tests.report import sample

GOLD = Path(__file__).parent / "gold"
PAYLOADS = (
    "=1+1", "+1", "-1", "@SUM(A1)", "\tx", "a,b\r\nc", '"quoted"', "::error::x", "##[command]",
    "[a](http://x)", "<img src=x>", "| a | b |", "`x`", "# head", "@team", "line\nbreak",
)  # fmt: skip


def with_text(text: str) -> AuditReport:
    check = sample.made_check("VEN001", "One vendor dominates", Severity.ERROR, "vendors",
                              ("what.", "why.", "fix."))  # fmt: skip
    finding = Finding(text, 1, 2, "series", text, "Manufacturer", sample.subjects("series", 1))
    return sample.report(results=(CheckResult(check, Severity.ERROR, "failed", (finding,)),))


@pytest.mark.parametrize(
    ("name", "render"), [("findings.csv", findings_csv.render), ("summary.md", markdown.render)]
)
def test_gold(name: str, render) -> None:  # type: ignore[no-untyped-def]
    assert render(sample.report()) == (GOLD / name).read_bytes()


@pytest.mark.parametrize("text", PAYLOADS)
def test_csv_keeps_rows_and_holds_no_formula(text: str) -> None:
    rows = list(csv.reader(io.StringIO(findings_csv.render(with_text(text)).decode(), newline="")))
    assert len(rows) == 2
    assert all(len(row) == len(findings_csv.HEAD) for row in rows)
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "\0")) for cell in rows[1])


def test_csv_ends_lines_as_rfc_4180() -> None:
    data = findings_csv.render(sample.report())
    assert data.count(b"\n") == data.count(b"\r\n") == 8


@pytest.mark.parametrize("text", PAYLOADS)
def test_markdown_shape_does_not_depend_on_the_text(text: str) -> None:
    told = markdown.render(with_text(text)).decode()
    assert len(told.splitlines()) == len(markdown.render(with_text("A")).decode().splitlines())
    assert not re.search(r"^::|##\[|<img|(?<!\\)\[a\](?!\\)|(?<!&#64;)@team", told, re.MULTILINE)


def test_the_summary_names_expired_waivers_before_the_findings() -> None:
    waiver = {"rule": "GEO002", "subject": "CT series", "owner": "@team", "expires": "2026-01-31"}
    over = Waiver.model_validate({**waiver, "reason": "kept on purpose"})
    results = [
        replace(one, expired=(over,) * (one.check.rule == "GEO002")) for one in sample.results()
    ]
    told = markdown.render(sample.report(results=tuple(results))).decode()
    assert (
        "\n## Expired waivers\n\n- the waiver of GEO002 (CT series) by &#64;team expired on "
        "2026-01-31: what it waived counts again\n\n## What matters most\n"
    ) in told


def test_markdown_stays_short() -> None:
    many = tuple(sample.results()) * 400
    data = markdown.render(sample.report(results=many))
    assert len(data) < 2**20
    assert b"2750 more" in data or b"2,750 more" in data


def test_occurrences_lists_every_subject(tmp_path: Path) -> None:
    report = sample.report(inventory=write_inventory(tmp_path))
    table = pq.read_table(io.BytesIO(occurrences.render(report))).to_pylist()
    n = sum(len(f.subjects) for r in report.results for f in r.findings)
    assert len(table) == n
    first = table[0]
    assert first == {"rule": "CLS005", "path": f"{CANARY}/00030.dcm", "level": "patient",
                     "number": 3, "keyword": "", "status": "new"}  # fmt: skip
    waived = [row for row in table if row["status"] == "waived"]
    assert [row["rule"] for row in waived] == ["GEO004"]


def test_shareable_occurrences_hold_numbers(tmp_path: Path) -> None:
    report = sample.report(inventory=write_inventory(tmp_path), shareable=True, show_paths=True)
    data = occurrences.render(report)
    assert pq.read_table(io.BytesIO(data))["path"][0].as_py() == "item 30"
    assert CANARY.encode() not in data
    assert CANARY.encode() not in findings_csv.render(report)


def test_paths_stand_in_the_csv_only_when_asked(tmp_path: Path) -> None:
    inventory = write_inventory(tmp_path)
    assert CANARY.encode() not in findings_csv.render(sample.report(inventory=inventory))
    told = findings_csv.render(sample.report(inventory=inventory, show_paths=True)).decode()
    row = next(csv.DictReader(io.StringIO(told, newline="")))
    assert row["paths"] == f"{CANARY}/00030.dcm; {CANARY}/00090.dcm"
