"""
Stencils: headers of one series differ in a few lengths; the rest is compared in one stroke.

A stencil is made from a header that was walked without a fault. On the next one it checks each
run of element headers (tags, VRs and lengths, nested ones too) with one `struct` call; elements
whose length varies are read on their own. Where anything else stands than expected, the walker
takes over from the last element of the data set that agreed, so that the result is its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from struct import Struct
from typing import NamedTuple

from audit.scan.plans import Node
from audit.scan.seen import EXPLICIT, IMPLICIT, Seen
from audit.scan.tracing import LARGE, Token, trace
from audit.scan.walker import Walker

_KEPT = 2_000
_TRIED = 4
_LONGEST = 1_500
"""Elements of a header worth tracing."""
_RUN = 48
"""Tokens after which a run may end, so that little is done twice when it does not agree."""
Marks = tuple[int, int, int, int]
"""How many heads, nested heads, empty ones and items stand before a step."""


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
    nested_values: Struct | None
    nested_columns: tuple[int, ...]
    marks: Marks
    top: bool
    """It begins with an element of the data set itself, where the walker can take over."""


class Stencil:
    """One order of tags with its lengths, as far as they do not vary."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._heads = [t.head for t in tokens if t.top]
        self._nested_heads = [t.head for t in tokens if t.element and not t.top]
        self._empty = [t.head for t in tokens if t.top and t.empty]
        self._all = _count(tokens)
        self._steps = list(_steps(tokens, 0, (0, 0, 0, 0)))

    def apply(self, walker: Walker) -> bool:  # noqa: C901, PLR0912
        """Take as much of the header as agrees; the walker goes on behind it. Was that all?"""
        data, at = walker.data, walker.at
        size, steps = len(data), self._steps
        seen = walker.seen
        values, groups, nested = seen.values, seen.groups, seen.nested
        odd = place = 0
        marks: Marks = (0, 0, 0, 0)
        safe = at, 0, 0, 0
        while place < len(steps):
            step = steps[place]
            if step.top:
                marks, safe = step.marks, (at, len(values), len(nested), len(groups))
            end = at + step.size
            if end > size:
                break
            if step.heads is None:
                start = at + len(step.expected[0])
                if data[at:start] != step.expected[0]:
                    break
                length = int.from_bytes(data[start:end], "little")
                at = end + length
                if not length or length == 0xFFFFFFFF or (at > size and step.columns):
                    break
                odd |= length
                if step.columns:
                    values.append((step.columns[0], data[end:at]))
                elif step.nested_columns:
                    nested.append((step.nested_columns[0], data[end:at]))
            else:
                found = step.heads.unpack_from(data, at)
                if found != step.expected:
                    if self._spread(place, found):
                        continue
                    break
                if step.values is not None:
                    groups.append((step.columns, step.values.unpack_from(data, at)))
                if step.nested_values is not None:
                    inner = step.nested_values.unpack_from(data, at)
                    nested.extend(zip(step.nested_columns, inner, strict=True))
                at = end + step.skip
            place += 1
        else:
            marks, safe = self._all, (at, len(values), len(nested), len(groups))
        return self._give(walker, marks, safe, odd)

    def _spread(self, place: int, found: tuple[bytes, ...]) -> bool:
        """
        Let the first token that differs in length alone vary from now on; False where another
        tag stands there, or the length may not vary.
        """
        step = self._steps[place]
        number = next(n for n, mine in enumerate(step.expected) if mine != found[n])
        tokens = self._tokens[step.first : step.first + step.n_tokens]
        token = tokens[number]
        stem = token.head_of_varying()
        if token.fixed or not token.element or token.empty or found[number][: len(stem)] != stem:
            return False
        before, behind = tokens[:number], tokens[number + 1 :]
        pieces, marks, first = [], step.marks, step.first
        for run, varies in ((before, False), ([token], True), (behind, False)):
            if run:
                pieces.append(_step(run, varies, first, marks))
                marks, first = _sum(marks, _count(run)), first + len(run)
        self._steps[place : place + 1] = pieces
        return True

    def _give(self, walker: Walker, marks: Marks, safe: Marks, odd: int) -> bool:
        """Hand over what agreed; nothing where the file is cut, for which the walker has words."""
        seen = walker.seen
        if safe[0] > walker.source.size:
            marks, safe, odd = (0, 0, 0, 0), (walker.at, 0, 0, 0), 0
        walker.at, n_values, n_kept, n_groups = safe
        del seen.values[n_values:], seen.nested[n_kept:], seen.groups[n_groups:]
        n_heads, n_nested, n_empty, seen.n_items = marks
        seen.heads = self._heads[:n_heads]
        seen.nested_heads = self._nested_heads[:n_nested]
        seen.empty = self._empty[:n_empty]
        seen.odd = odd & 1
        return marks == self._all

    def begins(self, data: bytes, at: int) -> bool:
        """Whether the first run agrees: a quick look before the whole."""
        step = self._steps[0]
        if step.heads is None or at + step.size > len(data):
            return step.heads is None
        return step.heads.unpack_from(data, at) == step.expected


def _count(tokens: list[Token]) -> Marks:
    return (
        sum(t.top for t in tokens),
        sum(t.element and not t.top for t in tokens),
        sum(t.top and t.empty for t in tokens),
        sum(t.item for t in tokens),
    )


def _steps(tokens: list[Token], first: int, marks: Marks) -> Iterator[Step]:
    for number in range(1, len(tokens) + 1):
        if number == len(tokens) or _breaks(tokens, first, number):
            run = tokens[first:number]
            yield _step(run, False, first, marks)
            marks = _sum(marks, _count(run))
            first = number


def _sum(one: Marks, other: Marks) -> Marks:
    a, b, c, d = (mine + yours for mine, yours in zip(one, other, strict=True))
    return a, b, c, d


def _breaks(tokens: list[Token], first: int, number: int) -> bool:
    before = tokens[number - 1]
    if before.column < 0 and before.length >= LARGE:
        return True
    return tokens[number].top and number - first >= _RUN


def _step(run: list[Token], varies: bool, first: int, marks: Marks) -> Step:
    n_tokens, top = len(run), run[0].top
    if varies:
        token = run[0]
        columns = (token.column,) if token.column >= 0 else ()
        own, nested = (columns, ()) if token.top else ((), columns)
        head = (token.head_of_varying(),)
        size = len(token.header)
        return Step(first, 1, None, head, size, 0, None, own, None, nested, marks, top)
    last = run[-1]
    skip = last.length if last.column < 0 else 0
    size = sum(len(t.header) + t.length for t in run) - skip
    layout = "".join([f"{len(t.header)}s{t.length}x" for t in run[:-1]])
    heads = Struct(f"<{layout}{len(last.header)}s")
    expected = tuple([t.header for t in run])
    wanted = (*_values(run, True), *_values(run, False))
    return Step(first, n_tokens, heads, expected, size, skip, *wanted, marks, top)


def _values(run: list[Token], top: bool) -> tuple[Struct | None, tuple[int, ...]]:
    """What takes the wanted values of one kind out of a run, and their columns."""
    layout, columns, gap = ["<"], [], 0
    for token in run:
        if token.column >= 0 and token.top == top:
            layout.append(f"{gap + len(token.header)}x{token.length}s")
            columns.append(token.column)
            gap = 0
        else:
            gap += len(token.header) + token.length
    return (Struct("".join(layout)), tuple(columns)) if columns else (None, ())


class Stencils:
    """All stencils of a reader, and which to try."""

    def __init__(self, root: Node) -> None:
        self._root = root
        self._last = 0
        self._misses: dict[int, int] = {}
        self._recent: dict[int, list[Stencil]] = {EXPLICIT: [], IMPLICIT: []}

    def help(self, walker: Walker) -> bool:
        """Let a stencil of a recent header do what it can; True if it did everything."""
        recent = self._recent.get(walker.level.encoding)
        if not recent:
            return recent is None
        for stencil in recent:
            if stencil.begins(walker.data, walker.at):
                if stencil is not recent[0]:
                    recent.remove(stencil)
                    recent.insert(0, stencil)
                return stencil.apply(walker)
        return recent[0].apply(walker)

    def learn(self, data: bytes, at: int, encoding: int, seen: Seen) -> None:
        """
        Make a stencil of a header that was walked without a fault, if the one before it had the
        same tags: most layouts of mixed data are met once, and making one is slow.
        """
        n_tokens = len(seen.heads) + len(seen.nested_heads)
        if seen.codes or seen.odd or not seen.complete or n_tokens > _LONGEST:
            return
        met = hash((encoding, *seen.heads))
        again, self._last = met == self._last, met
        if len(self._misses) > _KEPT:
            self._misses.clear()
        self._misses[met] = times = self._misses.get(met, 0) + 1
        if not again or times & (times - 1):
            return
        if len({head[:4] for head in seen.heads}) < len(seen.heads):
            return  # of a tag that stands twice the last counts, wherever it was read
        tokens = trace(data, at, self._root, encoding)
        if tokens:
            recent = self._recent[encoding]
            recent.insert(0, Stencil(tokens))
            del recent[_TRIED:]
