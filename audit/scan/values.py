"""Raw bytes to values, by VR and character set; each distinct value is decoded once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import partial
from struct import unpack
from typing import Literal, NamedTuple

from audit.scan import limits
from audit.scan.charsets import decode_text
from audit.scan.decoded import EMPTY, Decoded, Value
from audit.scan.keywords import INTEGERS, REALS, Column, Keep, columns
from audit.scan.placeholders import is_placeholder, is_zero_impossible
from audit.scan.plans import CREATOR, GROUP_LENGTH
from audit.scan.quick_values import quick_decoder
from audit.scan.safe_text import safe_text
from audit.scan.text_faults import faults_of_text
from audit.scan.tokens import in_bytes, tokenizer

_FORMATS = {"US": ("H", 2), "SS": ("h", 2), "UL": ("L", 4), "SL": ("l", 4), "US or SS": ("H", 2),
            "UV": ("Q", 8), "SV": ("q", 8), "FL": ("f", 4), "FD": ("d", 8)}  # fmt: skip
_INTEGER = re.compile(r"[+-]?[0-9]{1,12}")
_DECIMAL = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")
_PATTERNS = {
    "AS": re.compile(r"[0-9]{3}[DWMY]"),
    "TM": re.compile(r"([01][0-9]|2[0-3])(:?[0-5][0-9](:?([0-5][0-9]|60)(\.[0-9]{1,6})?)?)?"),
    "DT": re.compile(r"[0-9]{4}([0-9]{2}){0,5}(\.[0-9]{1,6})?([+-][0-9]{4})?"),
    "UI": re.compile(r"[0-9]+(?:\.[0-9]+)*"),
    "CS": re.compile(r"[A-Z0-9 _]{0,16}"),
}
_DATE = re.compile(r"([0-9]{4})\.?([0-9]{2})\.?([0-9]{2})")
_IN_ASCII = frozenset({"AE", "AS", "CS", "DA", "DS", "DT", "IS", "TM", "UI", "UR"})
_GROUPS_KEPT = 2_000
_PLAIN = 64
"""Bytes of a text that is looked at quickly first."""
_CODED_DATES = frozenset({"AS", "DA", "TM", "DT"})


class Fragment(NamedTuple):
    """Several values of one header, decoded."""

    named: dict[str, Value]
    """By keyword, without those of which none could be kept."""
    letters: list[tuple[int, int]]
    codes: list[str]
    creators: list[str]
    group_lengths: list[int]
    """What they can be depends on the size of the file, and is judged there."""


Decoder = Callable[[bytes], Decoded]


class Decoders:
    """The decoders of all columns for one character set and byte order, with their memory."""

    def __init__(self, key: bytes, codecs: tuple[str, ...], little: bool) -> None:
        self._codecs = codecs
        self._order = "<" if little else ">"
        self._names = [column.keyword for column in columns()]
        self._token = tokenizer(key)
        self._decoders = [self._decoder(column) for column in columns()]
        self._quick = [quick_decoder(column, self._token) for column in columns()]
        self._groups: dict[tuple[tuple[int, ...], tuple[bytes, ...]], Fragment] = {}
        self._known: list[dict[bytes, Decoded]] = [{} for _ in columns()]

    def decode(self, index: int, raw: bytes) -> Decoded:
        """The value of column `index`."""
        known = self._known[index]
        found = known.get(raw)
        if found is None:
            quick = self._quick[index]
            found = EMPTY if not raw else quick(raw) if quick is not None else None
            if found is None:
                found = self.decode_fully(index, raw)
            if len(raw) <= limits.REMEMBERED_BYTES:
                if len(known) > 20_000:  # identifiers never come back; do not keep them all
                    known.clear()
                known[raw] = found
        return found

    def decode_fully(self, index: int, raw: bytes) -> Decoded:
        """The same by the way that knows every fault, each time anew; `raw` is not empty."""
        return self._decoders[index](raw)

    def group(self, columns: tuple[int, ...], raws: tuple[bytes, ...]) -> Fragment:
        """The same for several columns at once; within a series most groups come again."""
        key = columns, raws
        found = self._groups.get(key)
        if found is None:
            found = self.fragment(list(zip(columns, raws, strict=True)))
            if sum(map(len, raws)) <= limits.REMEMBERED_BYTES:
                if len(self._groups) > _GROUPS_KEPT:
                    self._groups.clear()
                self._groups[key] = found
        return found

    def fragment(self, pairs: list[tuple[int, bytes]]) -> Fragment:
        """Values of the data set itself."""
        found = Fragment({}, [], [], [], [])
        named, known, names = found.named, self._known, self._names
        for index, raw in pairs:
            if index < GROUP_LENGTH:
                decoded = known[index].get(raw) or self.decode(index, raw)
                if decoded[0] is not None:
                    named[names[index]] = decoded[0]
                if decoded[1] != "p":
                    found.letters.append((index, ord(decoded[1])))
                if decoded[2]:
                    found.codes.extend(decoded[2])
            elif index == CREATOR:
                text = raw[: limits.VALUE_BYTES].decode("latin-1").strip(" \0")
                found.creators.append(safe_text(text, 64))
            elif index == GROUP_LENGTH:
                order: Literal["little", "big"] = "little" if self._order == "<" else "big"
                found.group_lengths.append(int.from_bytes(raw[:4], order))
        return found

    def _decoder(self, column: Column) -> Decoder:
        if column.vr in _FORMATS:
            return partial(self._binary, column)
        if column.keep is Keep.VALUE and column.vr in ("IS", "DS"):
            return partial(self._text, column)
        return partial(self._plain, column, _PATTERNS.get(column.vr))

    def _binary(self, column: Column, raw: bytes) -> Decoded:
        letter, size = _FORMATS[column.vr]
        count = len(raw) // size
        if len(raw) % size or not count:
            return Decoded(None, "i", ("vr-length",))
        if count > limits.VALUE_PARTS:
            return Decoded(None, "i", ("value-limit",))
        numbers = list(unpack(f"{self._order}{count}{letter}", raw))
        return _numbers(column, numbers, ())

    def _plain(self, column: Column, pattern: re.Pattern[str] | None, raw: bytes) -> Decoded:
        """A text without any fault, as nearly all are; whatever else is there goes the long way."""
        if len(raw) > _PLAIN or not raw.isascii():
            return self._text(column, raw)
        text = raw.decode("ascii").strip(" \0")
        if not text or not text.isprintable() or "\\" in text or "../" in text:
            return self._text(column, raw)
        if column.vr == "DA" or (pattern is not None and pattern.fullmatch(text) is None):
            return self._text(column, raw)
        state = "h" if is_placeholder(column, text) else "p"
        if column.keep is Keep.PRESENCE:
            return Decoded(None, state)
        kept = self._token(raw.strip(b" \0")) if column.keep is Keep.TOKEN else text
        return Decoded([kept] if column.multi else kept, state)

    def _text(self, column: Column, raw: bytes) -> Decoded:
        codes: list[str] = []
        if len(raw) > limits.VALUE_BYTES:
            codes.append("value-limit" if len(raw) > limits.VALUE_BYTES_READ else "value-too-long")
            raw = raw[: limits.VALUE_BYTES]
        if raw.count(b"\\") >= limits.VALUE_PARTS:
            codes.append("value-limit")
            raw = b"\\".join(raw.split(b"\\", limits.VALUE_PARTS)[: limits.VALUE_PARTS])
        text, good = self._decode(column, raw)
        if not good:
            codes.append("charset-mismatch")
        text = text.strip(" \0")
        if not text:
            if b"\0" in raw and b" " in raw:
                codes.append("empty-value")
            return Decoded(None, "e", tuple(codes))
        codes.extend(faults_of_text(text))
        if column.keep is Keep.VALUE and column.vr in ("IS", "DS"):
            return self._number_text(column, text, codes)
        return self._keep(column, text, codes)

    def _decode(self, column: Column, raw: bytes) -> tuple[str, bool]:
        if column.vr in _IN_ASCII and raw.isascii():
            return raw.decode("ascii"), True
        return decode_text(raw, self._codecs)

    def _number_text(self, column: Column, text: str, codes: list[str]) -> Decoded:
        kind, pattern = (int, _INTEGER) if column.vr == "IS" else (float, _DECIMAL)
        parts = [part.strip(" \0") for part in text.split("\\")]
        if all(pattern.fullmatch(part) for part in parts):
            numbers = [kind(part) for part in parts]
            if all(abs(number) < 1e300 for number in numbers):
                return _numbers(column, numbers, tuple(codes))
        return Decoded(None, "i", (*codes, "number-invalid"))

    def _keep(self, column: Column, text: str, codes: list[str]) -> Decoded:
        if column.keep is Keep.TOKEN and not column.multi and _is_valid(column.vr, text):
            state = "h" if is_placeholder(column, text) else "p"
            return Decoded(self._token(in_bytes(text)), state, tuple(codes))
        parts = [part.strip(" \0") for part in text.split("\\")] if column.multi else [text]
        state = "p"
        if not all(_is_valid(column.vr, part) for part in parts if part):
            state = "i"
            if column.vr in _CODED_DATES:
                codes.append("date-invalid")
        elif is_placeholder(column, text):
            state = "h"
        if column.keep is Keep.VALUE and any("\0" in part for part in parts):
            # a length too long has swallowed the next elements, whose values may name somebody
            return Decoded(None, "i", tuple(codes))
        if column.keep is Keep.PRESENCE:
            return Decoded(None, state, tuple(codes))
        if column.keep is Keep.TOKEN:
            kept = [self._token(in_bytes(part)) for part in parts]
        else:
            kept = [safe_text(part) for part in parts]
        return Decoded(kept if column.multi else kept[0], state, tuple(codes))


def _numbers(column: Column, numbers: list[int] | list[float], codes: tuple[str, ...]) -> Decoded:
    if column.vr in REALS and not all(abs(number) < 1e300 for number in numbers):  # nan too
        return Decoded(None, "i", (*codes, "number-invalid"))
    if column.vr in INTEGERS and any(abs(number) >= 1 << 63 for number in numbers):
        return Decoded(None, "i", (*codes, "number-invalid"))
    state = "h" if is_zero_impossible(column.keyword) and not any(numbers) else "p"
    if column.multi:
        return Decoded(numbers, state, codes)
    if len(numbers) > 1:  # one value is allowed: more are a fault, and none of them is chosen
        return Decoded(None, "i", (*codes, "number-invalid"))
    return Decoded(numbers[0], state, codes)


def _is_valid(vr: str, text: str) -> bool:
    if vr == "DA":
        return _is_date(text)
    pattern = _PATTERNS.get(vr)
    return pattern is None or (len(text) <= 64 and pattern.fullmatch(text) is not None)


def _is_date(text: str) -> bool:
    found = _DATE.fullmatch(text)
    if not found:
        return False
    try:
        date(*(int(part) for part in found.groups()))
    except ValueError:
        return False
    return True
