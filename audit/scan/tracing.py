"""The tokens of a header that was walked without a fault: what a stencil is made of."""

from __future__ import annotations

from typing import NamedTuple

from audit.scan.plans import (
    LONG,
    LONG_VRS,
    LONG_WANTED,
    PIXELS,
    SEQUENCE,
    SHORT,
    SPECIAL,
    Node,
)
from audit.scan.runs import IMPLICIT_HEADER, SHORT_HEADER, U32
from audit.scan.seen import EXPLICIT

_UNDEFINED = 0xFFFFFFFF
_ITEM = b"\xfe\xff\x00\xe0"
_MARKS = frozenset({_ITEM, b"\xfe\xff\x0d\xe0", b"\xfe\xff\xdd\xe0"})
_PIXELS = frozenset(
    {(tag >> 16).to_bytes(2, "little") + (tag & 0xFFFF).to_bytes(2, "little") for tag in PIXELS}
)
LARGE = 2_048
"""An unwanted value of so many bytes ends a run: the bytes behind it may not be held."""


class Token(NamedTuple):
    """An element header, or the mark of an item or of an end, and the bytes that follow it."""

    header: bytes
    head: bytes
    """The header without its length."""
    length: int
    """Bytes to the next token."""
    column: int
    """-1 where the value is not wanted."""
    top: bool
    """An element of the data set itself, not of a sequence."""
    element: bool
    """Not the mark of an item or of an end."""
    item: bool
    fixed: bool
    """Inside something of defined length, or itself a sequence: its length may not vary."""
    empty: bool

    def head_of_varying(self) -> bytes:
        """What stays the same when the length varies: tag, VR and reserved bytes."""
        return self.header[: 8 if len(self.header) == 12 else len(self.head)]


Plain = tuple[bytes, bytes, int, int, bool, bool, bool, bool, bool]
"""The fields of a token without their names: a header has hundreds, and names are slow to give."""


def trace(  # noqa: PLR0912, PLR0915
    data: bytes, at: int, root: Node, encoding: int
) -> list[Plain]:
    """
    Tokens from `at` to the pixel data or as far as the bytes are held. Stops, too, at what a
    stencil cannot say: fragments, and sequences in another encoding than the data set. One long
    loop: it costs twice as much in pieces; plain elements in a row have one of their own.
    """
    tokens: list[Plain] = []
    open_ends: list[tuple[int, Node, dict[bytes, int]]] = []
    n_fixed = 0
    size, wide = len(data), 6 if encoding == EXPLICIT else 4
    run = _explicit if encoding == EXPLICIT else _implicit
    node, plans = root, root.plans if encoding == EXPLICIT else root.implicit
    while at + 8 <= size:
        while open_ends and 0 <= open_ends[-1][0] <= at:
            _, node, plans = open_ends.pop()
            n_fixed -= 1
        raw = data[at : at + 12]
        if open_ends and (mark := raw[:4]) in _MARKS:
            opens = mark == _ITEM
            tokens.append((raw[:8], mark, 0, -1, False, False, opens, True, False))
            at += 8
            if not opens:
                _, node, plans = open_ends.pop()
                continue
            length = int.from_bytes(raw[4:8], "little")
            inner = node
        else:
            top, end = not open_ends, open_ends[-1][0] if open_ends else -1
            behind = run(data, at, end if end >= 0 else size, plans, tokens, (top, n_fixed > 0))
            if behind > at:
                at = behind
                continue
            head = raw[:wide]
            plan = plans.get(head, SPECIAL)
            if plan == SPECIAL or (top and raw[:4] in _PIXELS):
                break
            if wide == 6 and raw[4:6] not in LONG_VRS:
                header, length = raw[:8], raw[6] | raw[7] << 8
            else:
                header = raw if wide == 6 else raw[:8]
                length = int.from_bytes(header[-4:], "little")
                if len(header) < 8 or (length == _UNDEFINED and plan != SEQUENCE):
                    break
            at += len(header)
            if plan != SEQUENCE:
                at += length
                column = plan % LONG_WANTED if plan >= 0 else -1
                if at > size and column >= 0:
                    break
                fixed, empty = n_fixed > 0, not length
                tokens.append((header, head, length, column, top, True, False, fixed, empty))
                continue
            tokens.append((header, head, 0, -1, top, True, False, True, not length))
            if not length:
                continue
            inner = node.child_at(head)
        open_ends.append((-1 if length == _UNDEFINED else at + length, node, plans))
        n_fixed += length != _UNDEFINED
        node, plans = inner, inner.plans if wide == 6 else inner.implicit
    return _whole(tokens, bool(open_ends))


def _explicit(
    data: bytes, at: int, stop: int, plans: dict[bytes, int], tokens: list[Plain],
    where: tuple[bool, bool],
) -> int:  # fmt: skip
    """Plain elements up to `stop` and well within the bytes held; the place of the first other."""
    size, (top, fixed), take, known = len(data), where, tokens.append, plans.get
    stop = min(stop, size - 11)
    while at < stop:
        head, length = SHORT_HEADER(data, at)
        column = known(head, SPECIAL)
        if column == SHORT or 0 <= column < LONG_WANTED:  # SHORT is -1
            end = at + 8 + length
            header = data[at : at + 8]
        elif column == LONG or column >= LONG_WANTED:
            length = U32(data, at + 8)[0]
            end = at + 12 + length
            column = column - LONG_WANTED if column >= 0 else -1
            header = data[at : at + 12]
        else:
            break
        if end > size and (column >= 0 or length == _UNDEFINED):
            break
        take((header, head, length, column, top, True, False, fixed, not length))
        at = end
    return at


def _implicit(
    data: bytes, at: int, stop: int, plans: dict[bytes, int], tokens: list[Plain],
    where: tuple[bool, bool],
) -> int:  # fmt: skip
    """The same in implicit VR, where all lengths have 32 bits."""
    size, (top, fixed), take, known = len(data), where, tokens.append, plans.get
    stop = min(stop, size - 11)
    while at < stop:
        head, length = IMPLICIT_HEADER(data, at)
        column = known(head, SPECIAL)
        if column != LONG and column < LONG_WANTED:
            break
        end = at + 8 + length
        column = column - LONG_WANTED if column >= 0 else -1
        if end > size and (column >= 0 or length == _UNDEFINED):
            break
        take((data[at : at + 8], head, length, column, top, True, False, fixed, not length))
        at = end
    return at


def _whole(tokens: list[Plain], inside: bool) -> list[Plain]:
    """Without a last sequence that the trace did not see the end of."""
    if not inside:
        return tokens
    last = max((number for number, token in enumerate(tokens) if token[4]), default=0)
    return tokens[:last]
