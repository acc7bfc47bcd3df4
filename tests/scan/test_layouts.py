"""What the order of tags and VRs in a header says, without any value."""

from __future__ import annotations

import struct

import pytest

from audit.scan.keywords import column_index, columns
from audit.scan.layouts import Layouts
from audit.scan.seen import EXPLICIT, IMPLICIT

Heads = list[tuple[int, str]]
CREATOR = (0x00090010, "LO")


def heads_of(elements: Heads, encoding: int = EXPLICIT) -> list[bytes]:
    return [
        struct.pack("<HH", tag >> 16, tag & 0xFFFF) + (b"" if encoding else vr.encode())
        for tag, vr in elements
    ]


TABLE: list[tuple[Heads, set[str]]] = [
    ([(0x00080060, "CS"), (0x00100010, "PN")], set()),
    ([(0x00100010, "PN"), (0x00080060, "CS")], {"tag-order"}),
    ([(0x00080060, "CS"), (0x00080060, "CS")], {"tag-duplicate"}),
    ([(0x00080060, "CS"), (0x00100010, "PN"), (0x00080060, "CS")], {"tag-duplicate", "tag-order"}),
    ([(0x00080060, "LO")], {"vr-wrong"}),
    ([(0x00080060, "UN")], set()),
    ([(0x00280106, "US"), (0x00280107, "SS")], set()),
    ([(0x00280106, "UL")], {"vr-wrong"}),
    ([(0x7FE00010, "OB")], set()),
    ([(0x7FE00010, "OW")], set()),
    ([(0x00080000, "UL")], set()),
    ([(0x00091234, "XX")], {"private-creator"}),
    ([CREATOR, (0x00091001, "LO")], set()),
    ([(0x00091001, "LO")], {"private-creator"}),
    ([(0x00091001, "UN")], set()),
    ([CREATOR, (0x00091101, "LO")], {"private-creator"}),
    ([CREATOR, (0x000B1001, "LO")], {"private-creator"}),
    ([(0x00090010 + n, "LO") for n in range(0xEF)], set()),
    ([(0x00090010 + n, "LO") for n in range(0xF0)], {"private-creator"}),
    (
        [*[(0x00090010 + n, "LO") for n in range(0xF0)], (0x000B0010, "LO"), (0x000B1001, "LO")],
        {"private-creator"},
    ),
]


@pytest.mark.parametrize(("elements", "codes"), TABLE)
def test_codes(elements: Heads, codes: set[str]) -> None:
    layout = Layouts().layout_of(heads_of(elements), EXPLICIT)
    assert set(layout.codes) == codes
    assert layout.present == [f"{tag:08X}" for tag, _ in elements]
    assert layout.last_tag == max(tag for tag, _ in elements)
    assert layout.n_private == sum(tag >> 16 & 1 for tag, _ in elements)


def test_implicit_heads_have_no_vr_to_be_wrong() -> None:
    layouts = Layouts()
    heads = heads_of([(0x00080060, ""), (0x00091001, "")], IMPLICIT)
    assert layouts.layout_of(heads, IMPLICIT).codes == ("private-creator",)


def test_letters() -> None:
    elements = [(column.tag, column.vr[:2]) for column in columns()[:40:3]]
    letters = Layouts().layout_of(heads_of(elements), EXPLICIT).letters
    tags = {tag for tag, _ in elements}
    assert letters.decode() == "".join("p" if c.tag in tags else "a" for c in columns())


def test_the_same_layout_is_judged_once() -> None:
    layouts = Layouts()
    heads = heads_of([(0x00080060, "CS"), CREATOR])
    assert layouts.layout_of(heads, EXPLICIT) is layouts.layout_of(list(heads), EXPLICIT)


def test_empty_ones() -> None:
    layouts = Layouts()
    heads = heads_of([(0x00080060, "CS"), (0x00091001, "LO")])
    tags, indexes = layouts.empty_of(heads)
    assert tags == ["00080060", "00091001"]
    assert indexes == [column_index()["Modality"]]
    assert layouts.empty_of([]) == ([], [])


def test_huge_layouts_are_not_remembered() -> None:
    """Tens of thousands of elements a file, each file another: memory must not grow with them."""
    layouts = Layouts()
    for n in range(20):
        heads = heads_of([(0x70110000 + n + k, "UN") for k in range(2_001)])
        layouts.layout_of(heads, EXPLICIT)
        layouts.empty_of(heads)
    assert not layouts._known
    assert not layouts._empty
    small = heads_of([(0x70110000 + k, "UN") for k in range(2_000)])
    layouts.layout_of(small, EXPLICIT)
    layouts.empty_of(small)
    assert len(layouts._known) == len(layouts._empty) == 1
