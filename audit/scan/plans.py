"""What the walker does at each element head: decided once a head, looked up ever after."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from audit.scan.dictionary import vr_in_dictionary
from audit.scan.free_text import holds_free_text
from audit.scan.keywords import Column, Keep, columns

SHORT, LONG, SEQUENCE, SPECIAL = -1, -2, -3, -4
"""Plans below zero: skip a value with a 16-bit or 32-bit length, open a sequence, look closer."""
CREATOR, GROUP_LENGTH = 999, 998
"""The pseudo-columns of private creators and of group lengths."""
TEXT = 1_000
"""That of free text which is no column: looked at, and not kept (`audit.scan.text_signs`)."""
CODE, SCHEME = 10_000, 20_000
"""Added to the column of a code sequence: the code value and its coding scheme."""
LONG_WANTED = 100_000
"""Plans from zero: keep the value for this column; from here on with a 32-bit length."""
LONG_VRS = frozenset(
    {b"OB", b"OW", b"OF", b"OD", b"OL", b"OV", b"SQ", b"UC", b"UN", b"UR", b"UT", b"SV", b"UV"}
)
SHORT_VRS = frozenset(
    {b"AE", b"AS", b"AT", b"CS", b"DA", b"DS", b"DT", b"FL", b"FD", b"IS", b"LO", b"LT", b"PN",
     b"SH", b"SL", b"SS", b"ST", b"TM", b"UI", b"UL", b"US"}
)  # fmt: skip
PIXELS = frozenset({0x7FE00008, 0x7FE00009, 0x7FE00010})
CODE_VALUES = (0x00080100, 0x00080119, 0x00080120)
CODING_SCHEME = 0x00080102
META = {0x00020002, 0x00020003, 0x00020010}
"""Wanted of the file meta group; kept under their tag."""
_LEARNT = 50_000


def tag_of(head: bytes) -> int:
    """The tag in the first four bytes, little endian."""
    return head[1] << 24 | head[0] << 16 | head[3] << 8 | head[2]


class Node:
    """One place in the tree of wanted paths; the data set itself is the root."""

    __slots__ = ("_inner", "children", "elsewhere", "implicit", "plans", "top", "wanted")

    def __init__(self, top: bool = False) -> None:
        self.top = top
        self.wanted: dict[int, int] = {}
        self.children: dict[int, Node] = {}
        self.elsewhere = self
        self.plans: dict[bytes, int] = {}
        self.implicit: dict[bytes, int] = {}
        self._inner: dict[bytes, Node] = {}

    def child(self, tag: int) -> Node:
        """Where the items of this sequence lead."""
        return self.children.get(tag, self.elsewhere)

    def child_at(self, head: bytes) -> Node:
        """The same by the head of the sequence, remembered."""
        found = self._inner.get(head)
        if found is None:
            if len(self._inner) > _LEARNT:
                self._inner.clear()
            found = self._inner[head] = self.child(tag_of(head))
        return found

    def learn(self, head: bytes) -> int:
        """The plan of an explicit head (tag and VR), remembered."""
        if len(self.plans) > _LEARNT:  # a hostile file must not fill the memory
            self.plans.clear()
        plan = self.plans[head] = self._explicit(tag_of(head), head[4:6])
        return plan

    def learn_tag(self, head: bytes) -> int:
        """The plan of an implicit head (tag only), remembered."""
        if len(self.implicit) > _LEARNT:
            self.implicit.clear()
        plan = self.implicit[head] = self._implicit(tag_of(head))
        return plan

    def _explicit(self, tag: int, vr: bytes) -> int:
        if self._special(tag):
            return SPECIAL
        if vr == b"SQ":
            return SEQUENCE
        if vr == b"UN" and vr_in_dictionary(tag) == "SQ":  # written by one who did not know it
            return SPECIAL
        column = self._column(tag)
        if column is None and holds_free_text(tag, vr):
            column = TEXT
        if vr in SHORT_VRS:
            return SHORT if column is None else column
        if vr in LONG_VRS:
            return LONG if column is None else column + LONG_WANTED
        return SPECIAL

    def _implicit(self, tag: int) -> int:
        if self._special(tag):
            return SPECIAL
        if vr_in_dictionary(tag) == "SQ":
            return SEQUENCE
        column = self._column(tag)
        if column is None and holds_free_text(tag, vr_in_dictionary(tag).encode()):
            column = TEXT
        return LONG if column is None else column + LONG_WANTED

    def _special(self, tag: int) -> bool:
        return tag >> 16 in (0, 2, 0xFFFE) or (self.top and tag in PIXELS)

    def _column(self, tag: int) -> int | None:
        if self.top and tag >> 16 & 1 and 0x10 <= tag & 0xFFFF <= 0xFF:
            return CREATOR
        if self.top and tag & 0xFFFF == 0:
            return GROUP_LENGTH
        return self.wanted.get(tag)


class MetaNode(Node):
    """The file meta group; the first tag of another group ends it."""

    def _special(self, tag: int) -> bool:
        return tag >> 16 != 2

    def _column(self, tag: int) -> int | None:
        return tag & 0xFFFF if tag in META else None


def _reach(root: Node, path: tuple[int, ...]) -> Node:
    node = root
    for step in path:
        if step not in node.children:
            node.children[step] = Node()
        node = node.children[step]
    return node


def _plant(root: Node, column: Column) -> None:
    for path in ((), *column.nested):
        if column.keep is Keep.CODES:
            codes = _reach(root, (*path, column.tag)).wanted
            codes.update({tag: CODE + column.index for tag in CODE_VALUES})
            codes[CODING_SCHEME] = SCHEME + column.index
        else:
            _reach(root, path).wanted[column.tag] = column.index


def _nodes(root: Node) -> Iterator[Node]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        waiting.extend(node.children.values())
        yield node


@cache
def make_tree() -> tuple[Node, Node]:
    """Where everything that `columns.tsv` asks for may stand: the root, and any other place."""
    root, nowhere = Node(top=True), Node()
    for column in columns():
        _plant(root, column)
    anywhere = {column.tag: column.index for column in columns() if column.anywhere}
    for node in (*_nodes(root), nowhere):
        node.elsewhere = nowhere
        node.wanted = anywhere | node.wanted
    return root, nowhere
