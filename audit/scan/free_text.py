"""Which elements hold free text: what somebody may write into them, nobody can foresee."""

from __future__ import annotations

import re
from functools import cache

from audit.scan.dictionary import keyword_of

_TEXTS = frozenset({b"LO", b"SH", b"ST", b"LT", b"UT", b"UC"})
_PRIVATE = _TEXTS | {b"UN", b"PN", b""}
_FREE = re.compile(
    r"Description|Comment|Reason|History|Text|Diagnos|Title|ProtocolName|Remark|Instruction"
    r"|Allerg|Alert|SpecialNeeds|PatientState|AnnotationLabel|ContentLabel"
)
_CODED = re.compile(r"Code|Sequence|Format|Identifier|UID|Version")


def holds_free_text(tag: int, vr: bytes) -> bool:
    """By the VR (b"" where it is not known) and the keyword; private elements by their VR alone."""
    if tag >> 16 & 1:
        return vr in _PRIVATE and not is_creator(tag)
    return vr in _TEXTS and is_free(tag)


@cache
def is_free(tag: int) -> bool:
    """Whether the element is for free text, whatever its VR is here."""
    if tag >> 16 & 1:
        return not is_creator(tag)
    keyword = keyword_of(tag)
    return _FREE.search(keyword) is not None and _CODED.search(keyword) is None


def is_creator(tag: int) -> bool:
    """Whether the element reserves a block for a private creator (PS3.5 7.8.1)."""
    return bool(tag >> 16 & 1) and 0x10 <= tag & 0xFFFF <= 0xFF
