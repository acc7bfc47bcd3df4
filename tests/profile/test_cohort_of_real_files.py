"""Sex, age and dates of the real files."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.profile.cohort import measure_cohort
from audit.scan.scanner import ScanOptions, scan


@pytest.mark.corpus
def test_deidentified_and_plain_files(corpus: Path, tmp_path: Path) -> None:
    sources = [
        str(corpus / name) for name in ("neurolabusc+dcm_qa_deident", "neurolabusc+dcm_qa_ct")
    ]
    table = scan(sources, tmp_path, ScanOptions(jobs=1, key=b"k" * 32))
    facts = measure_cohort(table, 2026)
    coded = table.rows("""
        select count(distinct study) from located where StudyDate is not null and
        list_contains(DeidentificationMethodCodeSequence, '113107:DCM')""")
    table.close()
    assert coded[0][0] == facts.dates.n_doubtful > 0
    assert facts.dates.state == "shifted"
    assert facts.n_patients == facts.PatientSex.total > 1
