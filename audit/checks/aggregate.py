"""From subjects to one finding: how many of how many, named each."""

from __future__ import annotations

from collections.abc import Iterator

from audit.checks.model import Finding, NotAssessed
from audit.profile.model import Profile, Subjects
from audit.units import bent, plural


def percent(share: float) -> str:
    """A limit of the policy, unrounded: `0.5 %`."""
    return f"{share * 100:g} %"


def look_inside(profile: Profile, total: int) -> int:
    """
    Of `total` series, those whose instances are known one by one.

    Raises NotAssessed where a table has one row for each series there is.
    """
    size = profile.overview
    if size.n_series and size.n_series_by_row == size.n_series:
        raise NotAssessed("the table has one row a series, so nothing is known of its instances")
    return total - min(size.n_series_by_row, total)


def name_subjects(
    subjects: Subjects,
    total: int,
    told: str,
    keyword: str = "",
    *,
    unit: str = "",
    kind: str = "",
    such: str = "",
    subject: str = "dataset",
) -> Iterator[Finding]:
    """
    One finding `3 of 20 series TOLD` where there is somebody to name, else none.

    `unit` replaces the level of the subjects in words and counts; `kind` stands before the unit:
    `3 of 20 CT series`, and `such` behind it: `3 of 20 items with Rows`.
    """
    if count := len(subjects):
        word = unit or subjects.level
        whole = f"{kind} {word if total == 1 else plural(word)} {such}".strip()
        message = f"{count} of {total} {whole} {bent(total, told)}"
        yield Finding(message, count, total, word, subject, keyword, subjects)


def name_series(
    subjects: Subjects, total: int, told: str, keyword: str, modality: str
) -> Iterator[Finding]:
    """One finding on series of a modality: `3 of 20 CT series TOLD`."""
    where = part_of(modality)
    kind, told = (modality, told) if modality != NO_MODALITY else ("", f"{_WITHOUT} {told}")
    return name_subjects(subjects, total, told, keyword, kind=kind, subject=where)


def part_of(modality: str) -> str:
    """The part of the dataset that a modality is: `CT series`."""
    return f"series {_WITHOUT}" if modality == NO_MODALITY else f"{modality} series"


NO_MODALITY = "none"
_WITHOUT = "without Modality"
"""How the facts name the series whose Modality is absent."""
