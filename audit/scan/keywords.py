"""The columns of the header table: keyword, what is kept of it, which modalities need it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

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


@dataclass(frozen=True, slots=True)
class Column:
    """One attribute of the header table."""

    index: int
    keyword: str
    tag: int
    vr: str
    keep: Keep
    multi: bool
    """Held as a list."""
    applies: frozenset[str]
    """`all`, `image`, or modalities; empty where the attribute is never expected."""
    nested: tuple[tuple[int, ...], ...]
    """Other places of the attribute: tags of the sequences that lead to it."""
    collect_all: bool
    """Every item of the nested places counts, not only the first."""
    anywhere: bool
    """Collected at any depth."""

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
    text = files("audit").joinpath("data/columns.tsv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return tuple(_column(n, *line.split("\t")) for n, line in enumerate(lines[1:]))


@cache
def column_index() -> dict[str, int]:
    """Where each keyword's letter stands in `states`."""
    return {column.keyword: column.index for column in columns()}


def _column(index: int, keyword: str, keep: str, applies: str, nested: str) -> Column:
    tag = tag_of_keyword(keyword)
    mode, _, place = nested.partition(":")
    collect_all = mode == "all"
    vm = multiplicity(tag)
    return Column(
        index=index,
        keyword=keyword,
        tag=tag,
        vr=vr_in_dictionary(tag),
        keep=Keep(keep),
        multi=vm != "1" or collect_all or keep == "CODES",
        applies=frozenset(applies.split(",")) - {"-"},
        nested=_paths(place) if place and place != "*" else (),
        collect_all=collect_all,
        anywhere=place == "*",
    )


def _paths(place: str) -> tuple[tuple[int, ...], ...]:
    """`FG.X` stands for X in the shared and in the per-frame functional groups."""
    words = place.split(".")
    if words[0] != "FG":
        return (tuple(tag_of_keyword(word) for word in words),)
    groups = ("SharedFunctionalGroupsSequence", "PerFrameFunctionalGroupsSequence")
    return tuple(
        (tag_of_keyword(group), *(tag_of_keyword(word) for word in words[1:])) for group in groups
    )
