"""Checks of the family `completeness`: what series should carry, and do not."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from audit.checks.aggregate import NO_MODALITY, name_series, name_subjects, part_of, percent
from audit.checks.model import Confidence, Finding, Severity, check, need
from audit.policy import Policy
from audit.profile.model import Completeness, Profile, Subjects
from audit.profile.model.completeness import Cell

ESSENTIAL = frozenset(
    {"BitsAllocated", "Columns", "Modality", "PhotometricInterpretation", "Rows", "SOPClassUID",
     "SamplesPerPixel"}
)  # fmt: skip
"""Type 1 wherever there are pixels (PS3.3 C.7.3.1, C.7.6.3, C.12.1): never absent or empty."""
_ELSEWHERE = frozenset(
    {"Manufacturer", "PatientID", "SOPInstanceUID", "SeriesInstanceUID", "StudyInstanceUID"}
)
"""Missing values that INT007, INT010 and VEN003 speak of, in the unit that fits."""
_NAMED = 8
"""Keywords that a message names; all of them stand in `occurrences.parquet`."""


@check("CMP001", "An essential attribute is missing", Severity.ERROR)
def missing_essential(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: series with an image that lacks an attribute without which it cannot be shown or even
    classified: Rows, Columns, BitsAllocated, SamplesPerPixel, PhotometricInterpretation,
    Modality, SOPClassUID.

    Why: software cannot open these images, or guesses.

    Fix: fetch the series again from the source; such values cannot be invented.

    Source: DICOM PS3.3, C.7.3.1, C.7.6.3 and C.12.1 (Type 1).
    """
    cells = [cell for cell in _known(profile) if cell.keyword in ESSENTIAL]
    n_asked = sum(cell.known for cell in cells if cell.keyword == "Modality")
    for cell in cells:
        told = f"lack {cell.keyword}"
        if (cell.keyword, cell.modality) == ("Modality", NO_MODALITY):
            where = part_of(cell.modality)  # they are those that lack it: all series are asked
            yield from name_subjects(cell.missing, n_asked, told, cell.keyword, subject=where)
        else:
            yield from _series(cell, cell.missing, told)


@check("CMP002", "Attributes missing beyond the limit", Severity.WARNING)
def missing_attribute(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: an attribute that applies to a modality is absent or empty in more than the allowed
    share of its series; what a series that declares PatientIdentityRemoved YES leaves out
    because it names people, places or devices does not count.

    Why: nobody can group, filter or describe the data by what is not there, and absence is
    seldom spread by chance.

    Fix: restore the attribute from the source, or say in the datasheet why it is missing.

    Source: Kohli, Summers and Geis 2017, Table 2; threshold ours.
    """
    limit = policy.completeness.max_missing_share
    cells = [c for c in _known(profile) if c.keyword not in ESSENTIAL | _ELSEWHERE]
    yield from _by_modality(cells, lambda cell: cell.missing, limit, "lack")


@check("CMP003", "Placeholders instead of values", Severity.WARNING, Confidence.LIKELY)
def placeholder_value(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: values that fill an attribute and say nothing: `UNKNOWN`, `ANON`, `000Y`, `19000101`, 0
    where 0 is impossible.

    Why: a program counts them as values: an age of 0 years, a scanner called UNKNOWN.

    Fix: empty the attribute; if identity was removed, declare PatientIdentityRemoved YES.
    """
    limit = policy.completeness.max_placeholder_share
    cells = [cell for cell in _known(profile) if cell.keyword != "PatientID"]
    yield from _by_modality(cells, lambda cell: cell.placeholders, limit, "have a placeholder as")


@check("CMP004", "Values that their type forbids", Severity.WARNING)
def invalid_value(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: values that the value representation does not allow: a number that is none, an age
    without its unit, a date that does not exist, two values where one is allowed.

    Why: programs stop at them, drop them or read them each in its own way.

    Fix: correct the values at the source.

    Source: DICOM PS3.5, 6.2.
    """
    limit = policy.completeness.max_invalid_share
    yield from _by_modality(_known(profile), lambda cell: cell.invalids, limit, "have an invalid")


@check("CMP005", "Attributes that could not be looked at", Severity.NOTE)
def unknown_state(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: instances that broke off before all attributes were read; what stands behind the fault
    is unknown and is not counted as missing.

    Why: shares of missing values are those of the series that could be looked at, and the others
    may differ.

    Fix: fetch these items again from the source.
    """
    facts = _completeness(profile)
    unknown = [cell for cell in facts.cells if cell.unknown]
    told = f"broke off; keywords of unknown state: {len({cell.keyword for cell in unknown})}"
    partial, total = facts.partial_instances, facts.n_instances
    yield from name_subjects(partial, total, told)


def _completeness(profile: Profile) -> Completeness:
    need(
        profile.completeness.n_series,
        "no instance has a SeriesInstanceUID, so no series can be counted",
    )
    return profile.completeness


def _known(profile: Profile) -> list[Cell]:
    """The cells of which at least one series could be looked at."""
    cells = [cell for cell in _completeness(profile).cells if cell.known]
    need(cells, "every series broke off before the attributes that apply to it")
    return cells


def _series(cell: Cell, subjects: Subjects, told: str) -> Iterator[Finding]:
    return name_series(subjects, cell.known, told, cell.keyword, cell.modality)


def _by_modality(
    cells: list[Cell], chosen: Callable[[Cell], Subjects], limit: float, told: str
) -> Iterator[Finding]:
    """One finding a modality: the keywords beyond the limit, the worst first."""
    beyond = [cell for cell in cells if len(chosen(cell)) > limit * cell.known]
    for modality in sorted({cell.modality for cell in beyond}):
        own = [cell for cell in beyond if cell.modality == modality]
        own.sort(key=lambda cell: (-len(chosen(cell)) / cell.known, cell.keyword))
        yield _name_keywords(modality, own, chosen, f"{told} {_listed(own, chosen)}", limit)


def _name_keywords(
    modality: str, cells: list[Cell], chosen: Callable[[Cell], Subjects], told: str, limit: float
) -> Finding:
    subjects = _together([chosen(cell) for cell in cells])
    total = max(cell.known for cell in cells)
    message = f"{len(subjects)} of {total} {part_of(modality)} {told}; limit {percent(limit)} each"
    keyword = cells[0].keyword if len(cells) == 1 else ""
    parts = tuple((cell.keyword, chosen(cell)) for cell in cells)
    return Finding(
        message, len(subjects), total, "series", part_of(modality), keyword, subjects, parts
    )


def _listed(cells: list[Cell], chosen: Callable[[Cell], Subjects]) -> str:
    """`KVP (12 of 32), Exposure (9 of 32) and 3 more keywords`."""
    names = [f"{c.keyword} ({len(chosen(c))} of {c.known}{_explained(c)})" for c in cells[:_NAMED]]
    rest = len(cells) - _NAMED
    more = f" and {rest} more keyword{'' if rest == 1 else 's'}" if rest > 0 else ""
    return ", ".join(names) + more


def _explained(cell: Cell) -> str:
    return f"; {cell.explained} more explained by de-identification" if cell.explained else ""


def _together(groups: list[Subjects]) -> Subjects:
    """Every series once, in order."""
    items = {n: i for group in groups for n, i in zip(group.numbers, group.items, strict=True)}
    numbers = tuple(sorted(items))
    return Subjects("series", numbers, tuple(items[number] for number in numbers))


CHECKS = (missing_essential, missing_attribute, placeholder_value, invalid_value, unknown_state)
