"""All families measured on one table, and judged."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from audit.checks.runner import run_checks
from audit.gate import decide
from audit.policy import Policy
from audit.profile import build_profile
from audit.profile.model.samples import SampleDeclaration
from audit.scan.scanner import ScanOptions, scan
from audit.scan.table import write_rows


def test_an_empty_dataset_has_a_profile(tmp_path: Path) -> None:
    table = write_rows(tmp_path, [])
    facts = build_profile(table, None, SampleDeclaration())
    table.close()
    assert facts.overview.n_instances == facts.integrity.accounting.found == 0
    assert facts.classes.state == "absent"
    assert facts.documentation.table2 == ()
    assert facts.catalogue is facts.documentation.catalogue
    by_rule = {one.check.rule: one for one in run_checks(facts, Policy(), None)}
    measured = ("INT", "VEN", "CMP", "GEO", "COH", "CLS", "SMP", "LKG")
    judged = [rule for rule in by_rule if rule.startswith(measured)]
    assert {by_rule[rule].status for rule in judged} == {"not_assessed"}


def test_records_are_read_without_the_libraries_of_the_table() -> None:
    """The command line must answer `--version` before it loads pandas."""
    code = (
        "import sys, audit.profile.model, audit.checks.runner\n"
        "print([m for m in ('duckdb', 'pandas', 'pyarrow', 'matplotlib') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.corpus
def test_the_real_files_are_measured_twice_alike(corpus: Path, tmp_path: Path) -> None:
    facts = []
    for run in ("first", "second"):
        (tmp_path / run).mkdir()
        table = scan([str(corpus)], tmp_path / run, ScanOptions(jobs=2, key=b"k" * 32))
        facts.append(build_profile(table, None, SampleDeclaration()))
        table.close()
    assert facts[0] == facts[1]
    profile = facts[0]
    overview, integrity = profile.overview, profile.integrity
    assert integrity.accounting.adds_up
    assert overview.n_instances == integrity.n_instances == profile.completeness.n_instances
    assert overview.n_series == profile.completeness.n_series == profile.vendors.Manufacturer.total
    assert overview.n_patients == profile.cohort.n_patients == profile.vendors.by_patient.total
    results = run_checks(profile, Policy(), date(2026, 1, 1))
    for result in results:
        for finding in result.findings:
            assert 0 < finding.count <= finding.total, result.check.rule
            assert finding.unit
            assert not finding.subjects or len(finding.subjects) == finding.count, finding.message
    assert decide(results, integrity.accounting, Policy(), overview.n_series).status == "incomplete"
