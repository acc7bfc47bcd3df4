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


def trace(data: bytes, at: int, root: Node, encoding: int) -> list[Token]:
    """
    Tokens from `at` to the pixel data or as far as the bytes are held. Stops, too, at what a
    stencil cannot say: fragments, and sequences in another encoding than the data set.
    """
    tokens: list[Token] = []
    open_ends: list[tuple[int, Node]] = []
    n_fixed = 0
    node, size, explicit = root, len(data), encoding == EXPLICIT
    while at + 8 <= size:
        while open_ends and 0 <= open_ends[-1][0] <= at:
            node = open_ends.pop()[1]
            n_fixed -= 1
        raw = data[at : at + 12]
        nested = bool(open_ends)
        if nested and raw[:4] in _MARKS:
            tokens.append(
                Token(raw[:8], raw[:4], 0, -1, False, False, raw[:4] == _ITEM, True, False)
            )
            at += 8
            if raw[:4] != _ITEM:
                node = open_ends.pop()[1]
                continue
            head, opens = b"", int.from_bytes(raw[4:8], "little")
        else:
            found = _element(raw, node, explicit)
            if found is None or (not nested and raw[:4] in _PIXELS):
                break
            header, head, length, column, is_sequence = found
            at += len(header) + (0 if is_sequence else length)
            if column >= 0 and at > size:
                break
            fixed, skip = n_fixed > 0 or is_sequence, 0 if is_sequence else length
            tokens.append(
                Token(header, head, skip, column, not nested, True, False, fixed, not length)
            )
            if not is_sequence or not length:
                continue
            opens = length
        open_ends.append((-1 if opens == _UNDEFINED else at + opens, node))
        n_fixed += opens != _UNDEFINED
        node = node.child(tag_of(head)) if head else node
    return _whole(tokens, bool(open_ends))


def _element(raw: bytes, node: Node, explicit: bool) -> tuple[bytes, bytes, int, int, bool] | None:
    """Header, head, length, column and whether it is a sequence; None where the trace ends."""
    head = raw[:6] if explicit else raw[:4]
    plan = node.plans.get(head) if explicit else node.implicit.get(head)
    if plan is None or plan == SPECIAL:
        return None
    if explicit and raw[4:6] not in LONG_VRS:
        header, length = raw[:8], raw[6] | raw[7] << 8
    else:
        header = raw[:12] if explicit else raw[:8]
        length = int.from_bytes(header[-4:], "little")
        if len(header) < 8 or (length == _UNDEFINED and plan != SEQUENCE):
            return None
    return header, head, length, plan % LONG_WANTED if plan >= 0 else -1, plan == SEQUENCE


def _whole(tokens: list[Token], inside: bool) -> list[Token]:
    """Without a last sequence that the trace did not see the end of."""
    if not inside:
        return tokens
    last = max((number for number, token in enumerate(tokens) if token.top), default=0)
    return tokens[:last]
