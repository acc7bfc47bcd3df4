"""`report.pdf`: tagged, bookmarked, with the audit attached, the same bytes each time."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from typing import Any

import pikepdf
import pytest

from audit.errors import OutputNotWritten
from audit.outputs import json, pdf
from tests.report import sample

PAYLOAD = "<link rel=attachment href=file:///etc/passwd><img src=http://x.invalid/a>日本"


def small(name: str = "Set") -> Any:
    """A report with few figures, to keep the test short."""
    plain = sample.profile()
    bare = sample.empty_profile()
    profile = replace(bare, documentation=replace(plain.documentation, name=name))
    return sample.report(profile=profile)


@pytest.fixture(scope="module")
def rendered() -> bytes:
    return pdf.render(sample.report())


@pytest.fixture(scope="module")
def opened(rendered: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(rendered))


def test_it_is_tagged_and_says_so(opened: pikepdf.Pdf) -> None:
    assert opened.Root.MarkInfo.Marked
    assert str(opened.Root.Lang) == "en"
    assert "StructTreeRoot" in {key.removeprefix("/") for key in opened.Root.keys()}  # noqa: SIM118
    with opened.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == "Chest and brain reference set 2.1.0: DICOM dataset audit"


def test_every_figure_has_its_alt_text(opened: pikepdf.Pdf) -> None:
    figures = [
        one
        for one in opened.objects
        if isinstance(one, pikepdf.Dictionary) and one.get("/S") == pikepdf.Name.Figure
    ]
    assert len(figures) == 15
    assert all(str(one.get("/Alt", "")) for one in figures)


def test_bookmarks_lead_through_the_parts(opened: pikepdf.Pdf) -> None:
    with opened.open_outline() as outline:
        titles = [item.title for item in outline.root]
        children = [item.title for item in outline.root[4].children]
    assert titles == [
        "Summary", "Findings", "Datasheet", "FAIR", "What was measured", "Crosswalk", "Method",
        "Provenance",
    ]  # fmt: skip
    assert children[:2] == ["Integrity", "Hierarchy"]


def test_the_audit_is_attached(opened: pikepdf.Pdf) -> None:
    assert list(opened.attachments) == ["audit.json"]
    attached = opened.attachments["audit.json"].get_file().read_bytes()
    assert attached == json.render(sample.report())


def test_only_our_typeface_is_embedded(opened: pikepdf.Pdf) -> None:
    names = {
        str(one.FontName).split("+")[1]
        for one in opened.objects
        if isinstance(one, pikepdf.Dictionary) and "/FontName" in one
    }
    assert names == {"Source-Sans-Pro", "Source-Sans-Pro-Semi-Bold"}


def test_pages(opened: pikepdf.Pdf) -> None:
    assert 20 <= len(opened.pages) <= 32


def test_what_paper_leaves_out_is_said_with_the_place_where_it_stands(
    rendered: bytes,
) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("no pdftotext on this machine")
    made = subprocess.run(["pdftotext", "-", "-"], input=rendered, capture_output=True, check=True)
    text = " ".join(made.stdout.decode().split())
    assert "leaves out the numbers of figures" in text
    assert "audit.json, which is attached to this document" in text
    assert "What each would have found stands in report.html" in text
    assert "crosswalk to frameworks of documentation" in text
    assert text.count("The numbers of this figure (") == 13
    assert text.count("Half-width of the 95") == 1


def test_same_report_same_bytes_whatever_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    first = pdf.render(small())
    assert os.environ["SOURCE_DATE_EPOCH"] == "1"
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    assert pdf.render(small()) == first
    assert "SOURCE_DATE_EPOCH" not in os.environ


def test_a_name_can_attach_and_fetch_nothing() -> None:
    opened = pikepdf.open(io.BytesIO(pdf.render(small(PAYLOAD))))
    assert list(opened.attachments) == ["audit.json"]
    uris = [one for one in opened.objects if isinstance(one, pikepdf.Dictionary) and "/URI" in one]
    assert uris == []
    names = {
        str(one.FontName).split("+")[1]
        for one in opened.objects
        if isinstance(one, pikepdf.Dictionary) and "/FontName" in one
    }
    assert names == {"Source-Sans-Pro", "Source-Sans-Pro-Semi-Bold"}


def test_without_its_libraries_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(OutputNotWritten, match=r"apt-get install libpango-1\.0-0"):
        pdf.render(small())
