"""Text that may be shown: no control, no direction, no pile of marks, no end without a sign."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.scan.safe_text import LIMIT, MARKS, safe_text
from audit.scan.text_faults import faults_of_text

_FORBIDDEN = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})
ANY = st.text(st.characters(exclude_categories=()), max_size=600)
"""Lone surrogates and unassigned code points too."""

TABLE = [
    ("plain text", "plain text"),
    ("Müller^Jürgen", "Müller^Jürgen"),
    ("王^小東", "王^小東"),
    ("", ""),
    ("a\0b", "a\\x00b"),
    ("\x1b[2J", "\\x1b[2J"),
    ("a\nb\r\tc", "a\\x0ab\\x0d\\x09c"),
    ("\x7f", "\\x7f"),
    ("\x9b2J", "\\x9b2J"),
    ("\u202egnp.", "\\u202egnp."),
    ("\u2066x\u2069", "\\u2066x\\u2069"),
    ("a\u200bb\ufeff", "a\\u200bb\\ufeff"),
    ("\ud800", "\\ud800"),
    ("\udcff", "\\udcff"),
    ("\ue000", "\\ue000"),
    ("\ufffe", "\\ufffe"),
    ("\U000e0041", "\\U000e0041"),
    ("\U0010ffff", "\\U0010ffff"),
    ("a\u2028b\u2029", "a\\u2028b\\u2029"),
    ("\xad", "\\xad"),
    ("a" + "\u0301" * 4, "a" + "\u0301" * 4),
    ("a" + "\u0301" * 9 + "b", "a" + "\u0301" * 4 + "b"),
    ("x" * LIMIT, "x" * LIMIT),
    ("x" * (LIMIT + 1), "x" * (LIMIT - 1) + "…"),
]


@pytest.mark.parametrize(("text", "shown"), TABLE)
def test_table(text: str, shown: str) -> None:
    assert safe_text(text) == shown


@pytest.mark.parametrize("limit", [1, 2, 64, LIMIT])
@given(text=ANY)
def test_always(limit: int, text: str) -> None:
    shown = safe_text(text, limit)
    assert len(shown) <= limit
    assert shown.encode("utf-8").decode("utf-8") == shown, "well formed"
    assert not {unicodedata.category(c) for c in shown} & _FORBIDDEN
    assert safe_text(shown, limit) == shown, "what is safe stays as it is"


@given(text=ANY)
def test_marks_never_pile_up(text: str) -> None:
    pile = 0
    for character in safe_text(text):
        pile = pile + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        assert pile <= MARKS


def test_code_points() -> None:
    """All of the first plane and of the tags, and every 101st of the others."""
    chosen = (*range(0x10000), *range(0xE0000, 0xE0200), *range(0x10000, sys.maxunicode, 101))
    for code in chosen:
        character = chr(code)
        shown = safe_text(character)
        if unicodedata.category(character) in _FORBIDDEN:
            assert shown.isascii(), hex(code)
            assert f"{code:x}" in shown
        else:
            assert shown == character


def test_long_texts_are_quick_and_cut() -> None:
    for text in ("W" * 60_000, "a" + "\u0301" * 29_000, "\x1b" * 60_000, "é" * 60_000):
        assert len(safe_text(text)) <= LIMIT
        assert safe_text(text).endswith("…")


FAULTS = [
    ("plain", []),
    ("Müller", []),
    ("a\x07b", ["control-chars"]),
    ("a\x9bb", ["control-chars"]),
    ("a\u202eb", ["bidi-chars"]),
    ("a\u200bb\n", ["control-chars", "bidi-chars"]),
    ("../../etc", ["path-like"]),
    ("..\\..\\x", ["path-like"]),
    ("1..2/3", []),
    ("é" * 1_024, []),
    ("é" * 1_025, ["value-too-long"]),
]


@pytest.mark.parametrize(("text", "codes"), FAULTS)
def test_faults_of_text(text: str, codes: list[str]) -> None:
    assert faults_of_text(text) == codes
