"""Wanted values that stand in sequences: the first of each, all of some, codes in pairs."""

from __future__ import annotations

from typing import Any, NamedTuple

from audit.scan import limits
from audit.scan.keywords import column_index, columns
from audit.scan.plans import CODE, SCHEME, TEXT
from audit.scan.safe_text import safe_text
from audit.scan.values import Decoders

_POSITION = column_index()["ImagePositionPatient"]
_MANY = [column.collect_all or column.anywhere for column in columns()]
_KEPT = 1_000
_ABSENT = ord("a")
Pairs = list[tuple[int, bytes]]


class Nested(NamedTuple):
    """What the sequences of one header give; nothing in it is ever changed."""

    singles: dict[int, tuple[Any, int]]
    """Value and letter of columns of which the first one counts."""
    lists: dict[int, list[Any]]
    letters: dict[int, int]
    """Letters of `lists`."""
    codes: list[str]
    positions: list[float]
    """x, y, z of each frame."""


class NestedReader:
    """Decodes nested values; headers of a series often have all of them alike."""

    def __init__(self, decoders: Decoders) -> None:
        self._decoders = decoders
        self._known: dict[tuple[tuple[int, bytes], ...], Nested] = {}

    def read(self, pairs: Pairs) -> Nested:
        """The nested values, in file order, decoded."""
        pairs = [pair for pair in pairs if pair[0] != TEXT]
        if len(pairs) > 64:
            return self._decode(pairs)
        key = tuple(pairs)
        found = self._known.get(key)
        if found is None:
            if len(self._known) > _KEPT:
                self._known.clear()
            found = self._decode(pairs)
            if sum(len(raw) for _, raw in pairs) <= limits.REMEMBERED_BYTES:
                self._known[key] = found
        return found

    def _decode(self, pairs: Pairs) -> Nested:
        found = Nested({}, {}, {}, [], [])
        for index, raw in pairs:
            if index >= CODE:
                _take_code(index, raw, found)
                continue
            value, state, codes = self._decoders.decode(index, raw)
            found.codes.extend(codes)
            if index == _POSITION and isinstance(value, list) and len(value) == 3:
                found.positions.extend(value)  # type: ignore[arg-type]
            if not _MANY[index]:
                found.singles.setdefault(index, (value, ord(state)))
                continue
            found.letters[index] = ord(state)
            entries = found.lists.setdefault(index, [])
            if value is not None and len(entries) >= limits.COLLECTED:
                found.codes.append("value-limit")
            elif value is not None:
                entries.extend(value if isinstance(value, list) else [value])
        del found.positions[3 * limits.FRAMES_KEPT :]
        return found


def _take_code(index: int, raw: bytes, found: Nested) -> None:
    """A code value opens an entry `value:`, its scheme completes it."""
    text = safe_text(raw[: limits.VALUE_BYTES].decode("latin-1").strip(" \0"))
    is_scheme = index >= SCHEME
    column = index - (SCHEME if is_scheme else CODE)
    entries = found.lists.setdefault(column, [])
    if not is_scheme:
        if len(entries) < limits.VALUE_PARTS:
            entries.append(f"{text}:")
        else:
            found.codes.append("value-limit")
    elif entries and entries[-1].endswith(":"):
        entries[-1] += text
    found.letters[column] = ord("p" if entries else "e")


def merge(found: Nested, row: dict[str, Any], letters: bytearray, names: list[str]) -> None:
    """
    Nested values into a row where the data set itself lacks the element; lists go behind what is
    there. `names` are the keywords of the columns.
    """
    for index, (value, letter) in found.singles.items():
        if letters[index] == _ABSENT:
            letters[index] = letter
            if value is not None:
                row[names[index]] = value
    for index, entries in found.lists.items():
        letters[index] = found.letters[index]
        if entries:
            row[names[index]] = [*(row.get(names[index]) or ()), *entries]
