"""Preamble, file meta group and encoding: legal shells, damaged ones, and what is no DICOM."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest

from audit.scan.container import transfer_syntaxes
from tests.scan.encode import (
    BIG,
    DEFLATED,
    EXPLICIT,
    IMPLICIT,
    JPEG,
    PIXELS,
    element,
    encapsulated,
    encode,
    header_of,
    meta,
    part10,
    slice_of,
)
from tests.scan.reading import Reading, value

UID = "2.25.10001"
BODY = encode(header_of())
MARK = b"\0" * 128 + b"DICM"


@pytest.fixture
def read(tmp_path: Path) -> Reading:
    return Reading(tmp_path)


LEGAL = [
    ("explicit", part10(BODY, UID), set()),
    ("implicit", slice_of(1, None, IMPLICIT), set()),
    ("deflated", slice_of(1, None, DEFLATED), set()),
    ("big endian", slice_of(1, None, BIG), {"syntax-retired"}),
    ("compressed", slice_of(1, {PIXELS: encapsulated([b"\xff\xd8"])}, JPEG), set()),
    ("tiff preamble", b"II*\0" + part10(BODY, UID)[4:], set()),
    ("long meta", part10(BODY, UID, extra=element(0x00020102, "OB", bytes(100_000))), set()),
]
DAMAGED = [
    ("program", b"MZ" + part10(BODY, UID)[2:], {"preamble-executable"}),
    ("script", b"#!" + part10(BODY, UID)[2:], {"preamble-executable"}),
    ("no preamble", meta(UID) + BODY, {"no-preamble"}),
    ("no meta", BODY, {"no-meta"}),
    ("no meta, implicit", encode(header_of(), IMPLICIT), {"no-meta"}),
    ("no meta behind the mark", MARK + BODY, {"no-meta"}),
    ("meta too long", MARK + meta(UID, length=9_999) + BODY, {"meta-length-wrong"}),
    ("meta too short", MARK + meta(UID, length=12) + BODY, {"meta-length-wrong"}),
    ("meta without length", MARK + meta(UID)[12:] + BODY, {"meta-length-missing"}),
    ("no syntax", MARK + meta(UID, "") + BODY, {"syntax-missing"}),
    ("unknown syntax", MARK + meta(UID, "1.2.3") + BODY, {"syntax-unknown"}),
    ("explicit as implicit", MARK + meta(UID, IMPLICIT) + BODY, {"syntax-wrong"}),
    (
        "implicit as explicit",
        MARK + meta(UID) + encode(header_of(), IMPLICIT),
        {"syntax-wrong"},
    ),
    ("little as big", MARK + meta(UID, BIG) + BODY, {"syntax-wrong", "byte-order"}),
    ("native as compressed", MARK + meta(UID, JPEG) + BODY, {"syntax-wrong"}),
    (
        "compressed as native",
        part10(encode({**header_of(), PIXELS: encapsulated([b"\xff\xd8"])}), UID),
        {"syntax-wrong"},
    ),
    ("another instance", part10(BODY, "2.25.99"), {"sop-mismatch"}),
    ("odd VR in the meta group", part10(BODY, UID).replace(b"\2\0\x03\0UI", b"\2\0\x03\0UQ"),
     {"vr-unknown"}),
    ("odd VR in front", part10(BODY.replace(b"CS", b"C3", 1), UID), {"vr-unknown"}),
    ("rubbish behind", part10(BODY, UID) + b"\xa5" * 3_000, {"trailing-data"}),
    ("two files in one", part10(BODY, UID) * 2, {"trailing-data"}),
    ("rubbish behind a stream", slice_of(1, None, DEFLATED) + b"\xa5" * 3_000, {"trailing-data"}),
    ("a few zeros behind", part10(BODY, UID) + bytes(6), {"trailing-data"}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "codes"), [*LEGAL, *DAMAGED])
def test_shells_that_are_read(read: Reading, name: str, data: bytes, codes: set[str]) -> None:
    answer = read(data)
    assert set(answer.codes) == codes, name
    assert value(answer, "Rows") == 4, "the data set is read by its bytes"
    assert value(answer, "Manufacturer") == "ACME"
    assert answer.row is not None
    assert len(answer.row["present"]) == len(header_of())


NOT_READ = [
    (b"", {"empty-file"}),
    (b"DICM", {"not-dicom"}),
    (b"This is not DICOM.\n" * 50, {"not-dicom"}),
    (bytes(range(256)) * 64, {"not-dicom"}),
    (b"DICM" + meta(UID) + BODY, {"not-dicom"}),
    (MARK, {"truncated", "no-dataset"}),
    (MARK + meta(UID), {"truncated", "no-dataset"}),
    (MARK + meta(UID)[:60], {"truncated", "no-dataset"}),
    (MARK + meta(UID) + BODY[:7], {"truncated", "no-dataset"}),
    (MARK + meta(UID, DEFLATED) + BODY, {"inflate-error", "no-dataset"}),
    (bytes(100), {"truncated", "not-dicom"}),
]


@pytest.mark.parametrize(("data", "codes"), NOT_READ)
def test_what_is_not_read(read: Reading, tmp_path: Path, data: bytes, codes: set[str]) -> None:
    answer = read(data)
    assert answer.status == "rejected"
    assert answer.row is None
    assert set(answer.codes) & codes
    other = tmp_path / "notes.txt"
    other.write_bytes(data)
    claims = data[128:132] == b"DICM"
    assert read.reader.read(bytes(other)).status == ("rejected" if claims else "skipped")


@pytest.mark.parametrize("cut", range(1, 1_100, 37))
def test_every_cut_is_told(read: Reading, cut: int) -> None:
    """A header cut anywhere before its pixels, or inside them."""
    whole = part10(BODY, UID)
    answer = read(whole[:cut] if cut < len(whole) else whole[:-1])
    assert answer.status in ("rejected", "partial", "finding")
    assert {"truncated", "no-dataset", "not-dicom", "pixel-data-missing"} & set(answer.codes)


def in_two_blocks(head: bytes, pixels: bytes) -> bytes:
    """A deflated stream whose last block knows nothing but repetitions: one bit for 258 bytes."""
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    out = packed.compress(head) + packed.flush(zlib.Z_FULL_FLUSH)
    out += packed.compress(pixels) + packed.flush()
    return out + b"\0" * (len(out) % 2)


@pytest.mark.parametrize("chunks", [1, 2])
@pytest.mark.parametrize("fill", [b"\0", b"ab"])
def test_a_stream_that_ends_behind_a_chunk(read: Reading, chunks: int, fill: bytes) -> None:
    """Legal deflated files whose last bytes come out of the inflater without new input."""
    head = encode({**header_of(), PIXELS: b""})
    for size in range(chunks << 18, (chunks << 18) + 300, 6):
        n_pixels = size - len(head) - 12
        pixels = element(PIXELS, "OW", (fill * n_pixels)[:n_pixels])
        data = part10(b"", UID, DEFLATED)[:-2] + in_two_blocks(head, pixels)
        assert read(data).codes == (), size


def test_syntaxes() -> None:
    known = transfer_syntaxes()
    assert {EXPLICIT, IMPLICIT, BIG, DEFLATED, JPEG, "1.2.840.10008.1.2.4.110"} <= known
    assert len(known) > 40
    assert "1.2.840.10008.5.1.4.1.1.2" not in known
