"""The shell of a file: preamble, file meta group, and the encoding of the data set (PS3.10)."""

from __future__ import annotations

from functools import cache

from audit.scan import limits
from audit.scan.dictionary import uids, vr_in_dictionary
from audit.scan.plans import LONG_VRS, SHORT_VRS, MetaNode, Node, tag_of
from audit.scan.seen import BIG, EXPLICIT, IMPLICIT, Seen
from audit.scan.source_bytes import Bytes, FileBytes, Inflated
from audit.scan.walker import Walker

IMPLICIT_UID = "1.2.840.10008.1.2"
BIG_UID = "1.2.840.10008.1.2.2"
DEFLATED = frozenset({"1.2.840.10008.1.2.1.99", "1.2.840.10008.1.2.4.95"})
_NEWER = frozenset(
    {"1.2.840.10008.1.2.8.1", "1.2.840.10008.1.2.4.110", "1.2.840.10008.1.2.4.111",
     "1.2.840.10008.1.2.4.112"}
)  # fmt: skip
"""In the standard since 2024: deflated frames, JPEG XL."""
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xfe\xed\xfa")
_VRS = SHORT_VRS | LONG_VRS
META_NODE = MetaNode(top=True)
KnownMeta = dict[tuple[bytes, bytes], tuple[dict[int, str], list[str]]]
"""What meta groups say and their codes, by their bytes but for MediaStorageSOPInstanceUID."""
_OWN_UID = b"\x02\x00\x03\x00UI"
_KEPT = 1_000


class NotRead(Exception):
    """An item that gives no row; carries codes of `codes.REJECTING`, or none to be skipped."""

    def __init__(self, *codes: str) -> None:
        super().__init__(*codes)
        self.codes = codes


class Opened:
    """What the shell says, and where the data set starts."""

    __slots__ = ("codes", "deflated", "encoding", "meta", "start")

    def __init__(self) -> None:
        self.codes: list[str] = []
        self.meta: dict[int, str] = {}
        """MediaStorageSOPClassUID, MediaStorageSOPInstanceUID and TransferSyntaxUID, by element."""
        self.start = 0
        self.encoding = EXPLICIT
        self.deflated = False


@cache
def transfer_syntaxes() -> frozenset[str]:
    """All transfer syntaxes that the standard has or had."""
    known = {uid for uid, entry in uids().items() if entry[1] == "Transfer Syntax"}
    return frozenset(known) | _NEWER


def open_container(source: FileBytes, data: bytes, known: KnownMeta | None = None) -> Opened:
    """
    Read the shell; raises NotRead where there is none and no data set either. `known` remembers
    meta groups from one file to the next.
    """
    opened = Opened()
    if data[128:132] == b"DICM":
        opened.start = 132
        if data.startswith(_PROGRAMS):
            opened.codes.append("preamble-executable")
        if len(data) < 140:
            raise NotRead("truncated", "no-dataset")
    elif _starts_like_dicom(data, source.size):
        opened.codes.append("no-preamble")
    elif source.size < 132 and not any(data.rstrip(b"DICM")):
        raise NotRead("truncated", "not-dicom")  # the beginning of a preamble
    else:
        raise NotRead("not-dicom")
    _read_meta(source, data, opened, {} if known is None else known)
    _choose_encoding(source, data, opened)
    return opened


def _starts_like_dicom(data: bytes, size: int) -> bool:
    """A data set without preamble begins in group 0002 or 0008, with a plausible element."""
    if len(data) < 12:
        return False
    for little in (True, False):
        head = data[:4] if little else bytes((data[1], data[0], data[3], data[2]))
        tag = tag_of(head)
        if tag >> 16 not in (2, 8) or not (tag & 0xFFFF == 0 or vr_in_dictionary(tag)):
            continue
        if data[4:6] in _VRS:
            return True
        if little and int.from_bytes(data[4:8], "little") < min(size, 1024):
            return True
    return False


def _read_meta(source: FileBytes, data: bytes, opened: Opened, known: KnownMeta) -> None:
    """The group 0002 is explicit little endian, whatever the data set is (PS3.10 7.1)."""
    start = opened.start
    if _read_plain_meta(data, start, opened, known):
        return
    if data[start : start + 2] != b"\x02\x00":
        opened.codes.append("no-meta")
        if "no-preamble" in opened.codes:
            opened.codes.remove("no-preamble")
        return
    if data[start + 4 : start + 6] not in _VRS:  # a meta group in implicit VR is read as data
        opened.codes.append("syntax-wrong")
        return
    walker = Walker(source, data, start, META_NODE, EXPLICIT)
    seen = walker.walk_meta()
    opened.start = walker.base + walker.at
    for element, raw in seen.values:
        opened.meta.setdefault(element, raw.decode("latin-1").strip("\0 "))
    if not seen.complete:
        raise NotRead("truncated", "no-dataset")
    _judge_meta(seen, data, start, opened)


def _read_plain_meta(data: bytes, start: int, opened: Opened, known: KnownMeta) -> bool:
    """
    The usual case, quickly: a true group length, and short elements that end where it says.

    Files of one origin differ in MediaStorageSOPInstanceUID alone: what stands before and behind
    it is looked up. What was an element's place once is one wherever the same bytes lead to it.
    """
    if data[start : start + 8] != b"\x02\x00\x00\x00UL\x04\x00":
        return False
    at = start + 12
    end = at + int.from_bytes(data[start + 8 : at], "little")
    if end + 8 > len(data) or data[end : end + 2] == b"\x02\x00":
        return False
    own = data.find(_OWN_UID, at, end)
    value = own + 8
    behind = value + int.from_bytes(data[own + 6 : value], "little") if own > 0 else end + 1
    found = known.get((data[at:own], data[behind:end])) if behind <= end else None
    if found is not None:
        opened.meta = {**found[0], 3: data[value:behind].decode("latin-1").strip("\0 ")}
        opened.codes += found[1]
        opened.start = end
        return True
    place = _read_short_meta(data, at, end, opened)
    if place is None:
        return False
    if place == own and behind <= end:
        if len(known) > _KEPT:
            known.clear()
        known[data[at:own], data[behind:end]] = dict(opened.meta), list(opened.codes)
    return True


def _read_short_meta(data: bytes, at: int, end: int, opened: Opened) -> int | None:
    """
    Element by element; gives the place of the last MediaStorageSOPInstanceUID, 0 without one, or
    None, and nothing changed, where the case is not the usual one.
    """
    meta: dict[int, str] = {}
    odd: list[str] = []
    place = 0
    if end - at > 8 * limits.META_ELEMENTS:
        return None
    while at < end:
        if data[at : at + 2] != b"\x02\x00":
            return None
        if data[at + 4 : at + 6] in LONG_VRS:
            value, length = at + 12, int.from_bytes(data[at + 8 : at + 12], "little")
        else:
            value, length = at + 8, data[at + 6] | data[at + 7] << 8
            if data[at + 4 : at + 6] == b"UI":
                raw, element = data[value : value + length], data[at + 2] | data[at + 3] << 8
                meta[element] = raw.decode("latin-1").strip("\0 ")
                place = at if element == 3 else place
            elif data[at + 4 : at + 6] not in SHORT_VRS:
                odd.append("vr-unknown")
        at = value + length
    if at != end:
        return None
    opened.codes += odd
    opened.meta = meta
    opened.start = end
    return place


def _judge_meta(seen: Seen, data: bytes, start: int, opened: Opened) -> None:
    if len(seen.heads) > limits.META_ELEMENTS:
        opened.codes.append("meta-oversized")
    if seen.heads and seen.heads[0][:4] == b"\x02\x00\x00\x00":
        declared = int.from_bytes(data[start + 8 : start + 12], "little")
        if start + 12 + declared != opened.start:
            opened.codes.append("meta-length-wrong")
    else:
        opened.codes.append("meta-length-missing")


def _choose_encoding(source: FileBytes, data: bytes, opened: Opened) -> None:
    """What the TransferSyntaxUID says, unless the bytes say otherwise."""
    syntax = opened.meta.get(0x10, "")
    if not syntax:
        if "no-meta" not in opened.codes:
            opened.codes.append("syntax-missing")
    elif syntax not in transfer_syntaxes():
        opened.codes.append("syntax-unknown")
    opened.deflated = syntax in DEFLATED and syntax != "1.2.840.10008.1.2.4.95"
    if opened.deflated:
        return
    head = data[opened.start : opened.start + 8]
    if len(head) < 8:
        head = source.fetch(opened.start, 8)
    if len(head) < 8:
        raise NotRead("truncated", "no-dataset")
    said = {IMPLICIT_UID: IMPLICIT, BIG_UID: BIG}.get(syntax, EXPLICIT)
    opened.encoding = _encoding_of(head, said, source.size)
    if syntax in transfer_syntaxes() and opened.encoding != said:
        opened.codes.append("syntax-wrong")
        if said == BIG:
            opened.codes.append("byte-order")
    elif opened.encoding == BIG:
        opened.codes.append("syntax-retired")


def _encoding_of(head: bytes, said: int, size: int) -> int:
    """By the first element: its VR, and the end of its group number that is zero."""
    big = head[0] == 0 and head[1] != 0
    if head[4:6] in _VRS:
        return BIG if big else EXPLICIT
    if said == BIG and big:
        return BIG
    # a VR that is none, in a file of explicit VR, would be a length beyond all bounds
    length = int.from_bytes(head[4:8], "little")
    return EXPLICIT if said == EXPLICIT and size < length < 0xFFFFFFFF else IMPLICIT


def walker_of(source: FileBytes, data: bytes, opened: Opened, root: Node) -> Walker:
    """The walker at the first element of the data set; raises NotRead where there is none."""
    start = opened.start
    if opened.deflated:
        inflated: Bytes = Inflated(source, start)
        walker = Walker(inflated, b"", 0, root, EXPLICIT)
        walker.hashed.update(data[:start])
    elif start + 12 <= len(data) or len(data) == source.size:
        walker = Walker(source, data, start, root, opened.encoding)
    else:
        more = source.fetch(start, limits.NEXT_READ)
        walker = Walker(source, more, 0, root, opened.encoding, start)
        walker.hashed.update(source.fetch(0, start))
    return walker
