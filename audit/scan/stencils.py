"""
Stencils: headers of one series differ in a few lengths; the rest is compared in one stroke.

A stencil is made from a header that was walked without a fault. On the next one it checks each
run of element headers (tags, VRs and lengths, nested ones too) with one `struct` call; elements
whose length varies are read on their own. Where anything else stands than expected, the walker
takes over from the last element of the data set that agreed, so that the result is its own.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator

from audit.scan.container import Opened
from audit.scan.layouts import Layout, Layouts
from audit.scan.plans import Node
from audit.scan.seen import BIG, Seen
from audit.scan.stencil_steps import NONE, Marks, Step, add, count, run_of, steps_of, varying
from audit.scan.tracing import Plain, Token, trace
from audit.scan.walker import Walker

_KEPT = 2_000
_TRIED = 4
_LONGEST = 6_000
"""Elements of a header worth tracing."""
_OFTEN = 300
"""Elements for each of which a header must come once more in a row."""
_KINDS = 64
_TOKENS = 150_000
"""Tokens of all stencils made, after which it begins anew: some 40 MB."""
_TAILS = 16
Kind = tuple[int, str, bytes]
"""The encoding, the class of object, and the first bytes of the data set."""


class Stencil:
    """One order of tags with its lengths, as far as they do not vary."""

    def __init__(self, tokens: list[Plain]) -> None:
        self._tokens = tokens
        self.n_tokens = len(tokens)
        self._layouts: dict[tuple[bytes, ...], Layout] = {}
        self._notes: dict[tuple[bytes, ...], dict[Hashable, list[str]]] = {}
        self._heads = [t[1] for t in tokens if t[4]]
        self._steps: list[Step] = []
        self._set(steps_of(tokens))

    def may_agree(self, data: bytes, at: int) -> bool:
        """Whether its first run agrees: most stencils of another origin fail there."""
        step = self._steps[0]
        if step.heads is None or at + step.size > len(data):
            return True
        return step.heads.unpack_from(data, at) == step.expected

    def layout_of(self, seen: Seen, encoding: int, layouts: Layouts) -> Layout:
        """What the heads say together: known by those behind the stencil, which are few."""
        behind = tuple(seen.heads[len(self._heads) :])
        found = self._layouts.get(behind)
        if found is None:
            found = layouts.layout_of(seen.heads, encoding)
            if len(self._layouts) < _TAILS:
                self._layouts[behind] = found
        return found

    def notes_of(self, seen: Seen) -> dict[Hashable, list[str]]:
        """
        What others remember of headers that it took: every element has its place among the values
        of such a header. Forgotten when an element is let vary.
        """
        if len(self._notes) > _TAILS:
            self._notes.clear()
        return self._notes.setdefault(tuple(seen.heads[len(self._heads) :]), {})

    def _set(self, steps: Iterable[Step]) -> None:
        self._steps[:] = list(steps)
        self._all = count(self._tokens)
        self._empty = [(n, t[1]) for n, t in enumerate(self._tokens) if t[8] and t[4]]

    def apply(self, walker: Walker, learning: bool) -> bool:  # noqa: C901, PLR0912
        """
        Take as much of the header as agrees; the walker goes on behind it. Was that all?

        Where only a length differs, it may vary from then on if `learning`.
        """
        data, at = walker.data, walker.at
        size, steps = len(data), self._steps
        seen = walker.seen
        values, groups, nested = seen.values, seen.groups, seen.nested
        empty: list[int] = []
        odd = place = 0
        marks = NONE
        safe = at, 0, 0, 0, 0
        while place < len(steps):
            step = steps[place]
            if step.top:
                marks, safe = step.marks, (at, len(values), len(nested), len(groups), len(empty))
            end = at + step.size
            if end > size:
                break
            if step.heads is None:
                start = at + len(step.expected[0])
                if data[at:start] != step.expected[0]:
                    break
                length = int.from_bytes(data[start:end], "little")
                at = end + length
                if length == 0xFFFFFFFF or (at > size and step.columns):
                    break
                odd |= length
                if not length:
                    empty.append(step.first)
                if step.columns:
                    values.append((step.columns[0], data[end:at]))
                elif step.nested_columns:
                    nested.append((step.nested_columns[0], data[end:at]))
            else:
                found = step.heads.unpack_from(data, at)
                if found != step.expected:
                    if learning and self._spread(place, found):
                        continue
                    break
                if step.values is not None:
                    groups.append((step.columns, step.values.unpack_from(data, at)))
                if step.own_values is not None:
                    own = step.own_values.unpack_from(data, at)
                    values.extend(zip(step.own_columns, own, strict=True))
                if step.nested_values is not None:
                    inner = step.nested_values.unpack_from(data, at)
                    nested.extend(zip(step.nested_columns, inner, strict=True))
                at = end + step.skip
            place += 1
        else:
            marks, safe = self._all, (at, len(values), len(nested), len(groups), len(empty))
        return self._give(walker, marks, safe, odd, empty)

    def _spread(self, place: int, found: tuple[bytes, ...]) -> bool:
        """
        Let the first token that differs in length alone vary from now on; False where another
        tag stands there, or the length may not vary.
        """
        step = self._steps[place]
        self._notes.clear()
        number = next(n for n, mine in enumerate(step.expected) if mine != found[n])
        token = Token._make(self._tokens[step.first + number])
        stem = token.head_of_varying()
        if token.fixed or not token.element or found[number][: len(stem)] != stem:
            return False
        pieces, marks = [], step.marks
        at, end = step.first + number, step.first + step.n_tokens
        self._tokens[at] = token._replace(empty=False)
        if number:
            before, marks = run_of(self._tokens, step.first, at, marks)
            pieces.append(before)
        one, marks = varying(self._tokens, at, marks)
        pieces.append(one)
        if at + 1 < end:
            pieces.append(run_of(self._tokens, at + 1, end, marks)[0])
        self._steps[place : place + 1] = pieces  # in place: a header may be half through them
        if token.empty:  # one less is known beforehand
            self._set(self._marked(self._steps))
        return True

    def _marked(self, steps: list[Step]) -> Iterator[Step]:
        marks = NONE
        for step in steps:
            yield step._replace(marks=marks)
            marks = add(marks, count(self._tokens[step.first : step.first + step.n_tokens]))

    def _give(
        self, walker: Walker, marks: Marks, safe: tuple[int, ...], odd: int, empty: list[int]
    ) -> bool:
        """Hand over what agreed; nothing where the file is cut, for which the walker has words."""
        seen = walker.seen
        if safe[0] > walker.source.size:
            marks, safe, odd = NONE, (walker.at, 0, 0, 0, 0), 0
        walker.at, n_values, n_kept, n_groups, n_found = safe
        del seen.values[n_values:], seen.nested[n_kept:], seen.groups[n_groups:]
        n_heads, seen.n_nested, n_empty, seen.n_items = marks
        seen.heads = self._heads[:n_heads]
        found = [(number, self._tokens[number][1]) for number in empty[:n_found]]
        seen.empty = [head for _, head in sorted(self._empty[:n_empty] + found)]
        seen.odd = odd & 1
        if marks != self._all:
            return False
        seen.stencil = self
        return True


class Stencils:
    """
    All stencils of a reader, and which to try: those of headers that began alike, of one kind of
    object written by one program. Series that lie interleaved keep their own in this way.
    """

    def __init__(self, root: Node) -> None:
        self._root = root
        self._recent: dict[Kind, list[Stencil]] = {}
        self._last: dict[Kind, tuple[int, int]] = {}
        """What stood last in headers of a kind, as a number, and how often in a row."""
        self._misses: dict[int, int] = {}
        self._n_tokens = 0

    def walk(self, walker: Walker, data: bytes, opened: Opened) -> Seen:
        """
        What a walk sees, what a stencil takes of it in one stroke; a header that none took whole
        may become one. `data` are the bytes of the file that are held.
        """
        start = walker.at
        plain = not opened.deflated and walker.base == 0
        kind = opened.encoding, opened.meta.get(2, ""), data[start : start + 8]
        helped = plain and self.help(walker, kind)
        seen = walker.walk()
        if plain and not helped:
            self.learn(data, start, kind, seen)
        return seen

    def help(self, walker: Walker, kind: Kind) -> bool:
        """Let a stencil of a recent header do what it can; True if it did everything."""
        recent = self._recent.get(kind)
        if not recent:
            return False
        start, best, furthest = walker.at, recent[0], 0
        for number, stencil in enumerate(recent):
            if not stencil.may_agree(walker.data, start):
                continue
            if stencil.apply(walker, learning=False):
                if number:
                    recent.insert(0, recent.pop(number))
                return True
            if walker.at > furthest:
                best, furthest = stencil, walker.at
            walker.at, walker.seen = start, Seen()
        return best.apply(walker, learning=True)

    def learn(self, data: bytes, at: int, kind: Kind, seen: Seen) -> None:
        """
        Make a stencil of a header that was walked without a fault, if the one before it of its
        kind had the same tags: many layouts of mixed data are met once, and making one is slow.
        Long ones, which few files have, must come several times in a row.
        """
        n_tokens = len(seen.heads) + seen.n_nested
        encoding = kind[0]
        if seen.codes or seen.odd or not seen.complete or n_tokens > _LONGEST or encoding == BIG:
            return
        met = hash((encoding, *seen.heads))
        last, in_a_row = self._last.get(kind, (0, 0))
        in_a_row = in_a_row + 1 if met == last else 0
        if len(self._misses) > _KEPT:
            self._misses.clear()
            self._last.clear()
        self._last[kind] = met, in_a_row
        self._misses[met] = times = self._misses.get(met, 0) + 1
        if not in_a_row or in_a_row < n_tokens // _OFTEN or times & (times - 1):
            return
        if len({head[:4] for head in seen.heads}) < len(seen.heads):
            return  # of a tag that stands twice the last counts, wherever it was read
        tokens = trace(data, at, self._root, encoding)
        if tokens:
            self._keep(Stencil(tokens), kind)

    def _keep(self, stencil: Stencil, kind: Kind) -> None:
        self._n_tokens += stencil.n_tokens
        if len(self._recent) > _KINDS or self._n_tokens > _TOKENS:
            self._recent.clear()
            self._n_tokens = stencil.n_tokens
        recent = self._recent.setdefault(kind, [])
        recent.insert(0, stencil)
        del recent[_TRIED:]
