"""The steps of a stencil: runs of tokens that do not vary, and single ones whose length does."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from struct import Struct
from typing import NamedTuple

from audit.scan.keywords import column_index
from audit.scan.tracing import LARGE, Plain, Token

_RUN = 48
"""Tokens after which a run may end, so that little is done twice when it does not agree."""
_OWN = frozenset(
    column_index()[keyword]
    for keyword in (
        "SOPInstanceUID", "InstanceNumber", "ImagePositionPatient", "SliceLocation", "WindowCenter",
        "WindowWidth", "TriggerTime", "AcquisitionNumber", "XRayTubeCurrent", "Exposure",
        "ExposureTime", "PixelPaddingValue", "AcquisitionTime", "AcquisitionDateTime",
        "FrameReferenceTime", "DiffusionGradientOrientation",
    )
    if keyword in column_index()
)  # fmt: skip
"""Columns that differ within a series: decoded apart, so that the others come again together."""
_USUAL = [f"8s{length}x" for length in range(256)]
"""The layouts of short tokens, made once."""
Marks = tuple[int, int, int, int]
"""How many heads, nested heads, empty ones and items stand before a step."""
NONE: Marks = (0, 0, 0, 0)
Taker = tuple[Struct | None, tuple[int, ...]]
"""What takes values out of a run, and their columns."""
_Wanted = tuple[list[str], list[int], list[int]]
"""Wanted values of a run: the pieces of their layout, their columns and their ends."""


class Step(NamedTuple):
    """A run of tokens that do not vary; or, where `heads` is None, one whose length varies."""

    first: int
    """Number of its first token, and how many there are."""
    n_tokens: int
    heads: Struct | None
    expected: tuple[bytes, ...]
    size: int
    """Bytes of a run; of a varying token those of its header."""
    skip: int
    """Bytes of an unwanted large value behind it."""
    values: Struct | None
    columns: tuple[int, ...]
    own_values: Struct | None
    own_columns: tuple[int, ...]
    nested_values: Struct | None
    nested_columns: tuple[int, ...]
    marks: Marks
    top: bool
    """It begins with an element of the data set itself, where the walker can take over."""


def count(tokens: list[Plain]) -> Marks:
    """How many of each kind there are among tokens."""
    n_top = n_nested = n_empty = n_items = 0
    for _, _, _, _, top, element, item, _, empty in tokens:
        if top:
            n_top += 1
            n_empty += empty
        elif element:
            n_nested += 1
        n_items += item
    return n_top, n_nested, n_empty, n_items


def steps_of(tokens: list[Plain]) -> Iterator[Step]:
    """Tokens cut into runs."""
    first, marks = 0, NONE
    while first < len(tokens):
        step, marks = run_of(tokens, first, len(tokens), marks)
        yield step
        first += step.n_tokens


def add(one: Marks, other: Marks) -> Marks:
    """Both together."""
    a, b, c, d = (mine + yours for mine, yours in zip(one, other, strict=True))
    return a, b, c, d


def varying(tokens: list[Plain], first: int, marks: Marks) -> tuple[Step, Marks]:
    """One token of whatever length as a step, and what stands before the next one."""
    token = Token._make(tokens[first])
    columns = (token.column,) if token.column >= 0 else ()
    at_top, inside = (columns, ()) if token.top else ((), columns)
    head, size = (token.head_of_varying(),), len(token.header)
    step = Step(
        first, 1, None, head, size, 0, None, at_top, None, (), None, inside, marks, token.top
    )
    return step, add(marks, count([tokens[first]]))


def run_of(tokens: list[Plain], first: int, stop: int, marks: Marks) -> tuple[Step, Marks]:
    """
    Tokens that do not vary, from number `first` to `stop` at most, as a step; and what stands
    before the next one. One loop: a stencil has hundreds of tokens, and is made while reading.
    """
    layout, expected = ["<"], []
    kinds: tuple[_Wanted, ...] = (["<"], [], []), (["<"], [], []), (["<"], [], [])
    n_top = n_nested = n_empty = n_items = at = n_tokens = skip = 0
    for header, _, length, column, top, element, item, _, empty in islice(tokens, first, stop):
        if n_tokens and (skip >= LARGE or (top and n_tokens >= _RUN)):
            break
        n_tokens += 1
        expected.append(header)
        size = len(header)
        layout.append(_USUAL[length] if size == 8 and length < 256 else f"{size}s{length}x")
        at += size
        if top:
            n_top += 1
            n_empty += empty
        elif element:
            n_nested += 1
        else:
            n_items += item
        skip = length
        if column >= 0:
            skip = 0
            formats, columns, ends = kinds[2 if not top else column in _OWN]
            formats.append(f"{at - ends[-1] if ends else at}x{length}s")
            columns.append(column)
            ends.append(at + length)
        at += length
    layout[-1] = f"{len(expected[-1])}s"
    alike, own, nested = (_taker(*kind) for kind in kinds)
    step = Step(
        first, n_tokens, Struct("".join(layout)), tuple(expected), at - skip, skip,
        *alike, *own, *nested, marks, tokens[first][4],
    )  # fmt: skip
    return step, add(marks, (n_top, n_nested, n_empty, n_items))


def _taker(formats: list[str], columns: list[int], _: list[int]) -> Taker:
    return (Struct("".join(formats)), tuple(columns)) if columns else (None, ())
