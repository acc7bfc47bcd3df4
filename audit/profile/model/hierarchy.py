"""Facts of the family `hierarchy`: what a patient, study or series has one of, and its numbers."""

from __future__ import annotations

from dataclasses import dataclass

from audit.profile.model.shared import NO_INSTANCE, NO_SERIES, Level, Subjects


@dataclass(frozen=True, slots=True)
class Divided:
    """Units of one level under which a keyword has two values, where the standard has one."""

    level: Level
    keyword: str
    subjects: Subjects
    n_judged: int
    """Units of the level with a value of the keyword."""


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """The family `hierarchy`; INT005, INT006, INT008, INT014 and VEN007 judge what is not here."""

    divided: tuple[Divided, ...] = ()
    """By level and keyword, those without a subject included: each was looked at."""
    n_numbered: int = 0
    """Series of two or more instances, all with an InstanceNumber."""
    repeated_numbers: Subjects = NO_SERIES
    """Of them: two instances have the same number."""
    skipped_numbers: Subjects = NO_SERIES
    """Of them: a number between the first and the last is missing."""
    n_concatenations: int = 0
    incomplete: Subjects = NO_INSTANCE
    """The first instance of each concatenation that lacks a part or has one twice."""
    n_without_total: int = 0
    """Concatenations that do not say how many parts they have: a lost last part is not seen."""
