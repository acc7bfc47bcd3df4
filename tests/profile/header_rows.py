"""Rows of a header table for conformance: tags that are there follow from keywords."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from audit.profile.iod_types import types_of
from audit.scan.dictionary import tag_of_keyword
from audit.scan.keywords import column_index, columns

CT, MR = "1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.5.1.4.1.1.4"
SEG, SC = "1.2.840.10008.5.1.4.1.1.66.4", "1.2.840.10008.5.1.4.1.1.7"


def tags(keywords: Collection[str]) -> list[str]:
    return sorted(f"{tag_of_keyword(keyword):08X}" for keyword in keywords)


def header(
    sop_class: str | None = CT,
    without: Collection[str] = (),
    empty: Collection[str] = (),
    more: Collection[str] = (),
    letters: dict[str, str] | None = None,
    **values: Any,
) -> dict[str, Any]:
    """A header with all its class requires, except `without`; `more` keywords are there too."""
    types = types_of(sop_class)
    required = {one.keyword for one in types.required} if types else set()
    named = {word for word in values if word[0].isupper()}  # status and codes are ours
    keywords = (required | set(more) | named | set(empty)) - set(without)
    row = {"SOPClassUID": sop_class, "present": tags(keywords), "empty": tags(empty), **values}
    states = ["a" if row.get(column.keyword) is None else "p" for column in columns()]
    for keyword, letter in (letters or {}).items():
        states[column_index()[keyword]] = letter
    return {**row, "states": "".join(states)}
