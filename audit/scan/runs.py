"""The inner loops of the walker: plain elements, one after the other, in three encodings."""

from __future__ import annotations

from struct import Struct
from typing import TYPE_CHECKING

from audit.scan import limits
from audit.scan.plans import LONG_VRS, LONG_WANTED, SEQUENCE, SHORT
from audit.scan.seen import IMPLICIT, Level

if TYPE_CHECKING:
    from audit.scan.walker import Walker

U32 = Struct("<L").unpack_from
SHORT_HEADER = Struct("<6sH").unpack_from
"""Tag and VR, and the length that short VRs have; one call is twice as fast as two slices."""
IMPLICIT_HEADER = Struct("<4sL").unpack_from
UNDEFINED = 0xFFFFFFFF
END, MORE, LOOK, AGAIN = range(4)
"""
Why a run stopped: its level is over, bytes are wanting, a special element stands there, or the
walker stands in a sequence.
"""
_ITEM, _SEQUENCE_END = b"\xfe\xff\x00\xe0", b"\xfe\xff\xdd\xe0"
_ITEM_END = b"\xfe\xff\x0d\xe0\0\0"
_DEPTH, _ITEMS = 2 * limits.DEPTH - 2, limits.ITEMS - 2


def explicit_run(walker: Walker, level: Level) -> int:  # noqa: C901, PLR0912, PLR0915
    """
    Explicit VR little endian. The time of a scan goes here: no calls, no attributes, one
    dictionary look-up an element; sequences are entered and left by one call each, and whatever
    is not plain is left to `Walker`.
    """
    data, at, base, seen = walker.data, walker.at, walker.base, walker.seen
    size = len(data)
    odd, n_nested, node = 0, 0, None
    note, note_empty = seen.heads.append, seen.empty.append
    while True:
        if level.node is not node:
            node = level.node
            top, plans, learn = node.top, node.plans, node.learn
            sink = seen.values if top else seen.nested
        stop = level.end - base if level.end - base < size - 7 else size - 7
        why = END
        while at < stop:
            head, length = SHORT_HEADER(data, at)
            try:
                plan = plans[head]
            except KeyError:
                plan = learn(head)
            if plan == SHORT:
                at += 8 + length
            elif 0 <= plan < LONG_WANTED:
                end = at + 8 + length
                if end > size:
                    why = MORE
                    break
                sink.append((plan, data[at + 8 : end]))
                at = end
            else:
                if at + 12 > size:
                    why = MORE
                    break
                length = U32(data, at + 8)[0]
                if plan <= SEQUENCE or length == UNDEFINED:
                    why = LOOK
                    break
                end = at + 12 + length
                if plan >= LONG_WANTED:
                    if end > size:
                        why = MORE
                        break
                    sink.append((plan - LONG_WANTED, data[at + 12 : end]))
                at = end
            odd |= length
            if not top:
                n_nested += 1
                continue
            note(head)
            if not length:
                note_empty(head)
        walker.at = at
        if why == LOOK and plan == SEQUENCE:
            inner = enter(walker, level, 12)
        elif walker.stack and (base + at == level.end or (why == LOOK and head == _ITEM_END)):
            inner = leave(walker, level)
        else:
            break
        if inner is None:
            why = LOOK if walker.level is level else AGAIN
            break
        level = walker.level = inner
        at = walker.at
    seen.odd |= odd & 1
    seen.n_nested += n_nested
    return MORE if why == END and base + at < level.end else why


def enter(walker: Walker, level: Level, size: int) -> Level | None:
    """
    The first item of the sequence here, whose header has `size` bytes; None, and nothing changed,
    where it is not plain.
    """
    data, stack = walker.data, walker.stack
    at = walker.at + size
    if data[at : at + 4] != _ITEM or at + 8 > len(data) or len(stack) > _DEPTH:
        return None
    length, item = U32(data, at - 4)[0], U32(data, at + 4)[0]
    offset = walker.base + at
    end = level.end if length == UNDEFINED else offset + length
    item_end = end if item == UNDEFINED else offset + 8 + item
    if item_end > end or end > level.end or not length or walker.seen.n_items > _ITEMS:
        return None
    head = data[walker.at : walker.at + size // 2]
    if level.node.top:
        walker.seen.heads.append(head)
    else:
        walker.seen.n_nested += 1
    walker.seen.n_items += 1
    child = level.node.child_at(head)
    stack.append(level)
    stack.append(Level(child, end, True, length == UNDEFINED, level.encoding))
    walker.at = at + 8
    return Level(child, item_end, False, item == UNDEFINED, level.encoding)


def leave(walker: Walker, item: Level) -> Level | None:
    """
    Behind an item: the next item, or what holds the sequence; None where it is not plain, with
    the walker then standing in the sequence.
    """
    data, at, stack = walker.data, walker.at, walker.stack
    if item.undefined:
        if walker.base + at >= item.end or data[at : at + 4] != _ITEM_END[:4]:
            return None
        at += 8
    elif walker.base + at != item.end:
        return None
    sequence = stack[-1]
    offset = walker.base + at
    walker.at = at
    if not sequence.undefined and offset == sequence.end:
        stack.pop()
        return stack.pop()
    if at + 8 <= len(data):
        mark, length = IMPLICIT_HEADER(data, at)
        if mark == _SEQUENCE_END and sequence.undefined:
            walker.at = at + 8
            stack.pop()
            return stack.pop()
        end = sequence.end if length == UNDEFINED else offset + 8 + length
        if mark == _ITEM and end <= sequence.end and walker.seen.n_items < _ITEMS:
            walker.seen.n_items += 1
            walker.at = at + 8
            item.end, item.undefined = end, length == UNDEFINED  # nobody else holds it
            return item
    stack.pop()
    walker.level = sequence
    return None


def implicit_run(walker: Walker, level: Level) -> int:  # noqa: C901, PLR0912, PLR0915
    """Implicit VR little endian, a tag and a 32-bit length, in the same way."""
    data, at, base, seen = walker.data, walker.at, walker.base, walker.seen
    size = len(data)
    odd, n_nested, node = 0, 0, None
    note, note_empty = seen.heads.append, seen.empty.append
    while True:
        if level.node is not node:
            node = level.node
            top, plans, learn = node.top, node.implicit, node.learn_tag
            sink = seen.values if top else seen.nested
        stop = level.end - base if level.end - base < size - 7 else size - 7
        why = END
        while at < stop:
            head, length = IMPLICIT_HEADER(data, at)
            try:
                plan = plans[head]
            except KeyError:
                plan = learn(head)
            if plan <= SEQUENCE or length == UNDEFINED:
                why = LOOK
                break
            end = at + 8 + length
            if plan >= LONG_WANTED:
                if end > size:
                    why = MORE
                    break
                sink.append((plan - LONG_WANTED, data[at + 8 : end]))
            at = end
            odd |= length
            if not top:
                n_nested += 1
                continue
            note(head)
            if not length:
                note_empty(head)
        walker.at = at
        if why == LOOK and plan == SEQUENCE:
            inner = enter(walker, level, 8)
        elif walker.stack and (base + at == level.end or (why == LOOK and head == _ITEM_END[:4])):
            inner = leave(walker, level)
        else:
            break
        if inner is None:
            why = LOOK if walker.level is level else AGAIN
            break
        level = walker.level = inner
        at = walker.at
        if level.encoding != IMPLICIT:  # behind a sequence of VR UN (CP-246)
            why = AGAIN
            break
    seen.odd |= odd & 1
    seen.n_nested += n_nested
    return MORE if why == END and base + at < level.end else why


def big_run(walker: Walker, level: Level) -> int:
    """Explicit VR big endian, which is retired and rare; heads are kept as in little endian."""
    node, seen = level.node, walker.seen
    while walker.base + walker.at < level.end:
        found = header(walker.data, walker.at)
        if found is None:
            return MORE
        head, size, length = found
        plan = node.plans.get(head)
        if plan is None:
            plan = node.learn(head)
        if plan <= SEQUENCE or length == UNDEFINED:
            return LOOK
        end = walker.at + size + length
        if plan >= 0:
            if end > len(walker.data):
                return MORE
            sink = seen.values if node.top else seen.nested
            sink.append((plan % LONG_WANTED, walker.data[walker.at + size : end]))
        walker.pass_over(level, head, length)
        walker.at = end
    return END


def header(data: bytes, at: int) -> tuple[bytes, int, int] | None:
    """Head (as in little endian), its size and the length, in big endian; None where cut."""
    if at + 8 > len(data):
        return None
    raw = data[at : at + 6]
    head = bytes((raw[1], raw[0], raw[3], raw[2], raw[4], raw[5]))
    if head[:2] == b"\xfe\xff":  # items and delimiters have no VR
        return head, 8, int.from_bytes(data[at + 4 : at + 8], "big")
    if head[4:6] not in LONG_VRS:
        return head, 8, int.from_bytes(data[at + 6 : at + 8], "big")
    if at + 12 > len(data):
        return None
    return head, 12, int.from_bytes(data[at + 8 : at + 12], "big")
