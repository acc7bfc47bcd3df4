"""Cells of a ready header table through the decoders of the scanner, each different text once."""

from __future__ import annotations

import re
import struct
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from audit.scan.charsets import codecs_of
from audit.scan.decoded import EMPTY, Decoded
from audit.scan.description_words import words_of
from audit.scan.keywords import Column, Keep, columns
from audit.scan.patient_ids import normalise_id
from audit.scan.ready_text import as_dicom
from audit.scan.safe_text import safe_text
from audit.scan.schema import arrow_type
from audit.scan.tokens import token, tokens
from audit.scan.values import Decoders

_PACKED = {"US": "H", "SS": "h", "UL": "L", "SL": "l", "US or SS": "H", "UV": "Q", "SV": "q",
           "FL": "f", "FD": "d"}  # fmt: skip
_WHOLE = re.compile(r"[+-]?[0-9]{1,20}")
_DECIMAL = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")
_CODE = re.compile(r"[^:\\]{1,64}:[A-Za-z0-9_]{1,16}")
_UID = r"^[0-9]+(\.[0-9]+)*$"
"""Nothing that the decoder would refuse or remark upon."""
_INVALID = Decoded(None, "i", ("number-invalid",))
PRESENT_LETTER, EMPTY_LETTER, UNKNOWN_LETTER = map(ord, "peu")


class Cells(NamedTuple):
    """One column of a batch, decoded."""

    values: pa.Array
    letters: np.ndarray
    """The letter of the state of each row."""
    codes: list[tuple[np.ndarray, tuple[str, ...]]]
    """Rows and the reading codes of their value."""


class CellReader:
    """Decodes columns; remembers, as the scanner does, what it has decoded."""

    def __init__(self, key: bytes, by_series: bool = False) -> None:
        self._key = key
        self._by_series = by_series
        self._decoders = Decoders(key, codecs_of(b"ISO_IR 192")[0], little=True)

    def read(self, column: Column, texts: pa.DictionaryArray) -> Cells:
        """The values of one column, as they would stand in a table that was scanned."""
        if column.vr == "UI" and column.keep is Keep.TOKEN and not column.multi:
            return self._read_uids(column, texts)
        listed = texts.dictionary.to_pylist()
        if self._by_series and column.keep is Keep.VALUE:
            return _spread(column, [self._of_series(column, text) for text in listed], texts)
        return _spread(column, [self._decode(column, text) for text in listed], texts)

    def normal_patients(self, texts: pa.DictionaryArray) -> pa.Array:
        """PatientIDs as tokens of their normal form (`patient_ids`), null where there is none."""
        normal = [normalise_id(text) for text in texts.dictionary.to_pylist()]
        kept = [token(self._key, text) if text else None for text in normal]
        return pa.array(kept, pa.string()).take(texts.indices)

    def words(self, texts: pa.DictionaryArray) -> pa.Array:
        """Descriptions as words (`description_words`), null where there is none."""
        kept = [words_of(text, self._key) or None for text in texts.dictionary.to_pylist()]
        return pa.array(kept, pa.list_(pa.string())).take(texts.indices)

    def _read_uids(self, column: Column, texts: pa.DictionaryArray) -> Cells:
        """UIDs, of which each row may have another, the short way: a token, and nothing else."""
        short = pc.less_equal(pc.binary_length(texts.dictionary), 64)
        valid = pc.and_(pc.match_substring_regex(texts.dictionary, _UID), short)
        if not pc.all(valid).as_py():
            listed = texts.dictionary.to_pylist()
            return _spread(column, [self._decode(column, text) for text in listed], texts)
        kept = pa.array(tokens(self._key, texts.dictionary.to_pylist()), pa.string())
        there = np.asarray(texts.is_valid())
        letters = np.where(there, PRESENT_LETTER, EMPTY_LETTER).astype(np.uint8)
        return Cells(kept.take(texts.indices), letters, [])

    def _of_series(self, column: Column, text: str) -> Decoded:
        """
        `0,1` says that the instances of the series differ, and not which has which: there is a
        value, and none that can be kept.
        """
        whole = self._decode(column, text)
        if whole.state != "i" or "," not in text:
            return whole
        parts = [self._decode(column, part) for part in text.split(",")]
        if all(part.state == "p" and not part.codes for part in parts):
            return Decoded(None, "p", ("several-values",))
        return whole

    def _decode(self, column: Column, text: str) -> Decoded:
        text = as_dicom(column, text)
        if column.keep is Keep.CODES:
            return _codes(text)
        if column.keep is Keep.VALUE and column.vr in _PACKED:
            return self._packed(column, text.strip(" \0"))
        return self._decoders.decode(column.index, text.encode("utf-8", "surrogatepass"))

    def _packed(self, column: Column, text: str) -> Decoded:
        """Numbers that a file holds in binary are packed, so that one function judges both."""
        if not text:
            return EMPTY
        kind = _PACKED[column.vr]
        real = kind in "fd"
        parts = [part.strip() for part in text.split("\\")]
        if not all((_DECIMAL if real else _WHOLE).fullmatch(part) for part in parts):
            return _INVALID
        numbers = [float(part) if real else int(part) for part in parts]
        if column.vr == "US or SS" and min(numbers) < 0:
            kind = "h"
        try:
            raw = struct.pack(f"<{len(numbers)}{kind}", *numbers)
        except (struct.error, OverflowError):
            return _INVALID
        if kind == "h" and column.vr == "US or SS":  # the table knows the sign, the bytes do not
            value = [int(number) for number in numbers]
            return Decoded(value if column.multi else value[0], "p")
        return self._decoders.decode(column.index, raw)


def _spread(column: Column, decoded: list[Decoded], texts: pa.DictionaryArray) -> Cells:
    """From what each different text is to what each row has."""
    kept = pa.array([one.value for one in decoded], arrow_type(column))
    letters = np.array([*(ord(one.state) for one in decoded), EMPTY_LETTER], np.uint8)
    held = texts.indices.fill_null(len(decoded))
    places = np.asarray(held, np.int64)
    codes = [
        (np.flatnonzero(places == number), one.codes)
        for number, one in enumerate(decoded)
        if one.codes
    ]
    return Cells(kept.take(texts.indices), letters[places], codes)


def _codes(text: str) -> Decoded:
    """`value:scheme`, several joined as DICOM joins values; free text is not kept."""
    parts = [part.strip(" \0") for part in text.split("\\") if part.strip(" \0")]
    if not parts:
        return EMPTY
    if not all(_CODE.fullmatch(part) for part in parts):
        return Decoded(None, "i")
    return Decoded([safe_text(part) for part in parts], "p")


BLANK_STATES = np.full(len(columns()), UNKNOWN_LETTER, np.uint8)
"""Of a row whose table has no column that is read: nothing is known of any attribute."""
