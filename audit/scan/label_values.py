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
from audit.scan.label_columns import LABELS, Convention
from audit.scan.label_faults import FaultKind, FaultList
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


@dataclass(frozen=True, slots=True)
class LabelColumn:
    """One label: its name made safe, its convention, its classes in order."""

    label: str
    convention: Convention
    classes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entries:
    """What the rows of one column say: entry i is of row `row[i]`."""

    row: np.ndarray[tuple[int], np.dtype[np.int64]]
    class_index: np.ndarray[tuple[int], np.dtype[np.int64]]
    value_index: np.ndarray[tuple[int], np.dtype[np.int64]]


def read_values(
    name: str, cells: pa.Array, lines: pa.Array, declared: Sequence[str], faults: FaultList
) -> tuple[LabelColumn, Entries]:
    """
    The label and its entries; odd values and class names that differ only in case are noted.

    An indicator column has one entry a row, also where it is blank (`not mentioned`), unless the
    value is none of the four; the others have one entry a class that stands in a row.
    """
    encoded = cells.dictionary_encode()
    texts, codes = encoded.dictionary.to_pylist(), np.asarray(encoded.indices, np.int64)
    weights = np.bincount(codes, minlength=len(texts)) if texts else np.zeros(0, np.int64)
    counts = {text: int(n) for text, n in zip(texts, weights, strict=True)}
    convention = _convention(name, counts)
    said = _said(name, convention, texts)
    classes = sorted({c for pairs in said for c, _ in pairs} | {safe_text(c) for c in declared})
    if len(classes) > MAX_CLASSES:
        raise UserError(
            f"a label column holds {len(classes)} different classes, more than {MAX_CLASSES}: "
            "reports or numbers are no classes, name another column with --label"
        )
    where = np.asarray(lines, np.int64)
    _note_values(convention, texts, said, codes, where, faults)
    _note_case(convention, classes, said, codes, where, faults)
    return LabelColumn(safe_text(name), convention, tuple(classes)), _spread(classes, said, codes)


def _convention(name: str, counts: Mapping[str, int]) -> Convention:
    """
    By the cells, and for 1/0 also by the name.

    Joined: any cell holds `|` or `;`. Indicator: the column is not called `label`, `class`,
    `diagnosis` or `Finding Labels` (where 0 and 1 are two classes), and three of four cells that
    are not blank are 1, 0 or -1; where all others are whole numbers, which may be grades, 98 %.
    """
    if any("|" in text or ";" in text for text in counts):
        return Convention.JOINED
    if name.casefold() in {known.casefold() for known in LABELS}:
        return Convention.SINGLE
    filled = sum(n for text, n in counts.items() if text)
    known = sum(n for text, n in counts.items() if text and text in INDICATORS)
    others = [text for text in counts if text not in INDICATORS]
    grades = bool(others) and all(_WHOLE.match(text) for text in others)
    enough = 0.98 if grades else 0.75
    return Convention.INDICATOR if filled and known >= enough * filled else Convention.SINGLE


def _said(name: str, convention: Convention, texts: Sequence[str]) -> list[list[tuple[str, Value]]]:
    """For each different text: the classes it speaks of and what it says of them."""
    if convention is Convention.INDICATOR:
        return [[(safe_text(name), INDICATORS[t])] if t in INDICATORS else [] for t in texts]
    if convention is Convention.SINGLE:
        return [[(safe_text(text), Value.POSITIVE)] if text else [] for text in texts]
    mark = "|" if any("|" in text for text in texts) else ";"
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
