"""A series that holds several kinds of objects is counted under what most of them are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from audit.profile.geometry import measure_geometry
from audit.profile.integrity import measure_integrity
from audit.profile.overview import measure_overview
from audit.scan.scanner import ScanOptions, scan
from audit.scan.table import write_rows
from tests.profile.test_geometry import image

CT, MR, SC = "1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.5.1.4.1.1.4", "1.2.840.10008.5.1.4.1.1.7"
SR, PR = "1.2.840.10008.5.1.4.1.1.88.22", "1.2.840.10008.5.1.4.1.1.11.1"
A_CT, AN_MR, AN_SR, A_PR = ("CT", CT), ("MR", MR), ("SR", SR), ("PR", PR)


def rows_of(kinds: list[tuple[str | None, str | None]]) -> list[dict[str, Any]]:
    """One series, an instance a kind, in this order."""
    return [
        {
            "PatientID": "p1",
            "StudyInstanceUID": "t1",
            "SeriesInstanceUID": "e1",
            "SOPInstanceUID": f"i{n}",
            "Modality": modality,
            "SOPClassUID": sop_class,
        }
        for n, (modality, sop_class) in enumerate(kinds)
    ]


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ([A_CT, A_CT], A_CT),
        ([AN_SR, A_CT, A_CT], A_CT),
        ([A_CT, A_CT, AN_SR], A_CT),
        ([AN_SR, A_CT], AN_SR),  # as many: the first item
        ([A_CT, AN_SR], A_CT),
        ([AN_SR, A_PR, AN_MR, AN_MR], AN_MR),
        ([A_PR, AN_MR, AN_SR], A_PR),
        # more captures than slices, and still one Modality; its class is the commonest
        ([AN_SR, ("CT", SC), A_CT, A_CT], A_CT),
        ([("CT", SC), A_CT], ("CT", SC)),
        ([("CT", None), A_CT], A_CT),
        ([AN_SR, ("CT", None), ("CT", None)], ("CT", None)),  # no image names its class
        ([(None, SR), A_CT], A_CT),
        ([(None, SR), (None, CT), (None, CT)], ("none", SR)),
        ([(None, None)], ("none", None)),
    ],
)
def test_what_a_series_is_counted_under(
    tmp_path: Path,
    kinds: list[tuple[str | None, str | None]],
    expected: tuple[str, str | None],
) -> None:
    table = write_rows(tmp_path, rows_of(kinds))
    ((found, item, n),) = table.rows(
        "select [Modality, SOPClassUID], item, n_instances from series"
    )
    assert (tuple(found), item, n) == (expected, 1, len(kinds))
    table.close()


def test_a_row_counts_for_the_instances_it_stands_for(tmp_path: Path) -> None:
    rows = rows_of([AN_SR, AN_SR, A_CT])
    table = write_rows(tmp_path, [*rows[:2], rows[2] | {"series_instances": 3}])
    assert table.rows("select Modality, n_instances from series") == [("CT", 5)]
    table.close()


def test_each_series_is_counted_alone(tmp_path: Path) -> None:
    rows = rows_of([AN_SR, A_CT, A_CT])
    rows += [row | {"SeriesInstanceUID": "e2", "SOPInstanceUID": f"{n}"} for n, row in
             enumerate(rows_of([A_PR, A_PR, AN_MR]))]  # fmt: skip
    table = write_rows(tmp_path, rows)
    assert table.rows("select series, Modality from series order by 1") == [(1, "CT"), (2, "PR")]
    table.close()


def test_slices_behind_a_report_are_measured_and_the_mixture_is_told(tmp_path: Path) -> None:
    report = image(1, 9, None, Modality="SR", SOPClassUID=SR)
    slices = [image(1, n, 3.0 * n) for n in range(4)]
    table = write_rows(tmp_path, [report, *slices])
    (stack,) = measure_geometry(table).stacks
    assert (stack.modality, stack.n_slices) == ("CT", 4)
    assert measure_integrity(table).series_with_two_modalities.numbers == (1,)
    assert dict(measure_overview(table).modalities.counts) == {"CT": 1}
    table.close()


@pytest.mark.corpus
@pytest.mark.parametrize("first", ["ct_image.dcm", "sr_document.dcm"])
def test_a_real_series_of_an_image_and_a_report(corpus: Path, tmp_path: Path, first: str) -> None:
    """One of each, so that the first item decides."""
    folder = corpus / "ImagingDataCommons+highdicom/data/test_files"
    names = sorted(["ct_image.dcm", "sr_document.dcm"], key=lambda name: name != first)
    table = scan([str(folder / name) for name in names], tmp_path, ScanOptions(jobs=1))
    ((modality, n),) = table.rows("select Modality, n_instances from series")
    assert (modality, n) == ("CT" if first == "ct_image.dcm" else "SR", 2)
    assert measure_integrity(table).series_with_two_modalities.numbers == (1,)
    table.close()
