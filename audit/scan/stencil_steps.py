"""The steps of a stencil: runs of tokens that do not vary, and single ones whose length does."""

from __future__ import annotations

from collections.abc import Iterator
from struct import Struct
from typing import NamedTuple

from audit.scan.keywords import column_index
from audit.scan.tracing import LARGE, Token

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
Marks = tuple[int, int, int, int]
"""How many heads, nested heads, empty ones and items stand before a step."""
NONE: Marks = (0, 0, 0, 0)
Taker = tuple[Struct | None, tuple[int, ...]]
"""What takes values out of a run, and their columns."""


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


def count(tokens: list[Token]) -> Marks:
    """How many of each kind there are among tokens."""
    return (
        sum(t.top for t in tokens),
        sum(t.element and not t.top for t in tokens),
        sum(t.top and t.empty for t in tokens),
        sum(t.item for t in tokens),
    )


def steps_of(tokens: list[Token], first: int, marks: Marks) -> Iterator[Step]:
    """Tokens cut into runs; `first` is the number of the first one, `marks` what stands before."""
    for number in range(1, len(tokens) + 1):
        if number == len(tokens) or _breaks(tokens, first, number):
            run = tokens[first:number]
            yield step_of(run, False, first, marks)
            marks = add(marks, count(run))
            first = number


def add(one: Marks, other: Marks) -> Marks:
    """Both together."""
    a, b, c, d = (mine + yours for mine, yours in zip(one, other, strict=True))
    return a, b, c, d


def _breaks(tokens: list[Token], first: int, number: int) -> bool:
    before = tokens[number - 1]
    if before.column < 0 and before.length >= LARGE:
        return True
    return tokens[number].top and number - first >= _RUN


def step_of(run: list[Token], varies: bool, first: int, marks: Marks) -> Step:
    """One run as a step; if it `varies` it is one token, of whatever length."""
    n_tokens, top = len(run), run[0].top
    if varies:
        token = run[0]
        columns = (token.column,) if token.column >= 0 else ()
        at_top, inside = (columns, ()) if token.top else ((), columns)
        head = (token.head_of_varying(),)
        size = len(token.header)
        return Step(first, 1, None, head, size, 0, None, at_top, None, (), None, inside, marks, top)
    last = run[-1]
    skip = last.length if last.column < 0 else 0
    size = sum(len(t.header) + t.length for t in run) - skip
    layout = "".join([f"{len(t.header)}s{t.length}x" for t in run[:-1]])
    heads = Struct(f"<{layout}{len(last.header)}s")
    expected = tuple([t.header for t in run])
    alike, own, nested = _values(run)
    return Step(first, n_tokens, heads, expected, size, skip, *alike, *own, *nested, marks, top)


def _values(run: list[Token]) -> tuple[Taker, Taker, Taker]:
    """What takes the wanted values out of a run: those alike in a series, its own, nested ones."""
    layouts: tuple[list[str], ...] = (["<"], ["<"], ["<"])
    columns: tuple[list[int], ...] = ([], [], [])
    ends, at = [0, 0, 0], 0
    for token in run:
        at += len(token.header)
        if token.column >= 0:
            kind = (token.column in _OWN) if token.top else 2
            layouts[kind].append(f"{at - ends[kind]}x{token.length}s")
            columns[kind].append(token.column)
            ends[kind] = at + token.length
        at += token.length
    alike, own, nested = (
        (Struct("".join(layout)), tuple(those)) if those else (None, ())
        for layout, those in zip(layouts, columns, strict=True)
    )
    return alike, own, nested
