"""Majorities, departures, descriptions and codes, on tables of known content."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pydicom import dcmread

from audit.profile.model import Protocols
from audit.profile.model.protocol_request import ProtocolRequest
from audit.profile.protocol_series import Parameter, modalities, parameters
from audit.profile.protocols import measure_protocols
from audit.scan.description_words import vocabulary, words_of
from audit.scan.keywords import column_index
from audit.scan.scanner import ScanOptions, scan
from audit.scan.table import write_rows
from audit.scan.tokens import token
from tests.factories import instance, write_instances
from tests.protocol_cohort import CT_CHEST, MR_HEAD, N_SERIES, cohort

KEY = b"k" * 32
FACTORY = set(dcmread(BytesIO(instance())).dir())
"""Keywords that an image of the factory has."""


def measured(folder: Path, rows: list[dict[str, Any]], **asked: Any) -> Protocols:
    folder.mkdir(exist_ok=True)
    table = write_rows(folder, rows)
    facts = measure_protocols(table, ProtocolRequest(**asked))
    table.close()
    return facts


def departing(facts: Protocols) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for one in facts.judged:
        for each in one.departures:
            for number in each.series.numbers:
                found.setdefault(number, set()).add(each.keyword)
    return found


def series(n: int, base: dict[str, Any], **changes: Any) -> dict[str, Any]:
    own = {"PatientID": f"p{n}", "StudyInstanceUID": f"t{n}", "SeriesInstanceUID": f"e{n}"}
    made = base | own | {"SOPInstanceUID": f"i{n}"} | changes
    return {keyword: value for keyword, value in made.items() if value is not None}


def test_planted_departures_are_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    n_planted = n_right = n_false = 0
    for seed in range(5):
        rows, planted = cohort(seed)
        found = departing(measured(tmp_path / str(seed), rows))
        n_planted += len(planted)
        n_right += sum(found.get(number) == {keyword} for number, keyword in planted.items())
        n_false += len(found.keys() - planted.keys())
        assert len(planted) == 20
        assert all(found.get(number) == {keyword} for number, keyword in planted.items())
        assert len(found.keys() - planted.keys()) <= 2
    with capsys.disabled():
        print(f"\ndepartures: {n_right} of {n_planted} found with their parameter, "
              f"{n_false} false, in 5 x {N_SERIES} series")  # fmt: skip


def test_planted_departures_in_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows, planted = cohort(11)
    of_ct = {"KVP", "ConvolutionKernel", "SpiralPitchFactor"} & FACTORY
    absent = dict.fromkeys(of_ct)  # what the series does not state, the factory must not either
    files = []
    for number, one in enumerate(rows[::2], 1):
        elements = {k: v for k, v in one.items() if k[-2:] != "ID" and k != "series_words"}
        elements.pop("Rows")
        files.append(instance(number, **absent | elements))
    data = write_instances(tmp_path / "data", *files)
    (tmp_path / "work").mkdir()
    table = scan([str(data)], tmp_path / "work", ScanOptions(1, key=KEY))
    facts = measure_protocols(table)
    table.close()
    found = departing(facts)
    n_right = sum(found.get(number) == {keyword} for number, keyword in planted.items())
    n_false = len(found.keys() - planted.keys())
    with capsys.disabled():
        print(f"\nin files: {n_right} of {len(planted)} found, {n_false} false, "
              f"in {facts.n_series} series")  # fmt: skip
    assert (n_right, facts.n_series) == (20, N_SERIES)
    assert n_false <= 2


def test_without_departures_nothing_departs(tmp_path: Path) -> None:
    rows, planted = cohort(7, planted=False)
    facts = measured(tmp_path, rows)
    assert not planted
    assert not departing(facts)
    assert (facts.n_series, facts.n_other, len(facts.judged)) == (N_SERIES, 0, 3)


@pytest.mark.parametrize(("n_away", "is_majority"), [(5, True), (6, False)])
def test_a_majority_is_half_or_more(n_away: int, is_majority: bool, tmp_path: Path) -> None:
    rows = [series(n, CT_CHEST) for n in range(5)]
    rows += [series(10 + n, CT_CHEST, KVP=60.0 + 10 * n) for n in range(n_away)]
    facts = measured(tmp_path, [one for one in rows if one["KVP"] != 120.0] + rows[:5])
    assert [one.is_majority for one in facts.protocols] == [n_away == 5 or is_majority]


@pytest.mark.parametrize(("value", "departs"), [(1.55, False), (1.56, True), (None, False)])
def test_tolerance(value: float | None, departs: bool, tmp_path: Path) -> None:
    rows = [series(n, CT_CHEST) for n in range(6)] + [series(9, CT_CHEST, SliceThickness=value)]
    assert bool(departing(measured(tmp_path / "plain", rows))) is departs
    wide = measured(tmp_path / "wide", rows, tolerances=(("SliceThickness", 0.2),))
    assert not departing(wide)


def test_more_differences_than_a_few_are_another_protocol(tmp_path: Path) -> None:
    three = {"KVP": 80.0, "SliceThickness": 5.0, "Rows": 256}
    rows = [series(n, CT_CHEST) for n in range(6)]
    rows += [series(7, CT_CHEST, **three), series(8, CT_CHEST, **three, RevolutionTime=1.0)]
    facts = measured(tmp_path, rows)
    assert departing(facts) == {7: set(three)}
    assert facts.n_other == 1


@pytest.mark.parametrize(("n_same", "departs"), [(5, True), (6, False)])
def test_a_small_protocol_near_a_large_one_departs(
    n_same: int, departs: bool, tmp_path: Path
) -> None:
    rows = [series(n, CT_CHEST) for n in range(60)]
    rows += [series(100 + n, CT_CHEST, KVP=100.0) for n in range(n_same)]
    assert len(departing(measured(tmp_path, rows))) == (n_same if departs else 0)


@pytest.mark.parametrize(("n_other", "found"), [(2, {"XRayTubeCurrent"}), (3, set())])
def test_what_scanners_adapt_counts_only_where_nearly_all_agree(
    n_other: int, found: set[str], tmp_path: Path
) -> None:
    rows = [series(n, CT_CHEST, XRayTubeCurrent=100) for n in range(20)]
    rows += [series(50 + n, CT_CHEST, XRayTubeCurrent=200 + 50 * n) for n in range(n_other)]
    told = departing(measured(tmp_path, rows))
    assert len(told) == (n_other if found else 0)
    assert all(words == found for words in told.values())


def test_body_part_vendor_and_kind_make_groups_and_words_stand_in(tmp_path: Path) -> None:
    rows = [series(n, CT_CHEST) for n in range(6)]
    rows += [series(10 + n, CT_CHEST, Manufacturer="GE", KVP=100.0) for n in range(6)]
    rows += [series(20 + n, CT_CHEST, BodyPartExamined=None, KVP=80.0) for n in range(6)]
    rows += [series(30 + n, CT_CHEST, ImageType=["DERIVED"], KVP=140.0) for n in range(6)]
    rows += [series(40, CT_CHEST, ImageType=["ORIGINAL", "PRIMARY", "LOCALIZER"], KVP=60.0)]
    facts = measured(tmp_path, rows)
    assert not departing(facts)
    assert facts.n_series == 24
    assert {one.body_part for one in facts.protocols} == {"CHEST", "chest thin"}
    assert len(facts.protocols) == 4


def test_small_groups_and_silent_series_are_counted(tmp_path: Path) -> None:
    silent = {"Modality": "CT"}
    facts = measured(tmp_path, [*(series(n, MR_HEAD) for n in range(4)), series(9, silent)])
    assert (facts.n_series, facts.n_in_small, facts.n_silent, facts.protocols) == (5, 4, 1, ())


def test_parameters_are_columns() -> None:
    assert set(modalities()) >= {"CT", "MR", "PT"}
    for modality in modalities():
        assert {one.keyword for one in parameters(modality, {})} <= column_index().keys()
    assert parameters("CT", {"KVP": 7.0})[0] == Parameter("CT", "KVP", True, False, 7.0, 0.0)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("MRI PELVIS W/O", ["mr", "pelvis", "without"]),
        ("MR Pelvis without contrast", ["mr", "pelvis", "without", "contrast"]),
        ("CT_Thorax mit KM 5.0", ["ct", "chest", "with", "contrast"]),
        ("t2* ax", ["t2star", "axial"]),
        ("Apparent Diffusion Coefficient (mm)", ["adc", "mm"]),
        ("CT C-Spine C- / -chest", ["ct", "cervical", "without", "chest"]),
        ("X-ray hand AP/LAT", ["xr", "hand", "ap", "lateral"]),
        ("", []),
    ],
)
def test_words_of_descriptions(text: str, words: list[str]) -> None:
    assert words_of(text, KEY) == words


def test_other_words_leave_as_tokens() -> None:
    first, second = words_of("Doe HEAD", KEY)
    assert second == "head"
    assert first.startswith("#")
    assert "doe" not in first
    assert words_of("DOE", KEY) == [first] != words_of("DOE", b"x" * 32)


def test_vocabulary_says_one_thing_a_word() -> None:
    kinds: dict[str, str] = {}
    for normal, kind in vocabulary().values():
        assert kinds.setdefault(normal, kind) == kind


def test_descriptions_of_files_are_clustered_and_not_merged(tmp_path: Path) -> None:
    texts = ["MRI PELVIS W/O", "MR Pelvis without contrast", "MR pelvis with contrast",
             "CT Pelvis w/o", "MR knee left w/o", "MR knee right w/o"]  # fmt: skip
    files = [instance(n, StudyDescription=text) for n, text in enumerate(texts, 1)]
    data = write_instances(tmp_path / "data", *files, instance(8, StudyDescription=texts[0]))
    (tmp_path / "work").mkdir()
    table = scan([str(data)], tmp_path / "work", ScanOptions(1, key=KEY))
    asked = ProtocolRequest(procedure_map=frozenset({token(KEY, texts[0])}))
    facts = measure_protocols(table, asked).procedures
    table.close()
    (cluster,) = facts.clusters
    assert (cluster.n_texts, cluster.n_studies, cluster.words) == (2, 3, "mr pelvis without")
    assert cluster.studies.numbers == (1, 2, 7)
    assert (facts.n_texts, facts.n_studies, facts.n_coded) == (6, 7, 0)
    assert (facts.n_mapped, facts.unmapped.numbers) == (2, (2, 3, 4, 5, 6))


def test_codes_by_scheme(tmp_path: Path) -> None:
    rows = [
        series(1, CT_CHEST, ProcedureCodeSequence=["24627-2:LN"]),
        series(2, CT_CHEST, RequestedProcedureCodeSequence=["RPID16:RADLEX", "7:99HOSPITAL"]),
        series(3, CT_CHEST, ProcedureCodeSequence=["7:99HOSPITAL"]),
        series(4, CT_CHEST),
    ]
    facts = measured(tmp_path, rows).procedures
    assert (facts.n_studies, facts.n_coded, facts.n_standard, facts.n_mapped) == (4, 3, 2, None)
    assert facts.schemes.counts == (("of a site or vendor", 2), ("LN", 1), ("RADLEX", 1))
