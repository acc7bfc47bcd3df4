"""A shareable report holds no count of few persons, and nothing that one could be reckoned from."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pyarrow.parquet as pq
import pytest

from audit.outputs import pdf
from audit.outputs.schema import audit_schema
from audit.pipeline import Finished, run
from audit.profile.model import Counts, Subjects
from audit.profile.model.withheld import HIDDEN, withheld
from audit.profile.small_cells import conceal, tells
from audit.report import words
from audit.report.shareable import conceal_results
from audit.request import RunOptions
from audit.summary import summarise
from tests.few_patients import write_cohort
from tests.records import profile

DAY = date(2026, 1, 1)
SINKS = ("report.html", "audit.json", "results.sarif", "junit.xml", "terminal")
_DIGEST = re.compile(r"\b[0-9a-f]{12,64}\b")


def audited(folder: Path, n_fracture: int, **options: Any) -> Finished:
    headers, labels = write_cohort(folder, n_fracture)
    asked = RunOptions(
        sources=(str(headers),),
        labels=labels,
        out=folder / "out",
        formats=(
            "html",
            "json",
            "csv",
            "markdown",
            "sarif",
            "junit",
            "croissant",
            "ro-crate",
            "datacite",
        ),
        shareable=True,
    )
    return run(replace(asked, **options), DAY)


def texts(done: Finished) -> dict[str, str]:
    """Every output as text, without digests: those are of the input and not of its numbers."""
    found = {name: (done.folder / name).read_bytes() for name in done.written.files}
    made = {n: data.decode() for n, data in found.items() if not n.endswith(".parquet")}
    made["occurrences"] = str(pq.read_table(done.folder / "occurrences.parquet").to_pylist())
    made["pdf"] = pdf._html(done.report)
    made["terminal"] = summarise(done).partition("Report: ")[0]
    return {name: _DIGEST.sub("", text) for name, text in made.items()}


def test_cohorts_that_differ_in_a_withheld_number_only_give_the_same_report(
    tmp_path: Path,
) -> None:
    seven, four = (texts(audited(tmp_path / str(n), n)) for n in (7, 4))
    assert seven.keys() == four.keys()
    for name, text in seven.items():
        assert text == four[name], name


def test_the_same_cohorts_differ_where_nothing_is_withheld(tmp_path: Path) -> None:
    """So that the test above can fail."""
    policy = tmp_path / "policy.yaml"
    policy.write_text("disclosure:\n  min_cell: 0\n")
    seven, four = (texts(audited(tmp_path / str(n), n, policy=policy)) for n in (7, 4))
    assert all(seven[name] != four[name] for name in SINKS)


def test_the_verdict_is_that_of_all_data_and_the_report_says_what_is_withheld(
    tmp_path: Path,
) -> None:
    hidden = audited(tmp_path / "a", 7)
    shown = audited(tmp_path / "b", 7, shareable=False)
    assert hidden.report.verdict == shown.report.verdict
    assert [(r.check.rule, r.status, len(r.findings)) for r in hidden.report.results] == [
        (r.check.rule, r.status, len(r.findings)) for r in shown.report.results
    ]
    page = (hidden.folder / "report.html").read_text()
    assert "counts of 1 to 10 persons are withheld" in page
    assert "table-withheld" in page
    document = json.loads((hidden.folder / "audit.json").read_text())
    jsonschema.validate(document, audit_schema())
    assert document["withheld"]["min_cell"] == 11
    assert {place["family"] for place in document["withheld"]["places"]} >= {
        "classes", "cohort", "samples", "shortcuts", "vendors",
    }  # fmt: skip
    assert not any(row["name"] == "fracture" for row in document["profile"]["classes"]["counts"])
    assert json.loads((shown.folder / "audit.json").read_text())["withheld"]["places"] == []
    inventory = pq.read_table(hidden.folder / "inventory.parquet")
    assert inventory["patient"].null_count == inventory.num_rows


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("fracture (7)", True),
        ("fracture (11)", False),
        ("15 of 24 patients", True),
        ("15 of 26 patients", False),
        ("10 of 400 patients", True),
        ("1,007 of 2,000 patients", False),
        ("half-width ±0.07, 7 %, V 0.5, rule LKG001", False),
        ("none of 300", False),
    ],
)
def test_sentences_that_tell_of_few_persons(text: str, told: bool) -> None:
    assert tells(text, 11) is told


def test_a_withheld_number_stays_withheld_whatever_is_reckoned() -> None:
    for made in (HIDDEN + 5, 5 - HIDDEN, 100 * HIDDEN / 3, -HIDDEN, round(HIDDEN)):
        assert withheld(made)
    assert f"{HIDDEN:,} {HIDDEN:.1f} {HIDDEN}" == "withheld withheld withheld"
    assert words.of(HIDDEN, 24, "patient") == "withheld of 24 patients"
    assert words.number_of(HIDDEN, "study") == "a withheld number of studies"
    assert words.share(HIDDEN, 24) == words.share(3, HIDDEN) == words.decimal(HIDDEN) == "withheld"


def test_counts_keep_their_sum_and_lose_small_values() -> None:
    plain = profile()
    sexes = Counts("patient", 100, (("F", 60), ("M", 33), ("O", 4)), 3)
    cohort = replace(plain.cohort, PatientSex=sexes, invalid_sex=Subjects("patient", (7,), (1,)))
    concealed, gaps = conceal(replace(plain, cohort=cohort), 11)
    assert concealed.cohort.PatientSex.counts == (("F", 60), ("2 further values", HIDDEN))
    assert withheld(concealed.cohort.PatientSex.absent)
    assert withheld(concealed.cohort.invalid_sex.count)
    assert concealed.cohort.invalid_sex.numbers == ()
    assert any(gap.family == "cohort" for gap in gaps)


def test_a_limit_of_nothing_changes_nothing() -> None:
    plain = profile()
    assert conceal(plain, 0) == (plain, ())
    assert conceal_results((), 0) == ((), ())
