"""The hand-written part of the family `conformance`: conditions and enumerated values."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple, cast

from audit.profile.catalogue_tables import lossy_syntaxes
from audit.profile.iod_types import IodTypes
from audit.profile.model.conformance import Type
from audit.scan.dictionary import tag_of_keyword
from audit.scan.keywords import INTEGERS, columns


class Condition(NamedTuple):
    """When an attribute of Type 1C or 2C is required; a line of `audit/data/conditional.tsv`."""

    module: str
    keyword: str
    tag: str
    Type: Type
    when: str
    """SQL over the header table."""
    needs: frozenset[str]
    """Tags that must all be there."""
    unless: frozenset[str]
    """Tags of which none may be there."""
    words: str

    def applies_to(self, types: IodTypes) -> bool:
        """Whether a mandatory module of the class names the attribute."""
        if self.module.startswith("*"):
            return any(module.endswith(self.module[1:]) for module in types.modules)
        return self.module in types.modules


class Enumeration(NamedTuple):
    """The only values an attribute may have; a line of `audit/data/enumerated.tsv`."""

    module: str
    keyword: str
    place: int
    """Which of several values, from 1; 0 for every one."""
    values: tuple[str, ...]
    source: str
    test: str
    """SQL: true, false, or NULL without a value."""

    def applies_to(self, types: IodTypes | None) -> bool:
        """Whether a mandatory module of the class enumerates the values."""
        return self.module == "-" or (types is not None and self.module in types.modules)


@cache
def conditions() -> tuple[Condition, ...]:
    """In the order of the file."""
    return tuple(_condition(*line) for line in _lines("conditional.tsv"))


@cache
def enumerations() -> tuple[Enumeration, ...]:
    """In the order of the file."""
    return tuple(_enumeration(*line) for line in _lines("enumerated.tsv"))


def _condition(
    module: str, keyword: str, kind: str, when: str, needs: str, unless: str, words: str,
    source: str,
) -> Condition:  # fmt: skip
    lossy = ", ".join(f"'{uid}'" for uid in lossy_syntaxes())
    sql = "true" if when == "-" else when.replace("{lossy}", f"TransferSyntaxUID in ({lossy})")
    told = f"{words} (PS3.3 {source})"
    tag = f"{tag_of_keyword(keyword):08X}"
    return Condition(module, keyword, tag, cast(Type, kind), sql, _tags(needs), _tags(unless), told)


def _enumeration(module: str, keyword: str, place: str, values: str, source: str) -> Enumeration:
    (column,) = (column for column in columns() if column.keyword == keyword)
    words = tuple(values.split(","))
    listed = ", ".join(word if column.vr in INTEGERS else f"'{word}'" for word in words)
    test = f"{keyword} in ({listed})"
    if column.multi and place == "0":
        test = f"len([one for one in {keyword} if one not in ({listed})]) = 0"
    elif column.multi:
        test = f"{keyword}[{place}] in ({listed})"
    return Enumeration(module, keyword, int(place), words, f"PS3.3 {source}", test)


def _tags(keywords: str) -> frozenset[str]:
    words = [] if keywords == "-" else keywords.split(",")
    return frozenset(f"{tag_of_keyword(word):08X}" for word in words)


def _lines(name: str) -> list[Any]:
    text = files("audit").joinpath(f"data/{name}").read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and line[0] != "#"][1:]
