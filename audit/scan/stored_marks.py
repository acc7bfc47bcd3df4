"""Marks of people in a stored table: only kinds, places and reasons that a scan writes."""

from __future__ import annotations

import re
from collections.abc import Callable

from audit.scan.dictionary import is_keyword, private_creators
from audit.scan.element_names import ELSEWHERE, META, NESTED, PATH
from audit.scan.needles import BIRTH, ID, NAME, STAFF
from audit.scan.text_signs import ADDRESS, DATE, EMAIL, NUMBER, TELEPHONE
from audit.scan.text_signs import NAME as NAME_IN_TEXT

_PEOPLE = frozenset({NAME, ID, BIRTH, STAFF})
_SIGNS = frozenset({NAME_IN_TEXT, DATE, TELEPHONE, EMAIL, ADDRESS, NUMBER})
_REASONS = frozenset({"placeholder", "no date", "too short", "a common word"})
_OF_HEADERS = frozenset({"header:read to a fault", "header:over the limit"})
_ORIGINS = frozenset({"maker", "uuid", "program", "other"})
_UNNAMED = frozenset({"private creator", "without a creator", "unknown creator"})
_TAG = re.compile(r"\([0-9A-F]{4},(?:xx[0-9A-F]{2}|[0-9A-F]{4})\)(?: (.+))?")


def is_ours(column: str, text: str) -> bool:
    """Whether a scan may have written this text into this column of `MARKS`; "" says nothing."""
    return all(MARKS[column](part) for part in text.split("|")) if text else True


def _is_place(text: str) -> bool:
    """As `element_names.place_of` says it: the file's own words are in none of them."""
    bare = text.removesuffix(NESTED)
    if bare in (PATH, META, ELSEWHERE) or is_keyword(bare):
        return True
    found = _TAG.fullmatch(bare)
    return found is not None and (
        found[1] is None or found[1] in _UNNAMED or found[1] in private_creators()
    )


def _is_echo(text: str) -> bool:
    kind, _, place = text.partition("@")
    return kind in _PEOPLE and _is_place(place)


def _is_sign(text: str) -> bool:
    kind, _, place = text.partition("@")
    return kind in _SIGNS and _is_place(place)


def _is_unsearched(text: str) -> bool:
    kind, _, reason = text.partition(":")
    return text in _OF_HEADERS or (kind in _PEOPLE and reason in _REASONS)


MARKS: dict[str, Callable[[str], bool]] = {
    "echoes": _is_echo,
    "echo_searched": _PEOPLE.__contains__,
    "echo_unsearched": _is_unsearched,
    "text_signs": _is_sign,
    "uid_origins": _ORIGINS.__contains__,
}
"""The columns, and what a part of their text must be."""
