"""The size of a dataset in every unit, on real tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.profile.overview import measure_overview
from audit.scan.scanner import ScanOptions, scan
from audit.scan.table import write_rows

CT, MR = "1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.5.1.4.1.1.4"


def row(n: int, series: str | None, modality: str | None, **more: object) -> dict[str, object]:
    return {
        "PatientID": "p1",
        "StudyInstanceUID": "t1",
        "SeriesInstanceUID": series,
        "SOPInstanceUID": f"i{n}",
        "Modality": modality,
        "Rows": 64,
        **more,
    }


def test_every_unit_is_counted_once(tmp_path: Path) -> None:
    table = write_rows(
        tmp_path,
        [
            row(1, "a", "CT", SOPClassUID=CT, TransferSyntaxUID="1.2.840.10008.1.2.1"),
            row(2, "a", "CT", SOPClassUID=CT, TransferSyntaxUID="1.2.840.10008.1.2.1"),
            row(2, "a", "CT", codes=["duplicate-uid"], status="finding"),
            row(3, "b", "MR", PatientID="p2", StudyInstanceUID="t2", NumberOfFrames=20),
            row(4, "c", None, Rows=None, SOPClassUID="1.2.3.4"),
            row(5, None, "MR"),
            row(6, "z", "CT", codes=["dicomdir"], status="finding"),
            row(7, None, None, status="rejected", SOPInstanceUID=None, size_bytes=9),
        ],
    )
    size = measure_overview(table)
    assert (size.n_patients, size.n_studies, size.n_series, size.n_instances) == (2, 2, 3, 5)
    assert size.n_frames == 1 + 1 + 20 + 0 + 1
    assert size.bytes_total == 7000
    assert size.modalities.counts == (("CT", 1), ("MR", 1))
    assert (size.modalities.total, size.modalities.absent) == (3, 1)
    assert size.modality_by_unit == (("CT", 1, 1, 1, 2), ("MR", 2, 2, 1, 2), ("none", 1, 1, 1, 1))
    assert size.sop_classes.counts == (("CT Image Storage", 2), ("not in the standard", 1))
    assert (size.sop_classes.total, size.sop_classes.absent) == (5, 2)
    assert size.transfer_syntaxes.counts == (("Explicit VR Little Endian", 2),)


def test_an_empty_table_has_no_size(tmp_path: Path) -> None:
    size = measure_overview(write_rows(tmp_path, []))
    assert (size.n_patients, size.n_series, size.n_instances, size.n_frames) == (0, 0, 0, 0)
    assert size.modality_by_unit == ()
    assert (size.modalities.total, size.modalities.absent) == (0, 0)


@pytest.mark.corpus
def test_real_files_add_up(corpus: Path, tmp_path: Path) -> None:
    table = scan([str(corpus / "neurolabusc+dcm_qa_ct")], tmp_path, ScanOptions(jobs=1))
    size = measure_overview(table)
    table.close()
    assert sum(unit[4] for unit in size.modality_by_unit) == size.n_instances > 50
    assert sum(unit[3] for unit in size.modality_by_unit) == size.n_series
    assert size.modalities.commonest()[0] == "CT"
