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
    tag_of,
)
from audit.scan.seen import EXPLICIT

_UNDEFINED = 0xFFFFFFFF
_ITEM, _ITEM_END, _SEQUENCE_END = 0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD
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


def trace(data: bytes, at: int, root: Node, encoding: int) -> list[Token]:
    """
    Tokens from `at` to the pixel data or as far as the bytes are held. Stops, too, at what a
    stencil cannot say: fragments, and sequences in another encoding than the data set.
    """
    tokens: list[Token] = []
    open_ends: list[tuple[int | None, Node]] = []
    n_fixed = 0
    node = root
    while True:
        while open_ends and open_ends[-1][0] is not None and at >= open_ends[-1][0]:
            node = open_ends.pop()[1]
            n_fixed -= 1
        found = _token(data, at, node, encoding, bool(open_ends), n_fixed > 0)
        if found is None:
            return _whole(tokens, bool(open_ends))
        token, opens = found
        tokens.append(token)
        at += len(token.header) + token.length
        if opens is not None:
            open_ends.append((None if opens == _UNDEFINED else at + opens, node))
            n_fixed += opens != _UNDEFINED
            node = node.child(tag_of(token.head)) if token.element else node
        elif not token.element and open_ends:
            node = open_ends.pop()[1]


def _whole(tokens: list[Token], inside: bool) -> list[Token]:
    """Without a last sequence that the trace did not see the end of."""
    if not inside:
        return tokens
    last = max((number for number, token in enumerate(tokens) if token.top), default=0)
    return tokens[:last]


def _token(
    data: bytes, at: int, node: Node, encoding: int, nested: bool, fixed: bool
) -> tuple[Token, int | None] | None:
    """The token here, and the length of what it opens; None where the trace ends."""
    raw = data[at : at + 12]
    tag = tag_of(raw) if len(raw) >= 8 else 0
    if nested and tag in (_ITEM, _ITEM_END, _SEQUENCE_END):
        length = int.from_bytes(raw[4:8], "little")
        mark = Token(raw[:8], raw[:4], 0, -1, False, False, tag == _ITEM, True, False)
        return mark, length if tag == _ITEM else None
    size = 12 if encoding == EXPLICIT and raw[4:6] in LONG_VRS else 8
    if len(raw) < size or (not nested and tag in PIXELS) or not tag:
        return None
    start = 6 if size == 8 and encoding == EXPLICIT else size - 4
    length = int.from_bytes(raw[start:size], "little")
    head = raw[:6] if encoding == EXPLICIT else raw[:4]
    plan = node.plans.get(head) if encoding == EXPLICIT else node.implicit.get(head)
    header = raw[:size]
    if plan == SEQUENCE:
        token = Token(header, head, 0, -1, not nested, True, False, True, not length)
        return token, length or None
    if plan is None or plan == SPECIAL or length == _UNDEFINED:
        return None
    column = plan % LONG_WANTED if plan >= 0 else -1
    if column >= 0 and at + size + length > len(data):
        return None
    return Token(header, head, length, column, not nested, True, False, fixed, not length), None
