"""`run --baseline`: what an earlier audit knew is shown and counted; only the rest gates."""

from __future__ import annotations

import csv
import json
import shutil
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pyarrow.parquet as pq
import pytest

from audit.checks.model import CheckResult, Finding, Severity
from audit.cli import main
from audit.demo import make_demo
from audit.diff.baseline import WAIVED, mark_known
from audit.gate import decide
from audit.outputs.schema import audit_schema
from audit.policy import Policy
from tests.diff.audits import Document, counted, finding, read, with_findings
from tests.factories import instance
from tests.report import sample

FORMATS = "json,html,csv,markdown,sarif,junit"
ALLOWING = "integrity:\n  max_rejected_share: 0.5\n"


def run(
    place: Path, out: str, *more: str, policy: str = "policy.yaml", formats: str = "json"
) -> int:
    """Audit the demonstration dataset in `place`."""
    return main(
        ["run", str(place / "data"), "-o", str(place / out), "-j", "1", "--formats", formats,
         "--labels", str(place / "labels.csv"), "--datasheet", str(place / "datasheet.yaml"),
         "--policy", str(place / policy), *more]
    )  # fmt: skip


def audit(place: Path, out: str) -> Document:
    made: Document = json.loads((place / out / "audit.json").read_text("utf-8"))
    return made


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration with its faults, audited once; a policy that lets items stay unread."""
    place = tmp_path_factory.mktemp("demo")
    make_demo(place)
    policy = (place / "policy.yaml").read_text("utf-8")
    assert "integrity:" not in policy
    (place / "allowing.yaml").write_text(policy + ALLOWING, "utf-8")
    withholding = policy.replace("min_cell: 0", "min_cell: 11") + ALLOWING
    (place / "withholding.yaml").write_text(withholding, "utf-8")
    assert run(place, "before", "-q", policy="allowing.yaml") == 1
    return place


def test_a_baseline_of_itself_lets_the_gate_pass_and_hides_nothing(
    demo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(demo, "again", "--baseline", str(demo / "before"), policy="allowing.yaml") == 0
    said = capsys.readouterr()
    before, again = audit(demo, "before"), audit(demo, "again")
    assert Counter(one["status"] for one in before["findings"]) == {"new": len(before["findings"])}
    assert Counter(one["status"] for one in again["findings"]) == {"known": len(before["findings"])}
    for name in ("n_errors", "n_warnings", "n_notes"):
        assert again["verdict"][name] == before["verdict"][name] > 0
    n = len(again["findings"])
    assert again["verdict"]["n_known"] == n
    assert f"({n} of {n} known from the baseline)" in said.out
    assert f"known   {n} findings of" in said.out
    assert said.err == ""
    jsonschema.validate(again, audit_schema())


def test_known_stands_in_every_output(demo: Path) -> None:
    given = ("-q", "--baseline", str(demo / "before"))
    run(demo, "shown", *given, policy="allowing.yaml", formats=FORMATS)
    out, n = demo / "shown", len(audit(demo, "shown")["findings"])
    with (out / "findings.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["status"] for row in rows] == ["known"] * n
    assert set(pq.read_table(out / "occurrences.parquet")["status"].to_pylist()) == {"known"}
    assert (out / "summary.md").read_text("utf-8").count("| known |") == min(n, 50)
    log = json.loads((out / "results.sarif").read_text("utf-8"))["runs"][0]
    assert [one["properties"]["status"] for one in log["results"]] == ["known"] * n
    cases = (out / "junit.xml").read_text("utf-8")
    assert "<failure" not in cases and cases.count("(known from the baseline)") == n
    page = (out / "report.html").read_text("utf-8")
    assert page.count("(known from the baseline)") >= n
    digest = audit(demo, "shown")["digests"]["baseline"]
    assert digest in (demo / "before" / "SHA256SUMS").read_text() and digest in page
    assert json.loads((out / "run.json").read_text())["options"]["baseline"] is True


def test_one_more_fault_gates_and_is_named_alone(
    demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(demo / "data", tmp_path / "data")
    for name in ("labels.csv", "datasheet.yaml", "allowing.yaml"):
        shutil.copy(demo / name, tmp_path / name)
    # in front of all others, so that every item has another number now
    # and without a study of its own: nothing but this is new
    extra = instance(patient=77, StudyInstanceUID=None)
    (tmp_path / "data" / "000.dcm").write_bytes(extra)
    code = run(tmp_path, "out", "--baseline", str(demo / "before"), policy="allowing.yaml")
    assert code == 1
    made = audit(tmp_path, "out")
    new = {one["rule"] for one in made["findings"] if one["status"] == "new"}
    assert "INT010" in new
    known = [one for one in made["findings"] if one["status"] == "known"]
    assert len(known) == made["verdict"]["n_known"] > 30
    errors = [o for o in made["findings"] if o["status"] == "new" and o["severity"] == "error"]
    shown = [line for line in capsys.readouterr().out.splitlines() if line.startswith("  error")]
    assert {line.split()[1] for line in shown} == {one["rule"] for one in errors}


def test_a_baseline_is_not_replaced_by_the_run_that_uses_it(
    demo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Else what is new today would be known tomorrow, and pass."""
    before = (demo / "before" / "audit.json").read_bytes()
    for name in ("before", "before/audit.json"):
        assert run(demo, "before", "--baseline", str(demo / name), policy="allowing.yaml") == 2
        assert "would be overwritten" in capsys.readouterr().err
    assert (demo / "before" / "audit.json").read_bytes() == before


def test_the_gate_of_an_incomplete_run_stays_incomplete(demo: Path) -> None:
    assert run(demo, "cut", "-q", "--baseline", str(demo / "before")) == 3


def test_a_shareable_run_tells_no_number_of_the_baseline(demo: Path) -> None:
    given = ("-q", "--shareable", "--baseline", str(demo / "before"))
    assert run(demo, "shared", *given, policy="withholding.yaml") == 0
    made = audit(demo, "shared")
    assert any(one["count"] is None for one in made["findings"])
    assert {one["status"] for one in made["findings"]} == {"known"}
    assert not any(letter.isdigit() for one in made["findings"] for letter in one["reason"])
    code = run(demo, "from", "-q", "--baseline", str(demo / "shared"), policy="withholding.yaml")
    assert code == 1, "what is withheld in the baseline cannot be shown not to have grown"
    told = {one["reason"] for one in audit(demo, "from")["findings"] if one["status"] == "new"}
    assert any("withheld" in one for one in told)


def results(*findings: Finding, severity: str = "error") -> tuple[CheckResult, ...]:
    words = ("What.", "Why.", "Fix.")
    check = sample.made_check("GEO001", "Gaps", Severity(severity), "geometry", words)
    return (CheckResult(check, Severity(severity), "failed", findings),)


def found(count: int, total: int = 20, **changes: Any) -> Finding:
    verb = "has" if count == 1 else "have"
    message = f"{count} of {total} CT series {verb} unequal distances"
    plain = Finding(message, count, total, "series", "CT series", "ImagePositionPatient")
    return replace(plain, **changes)


GREW = "in the baseline already, and now: "
PAST: list[tuple[str, Document, Finding, bool, str]] = [
    ("the same", counted(2), found(2), True, "known from the baseline"),
    ("fewer", counted(2), found(1), True, "known from the baseline"),
    ("known by the baseline's own baseline", counted(2, status="known"), found(2), True,
     "known from the baseline"),
    ("more", counted(2), found(3), False, f"{GREW}a higher count, a higher share"),
    ("as many of fewer", counted(2), found(2, 10), False, f"{GREW}a higher share"),
    ("severity up", counted(2, severity="warning"), found(2), False, f"{GREW}of higher severity"),
    ("a waiver ended", counted(2, status="waived"), found(2), False, WAIVED),
    ("withheld", finding(count=None), found(2), False,
     f"{GREW}numbers are withheld, so whether it grew cannot be said"),
    ("another part", counted(2, subject="MR series"), found(2), False, ""),
    ("another keyword", counted(2, keyword="Rows"), found(2), False, ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "now", "known", "past"), [case[1:] for case in PAST], ids=[case[0] for case in PAST]
)
def test_what_is_known(old: Document, now: Finding, known: bool, past: str, tmp_path: Path) -> None:
    baseline = read(tmp_path, with_findings(old), "--baseline")
    marked = mark_known(results(now), baseline)
    assert (marked[0].findings[0].known, marked[0].findings[0].past) == (known, past)
    accounting = sample.profile().integrity.accounting
    allowing = Policy.model_validate({"integrity": {"max_rejected_share": 1}})
    verdict = decide(marked, accounting, allowing, 1, with_baseline=True)
    assert verdict.exit_code == (0 if known else 1)
    assert (verdict.n_errors, verdict.n_known) == (1, int(known))


def test_one_new_finding_of_a_rule_gates_beside_a_known_one(tmp_path: Path) -> None:
    baseline = read(tmp_path, with_findings(counted(2)), "--baseline")
    marked = mark_known(results(found(2), found(2, subject="MR series")), baseline)
    assert [one.known for one in marked[0].findings] == [True, False]
    accounting = replace(sample.profile().integrity.accounting, rejected=0, ok=31702)
    assert decide(marked, accounting, Policy(), 1, with_baseline=True).exit_code == 1


def test_an_expired_waiver_gates_again(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Waived in the baseline, expired now: somebody answered for it, and does not any more."""
    day = date.today()
    waiver = "waivers:\n  - {{rule: INT007, owner: Me, reason: kept on purpose, expires: {}}}\n"
    base = (demo / "allowing.yaml").read_text("utf-8")
    for name, until in (("held", day + timedelta(1)), ("over", day - timedelta(1))):
        (demo / f"{name}.yaml").write_text(base + waiver.format(until), "utf-8")
    run(demo, "held", "-q", policy="held.yaml", formats="json,markdown")
    assert "expired" not in (demo / "held" / "summary.md").read_text("utf-8").lower()
    capsys.readouterr()
    more = "--baseline", str(demo / "held")
    assert run(demo, "over", *more, policy="over.yaml", formats="json,markdown") == 1
    told = (
        f"the waiver of INT007 by Me expired on {day - timedelta(1)}: what it waived counts again"
    )
    assert f"dicom-audit: {told}\n" in capsys.readouterr().err
    assert f"- {told}\n" in (demo / "over" / "summary.md").read_text("utf-8")
    gating = [one for one in audit(demo, "over")["findings"] if one["status"] == "new"]
    assert [(one["rule"], WAIVED in one["reason"]) for one in gating] == [("INT007", True)]


def test_the_user_is_told_what_became_of_the_baseline(
    demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_demo(tmp_path, faults=False)
    code = run(tmp_path, "out", "--baseline", str(demo / "before"))
    said = capsys.readouterr().err
    assert code == 0
    assert "findings of the baseline are not found any more" in said
    assert "rules that the baseline assessed were not assessed now: CLS011, CLS012" in said
    assert "the baseline was made with another policy" in said
