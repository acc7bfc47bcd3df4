"""Leaks planted one at a time into a dataset in three splits, and its clean twin."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from audit.checks.leakage import CHECKS
from audit.checks.model import CheckResult
from audit.checks.runner import run_checks
from audit.policy import Policy
from audit.profile.classes import measure_classes
from audit.profile.leakage import measure_leakage
from audit.profile.model import Leakage
from audit.scan.scanner import ScanOptions, scan
from audit.scan.table import HeaderTable
from tests import records
from tests.planted_leaks import ALIKE, BORN, LEAKS, Files, Leak, clean_files, image, write_files
from tests.scan.hostile import make_hostile


@contextmanager
def scanned(files: Files, pixels: bool = False) -> Iterator[HeaderTable]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = write_files(folder / "data", files)
        (folder / "work").mkdir()
        table = scan([str(source)], folder / "work", ScanOptions(jobs=1, pixels=pixels))
        yield table
        table.close()


def measure(table: HeaderTable) -> Leakage:
    return measure_leakage(table, measure_classes(table, None))


def judge(facts: Leakage) -> dict[str, CheckResult]:
    """The rules that found something."""
    results = run_checks(records.profile(leakage=facts), Policy(), None, CHECKS)
    return {result.check.rule: result for result in results if result.findings}


@cache
def _clean() -> Files:
    return clean_files()


def _path_of(table: HeaderTable, item: int) -> str:
    return str(table.rows(f"select path from inventory where item = {item}")[0][0])


@pytest.mark.parametrize("leak", (*LEAKS, ALIKE), ids=lambda leak: leak.told)
def test_a_planted_leak_is_found_and_nothing_else(leak: Leak) -> None:
    files = dict(_clean())
    leak.plant(files)
    with scanned(files, pixels=leak is ALIKE) as table:
        found = judge(measure(table))
        assert leak.rule in found
        items = {i for finding in found[leak.rule].findings for i in finding.subjects.items}
        paths = {_path_of(table, item) for item in items}
    assert set(found) <= {leak.rule, *leak.also}
    assert any(path.startswith(leak.where) for path in paths)


@pytest.mark.parametrize(("born", "n"), [("18000101", 0), ("17530101", 0), ("18000102", 2)])
def test_a_filler_as_birth_date_joins_nobody(born: str, n: int) -> None:
    alike: dict[str, Any] = {**BORN, "PatientBirthDate": born}
    files = {"train/one.dcm": image(30, **alike), "test/other.dcm": image(31, **alike)}
    with scanned({**_clean(), **files}) as table:
        facts = measure(table)
    found = facts.find_linked("birth date, sex and study date")
    assert found is not None
    assert (found.n_patients, found.n_total) == (n, 22 + n)
    assert facts.n_leaked_patients == n // 2
    assert set(judge(facts)) == ({"LKG011"} if n else set())


@pytest.mark.parametrize("pixels", [False, True])
def test_the_clean_twin_has_no_false_alarm(pixels: bool) -> None:
    with scanned(_clean(), pixels) as table:
        facts = measure(table)
    assert judge(facts) == {}
    sizes = [(one.split, one.n_patients, one.n_instances) for one in facts.splits]
    assert sizes == [("train", 12, 48), ("validation", 4, 16), ("test", 6, 24)]
    assert all(one.n_shared == 0 for one in facts.shared)
    assert all(one.n_patients == 0 for one in facts.linked)
    assert (facts.n_leaked_patients, facts.n_test_patients) == (0, 6)


def test_all_leaks_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    """All kinds in one dataset, each with files of its own, and the clean twin beside it."""
    files = dict(_clean())
    for number, leak in enumerate(LEAKS, 1):
        made: Files = dict(_clean())
        leak.plant(made)
        for path in _clean().keys() - made.keys():
            del files[path]
        for path in made:
            if made[path] != _clean().get(path):
                files[path.replace("planted", f"planted{number:02d}")] = made[path]
    with scanned(files) as table:
        found = judge(measure(table))
    with scanned(_clean()) as table:
        alarms = judge(measure(table))
    n_found = sum(leak.rule in found for leak in LEAKS)
    with capsys.disabled():
        print(f"\nplanted leaks: {n_found} of {len(LEAKS)} found, {len(alarms)} false alarms")
    assert (n_found, alarms) == (len(LEAKS), {})


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("case", "rules"),
    [
        ("D04", {"LKG001"}),
        ("D05", {"LKG001", "LKG010", "LKG011"}),
        ("D06", {"LKG002"}),
        ("D01", set()),
        ("D03", set()),
    ],
)
def test_hostile_sets(case: str, rules: set[str], shared: Path, tmp_path: Path) -> None:
    """One patient in both splits, written in five ways, without PatientID; and no splits."""
    make_hostile(shared, tmp_path)
    folder = tmp_path / "files" / case
    files = {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*.dcm"))}
    with scanned(files) as table:
        facts = measure(table)
    assert set(judge(facts)) - {"LKG012"} == rules
