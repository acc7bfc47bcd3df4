"""The colours of pages and figures, light and dark; a test computes their contrast."""

from __future__ import annotations

LIGHT = {
    "paper": "#fdfcfa",
    "wash": "#f4f2ed",
    "ink": "#1f1e1b",
    "quiet": "#5d5a54",
    "rule": "#d9d5cc",
    "accent": "#1d5a80",
    "pass": "#2a6a45",
    "warning": "#865400",
    "error": "#a12a2a",
    "note": "#3f5f8a",
    "open": "#5d5a54",
}
DARK = {
    "paper": "#171817",
    "wash": "#212322",
    "ink": "#e8e5df",
    "quiet": "#aaa69d",
    "rule": "#43443f",
    "accent": "#8cc3e6",
    "pass": "#86c9a0",
    "warning": "#e0b25e",
    "error": "#f0918c",
    "note": "#a5bfe6",
    "open": "#aaa69d",
}

# Told apart with deuteranopia, protanopia and tritanopia, and by lightness for the first four
# (after Okabe and Ito 2008, darkened until each stands out from paper by 3:1).
SERIES_LIGHT = (
    "#1f5f99",
    "#b65a16",
    "#2d8a72",
    "#8e4585",
    "#8a7414",
    "#3f9ab8",
    "#a8433f",
    "#77736b",
)
SERIES_DARK = (
    "#6fb0e6",
    "#e8975a",
    "#6cc4ab",
    "#cf92c6",
    "#cdb75a",
    "#8fd3e8",
    "#e58a86",
    "#a5a198",
)
OTHER = len(SERIES_LIGHT) - 1
"""The place of the grey for everything beyond the first seven."""

FIGURE_LIGHT = {
    **{name: LIGHT[name] for name in ("paper", "wash", "ink", "quiet", "rule", "error", "warning")},
    **{f"c{place}": colour for place, colour in enumerate(SERIES_LIGHT)},
}
FIGURE_DARK = {
    **{name: DARK[name] for name in ("paper", "wash", "ink", "quiet", "rule", "error", "warning")},
    **{f"c{place}": colour for place, colour in enumerate(SERIES_DARK)},
}


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
