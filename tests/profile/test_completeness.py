"""States of keywords by series, on real tables."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from audit.profile.completeness import measure_completeness
from audit.profile.model import Completeness
from audit.profile.model.completeness import STATES, Cell
from audit.scan.keywords import column_index, columns
from audit.scan.scanner import ScanOptions, scan
from audit.scan.table import write_rows

SR, SC = "1.2.840.10008.5.1.4.1.1.88.33", "1.2.840.10008.5.1.4.1.1.7"
MR_SPECTRUM, CT, PDF = (
    "1.2.840.10008.5.1.4.1.1.4.2",
    "1.2.840.10008.5.1.4.1.1.2",
    "1.2.840.10008.5.1.4.1.1.104.1",
)


def row(
    n: int, series: str, modality: str | None = "CT", default: str = "p", **letters: str
) -> Any:
    states = [default] * len(columns())
    for keyword, letter in letters.items():
        states[column_index()[keyword]] = letter
    return {
        "PatientID": "p1",
        "StudyInstanceUID": "t1",
        "SeriesInstanceUID": series,
        "SOPInstanceUID": f"i{n}",
        "SOPClassUID": CT,
        "Modality": modality,
        "states": "".join(states),
    }


def measured(folder: Path, *rows: Any) -> Completeness:
    table = write_rows(folder, rows)
    facts = measure_completeness(table)
    table.close()
    return facts


def cell(facts: Completeness, keyword: str, modality: str = "CT") -> Cell:
    (found,) = [c for c in facts.cells if (c.keyword, c.modality) == (keyword, modality)]
    return found


def counts(one: Cell) -> dict[str, int]:
    return {state: n for state in STATES if (n := getattr(one, state))}


def test_one_series_in_each_state(tmp_path: Path) -> None:
    letters = ("p", "h", "i", "e", "a", "u")
    rows = [row(n, f"s{n}", KVP=letter) for n, letter in enumerate(letters)]
    one = cell(measured(tmp_path, *rows), "KVP")
    assert counts(one) == {state: 1 for state in STATES}
    assert (one.total, one.known) == (6, 5)
    assert one.missing.numbers == (4, 5)
    assert (one.placeholders.numbers, one.invalids.numbers) == ((2,), (3,))


@pytest.mark.parametrize(
    ("letters", "state"),
    [
        ("pp", "present"),
        ("pa", "absent"),
        ("ap", "absent"),
        ("ea", "absent"),
        ("pe", "empty"),
        ("he", "empty"),
        ("hi", "invalid"),
        ("ph", "placeholder"),
        ("pu", "unknown"),
        ("ua", "absent"),
        ("uh", "placeholder"),
        ("uu", "unknown"),
    ],
)
def test_the_worst_state_of_a_series_counts(tmp_path: Path, letters: str, state: str) -> None:
    rows = [row(n, "s", KVP=letter) for n, letter in enumerate(letters)]
    assert counts(cell(measured(tmp_path, *rows), "KVP")) == {state: 1}


def test_only_keywords_that_apply_have_a_cell(tmp_path: Path) -> None:
    spectrum = {**row(2, "b", "MR"), "SOPClassUID": MR_SPECTRUM}
    document = {**row(3, "c", "OT"), "SOPClassUID": PDF}
    facts = measured(tmp_path, row(1, "a", "CT"), spectrum, document)
    held = {(c.keyword, c.modality) for c in facts.cells}
    assert {("KVP", "CT"), ("Rows", "CT"), ("Modality", "MR"), ("Modality", "OT")} <= held
    assert held.isdisjoint({("EchoTime", "MR"), ("Rows", "MR"), ("EchoTime", "CT"), ("Rows", "OT")})
    order = [column.keyword for column in columns()]
    places = [(order.index(c.keyword), c.modality) for c in facts.cells]
    assert places == sorted(places)


def test_a_report_in_a_series_of_images_is_not_asked_for_pixels(tmp_path: Path) -> None:
    report = {**row(9, "a", "SR", Rows="a", KVP="a", PatientSex="a"), "SOPClassUID": SR}
    facts = measured(tmp_path, row(1, "a"), row(2, "a"), report, row(3, "b", Rows="a"))
    assert cell(facts, "Rows").missing.numbers == (2,)
    assert counts(cell(facts, "KVP")) == {"present": 2}
    assert cell(facts, "PatientSex").missing.numbers == (1,), "what applies to all is asked of all"


def test_captures_and_localizers_are_not_asked_how_they_were_acquired(tmp_path: Path) -> None:
    lacking = {"KVP": "a", "Rows": "a", "SpiralPitchFactor": "a"}
    scout = {"ImageType": ["ORIGINAL", "PRIMARY", "LOCALIZER"]}
    facts = measured(
        tmp_path,
        row(1, "a", **lacking),
        {**row(2, "b", **lacking), "SOPClassUID": SC},
        {**row(3, "c", **lacking), **scout},
        row(4, "d"),
        {**row(5, "d", **lacking), **scout},
        {**row(6, "e", "MR", EchoTime="a"), **scout},
    )
    assert cell(facts, "Rows").missing.numbers == (1, 2, 3, 4)
    voltage = cell(facts, "KVP")
    assert (voltage.total, voltage.missing.numbers) == (2, (1,))
    assert cell(facts, "EchoTime", "MR").missing.numbers == (5,)


@pytest.mark.parametrize(
    ("more", "letter", "asked"),
    [
        ({}, "a", False),
        ({}, "p", True),
        ({}, "e", True),
        ({"ScanOptions": ["HELICAL MODE"]}, "a", True),
        ({"ScanOptions": ["SPIRAL"]}, "a", True),
        ({"ScanOptions": ["AXIAL MODE"]}, "a", False),
        ({"ScanOptions": ["NON_HELICAL"]}, "a", False),
        ({"present": ["00189310"]}, "a", True),
    ],
)
def test_a_pitch_is_asked_of_spirals(
    more: dict[str, Any], letter: str, asked: bool, tmp_path: Path
) -> None:
    facts = measured(tmp_path, row(1, "a", SpiralPitchFactor=letter) | more)
    assert any(one.keyword == "SpiralPitchFactor" for one in facts.cells) == asked


def test_a_series_without_modality_is_judged_as_an_image(tmp_path: Path) -> None:
    facts = measured(tmp_path, row(1, "a", None, Modality="a", Rows="a"))
    assert counts(cell(facts, "Modality", "none")) == {"absent": 1}
    assert counts(cell(facts, "Rows", "none")) == {"absent": 1}


def test_deidentification_explains_names_and_nothing_else(tmp_path: Path) -> None:
    lacking = {"PatientName": "e", "InstitutionName": "a", "KVP": "a", "SeriesInstanceUID": "p"}
    removed = {**row(1, "a", **lacking), "PatientIdentityRemoved": "YES"}
    placed = {**row(2, "b", PatientName="h"), "PatientIdentityRemoved": "YES"}
    kept = row(3, "c", **lacking)
    facts = measured(tmp_path, removed, placed, kept)
    assert facts.explained_by_deidentification == 2
    name = cell(facts, "PatientName")
    assert counts(name) == {"placeholder": 1, "empty": 2}
    assert name.explained == 2
    assert (name.missing.numbers, name.placeholders.numbers) == ((3,), ())
    assert cell(facts, "InstitutionName").missing.numbers == (3,)
    voltage = cell(facts, "KVP")
    assert (voltage.missing.numbers, voltage.explained) == ((1, 3), 0)


def test_instances_that_broke_off_are_counted(tmp_path: Path) -> None:
    broken = {**row(2, "a", Rows="u", KVP="u"), "status": "partial", "codes": ["truncated"]}
    rejected = {"status": "rejected", "codes": ["empty-file"], "states": None}
    facts = measured(tmp_path, row(1, "a"), broken, rejected)
    assert (facts.n_instances, facts.n_partial_instances, facts.n_series) == (2, 1, 1)
    assert facts.partial_instances.items == (2,)
    assert counts(cell(facts, "Rows")) == {"unknown": 1}
    assert counts(cell(facts, "Modality")) == {"present": 1}


def test_an_empty_table(tmp_path: Path) -> None:
    facts = measured(tmp_path)
    assert (facts.cells, facts.n_series, facts.n_instances) == ((), 0, 0)


def test_states_count_up_to_the_total_and_keywords_share_subjects(tmp_path: Path) -> None:
    rows = [row(n, f"s{n}", ("CT", "MR")[n % 2], "aphieu"[n % 6]) for n in range(60)]
    facts = measured(tmp_path, *rows)
    assert facts.n_series == 60
    for one in facts.cells:
        n_asked = 20 if one.keyword == "SpiralPitchFactor" else 30  # those without are no spirals
        assert sum(getattr(one, state) for state in STATES) == one.total == n_asked
        assert len(one.missing) == one.absent + one.empty
        assert len(one.placeholders) == one.placeholder
        assert len(one.invalids) == one.invalid
    assert cell(facts, "KVP").missing is cell(facts, "Rows").missing


@pytest.mark.corpus
def test_the_real_files(corpus: Path, tmp_path: Path) -> None:
    table = scan([str(corpus)], tmp_path, ScanOptions(jobs=2))
    start = time.perf_counter()
    facts = measure_completeness(table)
    took = time.perf_counter() - start
    (plain,) = table.rows("""
        select count(distinct series) from located
        where series_modality = 'MR' and series not in (
            select series from located where MagneticFieldStrength is null and series is not null)
        and role <> 'other'""")
    table.close()
    assert cell(facts, "MagneticFieldStrength", "MR").present == plain[0] > 0
    assert took < 20
