"""Bytes to elements: bounded, without recursion, all transfer syntaxes (PS3.5 chapter 7)."""

from __future__ import annotations

from audit.scan import limits
from audit.scan.cursor import Cursor
from audit.scan.dictionary import vr_in_dictionary
from audit.scan.pixels import end_of_fragments, end_of_pixels, ends_plainly, may_go_on
from audit.scan.plans import LONG_VRS, LONG_WANTED, PIXELS, SHORT_VRS, TEXT, Node, tag_of
from audit.scan.runs import AGAIN, LOOK, MORE, UNDEFINED, big_run, explicit_run, implicit_run
from audit.scan.seen import BIG, EXPLICIT, IMPLICIT, Level, Seen
from audit.scan.source_bytes import Bytes, Fault, Inflated

ITEM, ITEM_END, SEQUENCE_END = 0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD
_RUNS = {EXPLICIT: explicit_run, IMPLICIT: implicit_run, BIG: big_run}


class Walker(Cursor):
    """
    One data set, element by element, from `at` in the bytes `data` already read.

    `walk()` gives what was seen; a fault ends the walk or is stepped over, and is a code in
    `seen.codes`, never an exception of its own. OSError of the source passes through.
    """

    def __init__(
        self, source: Bytes, data: bytes, at: int, root: Node, encoding: int, base: int = 0
    ) -> None:
        super().__init__(source, data, at, base)
        self.level = Level(root, source.size, False, False, encoding)
        self.stack: list[Level] = []

    def walk(self) -> Seen:
        """Everything up to the end, or to the first fault that cannot be stepped over."""
        while True:
            try:
                while not ends_plainly(self) and self._turn():
                    pass
                self._count()
            except Fault as fault:
                if self._step_over(fault):
                    continue
            self.hashed.update(memoryview(self.data)[: self.at])
            return self.seen

    def walk_meta(self) -> Seen:
        """The file meta group: over at the first element of another group."""
        try:
            while explicit_run(self, self.level) == MORE and self._want(self.level):
                pass
        except Fault as fault:
            self._step_over(fault)
        return self.seen

    def _turn(self) -> bool:
        """One run of elements or one item head; False at the end of the data set."""
        level = self.level
        if level.is_sequence:
            self._next_item(level)
            return True
        why = _RUNS[level.encoding](self, level)
        level = self.level
        if why == LOOK:
            return self._look(level)
        if why == AGAIN:
            return True
        return self._want(level) if why == MORE else self._close(level)

    def _want(self, level: Level) -> bool:
        """Bytes are wanting: read on, or say that there are none, or cut a long value."""
        before = self.base
        found = self._header(level)
        if found is None:
            return self._at_the_end()
        head, size, length = found
        end = self.base + self.at + size + length
        if self.base != before:  # more is held now: the run goes on, and knows what stands here
            return True
        if length == UNDEFINED or self.at + size + length <= len(self.data):
            return self._look(level)  # whole: not a matter of bytes
        if end > self.source.size:
            self._beyond(nested=bool(self.stack))
        if length > limits.VALUE_BYTES_READ:
            self._cut(level, head, size, length)
        elif self.at + size + length > len(self.data):
            self._refill()
            if size + length > len(self.data):  # a stream of unknown size has ended
                self._beyond(nested=bool(self.stack))
        return True

    def _cut(self, level: Level, head: bytes, size: int, length: int) -> None:
        """A wanted value longer than the limit: its beginning is kept."""
        self._hold(size + limits.VALUE_BYTES)
        node, start = level.node, self.at + size
        plan = node.implicit.get(head) if level.encoding == IMPLICIT else node.plans.get(head)
        if plan is not None and plan >= 0:
            sink = self.seen.values if node.top else self.seen.nested
            sink.append((plan % LONG_WANTED, self.data[start : start + limits.VALUE_BYTES]))
            if plan % LONG_WANTED != TEXT:
                self._note("value-limit")
        self.pass_over(level, head, length)
        self.at = start + length

    def _at_the_end(self) -> bool:
        """Fewer bytes than an element header: the end, some padding, or a cut."""
        rest = self.data[self.at :]
        if self.base + self.at > self.source.size:
            if self.seen.heads:
                self.seen.heads.pop()
            self._beyond(nested=bool(self.stack))
        if self.stack:
            raise Fault("no-delimiter")
        if any(rest):
            if isinstance(self.source, Inflated):
                self._note("inflate-error")
            raise Fault("truncated")
        if rest:
            self._note("trailing-data")
        return False

    # ------------------------------------------------------------- structure
    def _close(self, level: Level) -> bool:
        """The end of a level has been reached or passed; False where nothing is open."""
        if self.base + self.at > level.end:
            if self.stack:
                raise Fault("no-delimiter")
            if self.seen.heads:  # the value of the last one is not whole
                self.seen.heads.pop()
            self._beyond(nested=bool(self.stack))
        if not self.stack:
            return False
        if level.undefined:
            raise Fault("no-delimiter")
        self.level = self.stack.pop()
        return True

    def _next_item(self, sequence: Level) -> None:
        """Inside a sequence: open the next item, or close the sequence."""
        offset = self.base + self.at
        if not sequence.undefined and offset >= sequence.end:
            self._close(sequence)
            return
        found = self._header_of_item(sequence)
        if found is None or offset >= sequence.end:
            raise Fault("no-delimiter")
        tag, length = found
        if tag == SEQUENCE_END and sequence.undefined:
            self.at += 8
            self.level = self.stack.pop()
        elif tag == ITEM:
            self._open_item(sequence, offset + 8, length)
        else:
            self._skip_rest(sequence)

    def _open_item(self, sequence: Level, start: int, length: int) -> None:
        self.seen.n_items += 1
        if self.seen.n_items >= limits.ITEMS:
            raise Fault("item-limit")
        undefined = length == UNDEFINED
        end = sequence.end if undefined else start + length
        if end > sequence.end:
            self._overrun(end)
        self.at += 8
        self.stack.append(sequence)
        self.level = Level(sequence.node, end, False, undefined, sequence.encoding)

    def _skip_rest(self, sequence: Level) -> None:
        """No item where one should be: step over a sequence whose end is known."""
        if sequence.undefined:
            raise Fault("no-delimiter")
        self._note("sequence-invalid")
        self.seen.gaps.append(self.seen.heads[-1])
        self.at = sequence.end - self.base
        self.level = self.stack.pop()

    def _look(self, level: Level) -> bool:
        """An element that is not plain: a delimiter, pixels, a sequence, an illegal tag or VR."""
        found = self._header(level)
        if found is None:
            return self._at_the_end()
        head, size, length = found
        tag = tag_of(head)
        if tag >> 16 in (0, 2):
            self._note("tag-illegal")
        if tag >> 16 == 0xFFFE:
            self._delimiter(level, tag)
            return True
        if level.encoding != IMPLICIT and head[4:6] not in SHORT_VRS | LONG_VRS:
            self._note("vr-unknown")
        if level.node.top and tag in PIXELS:
            return self._pixels(level, head, size, length)
        if self._opens(level, head, tag, length):
            self._open_sequence(level, head, tag, size, length)
        elif length == UNDEFINED:
            self._fragments(level, head, size)
        else:
            self._odd_one(level, head, tag, size, length)
        return True

    def _delimiter(self, level: Level, tag: int) -> None:
        if tag == ITEM_END and level.undefined:
            self.at += 8
            self.level = self.stack.pop()
        elif tag == SEQUENCE_END and level.undefined:  # the end of the item is wanting
            self._note("no-delimiter")
            self.level = self.stack.pop()
        else:
            self._note("tag-illegal")
            self.at += 8

    def _opens(self, level: Level, head: bytes, tag: int, length: int) -> bool:
        """Whether this element holds items: by its VR, the dictionary, or what stands in it."""
        if level.encoding != IMPLICIT and head[4:6] == b"SQ":
            return True
        if level.encoding == IMPLICIT and vr_in_dictionary(tag) == "SQ":
            return True
        if level.encoding != IMPLICIT and head[4:6] != b"UN":
            return False
        if length != UNDEFINED and vr_in_dictionary(tag) != "SQ":
            return False
        size = 8 if level.encoding == IMPLICIT else 12
        self._hold(size + 4)
        mark = self.data[self.at + size : self.at + size + 4]
        return len(mark) == 4 and tag_of(mark) in (ITEM, SEQUENCE_END)

    def _open_sequence(self, level: Level, head: bytes, tag: int, size: int, length: int) -> None:
        self.pass_over(level, head, length)
        self.at += size
        if not length:
            return
        if len(self.stack) >= 2 * limits.DEPTH:
            raise Fault("depth-limit")
        undefined = length == UNDEFINED
        end = level.end if undefined else self.base + self.at + length
        if end > level.end:
            self._overrun(end)
        # a sequence of VR UN holds implicit VR little endian (CP-246)
        encoding = IMPLICIT if head[4:6] == b"UN" else level.encoding
        self.stack.append(level)
        self.level = Level(level.node.child(tag), end, True, undefined, encoding)

    def _odd_one(self, level: Level, head: bytes, tag: int, size: int, length: int) -> None:
        """A tag that may not stand here, or a VR that does not exist: kept, if it is wanted."""
        column = level.node.wanted.get(tag)
        end = self.at + size + length
        if self.base + end > min(level.end, self.source.size):
            if not self.stack:
                self._beyond(nested=bool(self.stack))
            raise Fault("no-delimiter")
        if column is not None and tag >> 16 not in (0, 2):
            self._hold(size + length)
            start = self.at + size
            sink = self.seen.values if level.node.top else self.seen.nested
            sink.append((column, self.data[start : start + min(length, limits.VALUE_BYTES)]))
        self.pass_over(level, head, length)
        self.at += size + length

    def _fragments(self, level: Level, head: bytes, size: int) -> None:
        """Encapsulated pixels inside an item, as in an icon; nothing else may be so written."""
        if level.encoding == IMPLICIT or head[4:6] not in (b"OB", b"OW", b"UN"):
            raise Fault("bad-length")
        start = self.base + self.at + size
        if self.source.fetch(start, 4) != b"\xfe\xff\x00\xe0":
            raise Fault("bad-length")
        self.pass_over(level, head, 0xFFFFFFFF)
        self.at = end_of_fragments(self.source, start) - self.base

    def _pixels(self, level: Level, head: bytes, size: int, length: int) -> bool:
        """Pixel data is stepped over; a data set may go on behind it."""
        seen, start = self.seen, self.base + self.at + size
        self.pass_over(level, head, length)
        seen.pixel_at, seen.pixel_bytes = start, -1 if length == UNDEFINED else length
        self.at += size
        end = end_of_pixels(self.source, start, length, level.encoding == BIG)
        if end == self.source.size:
            return False
        if not may_go_on(self.source.fetch(end, 16), level.encoding):
            self._note("trailing-data")
            return False
        self.hashed.update(memoryview(self.data)[: self.at])
        self.data = self.source.fetch(end, limits.NEXT_READ)
        self.base, self.at = end, 0
        return True

    # ---------------------------------------------------------------- faults
    def _step_over(self, fault: Fault) -> bool:
        """Go on behind a top-level sequence of known end; else the walk is over."""
        self._note(fault.code)
        if self.stack and fault.code not in ("element-limit", "header-limit", "inflate-limit"):
            outer = self.stack[1] if len(self.stack) > 1 else self.level
            if not outer.undefined and outer.end <= self.source.size:
                self.seen.gaps.append(self.seen.heads[-1])
                self.level = self.stack[0]
                self.stack.clear()
                self.at = outer.end - self.base
                return True
        self.seen.complete = False
        return False
