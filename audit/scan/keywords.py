"""The columns of the header table: keyword, what is kept of it, which modalities need it."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from pathlib import Path

from audit.scan.dictionary import multiplicity, tag_of_keyword, vr_in_dictionary

INTEGERS = frozenset({"US", "SS", "UL", "SL", "UV", "SV", "IS", "US or SS"})
REALS = frozenset({"DS", "FD", "FL"})
NOT_IMAGES = frozenset(
    {"SR", "KO", "PR", "RTSTRUCT", "RTPLAN", "RTRECORD", "ANN", "REG", "RWV", "ECG", "DOC", "PLAN"}
)
"""Modalities whose objects hold no pixels: `applies: image` leaves them out."""


class Keep(StrEnum):
    """What stays of a value when its file is closed."""

    VALUE = "VALUE"
    TOKEN = "TOKEN"
    PRESENCE = "PRESENCE"
    CODES = "CODES"


class State(StrEnum):
    """The state of a keyword in one header, one letter each in the column `states`."""

    PRESENT = "p"
    PLACEHOLDER = "h"
    INVALID = "i"
    EMPTY = "e"
    ABSENT = "a"
    UNKNOWN = "u"


STATE_WORDS = {
    "p": "present",
    "h": "placeholder",
    "i": "invalid",
    "e": "empty",
    "a": "absent",
    "u": "unknown",
}


class Column:
    """One attribute of the header table."""

    def __init__(self, index: int, keyword: str, keep: str, applies: str, nested: str) -> None:
        """From a line of `columns.tsv`; raises ValueError for a word that is no keyword."""
        mode, _, place = nested.partition(":")
        self.index = index
        self.keyword = keyword
        self.tag = tag_of_keyword(keyword)
        self.vr = vr_in_dictionary(self.tag)
        self.keep = Keep(keep)
        self.collect_all = mode == "all"
        """Every item of the nested places counts, not only the first."""
        self.anywhere = place == "*"
        """Collected at any depth."""
        self.multi = multiplicity(self.tag) != "1" or self.collect_all or keep == "CODES"
        """Held as a list."""
        self.applies = frozenset(applies.split(",")) - {"-"}
        """`all`, `image`, or modalities; empty where the attribute is never expected."""
        self.nested = _paths(place) if place and place != "*" else ()
        """Other places of the attribute: tags of the sequences that lead to it."""

    def applies_to(self, modality: str | None) -> bool:
        """Whether a header of this modality is expected to carry the attribute."""
        if "all" in self.applies:
            return True
        if "image" in self.applies and modality not in NOT_IMAGES:
            return True
        return modality in self.applies


@cache
def columns() -> tuple[Column, ...]:
    """All columns in their fixed order, as `audit/data/columns.tsv` lists them."""
    # not by importlib.resources, whose import takes as long as reading two hundred headers
    text = (Path(__file__).parents[1] / "data" / "columns.tsv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return tuple(Column(n, *line.split("\t")) for n, line in enumerate(lines[1:]))


@cache
def column_index() -> dict[str, int]:
    """Where each keyword's letter stands in `states`."""
    return {column.keyword: column.index for column in columns()}


def _paths(place: str) -> tuple[tuple[int, ...], ...]:
    """`FG.X` stands for X in the shared and in the per-frame functional groups."""
    words = place.split(".")
    if words[0] != "FG":
        return (tuple(tag_of_keyword(word) for word in words),)
    groups = ("SharedFunctionalGroupsSequence", "PerFrameFunctionalGroupsSequence")
    return tuple(
        (tag_of_keyword(group), *(tag_of_keyword(word) for word in words[1:])) for group in groups
    )
