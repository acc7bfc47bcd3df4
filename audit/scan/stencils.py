"""
Stencils: headers of one series differ in a few lengths; the rest is compared in one stroke.

A stencil is made from a header that was walked without a fault. On the next one it checks each
run of element headers (tags, VRs and lengths, nested ones too) with one `struct` call; elements
whose length varies are read on their own. Where anything else stands than expected, the walker
takes over from the last element of the data set that agreed, so that the result is its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from struct import Struct

from audit.scan.plans import Node
from audit.scan.seen import BIG, Seen
from audit.scan.tracing import LARGE, Token, trace
from audit.scan.walker import Walker

_KEPT = 2_000
_TRIED = 4
_MOST_VARYING = 3
"""When one token in so many varies, a stencil is made anew."""
_LONGEST = 1_500
"""Elements of a header worth tracing."""
_RUN = 48
"""Tokens after which a run may end, so that little is done twice when it does not agree."""
Marks = tuple[int, int, int, int]
"""How many heads, nested heads, empty ones and items stand before a step."""


@dataclass(frozen=True, slots=True)
class Step:
    """A run of tokens that do not vary; or, where `heads` is None, one whose length varies."""

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
    marks: Marks | None
    """None inside a sequence, where the walker cannot take over."""


class Stencil:
    """One order of tags with its lengths, as far as they do not vary."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._varying: set[int] = set()
        self._build()

    def learn(self, tokens: list[Token]) -> None:
        """Make it fit another header with the same tags."""
        differing = [
            number
            for number, (mine, new) in enumerate(zip(self._tokens, tokens, strict=True))
            if mine.header != new.header and number not in self._varying
        ]
        if not differing:
            return
        self._varying.update(differing)
        anew = any(self._tokens[n].fixed or tokens[n].fixed for n in differing)
        if anew or len(self._varying) * _MOST_VARYING > len(tokens):
            self._tokens, self._varying = tokens, set()
        self._build()

    def _build(self) -> None:
        # one that varies agrees only where it has a value, so it is never among the empty ones
        tokens = [
            replace(token, empty=False) if number in self._varying else token
            for number, token in enumerate(self._tokens)
        ]
        self._heads = [t.head for t in tokens if t.top]
        self._nested_heads = [t.head for t in tokens if t.element and not t.top]
        self._empty = [t.head for t in tokens if t.top and t.empty]
        self._steps = list(_steps(tokens, self._varying))
        self._all = _count(tokens)

    def apply(self, walker: Walker) -> bool:
        """Take as much of the header as agrees; the walker goes on behind it. Any of it at all?"""
        data, at = walker.data, walker.at
        size = len(data)
        values: list[tuple[int, bytes]] = []
        groups: list[tuple[tuple[int, ...], tuple[bytes, ...]]] = []
        nested: list[tuple[int, bytes]] = []
        odd = 0
        marks: Marks = (0, 0, 0, 0)
        safe = at, 0, 0, 0
        for step in self._steps:
            if step.marks is not None:
                marks, safe = step.marks, (at, len(values), len(nested), len(groups))
            end = at + step.size
            if end > size:
                break
            if step.heads is None:
                head = step.expected[0]
                start = at + len(head)
                if data[at:start] != head:
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
                continue
            if step.heads.unpack_from(data, at) != step.expected:
                break
            if step.values is not None:
                groups.append((step.columns, step.values.unpack_from(data, at)))
            if step.nested_values is not None:
                found = step.nested_values.unpack_from(data, at)
                nested.extend(zip(step.nested_columns, found, strict=True))
            at = end + step.skip
        else:
            marks, safe = self._all, (at, len(values), len(nested), len(groups))
        walker.seen.values, walker.seen.nested, walker.seen.groups = values, nested, groups
        return self._give(walker, marks, safe, odd)

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


def _steps(tokens: list[Token], varying: set[int]) -> Iterator[Step]:
    first, marks = 0, (0, 0, 0, 0)
    for number in range(1, len(tokens) + 1):
        alone = number in varying or number - 1 in varying
        if number == len(tokens) or alone or _breaks(tokens, first, number):
            run = tokens[first:number]
            yield _step(run, first in varying, marks if run[0].top else None)
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


def _step(run: list[Token], varies: bool, marks: Marks | None) -> Step:
    if varies:
        token = run[0]
        columns = (token.column,) if token.column >= 0 else ()
        own, nested = (columns, ()) if token.top else ((), columns)
        head = (token.head_of_varying(),)
        return Step(None, head, len(token.header), 0, None, own, None, nested, marks)
    last = run[-1]
    skip = last.length if last.column < 0 else 0
    size = sum(len(t.header) + t.length for t in run) - skip
    layout = "".join(f"{len(t.header)}s{t.length}x" for t in run[:-1])
    heads = Struct(f"<{layout}{len(last.header)}s")
    expected = tuple(t.header for t in run)
    return Step(heads, expected, size, skip, *_values(run, True), *_values(run, False), marks)


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
        self._met: dict[int, int] = {}
        self._last = 0
        self._known: dict[tuple[int, bytes], Stencil] = {}
        self._recent: dict[int, list[Stencil]] = {}

    def help(self, walker: Walker) -> bool:
        """Let a stencil of a recent header do what it can; True if it did everything."""
        encoding = walker.level.encoding
        if encoding == BIG:
            return True
        recent = self._recent.setdefault(encoding, [])
        for stencil in recent:
            if stencil.begins(walker.data, walker.at):
                if stencil is not recent[0]:
                    recent.remove(stencil)
                    recent.insert(0, stencil)
                return stencil.apply(walker)
        return False

    def learn(self, data: bytes, at: int, encoding: int, seen: Seen) -> None:
        """Make or mend the stencil of a header that was walked without a fault."""
        n_tokens = len(seen.heads) + len(seen.nested_heads)
        if seen.codes or seen.odd or not seen.complete or n_tokens > _LONGEST:
            return
        met = hash((encoding, *seen.heads))
        self._met[met] = times = self._met.get(met, 0) + 1
        again, self._last = met == self._last, met
        if times & (times - 1) or not (again or times > 2):  # tracing is slow: it must pay
            return
        if len(self._met) > 100_000:
            self._met.clear()
        tokens = trace(data, at, self._root, encoding)
        if not tokens or len({head[:4] for head in seen.heads}) < len(seen.heads):
            return  # of a tag that stands twice the last counts, wherever it was read
        key = encoding, b"".join(token.head for token in tokens)
        stencil = self._known.get(key)
        if stencil is None:
            stencil = self._known[key] = Stencil(tokens)
        else:
            stencil.learn(tokens)
        recent = self._recent.setdefault(encoding, [])
        if stencil in recent:
            recent.remove(stencil)
        recent.insert(0, stencil)
        del recent[_TRIED:]
        if len(self._known) > _KEPT:
            self._known = dict(islice(self._known.items(), _KEPT // 2, None))
