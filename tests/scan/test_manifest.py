"""The header table of the real files against what their manifest says of each."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from audit.scan.scanner import ScanOptions, scan

COLUMNS = {
    "modality": "Modality",
    "manufacturer": "Manufacturer",
    "sop_class": "SOPClassUID",
    "transfer_syntax": "TransferSyntaxUID",
}


@pytest.mark.corpus
def test_manifest(corpus: Path, tmp_path: Path) -> None:
    table = scan([str(corpus)], tmp_path, ScanOptions(jobs=2, key=b"k" * 32))
    inventory = table.rows("select path, status, codes from inventory")
    status = {path: (found, codes) for path, found, codes in inventory}
    names = ", ".join(COLUMNS.values())
    found = {row[0]: row[1:] for row in table.rows(f"select path, {names} from headers")}
    with (corpus / "manifest.tsv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    assert len(rows) == 1170
    wrong = []
    for row in rows:
        path = row["path"]
        if path not in found or "unreadable" in row["transfer_syntax"]:
            if not status[path][1] or "unreadable" not in row["transfer_syntax"]:
                wrong.append(f"{path}: {status[path]}")
            continue
        for (name, column), ours in zip(COLUMNS.items(), found[path], strict=True):
            theirs = row[name] if row[name] != "absent" else ""
            if (ours or "") != theirs.strip():
                wrong.append(f"{path} {column}: {ours!r} | {row[name]!r}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.corpus
def test_every_item_is_accounted_for(corpus: Path, tmp_path: Path) -> None:
    table = scan([str(corpus)], tmp_path, ScanOptions(jobs=2, key=b"k" * 32))
    on_disk = sum(path.is_file() for path in corpus.rglob("*"))
    ((found, distinct),) = table.rows("select count(*), count(distinct path) from inventory")
    assert found == distinct == on_disk
