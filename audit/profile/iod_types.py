"""Which attributes a SOP class asks for: `audit/data/iod_types.json.gz`, one class at a time."""

from __future__ import annotations

import gzip
import json
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from audit.profile.model.conformance import Type
from audit.scan.dictionary import tag_of_keyword
from audit.scan.keywords import columns

_STRICTEST: tuple[Type, ...] = ("1", "2", "1C", "2C")


class Attribute(NamedTuple):
    """One attribute of the data set, with the strictest Type that a mandatory module gives it."""

    keyword: str
    tag: str
    """Eight hex digits, as in the column `present`."""
    Type: Type


class Nested(NamedTuple):
    """One attribute inside a sequence, of which the header table has a column."""

    keyword: str
    sequence: str
    sequence_tag: str
    Type: Type


class IodTypes(NamedTuple):
    """What the mandatory modules of one SOP class say."""

    modules: frozenset[str]
    required: tuple[Attribute, ...]
    """Type 1 and 2, in the order of tags."""
    conditional: tuple[Attribute, ...]
    """Type 1C and 2C, in the order of tags."""
    nested: tuple[Nested, ...]
    n_nested: int
    """Attributes of Type 1 and 2 below the top, those of functional groups included."""


@cache
def types_of(sop_class_uid: str | None) -> IodTypes | None:
    """The attributes of a SOP class; None where the table does not have it."""
    iod = _table()["sop_classes"].get(sop_class_uid)
    if iod is None:
        return None
    modules = _table()["iods"][iod]
    levels = [level for module in modules for level in _table()["modules"][module]]
    top = _merge([level[1:] for level in levels if not level[0]])
    below = {(path, word, kind) for path, *lists in levels if path
             for kind, words in zip(("1", "2"), lists, strict=False) for word in words}  # fmt: skip
    return IodTypes(
        modules=frozenset(modules),
        required=tuple(one for one in top if one.Type in ("1", "2")),
        conditional=tuple(one for one in top if one.Type in ("1C", "2C")),
        nested=_nested(below),
        n_nested=len({(path, word) for path, word, _ in below}),
    )


@cache
def listed_classes() -> frozenset[str]:
    """UIDs of all SOP classes that the table has."""
    return frozenset(_table()["sop_classes"])


@cache
def nested_columns() -> tuple[str, ...]:
    """Keywords that the scanner looks for inside one sequence and nowhere else."""
    return tuple(sorted(keyword for keyword, _ in _readable()))


def _merge(levels: list[list[list[str]]]) -> list[Attribute]:
    kinds: dict[str, Type] = {}
    for level in levels:
        for kind, words in zip(_STRICTEST, level, strict=True):
            for word in words:
                kinds[word] = min(kind, kinds.get(word, kind), key=_STRICTEST.index)
    found = [Attribute(word, f"{tag_of_keyword(word):08X}", kind) for word, kind in kinds.items()]
    return sorted(found, key=lambda one: one.tag)


def _nested(below: set[tuple[str, str, Any]]) -> tuple[Nested, ...]:
    """Those that a column answers: all its values come from this one sequence."""
    readable = _readable()
    found = [
        Nested(word, path, f"{tag_of_keyword(path):08X}", kind)
        for path, word, kind in below
        if (word, path) in readable
    ]
    return tuple(sorted(found))


@cache
def _readable() -> frozenset[tuple[str, str]]:
    """Keyword and sequence of the columns that are read in one sequence below the top."""
    sequences = {"SegmentSequence", "StructureSetROISequence", "RTROIObservationsSequence",
                 "RadiopharmaceuticalInformationSequence"}  # fmt: skip
    tags = {(tag_of_keyword(word),): word for word in sequences}
    return frozenset(
        (column.keyword, tags[column.nested[0]])
        for column in columns()
        if len(column.nested) == 1 and column.nested[0] in tags
    )


@cache
def _table() -> dict[str, Any]:
    packed = files("audit").joinpath("data/iod_types.json.gz").read_bytes()
    table: dict[str, Any] = json.loads(gzip.decompress(packed))
    return table
