"""What is wrong with a text as text: controls, invisible marks, folder walks, length."""

from __future__ import annotations

import unicodedata

from audit.scan.limits import TEXT_LENGTH


def faults_of_text(text: str) -> list[str]:
    """Reading codes of one decoded value, outer padding removed."""
    codes = []
    if not text.isprintable():
        kinds = {unicodedata.category(character) for character in text}
        if "Cc" in kinds:
            codes.append("control-chars")
        if "Cf" in kinds:
            codes.append("bidi-chars")
    if "../" in text or "..\\" in text:
        codes.append("path-like")
    if len(text) > TEXT_LENGTH:
        codes.append("value-too-long")
    return codes
