"""Where pixel data end, and whether they can be what the header says."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.scan import limits
from tests.scan.encode import (
    BIG,
    EXPLICIT,
    IMPLICIT,
    JPEG,
    PIXELS,
    SEQUENCE_END,
    UNDEFINED,
    Elements,
    element,
    encapsulated,
    encode,
    header,
    header_of,
    item,
    part10,
    short,
    slice_of,
)
from tests.scan.reading import Reading, value

END_OF_SEQUENCE = header(SEQUENCE_END, "", 0)


@pytest.fixture
def read(tmp_path: Path) -> Reading:
    return Reading(tmp_path)


PIXEL_ENDS = {
    "one fragment": (encapsulated([b"\1\2"]), b"", set()),
    "forty fragments": (encapsulated([b"\1\2"] * 40), b"", set()),
    "padding behind": (encapsulated([b"\1\2"]), element(0xFFFCFFFC, "OB", bytes(50)), set()),
    "rubbish behind": (encapsulated([b"\1\2"]), b"\xa5" * 50, {"trailing-data"}),
    "another tail": (encapsulated([b"\1\2"]), b"\xa5" * 50 + END_OF_SEQUENCE, {"trailing-data"}),
    "no end": (encapsulated([b"\1\2"])[:-8], b"", {"no-delimiter"}),
    "fragment too long": (encapsulated([b"\1\2"])[:-14] + b"\xff" * 14, b"", {"no-delimiter"}),
    "first fragment wrong": (
        header(PIXELS, "OB", UNDEFINED) + item(b"") + item(b"ab", 9) + END_OF_SEQUENCE,
        b"",
        {"no-delimiter"},
    ),
    "no fragment": (header(PIXELS, "OB", UNDEFINED) + bytes(64), b"", {"no-delimiter"}),
}


@pytest.mark.parametrize("name", PIXEL_ENDS)
def test_ends_of_encapsulated_pixels(read: Reading, name: str) -> None:
    pixels, behind, codes = PIXEL_ENDS[name]
    elements = header_of()
    elements[PIXELS] = pixels
    answer = read(part10(encode(elements) + behind, "2.25.10001", JPEG))
    assert set(answer.codes) == codes
    assert value(answer, "Rows") == 4


def test_pixels_under_an_unknown_vr(read: Reading) -> None:
    pixels = header(PIXELS, "oB", 32) + bytes(range(32))
    answer = read(slice_of(1, {PIXELS: pixels}))
    assert "vr-unknown" in answer.codes
    assert value(answer, "Rows") == 4


GEOMETRY = [
    (short(4), short(4), b"1", set()),
    (short(4), short(5), b"1", {"pixel-geometry"}),
    (short(4), short(4), b"2", {"pixel-geometry"}),
    (short(65_535), short(65_535), b"1000000", {"pixel-geometry"}),
    (short(2), short(4), b"2", set()),
    (short(4), short(3), b"1", set()),
]


@pytest.mark.parametrize(("rows", "width", "frames", "codes"), GEOMETRY)
def test_geometry(read: Reading, rows: bytes, width: bytes, frames: bytes, codes: set[str]) -> None:
    changes: Elements = {
        0x00280010: ("US", rows),
        0x00280011: ("US", width),
        0x00280008: ("IS", frames),
    }
    assert set(read(slice_of(1, changes)).codes) == codes


def test_an_image_without_pixels(read: Reading) -> None:
    assert read(slice_of(1, {PIXELS: b""})).codes == ("pixel-data-missing",)
    without_size = {PIXELS: b"", 0x00280010: b"", 0x00280011: b""}
    assert read(slice_of(1, without_size)).codes == ("pixel-data-missing",)


def test_a_dose_without_a_grid_is_whole(read: Reading) -> None:
    dose = {PIXELS: b"", 0x00080016: ("UI", "1.2.840.10008.5.1.4.1.1.481.2")}
    assert "pixel-data-missing" in read(slice_of(1, dose)).codes
    assert "pixel-data-missing" not in read(slice_of(1, {**dose, 0x00280010: b""})).codes


@pytest.mark.parametrize("syntax", [EXPLICIT, IMPLICIT, BIG])
@pytest.mark.parametrize("held", [limits.FIRST_READ, limits.FIRST_READ + limits.NEXT_READ])
def test_large_pixels_wherever_the_bytes_held_end(read: Reading, syntax: str, held: int) -> None:
    """Behind a large value the header of the pixel data may stand anywhere in what is held."""
    elements = header_of(1, syntax)
    elements[PIXELS] = ("OW", bytes(range(256)) * 1_200)
    plain = len(part10(encode(elements, syntax), "2.25.10001", syntax))
    for more in range(-40, 41, 4):
        size = held - (plain - 307_200) + more
        elements[0x60003000] = ("OW", bytes(size - size % 2))
        answer = read(part10(encode(elements, syntax), "2.25.10001", syntax))
        assert value(answer, "pixel_bytes") == 307_200, more
        assert "pixel-data-missing" not in answer.codes
