"""What counts as an answer, and how an answer is told: one line, safe to show."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from functools import cache
from typing import Any

from pydantic import BaseModel

from audit.datasheet.declaration import DatasheetDeclaration
from audit.datasheet.fields import FREE_TEXT, NONE_ALLOWED, Section
from audit.scan.safe_text import safe_text

SHORTEST = 20
"""Characters; a shorter free text is no answer."""
LIMIT = 600
"""Characters shown of one answer."""


def answered(section: Section, key: str) -> bool:
    """Whether a key of a section holds an answer; template text and blanks are none."""
    value = getattr(section, key)
    if value is None or value in ("", ()):
        return False
    if not isinstance(value, str):
        return True
    if _plain(value) in _template_texts():
        return False
    marks = type(section).model_fields[key].metadata
    if FREE_TEXT not in marks or (NONE_ALLOWED in marks and _plain(value) == "none"):
        return True
    return len(value.strip()) >= SHORTEST


def any_answered(section: Section, *keys: str) -> bool:
    """Whether at least one of the keys holds an answer."""
    return any(answered(section, key) for key in keys)


def all_answered(section: Section, *keys: str) -> bool:
    """Whether each of the keys holds an answer."""
    return all(answered(section, key) for key in keys)


def excuse(section: Section) -> str:
    """Why an item does not apply, or "" where no sufficient reason is given."""
    if not answered(section, "not_applicable"):
        return ""
    return shown(section.not_applicable)  # type: ignore[attr-defined]


def tell(section: Section) -> str:
    """All answers of a section in the order of its keys: `n_sites: 3; sampling: consecutive`."""
    keys = [key for key in type(section).model_fields if key != "not_applicable"]
    parts = [f"{key}: {_value(getattr(section, key))}" for key in keys if answered(section, key)]
    return "; ".join(parts)


def shown(text: str, limit: int = LIMIT) -> str:
    """One line of safe text."""
    return safe_text(" ".join(text.split()), limit)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, tuple):
        return ", ".join(_value(one) for one in value)
    if isinstance(value, Section):
        return f"({tell(value)})"
    return shown(str(value))


@cache
def _template_texts() -> frozenset[str]:
    return frozenset(_plain(text) for text in _descriptions(DatasheetDeclaration))


def _descriptions(model: type[BaseModel]) -> Iterator[str]:
    for field in model.model_fields.values():
        if field.description:
            yield field.description
        for part in (field.annotation, *getattr(field.annotation, "__args__", ())):
            if isinstance(part, type) and issubclass(part, BaseModel):
                yield from _descriptions(part)


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold().strip(" .?")
