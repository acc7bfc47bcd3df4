"""How a place in a header is called in a row: by the standard's words, never by the file's."""

from __future__ import annotations

from functools import cache

from audit.scan.dictionary import keyword_of, private_creators
from audit.scan.free_text import is_creator
from audit.scan.value_walk import Value

PATH, META, ELSEWHERE = "path", "file meta group", "a place not named"
"""Places that are no element of the data set."""
NESTED = " (nested)"


def place_of(value: Value) -> str:
    """`StudyDescription`, `(0029,xx10) SIEMENS CSA HEADER`; unknown creators are not named."""
    creator = value.creator.decode("latin-1").strip(" \0") if value.creator else ""
    return _place(value.tag, creator) + (NESTED if value.nested else "")


@cache
def _standard(tag: int) -> str:
    return keyword_of(tag) or f"({tag >> 16:04X},{tag & 0xFFFF:04X})"


def _place(tag: int, creator: str) -> str:
    group, element = tag >> 16, tag & 0xFFFF
    if not group & 1:
        return _standard(tag)
    if is_creator(tag):
        return f"({group:04X},{element:04X}) private creator"
    if not creator:
        return f"({group:04X},{element:04X}) without a creator"
    known = creator if creator in private_creators() else "unknown creator"
    return f"({group:04X},xx{element & 0xFF:02X}) {known}"
