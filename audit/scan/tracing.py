"""The tokens of a header that was walked without a fault: what a stencil is made of."""

from __future__ import annotations

from typing import NamedTuple

from audit.scan.plans import (
    LONG_VRS,
    LONG_WANTED,
    PIXELS,
    SEQUENCE,
    SPECIAL,
    Node,
)
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


_new = tuple.__new__
"""Makes a token in half the time of calling its class: a header has hundreds of them."""


def trace(data: bytes, at: int, root: Node, encoding: int) -> list[Token]:
    """
    Tokens from `at` to the pixel data or as far as the bytes are held. Stops, too, at what a
    stencil cannot say: fragments, and sequences in another encoding than the data set. One long
    loop: it costs twice as much in pieces.
    """
    tokens: list[Token] = []
    open_ends: list[tuple[int, Node, dict[bytes, int]]] = []
    n_fixed = 0
    size, wide = len(data), 6 if encoding == EXPLICIT else 4
    node, plans = root, root.plans if encoding == EXPLICIT else root.implicit
    while at + 8 <= size:
        while open_ends and 0 <= open_ends[-1][0] <= at:
            _, node, plans = open_ends.pop()
            n_fixed -= 1
        raw = data[at : at + 12]
        if open_ends and (mark := raw[:4]) in _MARKS:
            opens = mark == _ITEM
            tokens.append(_new(Token, (raw[:8], mark, 0, -1, False, False, opens, True, False)))
            at += 8
            if not opens:
                _, node, plans = open_ends.pop()
                continue
            length = int.from_bytes(raw[4:8], "little")
            inner = node
        else:
            head = raw[:wide]
            plan = plans.get(head, SPECIAL)
            if plan == SPECIAL or (not open_ends and raw[:4] in _PIXELS):
                break
            if wide == 6 and raw[4:6] not in LONG_VRS:
                header, length = raw[:8], raw[6] | raw[7] << 8
            else:
                header = raw if wide == 6 else raw[:8]
                length = int.from_bytes(header[-4:], "little")
                if len(header) < 8 or (length == _UNDEFINED and plan != SEQUENCE):
                    break
            at += len(header)
            top = not open_ends
            if plan != SEQUENCE:
                at += length
                column = plan % LONG_WANTED if plan >= 0 else -1
                if at > size and column >= 0:
                    break
                fixed = n_fixed > 0
                tokens.append(
                    _new(Token, (header, head, length, column, top, True, False, fixed, not length))
                )
                continue
            tokens.append(_new(Token, (header, head, 0, -1, top, True, False, True, not length)))
            if not length:
                continue
            inner = node.child_at(head)
        open_ends.append((-1 if length == _UNDEFINED else at + length, node, plans))
        n_fixed += length != _UNDEFINED
        node, plans = inner, inner.plans if wide == 6 else inner.implicit
    return _whole(tokens, bool(open_ends))


def _whole(tokens: list[Token], inside: bool) -> list[Token]:
    """Without a last sequence that the trace did not see the end of."""
    if not inside:
        return tokens
    last = max((number for number, token in enumerate(tokens) if token.top), default=0)
    return tokens[:last]
