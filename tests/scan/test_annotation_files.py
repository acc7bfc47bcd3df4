"""AIM, NIfTI and COCO: read within limits, broken ones told from files that are none."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from audit.scan import limits
from audit.scan.annotation_answers import read_annotation
from audit.scan.annotation_xml import read_aim
from audit.scan.tokens import token
from tests import annotations as make
from tests.factories import instance

KEY = b"k" * 32


def answer(folder: Path, name: str, content: bytes, kind: str) -> dict[str, Any]:
    path = folder / name
    path.write_bytes(content)
    descriptor = os.open(path, os.O_RDONLY)
    try:
        return read_annotation(descriptor, name, kind, KEY)
    finally:
        os.close(descriptor)


def test_aim_is_read_with_its_reference(tmp_path: Path) -> None:
    image = make.read(instance())
    row = answer(tmp_path, "a.xml", make.aim(instance()), "AIM")
    assert (row["status"], row["observer"]) == ("read", True)
    assert row["patient"] == token(KEY, image.PatientID.casefold())
    assert row["targets"] == [
        {
            "target": token(KEY, image.SOPInstanceUID),
            "series": token(KEY, image.SeriesInstanceUID),
            "is_object": True,
            "direct": True,
        }
    ]
    assert [(p["unit"], p["code"], p["named"]) for p in row["parts"]] == [
        ("annotation", "LT1:99EPAD", True),
        ("observation", "RID3874:RADLEX", True),
    ]
    assert row["parts"][0]["n"] == 1


def test_aim_3_has_its_uids_in_attributes() -> None:
    text = b"""<ImageAnnotation codeValue="A1" codingSchemeDesignator="RadLex" name="x">
    <imageReferenceCollection><ImageReference><imageStudy>
    <ImageStudy instanceUID="1.2"><imageSeries><ImageSeries instanceUID="1.3"><imageCollection>
    <Image sopClassUID="1.9" sopInstanceUID="1.4"/></imageCollection></ImageSeries></imageSeries>
    </ImageStudy></imageStudy></ImageReference></imageReferenceCollection>
    <user><User name="somebody"/></user><person><Person id="P1"/></person></ImageAnnotation>"""
    row = read_aim(text, KEY)
    assert (row["status"], row["observer"], row["patient"]) == ("read", True, token(KEY, "p1"))
    assert row["targets"][0]["target"] == token(KEY, "1.4")
    assert row["targets"][0]["series"] == token(KEY, "1.3")
    assert row["parts"][0]["code"] == "A1:RadLex"


ENTITY = (
    b'<!DOCTYPE ImageAnnotation [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    b"<ImageAnnotation><x>&a;</x></ImageAnnotation>"
)
DEEP = b"<ImageAnnotation>" + b"<a>" * limits.XML_DEPTH + b"</a>" * limits.XML_DEPTH


@pytest.mark.parametrize(
    ("content", "status", "codes"),
    [
        (make.aim(instance())[:-30], "unreadable", ["aim-invalid"]),
        (make.aim(instance()).replace(b"</person>", b""), "unreadable", ["aim-invalid"]),
        (ENTITY, "unreadable", ["xml-doctype"]),
        (DEEP + b"</ImageAnnotation>", "unreadable", ["file-limit"]),
        (b'<?xml version="1.0" encoding="no-such"?><ImageAnnotation/>', "unreadable",
         ["aim-invalid"]),
        (b"<html><body/></html>", "other", []),
        (b"<html><body>", "other", []),
        (b"", "other", []),
        (b"\x00\xff\xfe", "other", []),
    ],
)  # fmt: skip
def test_xml_that_is_broken_or_no_aim(
    content: bytes, status: str, codes: list[str], tmp_path: Path
) -> None:
    row = answer(tmp_path, "a.xml", content, "AIM")
    assert (row["status"], row["codes"]) == (status, codes)


@pytest.mark.parametrize(
    ("name", "content", "status", "told"),
    [
        ("a.nii", make.nifti(1002), "read", "mask"),
        ("lung_mask.nii", make.nifti(), "read", "file called a mask"),
        ("masked.nii", make.nifti(), "read", "volume"),
        ("sub-1_T1w.nii.gz", make.nifti(packed=True), "read", "volume"),
        ("a.nii.gz", make.nifti(1002, packed=True), "read", "mask"),
        ("a.nii", make.nifti(cut=1), "unreadable", "nifti-truncated"),
        ("a.nii.gz", make.nifti(cut=1, packed=True), "unreadable", "nifti-truncated"),
        ("a.nii.gz", make.nifti(packed=True)[:20], "unreadable", "nifti-invalid"),
        ("a.nii.gz", make.nifti(), "unreadable", "nifti-invalid"),
        ("a.nii", b"", "unreadable", "nifti-invalid"),
        ("a.nii", make.nifti()[:347], "unreadable", "nifti-invalid"),
        ("a.nii", b"\0" * 600, "unreadable", "nifti-invalid"),
    ],
)
def test_nifti(name: str, content: bytes, status: str, told: str, tmp_path: Path) -> None:
    row = answer(tmp_path, name, content, "NIfTI")
    assert row["status"] == status
    assert (row["parts"][0]["unit"] if status == "read" else row["codes"][0]) == told


def test_nifti_in_the_other_byte_order_and_version_2(tmp_path: Path) -> None:
    import struct  # noqa: PLC0415

    header = bytearray(568)
    struct.pack_into(">i", header, 0, 540)
    header[4:12] = b"n+2\0\r\n\x1a\n"
    struct.pack_into(">2h", header, 12, 2, 8)
    struct.pack_into(">8q", header, 16, 3, 4, 3, 2, 1, 1, 1, 1)
    struct.pack_into(">q", header, 168, 544)
    struct.pack_into(">i", header, 504, 1002)
    assert answer(tmp_path, "a.nii", bytes(header), "NIfTI")["parts"][0]["unit"] == "mask"
    row = answer(tmp_path, "a.nii", bytes(header[:-1]), "NIfTI")
    assert row["codes"] == ["nifti-truncated"]


def test_coco_is_read_and_says_no_name(tmp_path: Path) -> None:
    content = make.coco(["secret/1.png", "2.png"], 1, 1, 7)
    row = answer(tmp_path, "c.json", content, "COCO")
    assert (row["status"], row["observer"], row["n_broken"]) == ("read", True, 1)
    assert [(p["named"], p["n"]) for p in row["parts"]] == [(True, 3), (True, 0)]
    assert [one["direct"] for one in row["targets"]] == [True, False]
    assert "secret" not in json.dumps(row)


@pytest.mark.parametrize(
    ("content", "status", "codes"),
    [
        (make.coco(["1.png"], 1)[:-20], "unreadable", ["coco-invalid"]),
        (make.coco(["1.png"], 1, images=[3]), "unreadable", ["coco-invalid"]),
        (make.coco(["1.png"], 1, annotations={}), "unreadable", ["coco-invalid"]),
        (b'{"images": [], "annotations": ' + b"[" * 100_000, "unreadable", ["coco-invalid"]),
        (b'{"EchoTime": 0.1}', "other", []),
        (b'{"EchoTime": 0.1', "other", []),
        (b"[1, 2]", "other", []),
        (b"\xff\xfe\x00", "other", []),
    ],
)
def test_json_that_is_broken_or_no_coco(
    content: bytes, status: str, codes: list[str], tmp_path: Path
) -> None:
    row = answer(tmp_path, "c.json", content, "COCO")
    assert (row["status"], row["codes"]) == (status, codes)


@pytest.mark.parametrize(
    ("kind", "limit", "beginning"),
    [
        ("AIM", "ANNOTATION_XML_BYTES", b"<ImageAnnotation>"),
        ("COCO", "ANNOTATION_JSON_BYTES", b'{"images": [], "annotations": []}'),
    ],
)
def test_a_file_beyond_the_limit_is_a_code(
    kind: str, limit: str, beginning: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, limit, 100)
    at_limit = answer(tmp_path, "a", beginning + b" " * (100 - len(beginning)), kind)
    assert at_limit["codes"] != ["file-limit"]
    above = answer(tmp_path, "a", beginning + b" " * (101 - len(beginning)), kind)
    assert (above["status"], above["codes"]) == ("unreadable", ["file-limit"])
    assert answer(tmp_path, "a", b" " * 101, kind)["status"] == "other"
