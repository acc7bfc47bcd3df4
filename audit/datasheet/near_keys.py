"""Which key of a model was meant by one that it does not have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel


def suggest_key(model: type[BaseModel], loc: Sequence[Any]) -> str:
    """
    The nearest key that may stand where `loc` (as pydantic gives it) has an unknown one, or "".

    A name of ours, never a text of the file. Nearness is that of difflib, at its usual cut-off.
    """
    *above, key = loc
    holder: type[BaseModel] | None = model
    for part in above:
        if isinstance(part, str) and holder is not None:
            field = holder.model_fields.get(part)
            holder = next(_models(field.annotation), None) if field else None
    names = list(holder.model_fields) if holder is not None else []
    return next(iter(get_close_matches(str(key), names, 1)), "")


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    """Models in an annotation, also inside `tuple[...]`, `dict[...]` or `... | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)
