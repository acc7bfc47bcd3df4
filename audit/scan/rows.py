"""What a walk has seen, made into one row of the header table."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from audit.scan.charsets import codecs_of
from audit.scan.container import Opened
from audit.scan.description_words import DescriptionWords
from audit.scan.image_faults import judge_image
from audit.scan.keywords import column_index, columns
from audit.scan.layouts import Layout, Layouts
from audit.scan.nested import NestedReader, merge
from audit.scan.patient_ids import PATIENT, PatientIds
from audit.scan.pixel_variety import is_varied
from audit.scan.plans import tag_of
from audit.scan.safe_text import safe_text
from audit.scan.seen import BIG, Seen
from audit.scan.values import Decoders

_INDEX = column_index()
_CHARSET, _SYNTAX = _INDEX["SpecificCharacterSet"], _INDEX["TransferSyntaxUID"]
_SOP_INSTANCE = _INDEX["SOPInstanceUID"]
_CHARSETS = 256
"""Spellings of character sets remembered."""
DICOMDIR = "1.2.840.10008.1.3.10"
Row = dict[str, Any]


class RowMaker:
    """Makes rows; remembers layouts, decoded values and creators from one header to the next."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._patient_ids = PatientIds(key)
        self._words = DescriptionWords(key)
        self._layouts = Layouts()
        self._decoders: dict[tuple[tuple[str, ...], bool], Decoders] = {}
        self._by_charset: dict[tuple[bytes, bool], tuple[Decoders, bool]] = {}
        self._nested: dict[int, NestedReader] = {}
        self._names = [column.keyword for column in columns()]

    def make(self, opened: Opened, seen: Seen, size: int, data: bytes) -> tuple[Row, list[str]]:
        """
        The row and its reading codes. `data` is the beginning of the file as far as it is held,
        `size` the bytes of the file.
        """
        layout = self._layout(opened, seen)
        letters = bytearray(layout.letters)
        codes = list(layout.codes)
        row: Row = {}
        decoders = self._choose(opened, seen, codes)
        row["private_creators"] = self._take_values(decoders, seen, size, row, letters, codes)
        if seen.nested:
            nested = self._nested[id(decoders)].read(seen.nested)
            merge(nested, row, letters, self._names)
            codes.extend(nested.codes)
            if len(nested.positions) > 3:
                row["frame_positions"] = nested.positions
        if row.get("PixelRepresentation") == 1 and row.get("PixelPaddingValue", 0) >= 0x8000:
            # US or SS: signed where the pixels are (PS3.3 C.7.5.1)
            row["PixelPaddingValue"] -= 0x10000
        self._finish(opened, seen, layout, letters, row)
        self._judge(opened, seen, row, codes)
        row[PATIENT] = self._patient_ids.token_of(row.get("PatientID"), seen)
        self._words.take(row, seen)
        row["pixel_sha256"], row["pixel_varied"] = _pixel_digest(opened, seen, data)
        codes.extend(judge_image(row, seen))
        return row, codes

    def _layout(self, opened: Opened, seen: Seen) -> Layout:
        """Looked up by the heads, or kept by the stencil that found them all."""
        if seen.stencil is None:
            return self._layouts.layout_of(seen.heads, opened.encoding)
        return seen.stencil.layout_of(seen, opened.encoding, self._layouts)

    def _choose(self, opened: Opened, seen: Seen, codes: list[str]) -> Decoders:
        said = (seen.raw(_CHARSET) or b"")[:256], opened.encoding != BIG
        found = self._by_charset.get(said)
        if found is None:
            if len(self._by_charset) > _CHARSETS:
                self._by_charset.clear()
            found = self._by_charset[said] = self._decoders_of(*said)
        if not found[1]:
            codes.append("charset-unknown")
        return found[0]

    def _decoders_of(self, charset: bytes, little: bool) -> tuple[Decoders, bool]:
        """Decoders, shared by all spellings of one character set, and whether it is known."""
        codecs, known = codecs_of(charset)
        where = (codecs, little)
        if where not in self._decoders:
            self._decoders[where] = decoders = Decoders(self._key, *where)
            self._nested[id(decoders)] = NestedReader(decoders)
        return self._decoders[where], known

    def _take_values(
        self, decoders: Decoders, seen: Seen, size: int, row: Row, letters: bytearray,
        codes: list[str],
    ) -> list[str]:  # fmt: skip
        """Decoded values into `row` and their states into `letters`; gives the creators."""
        fragments = [decoders.group(*group) for group in seen.groups]
        if seen.values:
            fragments.append(decoders.fragment(seen.values))
        creators: list[str] = []
        for fragment in fragments:
            row.update(fragment.named)
            for index, letter in fragment.letters:
                letters[index] = letter
            if fragment.codes:
                codes.extend(fragment.codes)
            if fragment.creators:
                creators.extend(fragment.creators)
            if fragment.group_lengths and max(fragment.group_lengths) > size:
                codes.append("group-length-wrong")
        return sorted(set(creators)) if creators else []

    def _finish(
        self, opened: Opened, seen: Seen, layout: Layout, letters: bytearray, row: Row
    ) -> None:
        if row.get("SOPClassUID") is None and opened.meta.get(2):
            # the letter stays: the data set lacks it, and the file meta group says it
            row["SOPClassUID"] = safe_text(opened.meta[2])
        syntax = opened.meta.get(0x10)
        if syntax:
            row["TransferSyntaxUID"] = safe_text(syntax)
            letters[_SYNTAX] = 112
        empty, indexes = self._layouts.empty_of(seen.empty)
        for index in indexes:
            letters[index] = 101  # e
        if not seen.complete or seen.gaps:
            _mark_unknown(letters, seen, layout.last_tag)
        row["states"] = letters.decode("ascii")
        row["present"] = layout.present
        row["empty"] = empty
        row["n_private"] = layout.n_private
        row["n_elements"] = len(seen.heads) + seen.n_nested
        row["pixel_bytes"] = seen.pixel_bytes
        row["read_to"] = None if seen.complete else f"{layout.last_tag:08X}"

    def _judge(self, opened: Opened, seen: Seen, row: Row, codes: list[str]) -> None:
        if seen.odd & 1:
            codes.append("odd-length")
        named = opened.meta.get(3)
        if named:
            own = seen.own(_SOP_INSTANCE)
            if own is not None and own.strip(b" \0") != named.encode("latin-1"):
                codes.append("sop-mismatch")
        if DICOMDIR in (row.get("SOPClassUID"), opened.meta.get(2)):
            codes.append("dicomdir")


def _mark_unknown(letters: bytearray, seen: Seen, last_tag: int) -> None:
    """Behind a fault, and in a sequence stepped over, what was not seen is not absent."""
    end = 1 << 32 if seen.complete else last_tag
    gaps = {tag_of(head) for head in seen.gaps}
    for column in columns():
        behind = column.tag > end or column.anywhere
        inside = any(path[0] >= end or path[0] in gaps for path in column.nested)
        if (behind or inside) and letters[column.index] == 97:  # a
            letters[column.index] = 117  # u


def _pixel_digest(opened: Opened, seen: Seen, data: bytes) -> tuple[str | None, bool | None]:
    """
    SHA-256 of native pixel bytes, where they were read along with the header anyway and are not
    blank, and whether they are varied enough to tell of one image.
    """
    length = seen.pixel_bytes
    if opened.deflated or length is None or length <= 0:
        return None, None
    end = seen.pixel_at + length
    if end > len(data):
        return None, None
    pixels = memoryview(data)[seen.pixel_at : end]
    if pixels[:-1] == pixels[1:]:  # blank images are alike and say nothing
        return None, None
    return sha256(pixels).hexdigest(), is_varied(pixels)
