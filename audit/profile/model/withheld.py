"""A number that a shareable report does not show, because few persons are behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import SupportsIndex

WORD = "withheld"


class Withheld(int):
    """
    Stands where a count stood; the count itself is not in it.

    What is reckoned from it is withheld too, and it prints as a word: a line of a page that
    forgets to ask cannot show a number. As a plain integer it is 0, for orders and figures.
    """

    def __new__(cls) -> Withheld:
        """The value is always 0."""
        return super().__new__(cls, 0)

    def __str__(self) -> str:
        return WORD

    __repr__ = __str__

    def __format__(self, spec: str) -> str:
        return WORD

    def _still(self, other: object = None) -> Withheld:
        return self

    def __round__(self, digits: SupportsIndex = 0) -> Withheld:
        return self

    __add__ = __radd__ = __sub__ = __rsub__ = _still
    __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _still
    __floordiv__ = __rfloordiv__ = __neg__ = __abs__ = _still


HIDDEN = Withheld()


def withheld(number: object) -> bool:
    """Whether this is no number but stands for one."""
    return isinstance(number, Withheld)


@dataclass(frozen=True, slots=True)
class Gap:
    """One place of the profile where something is withheld."""

    family: str
    what: str
    """The record, and its field: `ClassCount`, `Cohort.n_age_absent`."""
    n_withheld: int
    n_all: int
