"""Structure: what is read, what is stepped over, and what nobody knows behind a fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.scan.keywords import column_index, columns
from audit.scan.tokens import token
from tests.scan.encode import (
    BIG,
    CT,
    EXPLICIT,
    IMPLICIT,
    ITEM_END,
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
    sequence,
    slice_of,
)
from tests.scan.reading import KEY, Reading, state, value

REFERENCES, CONTENT, SHARED = 0x00081140, 0x0040A730, 0x52009229
TEXT = element(0x0040A160, "UT", "x")
UID = "2.25.10001"


@pytest.fixture
def read(tmp_path: Path) -> Reading:
    return Reading(tmp_path)


def before_pixels(content: bytes, behind: bytes = b"") -> bytes:
    """A slice with something of one's own between its header and its pixels."""
    elements = header_of()
    pixels = element(PIXELS, *elements.pop(PIXELS))
    return part10(encode(elements) + content + pixels + behind, UID)


def open_sequence(content: bytes, length: int = UNDEFINED, tag: int = CONTENT) -> bytes:
    return header(tag, "SQ", length) + content


END_OF_ITEM, END_OF_SEQUENCE = header(ITEM_END, "", 0), header(SEQUENCE_END, "", 0)
UN_WITH_ITEMS = header(0x00990001, "UN", UNDEFINED) + item(element(0x0040A160, "UT", "x", IMPLICIT))
LEGAL = {
    "empty sequence": open_sequence(b"", 0),
    "empty sequence of undefined length": open_sequence(END_OF_SEQUENCE),
    "empty item": open_sequence(item(b""), 8),
    "empty open item": open_sequence(item(b"", UNDEFINED) + END_OF_ITEM + END_OF_SEQUENCE),
    "mixed items": open_sequence(
        item(TEXT) + item(TEXT, UNDEFINED) + END_OF_ITEM + item(b"") + END_OF_SEQUENCE
    ),
    "UN that holds items": UN_WITH_ITEMS + END_OF_SEQUENCE,
    "fragments in an item": open_sequence(item(encapsulated([b"\1\2", b""])) + END_OF_SEQUENCE),
    "native pixels in an item": sequence(CONTENT, [element(PIXELS, "OW", bytes(100))]),
}


@pytest.mark.parametrize("name", LEGAL)
def test_legal_structures(read: Reading, name: str) -> None:
    answer = read(before_pixels(LEGAL[name]))
    assert set(answer.codes) <= {"private-creator"}
    assert state(answer, "Rows") == "present"
    assert answer.row is not None
    assert answer.row["pixel_bytes"] == 32


FAULTS = {
    "never closed": (open_sequence(item(TEXT)), {"no-delimiter"}),
    "item never closed": (open_sequence(item(TEXT, UNDEFINED)), {"no-delimiter"}),
    "item without its end": (
        open_sequence(item(TEXT, UNDEFINED) + END_OF_SEQUENCE),
        {"no-delimiter"},
    ),
    "no item": (open_sequence(TEXT), {"no-delimiter"}),
    "no item, known length": (open_sequence(TEXT, len(TEXT)), {"sequence-invalid"}),
    "item beyond its sequence": (
        open_sequence(item(TEXT, 400), 8 + len(TEXT)),
        {"no-delimiter"},
    ),
    "element beyond its item": (
        open_sequence(item(element(0x00420011, "OB", "x", length=400)), 8 + len(TEXT)),
        {"no-delimiter"},
    ),
    "wanted element beyond its item": (
        sequence(CONTENT, [element(0x00081155, "UI", "1.2", length=20)]),
        {"no-delimiter"},
    ),
    "sequence beyond its item": (
        sequence(CONTENT, [open_sequence(item(TEXT), 4_000)]),
        {"no-delimiter"},
    ),
    "sequence beyond the file": (open_sequence(item(TEXT), 1 << 20), {"length-beyond-eof"}),
    "half an item": (open_sequence(item(TEXT), 3), {"no-delimiter"}),
    "stray end of an item": (END_OF_ITEM, {"tag-illegal"}),
    "stray end of a sequence": (END_OF_SEQUENCE, {"tag-illegal"}),
    "stray item": (item(b""), {"tag-illegal"}),
    "stray end in an item": (sequence(CONTENT, [END_OF_SEQUENCE + TEXT]), {"tag-illegal"}),
    "group 2": (element(0x00020010, "UI", IMPLICIT), {"tag-illegal", "tag-order"}),
    "group 0 in an item": (sequence(CONTENT, [element(0, "UL", b"\0\0\0\0")]), {"tag-illegal"}),
    "group 2 sequence in an item": (
        sequence(CONTENT, [sequence(0x00020010, [TEXT])]),
        {"tag-illegal"},
    ),
    "unknown VR": (element(0x00400001, "??", b"ABCD"), {"vr-unknown"}),
    "unknown VR in an item": (sequence(CONTENT, [element(0x00400001, "zz", "ab")]), {"vr-unknown"}),
    "VR in small letters": (element(0x00400001, "lo", b"ABCD"), {"vr-unknown"}),
    "text of undefined length": (element(0x00400001, "UT", b"x", length=UNDEFINED), {"bad-length"}),
    "UN of undefined length without items": (
        element(0x00990001, "UN", b"\1\2\3\4" * 9, length=UNDEFINED),
        {"bad-length"},
    ),
    "odd length": (header(0x00400001, "AE", 3) + b"ABC", {"odd-length"}),
    "odd length in an item": (
        sequence(CONTENT, [header(0x00400001, "AE", 3) + b"ABC"]),
        {"odd-length"},
    ),
    "same tag twice": (TEXT + TEXT, {"tag-duplicate"}),
}


@pytest.mark.parametrize("name", FAULTS)
def test_faults(read: Reading, name: str) -> None:
    content, codes = FAULTS[name]
    answer = read(before_pixels(content))
    assert codes <= set(answer.codes), answer.codes
    assert value(answer, "Manufacturer") == "ACME", "what stands before is there"
    assert value(answer, "BitsAllocated") == 16


def nested(syntax: str, undefined: bool, open_items: bool) -> Elements:
    """References at two depths, a code, and pixel spacing in the shared functional groups."""

    def of(uid: str) -> bytes:
        return element(0x00081150, "UI", CT, syntax) + element(0x00081155, "UI", uid, syntax)

    def put(tag: int, *items: bytes) -> bytes:
        return sequence(tag, items, syntax, undefined, open_items)

    spacing = put(0x00289110, element(0x00280030, "DS", "0.7\\0.7", syntax))
    return {
        REFERENCES: put(REFERENCES, of("1.2.3"), b"", of("1.2.4")),
        CONTENT: put(CONTENT, put(0x00081199, of("1.2.5"))),
        SHARED: put(SHARED, spacing),
        0x00280030: b"",
    }


@pytest.mark.parametrize("syntax", [EXPLICIT, IMPLICIT, BIG])
@pytest.mark.parametrize("undefined", [False, True])
@pytest.mark.parametrize("open_items", [False, True])
def test_values_in_sequences(read: Reading, syntax: str, undefined: bool, open_items: bool) -> None:
    answer = read(slice_of(1, nested(syntax, undefined, open_items), syntax))
    assert set(answer.codes) <= {"syntax-retired"}
    expected = [token(KEY, uid) for uid in ("1.2.3", "1.2.4", "1.2.5")]
    assert value(answer, "ReferencedSOPInstanceUID") == expected
    assert value(answer, "PixelSpacing") == [0.7, 0.7]
    assert state(answer, "PixelSpacing") == "present"


def test_the_top_level_comes_before_a_sequence(read: Reading) -> None:
    changes = nested(EXPLICIT, False, False)
    changes[0x00280030] = ("DS", "0.5\\0.5")
    assert value(read(slice_of(1, changes)), "PixelSpacing") == [0.5, 0.5]


NESTED_ONLY = [c.keyword for c in columns() if any(p[0] == SHARED for p in c.nested)]


def test_unknown_is_not_absent_in_a_sequence_stepped_over(read: Reading) -> None:
    """The groups of a frame are damaged and stepped over: what they hold is unknown, not absent."""
    broken = open_sequence(item(header(0x00289110, "SQ", 900) + TEXT), 8 + 12 + len(TEXT), SHARED)
    answer = read(slice_of(1, {SHARED: broken, 0x00280030: b""}))
    assert answer.status == "partial"
    assert "no-delimiter" in answer.codes
    assert state(answer, "PixelSpacing") == "unknown"
    assert state(answer, "ReferencedSOPInstanceUID") == "unknown"
    assert state(answer, "PatientSex") == "absent", "the data set itself was read to its end"
    assert answer.row is not None
    assert answer.row["read_to"] is None
    assert len(NESTED_ONLY) > 5


def test_a_damaged_sequence_spoils_no_other(read: Reading) -> None:
    broken = open_sequence(TEXT, len(TEXT), 0x00400275)
    answer = read(slice_of(1, {0x00400275: broken, 0x00280030: b""}))
    assert answer.codes == ("sequence-invalid",)
    assert state(answer, "PixelSpacing") == "absent"


def test_unknown_behind_a_cut(read: Reading) -> None:
    whole = slice_of(1)
    cut = whole[: whole.index(b"\x20\0\x0d\0UI") + 10]
    answer = read(cut)
    assert answer.status == "partial"
    assert {"truncated", "length-beyond-eof"} <= set(answer.codes)
    assert answer.row is not None
    assert answer.row["read_to"] == "00180050"
    for column in columns():
        found = state(answer, column.keyword)
        if column.tag > 0x00180050 or column.anywhere:
            assert found == "unknown", column.keyword
        elif not column.nested:
            assert found != "unknown", column.keyword


def test_pixels_cut_short_leave_the_header_known(read: Reading) -> None:
    answer = read(slice_of(1)[:-5])
    assert answer.codes == ("truncated",)
    assert state(answer, "PatientSex") == "absent"
    assert state(answer, "PixelSpacing") == "present"
    unknown = {c.keyword for c in columns() if state(answer, c.keyword) == "unknown"}
    assert unknown <= {c.keyword for c in columns() if c.anywhere or c.tag > PIXELS}


def test_elements_in_descending_order_are_all_read(read: Reading) -> None:
    elements = header_of()
    body = b"".join(element(tag, *what) for tag, what in sorted(elements.items(), reverse=True))
    answer = read(part10(body, UID))
    assert answer.codes == ("tag-order",)
    assert answer.row is not None
    assert len(answer.row["present"]) == len(elements)
    assert value(answer, "Manufacturer") == "ACME"


def test_present_empty_and_absent(read: Reading) -> None:
    answer = read(slice_of(1, {0x00080070: ("LO", ""), 0x00081010: ("SH", "  ")}))
    assert state(answer, "Manufacturer") == "empty"
    assert state(answer, "StationName") == "empty"
    assert state(answer, "PatientSex") == "absent"
    assert answer.row is not None
    assert answer.row["empty"] == ["00080070"], "of those without a byte"
    assert len(answer.row["states"]) == len(column_index())


def test_a_text_that_has_swallowed_its_neighbour_is_not_shown(read: Reading) -> None:
    """One wrong length, and a name would stand in a column that is shown."""
    named = element(0x00100010, "PN", "SECRET^NAME")
    swallowing = header(0x00081090, "LO", 6 + len(named)) + b"Model " + named
    answer = read(slice_of(1, {0x00081090: swallowing, 0x00100010: b""}))
    assert "control-chars" in answer.codes
    assert value(answer, "ManufacturerModelName") is None
    assert state(answer, "ManufacturerModelName") == "invalid"
    assert "SECRET" not in repr(answer)
