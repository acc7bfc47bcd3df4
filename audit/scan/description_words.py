"""Descriptions as words of a fixed list; what is in no list stays a keyed token."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import cache
from pathlib import Path
from typing import Any

from audit.scan import limits
from audit.scan.charsets import codecs_of, decode_text
from audit.scan.keywords import column_index
from audit.scan.seen import Seen
from audit.scan.tokens import token

WORDS: dict[str, tuple[str, ...]] = {
    "series_words": ("SeriesDescription", "ProtocolName"),
    "study_words": ("StudyDescription",),
}
"""The columns of the header table, and the attributes that each is made of, the first one told."""
MOST_WORDS = 40
UNLISTED = "#"
"""In front of the token of a word that is in no list: a name may be among them."""
_TOKEN = re.compile(r"#[0-9a-f]{10}")
_KEPT = 20_000
_CHARSET = column_index()["SpecificCharacterSet"]
_PLACES = {
    name: tuple(column_index()[word] for word in keywords) for name, keywords in WORDS.items()
}
_KEYWORDS = tuple(word for keywords in WORDS.values() for word in keywords)
_ALONE = {
    "c-": "without", "-c": "without", "c+": "with", "+c": "with", "t2*": "t2star",
    "t2*w": "t2star",
}  # fmt: skip
"""Words with signs in them, between blanks."""
_BEGINNINGS = (
    ("w/o", " without "), ("w / o", " without "), ("w/", " with "), ("x-ray", " xray "),
    ("c-spine", " cspine "), ("t-spine", " tspine "), ("l-spine", " lspine "),
    ("whole body", " wholebody "), ("follow-up", " followup "), ("follow up", " followup "),
    ("non-contrast", " without "), ("non contrast", " without "),
    ("apparent diffusion coefficient", " adc "), ("fractional anisotropy", " map "),
)  # fmt: skip
"""Spellings of several words or with signs in them, behind a blank; longer ones first."""


@cache
def vocabulary() -> dict[str, tuple[str, str]]:
    """Spelling to normal form and kind, as `audit/data/description_words.tsv` lists them."""
    text = (Path(__file__).parents[1] / "data" / "description_words.tsv").read_text("utf-8")
    lines = [line.split("\t") for line in text.splitlines() if line and line[0] != "#"][1:]
    return {word: (normal, kind) for word, normal, kind in lines}


def words_of(text: str, key: bytes) -> list[str]:
    """
    The words of a description, each once: normal forms of listed ones, tokens of the others.

    Case, punctuation and numbers do not count. Of a text cut short nothing more is said than of
    its first words.
    """
    known = vocabulary()
    found = []
    for word in _cut(text):
        listed = known.get(word)
        if listed:
            found.append(listed[0])
        elif not word.isdecimal():
            found.append(UNLISTED + token(key, word)[:10])
    return list(dict.fromkeys(found))[:MOST_WORDS]


def _cut(text: str) -> list[str]:
    """Small letters and digits, one run a word; long forms of signs come first."""
    plain = f" {text.casefold()} ".replace("_", " ")
    for short, whole in _BEGINNINGS:
        if short in plain:
            plain = plain.replace(f" {short}", whole)
    words = [_ALONE.get(word, word) for word in plain.split()]
    return "".join(one if one.isalnum() else " " for one in " ".join(words)).split()


class DescriptionWords:
    """Words by the tokens of the texts, so that each text is decoded once and not once a file."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._known: dict[tuple[str | None, ...], dict[str, list[str]]] = {}

    def take(self, row: dict[str, Any], seen: Seen) -> None:
        """Put the columns of `WORDS` into a row, where the header has such a text."""
        texts = tuple(map(row.get, _KEYWORDS))
        found = self._known.get(texts)
        if found is None:
            if len(self._known) > _KEPT:
                self._known.clear()
            made = ((name, self._make(places, seen)) for name, places in _PLACES.items())
            found = self._known[texts] = {name: words for name, words in made if words}
        row.update(found)

    def _make(self, places: Iterable[int], seen: Seen) -> list[str]:
        codecs, _ = codecs_of((seen.raw(_CHARSET) or b"")[:256])
        raws = [(seen.raw(place) or b"")[: limits.VALUE_BYTES] for place in places]
        found = (words_of(decode_text(raw, codecs)[0], self._key) for raw in raws if raw)
        return next((words for words in found if words), [])


def safe_word(word: str) -> str:
    """The word where it is one of ours, else a token of nobody: a stored table may be edited."""
    return word if word in _normal_forms() or _TOKEN.fullmatch(word) else UNLISTED + "0" * 10


@cache
def _normal_forms() -> frozenset[str]:
    return frozenset(normal for normal, _ in vocabulary().values())


def columns_described(held: Collection[str]) -> dict[str, list[str]]:
    """Of a table that holds these keywords: which keyword gives which columns of `WORDS`."""
    chosen = [
        (next((word for word in keywords if word in held), ""), name)
        for name, keywords in WORDS.items()
    ]
    return {keyword: [name for k, name in chosen if k == keyword] for keyword, _ in chosen}
