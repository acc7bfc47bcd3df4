"""Other ways to write a key: keys that almost join are shown, and never merged."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from audit.scan.label_faults import FaultKind

LONGEST_NUMBER = 16
_NUMBER = re.compile(r"(.*?)(\d+)\Z", re.ASCII | re.DOTALL)
_UID = re.compile(r"\d+(\.\d+)+\Z", re.ASCII)


def write_otherwise(text: str) -> Iterator[tuple[FaultKind, str]]:
    """
    Variants of a key of the label file, each with the kind of difference.

    The headers are held as tokens, so only this side can be rewritten: all lower, all upper, first
    letter large, case swapped; the number at the end without leading zeros or filled up to 16
    digits, a final `.0` dropped; the four Unicode forms and odd spaces. A header that mixes large
    and small letters in another way, or differs in two ways at once, is not found: such a row
    counts as `key not in the data`.
    """
    for kind, other in _all(text):
        if other != text:
            yield kind, other


def _all(text: str) -> Iterator[tuple[FaultKind, str]]:
    for other in dict.fromkeys(
        (text.lower(), text.upper(), text.capitalize(), text.title(), text.swapcase())
    ):
        yield FaultKind.CASE, other
    yield from ((FaultKind.ZEROS, other) for other in _zeros(text.removesuffix(".0")))
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        yield FaultKind.UNICODE, " ".join(unicodedata.normalize(form, text).split())


def _zeros(text: str) -> Iterator[str]:
    yield text
    if (match := _NUMBER.match(text)) and not _UID.match(text):
        prefix, digits = match.groups()
        bare = digits.lstrip("0") or "0"
        for width in range(len(bare), LONGEST_NUMBER + 1):
            yield prefix + bare.zfill(width)
