"""The demonstration dataset: every planted fault is found, and its clean twin has none of them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path

import pyarrow.parquet as pq
import pydicom
import pytest

from audit.checks import ALL_CHECKS
from audit.checks.model import Finding
from audit.demo import MARK, Demonstration, demonstrate, make_demo
from audit.demo.planted import PLANTED, Fault, compare, fits
from audit.errors import EXIT_INCOMPLETE, UserError
from audit.outputs.paths import paths_of_items
from audit.profile.model import Subjects
from audit.publish import INVENTORY
from tests.factories import instance

Audited = Callable[[bool], Demonstration]


@pytest.fixture(scope="module")
def audited_demo(tmp_path_factory: pytest.TempPathFactory) -> Audited:
    """The dataset with or without faults, audited once."""

    @cache
    def audited(faults: bool) -> Demonstration:
        folder = tmp_path_factory.mktemp("faults" if faults else "clean")
        return demonstrate(folder, jobs=2, faults=faults, formats=("json", "csv", "markdown"))

    return audited


def test_every_planted_fault_is_found(audited_demo: Audited) -> None:
    demonstration = audited_demo(True)
    missed = [one.fault.told for one in demonstration.outcomes if one.finding is None]
    assert missed == []
    assert len(demonstration.outcomes) == len(PLANTED) > 35
    assert demonstration.finished.exit_code == EXIT_INCOMPLETE
    assert (
        list(demonstration.lines())[-2] == f"{len(PLANTED)} of {len(PLANTED)} planted faults found"
    )


def test_what_is_found_is_found_where_it_was_planted_and_nowhere_else(
    audited_demo: Audited,
) -> None:
    demonstration = audited_demo(True)
    findings = [one.finding for one in demonstration.outcomes if one.finding is not None]
    items = sorted({item for finding in findings for item in finding.subjects.items})
    paths = paths_of_items(demonstration.finished.folder / INVENTORY, items)
    n_named = 0
    for outcome in demonstration.outcomes:
        planted = _places(outcome.fault.rule)
        if planted and outcome.finding is not None:
            named = [paths[item] for item in outcome.finding.subjects.items]
            assert all(path.startswith(planted) for path in named), outcome.fault.told
            n_named += len(named)
    assert n_named > 50


def _places(rule: str) -> tuple[str, ...]:
    return tuple(start for fault in PLANTED if fault.rule == rule for start in fault.where)


ALONE = ("PHI", "ANN", "UTL", "VAL", "CLS011")
"""Families whose planted rules find one thing each; of others, one fault shows in many rules."""


def test_planted_rules_of_these_families_find_one_thing_each(audited_demo: Audited) -> None:
    results = {result.check.rule: result for result in audited_demo(True).finished.report.results}
    rules = [fault.rule for fault in PLANTED if fault.rule.startswith(ALONE)]
    assert len(rules) == 10
    found = {rule: len(results[rule].findings) for rule in rules}
    # a series that is not in HU is a finding of VAL003, and of UTL002 beside the planted one
    assert found.pop("UTL002") == 2
    assert set(found.values()) == {1}


def test_what_is_planted_stands_in_the_order_of_the_report() -> None:
    order = [check.rule for check in ALL_CHECKS]
    places = [order.index(fault.rule) for fault in PLANTED]
    assert places == sorted(places)


def test_a_file_that_broke_off_is_skipped_and_counted(audited_demo: Audited) -> None:
    accounting = audited_demo(True).finished.report.profile.integrity.accounting
    assert (accounting.found, accounting.rejected, accounting.skipped) == (149, 2, 1)


def test_the_clean_twin_fires_none_of_those_rules(audited_demo: Audited) -> None:
    results = audited_demo(False).finished.report.results
    planted = {fault.rule for fault in PLANTED}
    assert planted <= {result.check.rule for result in results}
    fired = {result.check.rule for result in results if result.status == "failed"}
    assert fired & planted == set()


def test_the_clean_twin_passes_the_gate(audited_demo: Audited) -> None:
    finished = audited_demo(False).finished
    assert finished.exit_code == 0
    accounting = finished.report.profile.integrity.accounting
    assert (accounting.found, accounting.ok) == (145, 145)


def test_the_planted_identities_stand_in_the_data_and_in_no_output(audited_demo: Audited) -> None:
    folder = audited_demo(True).finished.folder
    said = [b"thorvaldsen", b"weber", b"19730614"]
    data = b"".join(path.read_bytes() for path in (folder.parent / "data").rglob("*.dcm")).lower()
    assert all(word in data for word in said)
    for path in folder.iterdir():
        held = path.read_bytes()
        if path.suffix == ".parquet":
            held = str(pq.read_table(path).to_pylist()).encode()
        assert not [word for word in said if word in held.lower()], path.name


def test_a_result_without_findings_misses_every_fault(audited_demo: Audited) -> None:
    results = [replace(r, findings=()) for r in audited_demo(True).finished.report.results]
    assert all(one.finding is None for one in compare(results, {}))


def test_each_planted_rule_exists() -> None:
    assert {fault.rule for fault in PLANTED} <= {check.rule for check in ALL_CHECKS}


FAULT = Fault("", "INT001", ("p001/",), 2, "read", "PatientID")
FINDING = Finding(
    "2 could not be read", 2, 9, "item", "dataset", "PatientID", Subjects("item", (1, 2), (4, 5))
)
PATHS = {4: "p001/a.dcm", 5: "p002/b.dcm"}


def test_a_finding_fits_where_everything_said_holds() -> None:
    assert fits(FAULT, FINDING, PATHS)


@pytest.mark.parametrize(
    "other",
    [
        replace(FAULT, where=("p003/",)),
        replace(FAULT, where=("p001/", "p003/")),
        replace(FAULT, count=1),
        replace(FAULT, word="written"),
        replace(FAULT, keyword="StudyDate"),
    ],
)
def test_a_finding_does_not_fit_where_one_thing_differs(other: Fault) -> None:
    assert not fits(other, FINDING, PATHS)


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def test_the_same_bytes_at_every_run(tmp_path: Path) -> None:
    make_demo(tmp_path / "one")
    make_demo(tmp_path / "two")
    make_demo(tmp_path / "two")
    assert _digest(tmp_path / "one") == _digest(tmp_path / "two")


def test_clean_files_are_read_by_pydicom_without_a_warning(tmp_path: Path) -> None:
    make_demo(tmp_path, faults=False)
    syntaxes = set()
    for path in sorted((tmp_path / "data").rglob("*.dcm")):
        image = pydicom.dcmread(path)
        syntaxes.add(image.file_meta.TransferSyntaxUID.name)
        assert image.pixel_array.shape[-2:] == (16, 16)
    assert len(syntaxes) == 4


def test_a_folder_with_files_of_others_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "mine.txt").write_text("mine")
    with pytest.raises(UserError, match="files of yours"):
        make_demo(tmp_path)
    assert (tmp_path / "data" / "mine.txt").read_text() == "mine"
    assert not (tmp_path / MARK).exists()


def test_the_factory_makes_what_it_was_asked_for() -> None:
    image = pydicom.dcmread(
        BytesIO(instance(patient=7, n=3, PatientSex="W", Manufacturer=None, syntax="implicit"))
    )
    assert (image.PatientID, image.InstanceNumber) == ("P007", 3)
    assert image.ImagePositionPatient[2] == 5.0
    assert image["PatientSex"].value == "W"
    assert "Manufacturer" not in image
    assert image.file_meta.TransferSyntaxUID == pydicom.uid.ImplicitVRLittleEndian


def test_the_factory_makes_other_uids_for_other_numbers() -> None:
    made = [instance(), instance(n=2), instance(series=2), instance(study=2), instance(patient=2)]
    images = [pydicom.dcmread(BytesIO(one)) for one in made]
    assert len({image.SOPInstanceUID for image in images}) == 5
    assert len({image.SeriesInstanceUID for image in images}) == 4
    assert len({image.StudyInstanceUID for image in images}) == 3
    assert len({image.PixelData for image in images}) == 5
