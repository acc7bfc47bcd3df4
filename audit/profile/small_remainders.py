"""What is left of a total once all that is shown is taken off: it may be few persons too."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import replace

from audit.profile.model import Cohort, Leakage
from audit.profile.model.withheld import HIDDEN, withheld


def few(number: int, min_cell: int) -> bool:
    """Whether this many persons are some, and too few to be counted in public."""
    return not withheld(number) and 0 < number < min_cell


def few_apart(numbers: Iterable[int], min_cell: int) -> bool:
    """Whether one of the numbers, or the distance between two of them, is that of few persons."""
    # the distance from 0 is the number itself; neighbours in order are the nearest to each other
    ordered = sorted({0, *numbers})
    return any(0 < b - a < min_cell for a, b in itertools.pairwise(ordered))


def hide_remainders(plain: Cohort, shown: Cohort, min_cell: int) -> tuple[Cohort, tuple[str, ...]]:
    """
    `shown` without the numbers that tell of few persons by their distance from another number.

    Unknown sex is absent or invalid, unknown age is absent, invalid or implausible: of a sum that
    is shown and parts that are shown, the part that is withheld can be reckoned. Second: the
    fields that changed. Which of them do is decided by `plain`, the facts of all persons.
    """
    changed = dict(_changes(plain, shown, min_cell))
    return replace(shown, **changed), tuple(changed)  # type: ignore[arg-type]


def hide_leaked(plain: Leakage, shown: Leakage, min_cell: int) -> tuple[Leakage, tuple[str, ...]]:
    """`shown` without the part leaked by units, where few persons are leaked by links alone."""
    if not few(plain.n_leaked_patients - plain.n_unit_leaked_patients, min_cell):
        return shown, ()
    hidden = replace(shown, n_unit_leaked_patients=HIDDEN, n_unit_leaked_instances=HIDDEN)
    return hidden, ("n_unit_leaked_patients", "n_unit_leaked_instances")


def _changes(plain: Cohort, shown: Cohort, min_cell: int) -> Iterator[tuple[str, object]]:
    no_sex = plain.PatientSex.total - plain.n_with_sex
    if few(no_sex, min_cell):
        yield "n_with_sex", HIDDEN
    if few(no_sex - plain.PatientSex.absent, min_cell) or few(len(plain.invalid_sex), min_cell):
        yield "PatientSex", replace(shown.PatientSex, absent=HIDDEN)
    no_age = plain.n_patients - plain.n_age_unread - (plain.age.n if plain.age else 0)
    wrong = (no_age - plain.n_age_absent, len(plain.invalid_age), len(plain.implausible_age))
    if any(few(n, min_cell) for n in wrong):
        yield "n_age_absent", HIDDEN
    if few(no_age, min_cell) and shown.age is not None:
        yield "age", replace(shown.age, n=HIDDEN)
        yield "age_bands", tuple(replace(band, n_patients=HIDDEN) for band in shown.age_bands)
