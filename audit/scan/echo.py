"""The echo check: a person's name, identifier or birth date found where it should not stand."""

from __future__ import annotations

from typing import NamedTuple

from audit.scan import limits
from audit.scan.container import Opened
from audit.scan.dictionary import tag_of_keyword, vr_in_dictionary
from audit.scan.element_names import ELSEWHERE, META, PATH, place_of
from audit.scan.keywords import columns
from audit.scan.needles import (
    BIRTH,
    ID,
    SOURCES,
    Needle,
    Needles,
    Raws,
    make_needles,
)
from audit.scan.person_names import common_words
from audit.scan.plans import GROUP_LENGTH
from audit.scan.seen import Seen
from audit.scan.source_bytes import Fault, FileBytes, Inflated
from audit.scan.value_walk import Value, ValueWalk, plain_values

_KEPT = 2_000
_SELF = frozenset(tag_of_keyword(keyword) for keyword in SOURCES)
"""The tags of `SOURCES`: what stands there is no echo, in the data set itself."""
_NUMERIC = frozenset({"UI", "TM", "DT", "DA", "DS", "IS"})
_BINARY = frozenset({"OB", "OW", "OF", "OD", "OL", "OV", "US", "SS", "UL", "SL", "FL", "FD", "UV",
                     "SV", "AT", "US or SS", "OB or OW", "US or OW", "US or SS or OW"})  # fmt: skip


class Echoes(NamedTuple):
    """What was found, what was searched for and what was not."""

    found: list[str]
    """`kind@place`, sorted, each once."""
    searched: str
    """Kinds, `|` between them."""
    unsearched: str
    """`kind:reason` and `header:reason`, likewise."""


class EchoSearch:
    """Compares inside the process that reads; nothing of what is compared is kept in a row."""

    def __init__(self, values: ValueWalk) -> None:
        self._known: dict[Raws, Needles] = {}
        self._values = values
        self._last: Needles | None = None

    def search(
        self, raws: Raws, opened: Opened, source: FileBytes, data: bytes, seen: Seen, end: int
    ) -> Echoes:
        """The header up to `end`, the offset of its pixels or of its end."""
        needles = self._known.get(raws)
        if needles is None:
            if len(self._known) > _KEPT:
                self._known.clear()
            needles = self._known[raws] = make_needles(raws)
        self._last = needles
        if not needles.needles:
            return Echoes([], needles.searched, needles.unsearched)
        held, reason = _hold(opened, source, data, end)
        if not seen.complete and not reason:
            reason = "header:read to a fault"
        lowered = held.lower()
        hits = _hits(lowered, needles)
        found = self._locate(opened, source, data, lowered, hits, needles, seen) if hits else []
        told = "|".join(filter(None, (needles.unsearched, reason)))
        return Echoes(found, needles.searched, told)

    def in_path(self, path: str) -> list[str]:
        """Kinds that stand in a path, for the header searched last, as `kind@path`."""
        if self._last is None or not self._last.needles:
            return []
        folded, needles = path.casefold().encode("utf-8", "replace"), self._last
        found = {
            f"{needle.kind}@{PATH}"
            for needle in needles.needles
            if _stands(folded, needle.text.encode(), needle, needles)
        }
        return sorted(found)

    def _locate(
        self, opened: Opened, source: FileBytes, data: bytes, lowered: bytes, hits: list[Needle],
        needles: Needles, seen: Seen,
    ) -> list[str]:  # fmt: skip
        """The slow way, for the few headers with a hit: element by element."""
        found: set[str] = set()
        met = dict.fromkeys(hits, 0)
        shell = lowered[: opened.start]
        for needle in hits:
            met[needle] = shell.count(needle.raw)
            if met[needle] and _stands(shell, needle.raw, needle, needles):
                found.add(f"{needle.kind}@{META}")
        values = _in_columns(seen, lowered, hits, met)
        if values is None:
            values = _plain(data, opened, lowered, hits, met)
        if values is None:
            parts = [needle.raw for needle in hits]
            values = list(
                self._values.find(
                    opened, source, data, lambda raw: any(map(raw.lower().__contains__, parts))
                )
            )
        for value in values:
            raw = value.raw.lower()
            for needle in hits:
                if needle.raw in raw:
                    met[needle] += raw.count(needle.raw)
                    if _is_echo(value, raw, needle, needles):
                        found.add(f"{needle.kind}@{place_of(value)}")
        for needle in hits:
            certain = not needle.whole and needle.alone
            if certain and lowered.count(needle.raw) > met[needle]:
                found.add(f"{needle.kind}@{ELSEWHERE}")
        return sorted(found)


def _in_columns(
    seen: Seen, lowered: bytes, hits: list[Needle], met: dict[Needle, int]
) -> list[Value] | None:
    """The values that hold a hit, where all have a column: StudyID is often the PatientID."""
    left = sum(lowered.count(needle.raw) - met[needle] for needle in hits)
    values: list[Value] = []
    for column, raw in seen.pairs():
        if column < GROUP_LENGTH:
            low = raw.lower()
            if n := sum([low.count(needle.raw) for needle in hits]):
                values.append(Value(columns()[column].tag, False, b"", raw))
                left -= n
    return None if left else values


def _plain(
    data: bytes, opened: Opened, lowered: bytes, hits: list[Needle], met: dict[Needle, int]
) -> list[Value] | None:
    """The values that hold a hit, where all stand in plain elements of the data set itself."""
    left = sum(lowered.count(needle.raw) - met[needle] for needle in hits)
    if len(lowered) > len(data):
        return None
    values: list[Value] = []
    nearest = _next(lowered, hits, opened.start)
    for tag, start, stop, creator in plain_values(data, opened, len(lowered)):
        if nearest >= stop:
            continue
        here = lowered[start:stop]
        if n := sum(here.count(needle.raw) for needle in hits):
            values.append(Value(tag, False, creator, data[start:stop]))
            left -= n
            if not left:
                return values
        nearest = _next(lowered, hits, stop)
    return None


def _next(lowered: bytes, hits: list[Needle], at: int) -> int:
    """The offset of the next hit; where there is none, the end."""
    found = [lowered.find(needle.raw, at) for needle in hits]
    return min((offset for offset in found if offset >= 0), default=len(lowered))


def _hold(opened: Opened, source: FileBytes, data: bytes, end: int) -> tuple[bytes, str]:
    """The bytes of the header, and why they are not all of it."""
    last = min(end, limits.ECHO_BYTES)
    reason = "header:over the limit" if end > last else ""
    if opened.deflated:
        try:
            return data[: opened.start] + Inflated(source, opened.start).fetch(0, last), reason
        except Fault:
            return data[: opened.start], "header:read to a fault"
    if last <= len(data):
        return data[:last], reason
    return data + source.fetch(len(data), last - len(data)), reason


def _hits(lowered: bytes, needles: Needles) -> list[Needle]:
    """Those that stand more often than the person's own elements say them."""
    count = lowered.count
    years = bool(needles.year) and count(needles.year) > needles.n_year
    hits = [
        needle
        for needle in needles.needles
        if (needle.alone or years) and count(needle.raw) > needle.own
    ]
    if not hits or any(needle.text not in common_words() for needle in hits):
        return hits
    return hits if len(hits) > 1 else []


def _is_echo(value: Value, raw: bytes, needle: Needle, needles: Needles) -> bool:
    if not value.nested and value.tag in _SELF:
        return False
    vr = vr_in_dictionary(value.tag)
    if needle.kind == BIRTH and vr in ("DA", "DT"):
        return False  # a day of examination may be the day of birth
    short = needle.kind == ID and needle.text.isdigit() and len(needle.text) < 9
    if short and (vr in _NUMERIC | _BINARY or not _is_text(raw)):
        return False  # six to eight digits stand in a UID or a time by chance
    if vr in _BINARY and needle.whole and not _is_text(raw):
        return False
    return _stands(raw, needle.raw, needle, needles)


def _is_text(raw: bytes) -> bool:
    return not any(byte < 32 and byte not in (9, 10, 13, 27) for byte in raw.strip(b"\0")[:256])


def _stands(text: bytes, part: bytes, needle: Needle, needles: Needles) -> bool:
    """Whether it stands as a word of its own where it must; a common word only beside another."""
    if needle.text in common_words() and not any(
        other.kind == needle.kind and other is not needle and other.raw in text
        for other in needles.needles
    ):
        return False
    at = text.find(part)
    while at >= 0:
        around = text[max(at - 1, 0) : at] + text[at + len(part) : at + len(part) + 1]
        if not needle.whole or not _beside(around, part, text, at, needle, needles):
            return True
        at = text.find(part, at + 1)
    return False


def _beside(
    around: bytes, part: bytes, text: bytes, at: int, needle: Needle, needles: Needles
) -> bool:
    """Whether a letter or digit stands beside it that is not another part of the same name."""
    if needle.kind == BIRTH or needle.text.isdigit():
        return any(48 <= byte < 58 for byte in around)
    if not any(48 <= byte < 58 or 97 <= byte < 123 for byte in around):
        return False
    before, behind = text[:at], text[at + len(part) :]
    return not any(
        other.kind == needle.kind and (before.endswith(other.raw) or behind.startswith(other.raw))
        for other in needles.needles
    )
