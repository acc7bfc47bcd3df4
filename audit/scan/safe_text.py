"""One function that makes text from a file safe to show; each sink adds only its own escaping."""

from __future__ import annotations

import unicodedata

LIMIT = 120
MARKS = 4
_UNSAFE = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})


def safe_text(text: str, limit: int = LIMIT) -> str:
    """
    Well-formed, printable, at most `limit` characters.

    Controls, formats, surrogates, private-use and unassigned code points become visible escapes
    (`\\x1b`); more than four combining marks on one letter are dropped; a cut ends in `…`.
    """
    if len(text) <= limit and text.isascii() and text.isprintable():
        return text
    out: list[str] = []
    marks = 0
    for character in text[: limit * 4]:
        category = unicodedata.category(character)
        marks = marks + 1 if category in ("Mn", "Me") else 0
        if marks <= MARKS:
            out.append(_escape(character) if category in _UNSAFE else character)
    shown = "".join(out)
    return shown if len(shown) <= limit and len(text) <= limit * 4 else shown[: limit - 1] + "…"


def _escape(character: str) -> str:
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
