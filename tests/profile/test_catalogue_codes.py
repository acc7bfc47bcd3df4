"""Codes by their meaning, and the references of real annotations."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from audit.profile.catalogue import measure_catalogue
from audit.profile.tallies import code_name
from audit.scan.scanner import ScanOptions, scan

_HELD = """
select path, count(distinct target), count(distinct SOPInstanceUID) from (
    select h.path, r.target, i.SOPInstanceUID from headers h
    join places p using (item)
    left join annotation_references r using (item)
    left join instances i on i.SOPInstanceUID = r.target
    where p.role not in ('image', 'other'))
group by path order by path
"""


@pytest.mark.parametrize(
    ("code", "meaning"),
    [
        ("113100:DCM", "Basic Application Confidentiality Profile"),
        ("10200004:SCT", "Liver"),
        ("T-62000:SRT", "Liver"),
        ("51114001:SCT", "Artery"),  # and not Endo-arterial, the word of one context group
        ("x\x1b1:99LOCAL", "x\\x1b1:99LOCAL"),
    ],
)
def test_codes_by_their_meaning(code: str, meaning: str) -> None:
    assert code_name(code) == meaning


@pytest.mark.corpus
def test_references_of_real_annotations(corpus: Path, tmp_path: Path) -> None:
    """Held and not held, for each annotation object, as listed beside the real files."""
    table = scan([str(corpus)], tmp_path, ScanOptions())
    found = measure_catalogue(table).annotations
    held = {path: (n, m) for path, n, m in table.rows(_HELD)}
    table.close()
    with (corpus / "references.tsv").open(encoding="utf-8", newline="") as file:
        listed = {row["path"]: row for row in csv.DictReader(file, delimiter="\t")}
    compared = [path for path in held if path in listed and listed[path]["modality"] != "RTSTRUCT"]
    assert len(compared) >= 25
    for path in compared:
        row = listed[path]
        wanted = (int(row["referenced_sop_instances"]), int(row["held_here"]))
        assert held[path] == wanted, path
    assert found.n_references > found.n_references_held > 0
    assert dict(found.carriers.counts)["SEG"] >= 20
