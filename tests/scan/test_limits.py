"""Every limit of audit/scan/limits.py: at the limit all is well, just above it a code says so."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from audit.scan import limits, pixels
from audit.scan.keywords import column_index, columns
from audit.scan.source_bytes import Fault, FileBytes
from audit.scan.tokens import token
from tests.scan.encode import (
    BIG,
    DEFLATED,
    EXPLICIT,
    IMPLICIT,
    PIXELS,
    SEQUENCE_END,
    Elements,
    deflate,
    element,
    encode,
    header,
    header_of,
    part10,
    sequence,
    slice_of,
)
from tests.scan.reading import KEY, Reading, state, value


@pytest.fixture
def read(tmp_path: Path) -> Reading:
    return Reading(tmp_path)


def without_pixels(syntax: str = EXPLICIT) -> Elements:
    elements = header_of(1, syntax)
    del elements[PIXELS]
    return elements


def deep(levels: int, syntax: str, undefined: bool) -> bytes:
    inner = element(0x0040A160, "UT", "deep", syntax)
    for _ in range(levels):
        inner = sequence(0x0040A730, [inner], syntax, undefined, undefined)
    return inner


@pytest.mark.parametrize("syntax", [EXPLICIT, IMPLICIT, BIG])
@pytest.mark.parametrize("undefined", [False, True])
def test_depth(read: Reading, syntax: str, undefined: bool) -> None:
    usual = {"syntax-retired"} if syntax == BIG else set()
    for levels, code in ((limits.DEPTH, set()), (limits.DEPTH + 1, {"depth-limit"})):
        content = deep(levels, syntax, undefined)
        answer = read(slice_of(1, {0x0040A730: content}, syntax))
        assert set(answer.codes) == usual | code
        assert answer.status == ("partial" if code else "finding" if usual else "ok")


def tiny_elements(number: int) -> bytes:
    """Private elements without a value in implicit VR, in ascending order, with their creators."""
    out, group = [], 0x7101
    while number > 0:
        some = min(number, 60_000)
        out.append(struct.pack("<HHL", group, 0x10, 2) + b"X ")
        out += [struct.pack("<HHL", group, 0x1000 + n, 0) for n in range(some - 1)]
        number, group = number - some, group + 2
    return b"".join(out)


@pytest.mark.parametrize(("more", "codes"), [(0, set()), (1, {"element-limit"})])
def test_elements_of_the_data_set(read: Reading, more: int, codes: set[str]) -> None:
    front, n_front = encode(without_pixels(IMPLICIT), IMPLICIT), len(without_pixels())
    pixels_behind = element(PIXELS, "OW", bytes(range(32)), IMPLICIT)
    middle = tiny_elements(limits.TOP_ELEMENTS - n_front - 1 + more)
    answer = read(part10(front + middle + pixels_behind, "2.25.10001", IMPLICIT))
    # blocks 0x11 .. 0xFF of the private groups have no creator here
    assert set(answer.codes) - {"private-creator"} == codes
    assert (answer.status == "partial") == bool(codes)


@pytest.mark.parametrize(("more", "codes"), [(0, ()), (1, ("element-limit",))])
def test_elements_at_every_level(read: Reading, more: int, codes: tuple[str, ...]) -> None:
    elements = without_pixels(IMPLICIT)
    n_nested = limits.ELEMENTS - len(elements) - 1 + more
    item = struct.pack("<HHL", 0x0040, 0xA160, 0) * n_nested
    elements[0x0040A730] = sequence(0x0040A730, [item], IMPLICIT)
    answer = read(part10(encode(elements, IMPLICIT), "2.25.10001", IMPLICIT))
    assert set(answer.codes) - {"pixel-data-missing"} == set(codes)


@pytest.mark.parametrize("syntax", [EXPLICIT, IMPLICIT])
@pytest.mark.parametrize(("more", "codes"), [(0, ()), (1, ("item-limit",))])
def test_items(read: Reading, syntax: str, more: int, codes: tuple[str, ...]) -> None:
    items = [b""] * (limits.ITEMS - 1 + more)
    answer = read(slice_of(1, {0x0040A730: sequence(0x0040A730, items, syntax)}, syntax))
    assert answer.codes == codes


@pytest.mark.parametrize("before", [0, 100_000], ids=["first read", "later read"])
@pytest.mark.parametrize("tag", [0x00080070, 0x00104000, 0x00100020], ids=["LO", "LT", "token"])
def test_bytes_of_a_wanted_value(read: Reading, before: int, tag: int) -> None:
    for size, code in ((limits.VALUE_BYTES_READ, "value-too-long"), (65_538, "value-limit")):
        changes: Elements = {tag: ("LO", b"A" * size), 0x00071001: ("UN", bytes(before))}
        changes[0x00070010] = ("LO", "X")
        answer = read(slice_of(1, changes, IMPLICIT))
        assert code in answer.codes
        assert answer.status == ("partial" if code == "value-limit" else "finding")
        assert value(answer, "PixelSpacing") == [0.5, 0.5], "what stands behind is still read"


def test_bytes_kept_of_a_value(read: Reading) -> None:
    whole = "A" * limits.VALUE_BYTES
    for text in (whole, whole + "B", whole + "C" * 60_000):
        answer = read(slice_of(1, {0x00100020: ("LO", text)}, IMPLICIT))
        assert value(answer, "PatientID") == token(KEY, whole)
    one_less = read(slice_of(1, {0x00100020: ("LO", whole[:-1])}, IMPLICIT))
    assert value(one_less, "PatientID") == token(KEY, whole[:-1])


def test_characters_of_a_text(read: Reading) -> None:
    texts = ("é" * limits.TEXT_LENGTH, "é" * (limits.TEXT_LENGTH + 1))
    answers = [read(slice_of(1, {0x00080070: ("LO", text)})) for text in texts]
    assert [answer.codes for answer in answers] == [(), ("value-too-long",)]


def test_parts_of_a_text(read: Reading) -> None:
    texts = ("\\".join(["1"] * n) for n in (limits.VALUE_PARTS, limits.VALUE_PARTS + 1))
    answers = [read(slice_of(1, {0x00281050: ("DS", text)})) for text in texts]
    assert ["value-limit" in answer.codes for answer in answers] == [False, True]
    assert [len(answer.row["WindowCenter"]) for answer in answers if answer.row] == [1024, 1024]


def test_parts_of_a_binary_value(read: Reading) -> None:
    codes = []
    for number in (1, limits.VALUE_PARTS, limits.VALUE_PARTS + 1):
        answer = read(slice_of(1, {0x00280010: ("US", b"\4\0" * number)}))
        assert state(answer, "Rows") == ("present" if number == 1 else "invalid")
        codes.append(answer.codes)
    assert codes == [(), ("number-invalid",), ("value-limit",)]


def test_values_collected_from_sequences(read: Reading) -> None:
    item = element(0x00081155, "UI", "1.2")
    for number, codes in ((limits.COLLECTED, ()), (limits.COLLECTED + 1, ("value-limit",))):
        answer = read(slice_of(1, {0x00081140: sequence(0x00081140, [item] * number)}))
        assert answer.codes == codes
        assert answer.row is not None
        assert len(answer.row["ReferencedSOPInstanceUID"]) == limits.COLLECTED


def test_codes_of_one_sequence(read: Reading) -> None:
    coded = next(c for c in columns() if c.keep == "CODES" and not c.nested)
    item = element(0x00080100, "SH", "T1") + element(0x00080102, "SH", "SRT")
    for number, codes in ((limits.VALUE_PARTS, ()), (limits.VALUE_PARTS + 1, ("value-limit",))):
        answer = read(slice_of(1, {coded.tag: sequence(coded.tag, [item] * number)}))
        assert answer.codes == codes
        assert answer.row is not None
        assert answer.row[coded.keyword] == ["T1:SRT"] * limits.VALUE_PARTS


def test_values_remembered(read: Reading) -> None:
    """Long values of many files must not fill the memory of a reader."""
    for n in range(30):
        read(slice_of(n, {0x00080070: ("LO", f"{n:04d}" * (limits.REMEMBERED_BYTES // 4))}))
        read(slice_of(n, {0x00080070: ("LO", f"{n:04d}" * (limits.REMEMBERED_BYTES // 4) + "ZZ")}))
    (decoders,) = read.reader._rows._decoders.values()
    known = decoders._known[column_index()["Manufacturer"]]
    assert {len(raw) for raw in known} == {limits.REMEMBERED_BYTES}
    assert all(sum(map(len, raws)) <= limits.REMEMBERED_BYTES for _, raws in decoders._groups)


def test_elements_of_the_meta_group(read: Reading) -> None:
    usual = 5
    for more, codes in ((0, ()), (1, ("meta-oversized",))):
        extra = element(0x00020102, "OB", b"\0\0") * (limits.META_ELEMENTS - usual + more)
        answer = read(part10(encode(header_of()), "2.25.10001", extra=extra))
        assert answer.codes == codes
    short_ones = element(0x00020016, "AE", "A") * (limits.META_ELEMENTS - usual + 1)
    answer = read(part10(encode(header_of()), "2.25.10001", extra=short_ones))
    assert answer.codes == ("meta-oversized",)


def deflated(n_pixel_bytes: int) -> bytes:
    body = encode(without_pixels()) + header(PIXELS, "OW", n_pixel_bytes) + bytes(n_pixel_bytes)
    assert len(body) % 2 == 0
    return part10(b"", "2.25.10001", DEFLATED)[:-2] + deflate(body, 1)


@pytest.mark.parametrize(("more", "codes"), [(0, ()), (600_000, ("inflate-limit",))])
def test_inflated_bytes(read: Reading, more: int, codes: tuple[str, ...]) -> None:
    n_header = len(encode(without_pixels())) + 12
    answer = read(deflated(limits.INFLATED_BYTES - n_header + more))
    assert answer.codes == codes
    assert value(answer, "Rows") == 4


@pytest.mark.parametrize(("more", "codes"), [(0, ()), (1, ("header-limit",))])
def test_header_bytes(read: Reading, tmp_path: Path, more: int, codes: tuple[str, ...]) -> None:
    """Values of a mebibyte each, with holes for bytes: each costs one read on, the last a bit."""
    n_values = (limits.HEADER_BYTES - limits.FIRST_READ) // limits.NEXT_READ + 1 + more
    path = tmp_path / "sparse.dcm"
    front = encode({**without_pixels(), 0x70110010: ("LO", "X")})
    with path.open("wb") as file:
        file.write(part10(front, "2.25.10001"))
        for n in range(n_values):
            file.write(header(0x70111000 + n, "UN", 1 << 20))
            file.seek(1 << 20, 1)
        file.write(encode({PIXELS: ("OW", bytes(range(32)))}))
    answer = read.reader.read(bytes(path))
    assert answer.codes == codes
    assert value(answer, "Rows") == 4


def test_fragments(tmp_path: Path) -> None:
    path = tmp_path / "fragments"
    item, end = b"\xfe\xff\x00\xe0\0\0\0\0", header(SEQUENCE_END, "", 0)
    path.write_bytes(item * limits.FRAGMENTS + end)
    with path.open("rb") as file:
        source = FileBytes(file.fileno(), path.stat().st_size)
        assert pixels.end_of_fragments(source, 8) == source.size
        with pytest.raises(Fault) as fault:
            pixels.end_of_fragments(source, 0)
    assert fault.value.code == "item-limit"


def frames(number: int) -> bytes:
    items = []
    for n in range(number):
        plane = element(0x00200032, "DS", f"0\\0\\{n}")
        items.append(sequence(0x00209113, [plane]))
    return sequence(0x52009230, items)


def test_frame_positions(read: Reading) -> None:
    for number in (limits.FRAMES_KEPT, limits.FRAMES_KEPT + 1):
        answer = read(slice_of(1, {0x52009230: frames(number)}))
        assert answer.row is not None
        assert len(answer.row["frame_positions"]) == 3 * limits.FRAMES_KEPT
        assert answer.row["frame_positions"][-1] == limits.FRAMES_KEPT - 1


def test_first_read_is_no_border(read: Reading) -> None:
    """A header whose every part falls on the end of the first read gives the same answer."""
    for before in range(limits.FIRST_READ - 1400, limits.FIRST_READ + 100, 13):
        pad: Elements = {0x00070010: ("LO", "X"), 0x00071001: ("UN", bytes(before // 2 * 2))}
        changes: Elements = {**pad, 0x0040A730: deep(3, EXPLICIT, before % 2 == 0)}
        answer = read(slice_of(1, changes))
        assert answer.codes == ()
        assert value(answer, "PatientSex") is None
        assert value(answer, "HighBit") == 15
        assert answer.row is not None
        assert answer.row["n_elements"] == len(header_of()) + 2 + 4
