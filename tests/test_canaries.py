"""No identifying word of the data in any output, log or terminal text (promise P8)."""

from __future__ import annotations

import base64
import hashlib
import subprocess
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pyarrow.parquet as pq
import pydicom
import pytest

from audit.outputs.write import FORMATS
from tests.scan.hostile import make_hostile

PRESIDIO = (
    "PatientName", "PatientID", "PatientBirthDate", "PatientAddress", "StudyDate", "SeriesDate",
    "ContentDate", "AcquisitionDate", "AccessionNumber", "InstitutionName", "StudyDescription",
    "ReferringPhysicianName", "OperatorsName", "PerformingPhysicianName", "StudyID",
    "StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID", "FrameOfReferenceUID",
)  # fmt: skip


OURS = {"CHEST", "COMMUNITY", "STUDY", "CENTER", "YOUNG", "HOSPITAL"}
"""Parts of synthetic names that are words of our own pages; the whole names are still searched."""


def forms(word: str) -> Iterator[bytes]:
    """A word as it might leak: plain, folded, reversed, encoded, or as a digest without a key."""
    raw = word.encode()
    yield from (raw, raw.lower(), raw[::-1], raw.hex().encode(), word.encode("utf-16-le"))
    yield base64.b64encode(raw).rstrip(b"=")[:-1]
    for name in ("md5", "sha1", "sha256"):
        yield hashlib.new(name, raw).hexdigest().encode()


def contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every output, with what is packed in it unpacked."""
    for path in sorted(folder.rglob("*")):
        data = path.read_bytes()
        yield path.name, data
        if path.suffix == ".parquet":
            table = pq.read_table(path)
            yield path.name, "\n".join(map(str, table.to_pylist())).encode()
        if path.suffix == ".pdf":
            with pikepdf.open(path) as document:
                for one in document.objects:
                    if isinstance(one, pikepdf.Stream):
                        yield path.name, _inflated(one)


def _inflated(stream: pikepdf.Stream) -> bytes:
    try:
        return stream.read_bytes()
    except (pikepdf.PdfError, zlib.error):
        return stream.read_raw_bytes()


def audit(source: Path, out: Path) -> bytes:
    """What a run prints; its outputs lie in `out`."""
    done = subprocess.run(
        [sys.executable, "-m", "audit", "run", str(source), "-o", str(out), "-v"],
        capture_output=True,
        check=False,
    )
    assert done.returncode in (1, 3)
    return done.stdout + b"\n" + done.stderr


def leaks(words: set[str], out: Path, printed: bytes) -> list[str]:
    sinks = [*contents(out), ("terminal", printed)]
    found = []
    for name, data in sinks:
        folded = data.lower()
        found += [
            f"{name}: word {number}"
            for number, word in enumerate(sorted(words))
            for form in forms(word)
            if form in data or form.lower() in folded
        ]
    return found


@pytest.mark.corpus
def test_no_canary_of_the_bad_inputs_leaks(shared: Path, tmp_path: Path) -> None:
    cases = make_hostile(shared, tmp_path / "hostile")
    words = {word for case in cases for word in case.canaries}
    assert len(words) > 800
    printed = audit(tmp_path / "hostile" / "files", tmp_path / "out")
    sums = (tmp_path / "out" / "SHA256SUMS").read_text()
    assert all(f"  {file}\n" in sums for pairs in FORMATS.values() for file, _ in pairs)
    assert leaks(words, tmp_path / "out", printed) == []


@pytest.mark.corpus
def test_no_synthetic_identity_leaks(corpus: Path, tmp_path: Path) -> None:
    source = corpus / "microsoft+presidio"
    words = set()
    for path in sorted(p for p in source.rglob("*") if p.is_file()):
        dataset = pydicom.dcmread(path, stop_before_pixels=True, force=True)
        for keyword in PRESIDIO:
            text = str(dataset.get(keyword, "")).strip()
            parts = [text, *text.replace("^", " ").split()]
            words |= {part for part in parts if len(part) >= 5 and part.upper() not in OURS}
    assert len(words) > 20
    printed = audit(source, tmp_path / "out")
    assert leaks(words, tmp_path / "out", printed) == []
