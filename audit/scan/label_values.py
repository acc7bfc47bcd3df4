"""What the cells of a label column say, by the conventions that label files follow."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pyarrow as pa

from audit.errors import UserError
from audit.scan.label_columns import Convention
from audit.scan.label_faults import FaultKind, FaultList
from audit.scan.label_names import LABELS
from audit.scan.safe_text import safe_text

MAX_CLASSES = 10_000
"""A column with more different texts holds reports or numbers, no classes."""


class Value(StrEnum):
    """What a row says of a class, the stronger the later."""

    NOT_MENTIONED = "not mentioned"
    NEGATIVE = "negative"
    UNCERTAIN = "uncertain"
    POSITIVE = "positive"


VALUES = tuple(Value)
NUMERIC = "numeric"
"""Stands in the long table in place of a value where the label is a number."""
INDICATORS: Mapping[str, Value] = {
    "": Value.NOT_MENTIONED,
    "0": Value.NEGATIVE,
    "0.0": Value.NEGATIVE,
    "-1": Value.UNCERTAIN,
    "-1.0": Value.UNCERTAIN,
    "1": Value.POSITIVE,
    "1.0": Value.POSITIVE,
}
_WHOLE = re.compile(r"\+?\d+(\.0)?\Z")
_REAL = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d{1,3})?\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class HowWritten:
    """What is known of a label's cells before they are looked at."""

    joiner: str = ""
    values: tuple[tuple[str, str], ...] = ()
    """Text of a cell and the `Value` it stands for, beside 1, 0, -1 and blank."""
    numeric: bool = False
    findings: bool = False
    """One row a finding: a key has as many rows as findings."""
    classes: tuple[str, ...] = ()
    """Classes that are declared, counted also where no row has them."""

    def indicators(self) -> dict[str, Value]:
        """What each text of a 1/0 column says."""
        return {**INDICATORS, **{text: Value(value) for text, value in self.values}}


@dataclass(frozen=True, slots=True)
class LabelColumn:
    """One label: its name made safe, its convention, its classes in order."""

    label: str
    convention: Convention
    classes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entries:
    """What the cells of one label say: entry i is of cell `row[i]`."""

    row: np.ndarray[tuple[int], np.dtype[np.int64]]
    class_index: np.ndarray[tuple[int], np.dtype[np.int64]]
    value_index: np.ndarray[tuple[int], np.dtype[np.int64]]
    """Place in `VALUES`; len(VALUES) stands for `NUMERIC`."""
    number: np.ndarray[tuple[int], np.dtype[np.float64]] | None = None


def read_values(
    name: str, cells: pa.Array, lines: pa.Array, how: HowWritten, faults: FaultList
) -> tuple[LabelColumn, Entries]:
    """
    The label and its entries; odd values and class names that differ only in case are noted.

    An indicator column has one entry a row, also where it is blank (`not mentioned`), unless the
    value is none of the four; numbers have one where there is a number; the others have one entry
    a class that stands in a row.
    """
    encoded = cells.dictionary_encode()
    texts, codes = encoded.dictionary.to_pylist(), np.asarray(encoded.indices, np.int64)
    where = np.asarray(lines, np.int64)
    if how.numeric:
        return _read_numbers(name, texts, codes, where, faults)
    weights = np.bincount(codes, minlength=len(texts)) if texts else np.zeros(0, np.int64)
    counts = {text: int(n) for text, n in zip(texts, weights, strict=True)}
    convention = _convention(name, counts, how)
    said = _said(name, convention, texts, how)
    classes = sorted({c for pairs in said for c, _ in pairs} | {safe_text(c) for c in how.classes})
    if len(classes) > MAX_CLASSES:
        raise UserError(
            f"a label column holds {len(classes)} different classes, more than {MAX_CLASSES}: "
            "reports or numbers are no classes, name another column with --label"
        )
    _note_values(convention, texts, said, codes, where, faults)
    _note_case(convention, classes, said, codes, where, faults)
    return LabelColumn(safe_text(name), convention, tuple(classes)), _spread(classes, said, codes)


def _read_numbers(
    name: str, texts: Sequence[str], codes: np.ndarray, lines: np.ndarray, faults: FaultList
) -> tuple[LabelColumn, Entries]:
    """Declared numbers; a cell that is neither blank nor a finite number is noted."""
    numbers = np.array([number_of(text) for text in texts], np.float64)[codes]
    there = np.isfinite(numbers)
    filled = np.array([bool(text) for text in texts], np.bool_)[codes]
    faults.add(FaultKind.NO_NUMBER, lines[filled & ~there])
    row = np.flatnonzero(there).astype(np.int64)
    zeros = np.zeros(len(row), np.int64)
    found = Entries(row, zeros, np.full(len(row), len(VALUES), np.int64), numbers[there])
    return LabelColumn(safe_text(name), Convention.NUMERIC, ()), found


def number_of(text: str) -> float:
    """A decimal point or a decimal comma; everything else is no number."""
    return float(text.replace(",", ".")) if _REAL.match(text) else float("nan")


def only_indicators(cells: pa.Array) -> bool:
    """Whether a column holds 1 or 0, and nothing but 1, 0, -1 and blanks."""
    texts = cells.unique()
    if len(texts) > len(INDICATORS):
        return False
    found = set(texts.to_pylist())
    return bool(found - {""}) and found <= INDICATORS.keys()


def _convention(name: str, counts: Mapping[str, int], how: HowWritten) -> Convention:
    """
    By the cells, and for 1/0 also by the name.

    Joined: any cell holds `|` or `;` (or the declared mark). Indicator: the column is not called
    `label`, `class`, `diagnosis` or `Finding Labels` (where 0 and 1 are two classes), and three of
    four cells that are not blank are 1, 0 or -1; where all others are whole numbers, which may be
    grades, 98 %. What is left is one class a row, or one row a finding where the table has boxes.
    """
    if any(_mark(text, how) for text in counts):
        return Convention.JOINED
    one = Convention.FINDINGS if how.findings else Convention.SINGLE
    if not how.values and name.casefold() in {known.casefold() for known in LABELS}:
        return one
    known_texts = how.indicators()
    filled = sum(n for text, n in counts.items() if text)
    known = sum(n for text, n in counts.items() if text and text in known_texts)
    others = [text for text in counts if text not in known_texts]
    grades = bool(others) and all(_WHOLE.match(text) for text in others)
    enough = 0.98 if grades else 0.75
    return Convention.INDICATOR if filled and known >= enough * filled else one


def _mark(text: str, how: HowWritten) -> str:
    """The mark that joins classes in this cell; "" where none does."""
    marks = (how.joiner,) if how.joiner else ("|", ";")
    return next((mark for mark in marks if mark in text), "")


def _said(
    name: str, convention: Convention, texts: Sequence[str], how: HowWritten
) -> list[list[tuple[str, Value]]]:
    """For each different text: the classes it speaks of and what it says of them."""
    if convention is Convention.INDICATOR:
        known = how.indicators()
        return [[(safe_text(name), known[t])] if t in known else [] for t in texts]
    if convention is not Convention.JOINED:
        return [[(safe_text(text), Value.POSITIVE)] if text else [] for text in texts]
    mark = "|" if not how.joiner and any("|" in text for text in texts) else how.joiner or ";"
    parts = [dict.fromkeys(part.strip() for part in text.split(mark)) for text in texts]
    return [[(safe_text(part), Value.POSITIVE) for part in row if part] for row in parts]


def _spread(
    classes: Sequence[str], said: Sequence[Sequence[tuple[str, Value]]], codes: np.ndarray
) -> Entries:
    """From what each different text says to what each row says, without a loop over rows."""
    index = {name: n for n, name in enumerate(classes)}
    sizes = np.array([len(pairs) for pairs in said], np.int64)
    starts = np.cumsum(sizes) - sizes
    flat = [pair for pairs in said for pair in pairs]
    class_flat = np.array([index[name] for name, _ in flat], np.int64)
    value_flat = np.array([VALUES.index(value) for _, value in flat], np.int64)
    per_row = sizes[codes] if len(said) else np.zeros(0, np.int64)
    row = np.repeat(np.arange(len(codes), dtype=np.int64), per_row)
    first = np.cumsum(per_row) - per_row
    place = np.repeat(starts[codes] - first, per_row) + np.arange(len(row), dtype=np.int64)
    return Entries(row, class_flat[place], value_flat[place])


def _note_values(
    convention: Convention,
    texts: Sequence[str],
    said: Sequence[Sequence[tuple[str, Value]]],
    codes: np.ndarray,
    lines: np.ndarray,
    faults: FaultList,
) -> None:
    if convention is Convention.INDICATOR:
        odd = [code for code, text in enumerate(texts) if text and not said[code]]
        faults.add(FaultKind.UNKNOWN_VALUE, lines[np.isin(codes, odd)])


def _note_case(
    convention: Convention,
    classes: Sequence[str],
    said: Sequence[Sequence[tuple[str, Value]]],
    codes: np.ndarray,
    lines: np.ndarray,
    faults: FaultList,
) -> None:
    """All spellings but the most frequent one, ties by name, are noted; none is merged."""
    if convention is Convention.INDICATOR:
        return
    rows: Counter[str] = Counter()
    for code, n in zip(*np.unique(codes, return_counts=True), strict=True):
        rows.update({name: int(n) for name, _ in said[code]})
    rarer = {name for group in spellings(classes) for name in _all_but_commonest(group, rows)}
    odd = [code for code, pairs in enumerate(said) if any(name in rarer for name, _ in pairs)]
    faults.add(FaultKind.CLASS_CASE, lines[np.isin(codes, odd)])


def _all_but_commonest(group: Sequence[str], rows: Mapping[str, int]) -> list[str]:
    return sorted(group, key=lambda name: (-rows[name], name))[1:]


def spellings(names: Sequence[str]) -> list[tuple[str, ...]]:
    """Groups of names that differ only in case."""
    groups: dict[str, list[str]] = {}
    for name in sorted(names):
        groups.setdefault(name.casefold(), []).append(name)
    return [tuple(group) for group in groups.values() if len(group) > 1]
