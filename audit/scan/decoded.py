"""A value as it is kept, with the letter of its state."""

from __future__ import annotations

from typing import NamedTuple

Value = str | int | float | list[str] | list[int] | list[float] | None


class Decoded(NamedTuple):
    """A value as it is kept, the letter of its state, and reading codes."""

    value: Value
    state: str
    codes: tuple[str, ...] = ()


EMPTY = Decoded(None, "e")
