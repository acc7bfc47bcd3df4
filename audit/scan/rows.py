"""What a walk has seen, made into one row of the header table."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from audit.scan import limits
from audit.scan.charsets import codecs_of
from audit.scan.container import Opened
from audit.scan.image_faults import judge_image
from audit.scan.keywords import column_index, columns
from audit.scan.layouts import Layout, Layouts
from audit.scan.plans import CODE, CREATOR, GROUP_LENGTH, SCHEME
from audit.scan.safe_text import safe_text
from audit.scan.seen import BIG, Seen
from audit.scan.values import Decoded, Decoders

_INDEX = column_index()
_CHARSET, _SYNTAX = _INDEX["SpecificCharacterSet"], _INDEX["TransferSyntaxUID"]
_SOP_INSTANCE, _POSITION = _INDEX["SOPInstanceUID"], _INDEX["ImagePositionPatient"]
_SOP_CLASS, _SIGNED = _INDEX["SOPClassUID"], _INDEX["PixelRepresentation"]
_PADDING = _INDEX["PixelPaddingValue"]
DICOMDIR = "1.2.840.10008.1.3.10"
Row = dict[str, Any]


class RowMaker:
    """Makes rows; remembers layouts, decoded values and creators from one header to the next."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._layouts = Layouts()
        self._decoders: dict[tuple[tuple[str, ...], bool], Decoders] = {}
        self._names = [column.keyword for column in columns()]
        self._many = [column.collect_all or column.anywhere for column in columns()]
        self._creators: dict[bytes, str] = {}

    def make(self, opened: Opened, seen: Seen, size: int, data: bytes) -> tuple[Row, list[str]]:
        """
        The row and its reading codes. `data` is the beginning of the file as far as it is held,
        `size` the bytes of the file.
        """
        layout = self._layouts.layout_of(seen.heads, opened.encoding)
        letters = bytearray(layout.letters)
        codes = list(layout.codes)
        values: dict[int, Any] = {}
        decoders = self._choose(opened, seen, codes)
        creators = self._take_values(decoders, opened, seen, size, values, letters, codes)
        if seen.nested:
            self._take_nested(decoders, seen, values, letters, codes)
        if values.get(_SIGNED) == 1 and (values.get(_PADDING) or 0) >= 0x8000:
            values[_PADDING] -= 0x10000  # US or SS: signed where the pixels are (PS3.3 C.7.5.1)
        row = self._finish(opened, seen, layout, values, letters)
        self._judge(opened, seen, values, codes)
        row["private_creators"] = creators
        row["pixel_sha256"] = _pixel_digest(opened, seen, data)
        names = self._names
        for index, value in values.items():
            if value is not None:
                row[names[index]] = value
        codes.extend(judge_image(row, seen))
        return row, codes

    def _choose(self, opened: Opened, seen: Seen, codes: list[str]) -> Decoders:
        raw = next((raw for index, raw in seen.values[:4] if index == _CHARSET), b"")
        codecs, known = codecs_of(raw[:256])
        if not known:
            codes.append("charset-unknown")
        where = (codecs, opened.encoding != BIG)
        if where not in self._decoders:
            self._decoders[where] = Decoders(self._key, *where)
        return self._decoders[where]

    def _take_values(
        self, decoders: Decoders, opened: Opened, seen: Seen, size: int, values: dict[int, Any],
        letters: bytearray, codes: list[str],
    ) -> list[str]:  # fmt: skip
        decode, creators = decoders.decode, []
        for index, raw in seen.values:
            if index == CREATOR:
                creators.append(self._creator(raw))
            elif index == GROUP_LENGTH:
                if int.from_bytes(raw[:4], "big" if opened.encoding == BIG else "little") > size:
                    codes.append("group-length-wrong")
            else:
                decoded = decode(index, raw)
                values[index] = decoded.value
                if decoded.state != "p":
                    letters[index] = ord(decoded.state)
                if decoded.codes:
                    codes.extend(decoded.codes)
        return list(dict.fromkeys(creators))

    def _take_nested(
        self, decoders: Decoders, seen: Seen, values: dict[int, Any], letters: bytearray,
        codes: list[str],
    ) -> None:  # fmt: skip
        positions: list[float] = []
        for index, raw in seen.nested:
            if index >= CODE:
                self._take_code(index, raw, values, letters)
                continue
            decoded = decoders.decode(index, raw)
            codes.extend(decoded.codes)
            if index == _POSITION and isinstance(decoded.value, list) and len(decoded.value) == 3:
                positions.extend(decoded.value)  # type: ignore[arg-type]
            if self._many[index]:
                _append(values, index, decoded)
                letters[index] = ord(decoded.state)
            elif index not in values:
                values[index] = decoded.value
                letters[index] = ord(decoded.state)
        if len(positions) > 3:
            values[-1] = positions[: 3 * limits.FRAMES_KEPT]

    def _take_code(
        self, index: int, raw: bytes, values: dict[int, Any], letters: bytearray
    ) -> None:
        """A code value opens an entry `value:`, its scheme completes it."""
        text = safe_text(raw[: limits.VALUE_BYTES].decode("latin-1").strip(" \0"))
        is_scheme = index >= SCHEME
        column = index - (SCHEME if is_scheme else CODE)
        entries = values.setdefault(column, [])
        if not is_scheme:
            if len(entries) < limits.VALUE_PARTS:
                entries.append(f"{text}:")
        elif entries and entries[-1].endswith(":"):
            entries[-1] += text
        letters[column] = ord("p" if entries else "e")

    def _creator(self, raw: bytes) -> str:
        found = self._creators.get(raw)
        if found is None:
            if len(self._creators) > 10_000:
                self._creators.clear()
            text = raw[: limits.VALUE_BYTES].decode("latin-1").strip(" \0")
            found = self._creators[raw] = safe_text(text, 64)
        return found

    def _finish(
        self, opened: Opened, seen: Seen, layout: Layout, values: dict[int, Any],
        letters: bytearray,
    ) -> Row:  # fmt: skip
        syntax = opened.meta.get(0x10)
        if syntax:
            values[_SYNTAX] = safe_text(syntax)
            letters[_SYNTAX] = 112
        empty = []
        for head in seen.empty:
            empty.append(f"{head[1]:02X}{head[0]:02X}{head[3]:02X}{head[2]:02X}")
            index = self._layouts.column_of(head)
            if index is not None:
                letters[index] = 101  # e
        if not seen.complete:
            _mark_unknown(letters, layout.last_tag)
        return {
            "states": letters.decode("ascii"),
            "present": layout.present,
            "empty": empty,
            "n_private": layout.n_private,
            "n_elements": len(seen.heads) + len(seen.nested_heads),
            "pixel_bytes": seen.pixel_bytes,
            "frame_positions": values.pop(-1, None),
            "read_to": None if seen.complete else f"{layout.last_tag:08X}",
        }

    def _judge(self, opened: Opened, seen: Seen, values: dict[int, Any], codes: list[str]) -> None:
        if seen.odd & 1:
            codes.append("odd-length")
        named = opened.meta.get(3)
        if named:
            own = next((raw for index, raw in seen.values if index == _SOP_INSTANCE), None)
            if own is not None and own.strip(b" \0") != named.encode("latin-1"):
                codes.append("sop-mismatch")
        if DICOMDIR in (values.get(_SOP_CLASS), opened.meta.get(2)):
            codes.append("dicomdir")


def _append(values: dict[int, Any], index: int, decoded: Decoded) -> None:
    if decoded.value is None:
        return
    entries = values.setdefault(index, [])
    if len(entries) < limits.VALUE_PARTS * 16:
        entries.extend(decoded.value if isinstance(decoded.value, list) else [decoded.value])


def _mark_unknown(letters: bytearray, last_tag: int) -> None:
    """Behind a fault, what was not seen is not absent: nobody knows."""
    for column in columns():
        behind = column.tag > last_tag or bool(column.nested) or column.anywhere
        if behind and letters[column.index] == 97:  # a
            letters[column.index] = 117  # u


def _pixel_digest(opened: Opened, seen: Seen, data: bytes) -> str | None:
    """SHA-256 of native pixel bytes, where they were read along with the header anyway."""
    length = seen.pixel_bytes
    if opened.deflated or length is None or length <= 0:
        return None
    end = seen.pixel_at + length
    if end > len(data):
        return None
    pixels = data[seen.pixel_at : end]
    if pixels.count(pixels[:1]) == length:  # blank images are alike and say nothing
        return None
    return sha256(pixels).hexdigest()
