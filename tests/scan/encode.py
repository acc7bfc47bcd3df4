"""A tiny DICOM encoder: bytes of elements, sequences and whole files, legal or not as asked."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from random import Random

EXPLICIT, IMPLICIT, BIG, DEFLATED = (
    "1.2.840.10008.1.2.1",
    "1.2.840.10008.1.2",
    "1.2.840.10008.1.2.2",
    "1.2.840.10008.1.2.1.99",
)
JPEG = "1.2.840.10008.1.2.4.50"
CT = "1.2.840.10008.5.1.4.1.1.2"
UNDEFINED = 0xFFFFFFFF
LONG = frozenset(("OB", "OW", "OF", "OD", "OL", "OV", "SQ", "UC", "UN", "UR", "UT", "SV", "UV"))
ITEM, ITEM_END, SEQUENCE_END = 0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD
PIXELS = 0x7FE00010


def element(
    tag: int, vr: str, value: bytes | str = b"", syntax: str = EXPLICIT, length: int | None = None
) -> bytes:
    """One element; `length` is written instead of the true one where it is given."""
    raw = value.encode("utf-8") if isinstance(value, str) else value
    if len(raw) % 2:
        raw += b"\0" if vr in ("UI", "OB", "UN") else b" "
    return header(tag, vr, len(raw) if length is None else length, syntax) + raw


def header(tag: int, vr: str, length: int, syntax: str = EXPLICIT) -> bytes:
    """The bytes of an element before its value."""
    order = ">" if syntax == BIG else "<"
    head = struct.pack(f"{order}HH", tag >> 16, tag & 0xFFFF)
    if syntax == IMPLICIT or tag >> 16 == 0xFFFE:
        return head + struct.pack(f"{order}L", length)
    if vr in LONG:
        return head + vr.encode("latin-1") + b"\0\0" + struct.pack(f"{order}L", length)
    return head + vr.encode("latin-1") + struct.pack(f"{order}H", length & 0xFFFF)


def sequence(
    tag: int, items: Iterable[bytes], syntax: str = EXPLICIT,
    undefined: bool = False, open_items: bool = False,
) -> bytes:  # fmt: skip
    """A sequence; `undefined` and `open_items` say which of the lengths are not written."""
    end = header(ITEM_END, "", 0, syntax) if open_items else b""
    body = b"".join(
        header(ITEM, "", UNDEFINED if open_items else len(one), syntax) + one + end for one in items
    )
    if undefined:
        end = header(SEQUENCE_END, "", 0, syntax)
        return header(tag, "SQ", UNDEFINED, syntax) + body + end
    return header(tag, "SQ", len(body), syntax) + body


def item(content: bytes, length: int | None = None) -> bytes:
    """An item, of another length where one is given, and without its end."""
    return header(ITEM, "", len(content) if length is None else length) + content


def encapsulated(fragments: Sequence[bytes]) -> bytes:
    """Pixel data in fragments behind an empty offset table."""
    body = b"".join(header(ITEM, "", len(part)) + part for part in (b"", *fragments))
    return header(PIXELS, "OB", UNDEFINED) + body + header(SEQUENCE_END, "", 0)


def short(number: int, syntax: str = EXPLICIT) -> bytes:
    """A US value."""
    return struct.pack(">H" if syntax == BIG else "<H", number)


def meta(uid: str, syntax: str = EXPLICIT, extra: bytes = b"", length: int | None = None) -> bytes:
    """The file meta group."""
    body = element(0x00020001, "OB", b"\0\1") + element(0x00020002, "UI", CT)
    body += element(0x00020003, "UI", uid) + element(0x00020010, "UI", syntax) + extra
    size = struct.pack("<L", len(body) if length is None else length)
    return element(0x00020000, "UL", size) + body


def part10(
    dataset: bytes, uid: str = "2.25.1", syntax: str = EXPLICIT, extra: bytes = b""
) -> bytes:
    """A whole file."""
    if syntax == DEFLATED:
        dataset = deflate(dataset)
    return b"\0" * 128 + b"DICM" + meta(uid, syntax, extra) + dataset


def deflate(data: bytes, level: int = 9) -> bytes:
    packed = zlib.compressobj(level, zlib.DEFLATED, -15)
    out = packed.compress(data) + packed.flush()
    return out + b"\0" * (len(out) % 2)


Elements = dict[int, tuple[str, bytes | str] | bytes]
Changes = Mapping[int, tuple[str, bytes] | tuple[str, str] | tuple[str, bytes | str] | bytes]


def header_of(n: int = 1, syntax: str = EXPLICIT, series: int = 1) -> Elements:
    """The elements of a small legal CT slice; an entry may be replaced by bytes of one's own."""
    return {
        0x00080005: ("CS", "ISO_IR 192"),
        0x00080008: ("CS", "ORIGINAL\\PRIMARY\\AXIAL"),
        0x00080016: ("UI", CT),
        0x00080018: ("UI", f"2.25.{series}000{n}"),
        0x00080020: ("DA", "20200102"),
        0x00080060: ("CS", "CT"),
        0x00080070: ("LO", "ACME"),
        0x0008103E: ("LO", "Thorax"),
        0x00081090: ("LO", "Model 1"),
        0x00100010: ("PN", "Test^Person"),
        0x00100020: ("LO", f"P{series}"),
        0x00101010: ("AS", "052Y"),
        0x00180050: ("DS", "1.25"),
        0x0020000D: ("UI", f"2.25.{series}8"),
        0x0020000E: ("UI", f"2.25.{series}9"),
        0x00200013: ("IS", str(n)),
        0x00200032: ("DS", f"-100.5\\20\\{n * 1.25}"),
        0x00280002: ("US", short(1, syntax)),
        0x00280004: ("CS", "MONOCHROME2"),
        0x00280010: ("US", short(4, syntax)),
        0x00280011: ("US", short(4, syntax)),
        0x00280030: ("DS", "0.5\\0.5"),
        0x00280100: ("US", short(16, syntax)),
        0x00280101: ("US", short(16, syntax)),
        0x00280102: ("US", short(15, syntax)),
        0x00280103: ("US", short(0, syntax)),
        PIXELS: ("OW", bytes(range(32))),
    }


def encode(elements: Changes, syntax: str = EXPLICIT) -> bytes:
    """A data set, in the order of its tags."""
    return b"".join(
        value if isinstance(value, bytes) else element(tag, *value, syntax)
        for tag, value in sorted(elements.items())
    )


def slice_of(
    n: int = 1, changes: Changes | None = None, syntax: str = EXPLICIT, series: int = 1
) -> bytes:
    """A whole small file; `changes` are put over the usual elements."""
    elements = {**header_of(n, syntax, series), **(changes or {})}
    inner = EXPLICIT if syntax in (DEFLATED, JPEG) else syntax
    return part10(encode(elements, inner), f"2.25.{series}000{n}", syntax)


def legal_file(chance: Random) -> bytes:
    """A small legal file of one of five transfer syntaxes, with nested, private and empty parts."""
    syntax = chance.choice((EXPLICIT, EXPLICIT, IMPLICIT, BIG, JPEG))
    inner = EXPLICIT if syntax == JPEG else syntax
    n, series = chance.randrange(1, 400), chance.randrange(1, 5)
    changes: Elements = {
        0x00081140: _references(chance, inner),
        0x00181030: ("LO", "Protocol" * chance.randrange(3)),
        0x00090010: ("LO", "VENDOR X"),
        0x00091001: ("UN", b"\1\2" * chance.randrange(40)),
        0x00400275: _nested(chance, inner, chance.randrange(1, 4)),
        0x00104000: ("LT", "free text " * chance.randrange(6)),
    }
    for tag in (0x00080070, 0x00101010, 0x00180050):
        if chance.random() < 0.2:
            changes[tag] = (_VR_OF[tag], b"")
    if syntax == JPEG:
        changes[PIXELS] = encapsulated([b"\xff\xd8" + bytes(chance.randrange(0, 60) * 2)])
    return slice_of(n, changes, syntax, series)


_VR_OF = {0x00080070: "LO", 0x00101010: "AS", 0x00180050: "DS"}


def _references(chance: Random, syntax: str) -> bytes:
    items = [
        element(0x00081150, "UI", CT, syntax) + element(0x00081155, "UI", f"2.25.77{n}", syntax)
        for n in range(chance.randrange(4))
    ]
    return sequence(0x00081140, items, syntax, chance.random() < 0.5, chance.random() < 0.5)


def _nested(chance: Random, syntax: str, depth: int) -> bytes:
    inner = element(0x00080100, "SH", "T-1", syntax) + element(0x00080102, "SH", "SRT", syntax)
    inner += element(0x00080104, "LO", "Chest" * chance.randrange(1, 4), syntax)
    tag = 0x00400008
    for level in range(depth):
        tag = 0x00400275 if level == depth - 1 else 0x0040A730
        inner = sequence(tag, [inner], syntax, chance.random() < 0.5, chance.random() < 0.5)
    return inner
