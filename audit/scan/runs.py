"""The inner loops of the walker: plain elements, one after the other, in three encodings."""

from __future__ import annotations

from struct import Struct
from typing import TYPE_CHECKING

from audit.scan.plans import LONG_VRS, LONG_WANTED, SEQUENCE, SHORT
from audit.scan.seen import Level

if TYPE_CHECKING:
    from audit.scan.walker import Walker

U32 = Struct("<L").unpack_from
UNDEFINED = 0xFFFFFFFF
END, MORE, LOOK = range(3)
"""Why a run stopped: its level is over, bytes are wanting, or a special element stands there."""


def explicit_run(walker: Walker, level: Level) -> int:
    """
    Explicit VR little endian. The time of a scan goes here: no calls, no attributes, one
    dictionary look-up an element; whatever is not plain is left to `Walker._look`.
    """
    data, at, node, seen = walker.data, walker.at, level.node, walker.seen
    top = node.top
    heads = seen.heads if top else seen.nested_heads
    sink = seen.values if top else seen.nested
    empty = seen.empty if top else []
    plans, learn = node.plans, node.learn
    size = len(data)
    stop = min(level.end - walker.base, size - 7)
    odd = 0
    why = END
    while at < stop:
        head = data[at : at + 6]
        plan = plans.get(head)
        if plan is None:
            plan = learn(head)
        if plan == SHORT:
            length = data[at + 6] | data[at + 7] << 8
            at += 8 + length
        elif 0 <= plan < LONG_WANTED:
            length = data[at + 6] | data[at + 7] << 8
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
        heads.append(head)
        odd |= length
        if not length:
            empty.append(head)
    walker.at = at
    seen.odd |= odd & 1
    return MORE if why == END and walker.base + at < level.end else why


def implicit_run(walker: Walker, level: Level) -> int:
    """Implicit VR little endian: a tag and a 32-bit length."""
    data, at, node, seen = walker.data, walker.at, level.node, walker.seen
    top = node.top
    heads = seen.heads if top else seen.nested_heads
    sink = seen.values if top else seen.nested
    plans, learn = node.implicit, node.learn_tag
    size = len(data)
    stop = min(level.end - walker.base, size - 7)
    odd = 0
    why = END
    while at < stop:
        head = data[at : at + 4]
        plan = plans.get(head)
        if plan is None:
            plan = learn(head)
        length = U32(data, at + 4)[0]
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
        heads.append(head)
        odd |= length
        if not length and top:
            seen.empty.append(head)
    walker.at = at
    seen.odd |= odd & 1
    return MORE if why == END and walker.base + at < level.end else why


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
