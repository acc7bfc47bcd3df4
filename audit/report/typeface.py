"""The one typeface of pages, figures and PDF: Source Sans, embedded, never taken from a system."""

from __future__ import annotations

import base64
import io
from functools import cache
from importlib import resources
from typing import Any

FAMILY = "Source Sans Pro"
WEIGHTS = {400: "SourceSansPro-Regular.ttf", 600: "SourceSansPro-Semibold.ttf"}
# Latin with its extensions, Greek, Cyrillic, punctuation, signs: what a page of ours may hold.
_RANGES = (
    (0x20, 0x7F),
    (0xA0, 0x250),
    (0x370, 0x530),
    (0x1E00, 0x1F00),
    (0x2000, 0x2300),
    (0x25A0, 0x2800),
)


def font_path(weight: int) -> str:
    """The font file as installed; the package brings it as a plain file."""
    return str(resources.files("font_source_sans_pro") / "files" / WEIGHTS[weight])


@cache
def covered() -> frozenset[int]:
    """The code points that both weights can draw."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415

    sets = []
    for weight in WEIGHTS:
        with TTFont(font_path(weight), lazy=True) as font:
            sets.append(frozenset(font.getBestCmap()))
    return frozenset.intersection(*sets)


def drawable(text: str) -> str:
    """
    The text with a visible escape (`\\u65e5`) for what the typeface cannot draw.

    For PDF and figures: a system font would decide their bytes, or leave an empty box.
    """
    if text.isascii():
        return text
    return "".join(
        one if ord(one) in covered() or ord(one) < 0x20 else _escape(one) for one in text
    )


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


@cache
def web_font(weight: int) -> str:
    """WOFF2 of the ranges above as base64 (about 50 kB), with the font's own licence text in it."""
    from fontTools import subset  # noqa: PLC0415

    options: Any = subset.Options()
    options.flavor = "woff2"
    options.hinting = False
    options.layout_features = ["kern", "liga", "ccmp", "locl", "mark", "mkmk"]
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.recalc_timestamp = False
    with subset.load_font(font_path(weight), options) as font:
        return _packed(font, options)


def _packed(font: Any, options: Any) -> str:
    from fontTools import subset  # noqa: PLC0415

    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[code for low, high in _RANGES for code in range(low, high)])
    subsetter.subset(font)
    held = io.BytesIO()
    subset.save_font(font, held, options)
    return base64.b64encode(held.getvalue()).decode("ascii")


@cache
def print_font(weight: int) -> str:
    """The whole font file as base64; the PDF writer takes the glyphs it needs."""
    with open(font_path(weight), "rb") as file:  # noqa: PTH123
        return base64.b64encode(file.read()).decode("ascii")
