"""Nested items: as pydicom sees them, in every encoding, cut at every place, within limits."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset

from audit.scan import limits
from audit.scan.annotation_answers import read_annotation
from audit.scan.annotation_words import BARREN, WANTED
from audit.scan.container import open_container
from audit.scan.item_reader import Item, ItemReader
from audit.scan.source_bytes import FileBytes, Inflated
from tests import annotations as make
from tests.factories import instance

PASSED = {f"{tag:08X}" for tag in BARREN}
IMAGES = [instance(n=1), instance(n=2)]


def read(path: Path) -> tuple[Item, list[str]]:
    with path.open("rb") as file:
        source = FileBytes(file.fileno(), path.stat().st_size)
        opened = open_container(source, source.fetch(0, limits.FIRST_READ))
        data = Inflated(source, opened.start) if opened.deflated else source
        reader = ItemReader(data, 0 if opened.deflated else opened.start, opened.encoding)
        return reader.read(), reader.codes


def start_of(content: bytes) -> int:
    """Where the data set begins: behind the file meta group, whose length stands at 140."""
    return 144 + int.from_bytes(content[140:144], "little")


def shape(found: Item) -> Iterator[tuple[str, object]]:
    """Keywords and values at every depth, sequences as their number of items."""
    for keyword, value in found.items():
        if keyword in PASSED:
            continue
        if isinstance(value, list):
            yield keyword, len(value)
            for one in value:
                yield from shape(one)
        else:
            yield keyword, plain(value) if isinstance(value, str) else value


def plain(text: str) -> str:
    """What is kept; texts are looked at for being there, whatever their characters."""
    return text[:256].strip(" \0") if text.isascii() else "a text"


def pydicom_shape(found: Dataset) -> Iterator[tuple[str, object]]:
    for element in found:
        if element.tag >> 16 == 0x7FE0:
            return
        keyword = WANTED.get(int(element.tag)) or f"{int(element.tag):08X}"
        if element.VR == "SQ" and int(element.tag) in BARREN:
            continue
        if element.VR == "SQ":
            yield keyword, len(element.value)
            for one in element.value:
                yield from pydicom_shape(one)
        elif int(element.tag) in WANTED and element.value not in (None, ""):
            value = element.value
            several = isinstance(value, list | tuple) or hasattr(value, "append")
            text = "\\".join(map(str, value)) if several else str(value).strip(" \0")
            if text:
                yield keyword, value if element.VR in ("US", "UL") else plain(text)


def compare(path: Path) -> None:
    ours, codes = read(path)
    assert not codes
    theirs = dcmread(path, force=True, stop_before_pixels=True)
    assert sorted(map(str, shape(ours))) == sorted(map(str, pydicom_shape(theirs)))


@pytest.mark.parametrize("syntax", ["explicit", "implicit", "deflated"])
@pytest.mark.parametrize("undefined", [False, True])
def test_every_encoding_gives_the_same(syntax: str, undefined: bool, tmp_path: Path) -> None:
    path = tmp_path / "a.dcm"
    made = make.read(make.segmentation(IMAGES, (1, 2)))
    if undefined:
        for element in made.iterall():
            if element.VR == "SQ":
                element.is_undefined_length = True
                for one in element.value:
                    one.is_undefined_length_sequence_item = True
    path.write_bytes(make.finish(made, {}, syntax))
    compare(path)
    assert len(read(path)[0]["PerFrameFunctionalGroupsSequence"]) == 4


@pytest.mark.corpus
@pytest.mark.filterwarnings("ignore")
def test_real_annotation_objects_are_read_as_pydicom_reads_them(shared: Path) -> None:
    root = shared / "data" / "dicom"
    lines = (root / "references.tsv").read_text().splitlines()[1:]
    compared = 0
    for path in (root / line.split("\t")[0] for line in lines):
        if path.name not in ("rtplan_truncated.dcm", "badVR.dcm", "liver_1frame.dcm"):
            compare(path)
            compared += 1
    assert compared == len(lines) - 3


def test_an_object_cut_anywhere_is_read_up_to_there(tmp_path: Path) -> None:
    whole = make.structure_set(IMAGES)
    path = tmp_path / "a.dcm"
    for end in range(start_of(whole) + 8, len(whole), 7):
        path.write_bytes(whole[:end])
        descriptor = os.open(path, os.O_RDONLY)
        try:
            row = read_annotation(descriptor, "a.dcm", "RTSTRUCT", b"k")
        finally:
            os.close(descriptor)
        assert row["status"] in ("read", "partial")
        assert all(part["n"] is None for part in row["parts"] if row["status"] == "partial")


def test_changed_bytes_never_raise(tmp_path: Path) -> None:
    whole = bytearray(make.segmentation(IMAGES, (1, 2)))
    path = tmp_path / "a.dcm"
    for place in range(start_of(whole) + 8, len(whole), 11):
        damaged = bytearray(whole)
        damaged[place] ^= 0xFF
        path.write_bytes(damaged)
        ours, codes = read(path)
        assert isinstance(ours, dict)
        assert all(isinstance(code, str) for code in codes)


@pytest.mark.parametrize(
    ("limit", "code"), [("ANNOTATION_ELEMENTS", "element-limit"), ("HEADER_BYTES", "header-limit")]
)
def test_limits_are_codes(
    limit: str, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.dcm"
    path.write_bytes(make.segmentation(IMAGES))
    assert read(path)[1] == []
    monkeypatch.setattr(limits, limit, 10)
    assert read(path)[1] == [code]


def test_depth_has_a_limit(tmp_path: Path) -> None:
    inner = make.item(TextValue="x")
    for _ in range(limits.DEPTH + 2):
        inner = make.item(ContentSequence=[inner])
    path = tmp_path / "a.dcm"
    path.write_bytes(make.report(IMAGES, ContentSequence=[inner]))
    assert read(path)[1] == ["depth-limit"]
