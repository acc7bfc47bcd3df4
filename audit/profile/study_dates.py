"""StudyDate by study: years, and whether they can be trusted."""

from __future__ import annotations

from collections import Counter

from audit.profile.letters import letter_of
from audit.profile.model.cohort import DateRange
from audit.scan.table import HeaderTable

FIRST_PLAUSIBLE = 1980
"""Before that year no scanner wrote digital images that could have become DICOM."""

# 113107 and 113106: de-identification options that modify dates, or keep them (PS3.16, CID 7050).
_CODES = """coalesce(len([code for code in DeidentificationMethodCodeSequence
    if starts_with(code, '{code}:')]) > 0, false)"""
_STUDIES = f"""
create or replace temp table study_dates as
select study, min(day) as day, bool_or(modified) as modified, bool_or(kept) as kept,
       bool_or(removed) as removed
from (
    select study,
           case when {letter_of("StudyDate")} = 'p'
                then try_strptime(replace(StudyDate, '.', ''), '%Y%m%d')::date end as day,
           coalesce(upper(LongitudinalTemporalInformationModified) in ('MODIFIED', 'REMOVED'),
                    false)
               or {_CODES.format(code="113107")} as modified,
           coalesce(upper(LongitudinalTemporalInformationModified) = 'UNMODIFIED', false)
               or {_CODES.format(code="113106")} as kept,
           coalesce(upper(PatientIdentityRemoved) = 'YES', false) as removed
    from located where study is not null)
group by study
"""


def measure_dates(table: HeaderTable, reference_year: int | None) -> DateRange:
    """
    The range of years, or why none is shown. Needs the view `located`; adds `study_dates`.

    `reference_year` is the year of the audit: later years cannot be. Without it the future is
    not judged. A placeholder (19000101) or an impossible date counts as no date.
    """
    table.rows(_STUDIES)
    ((n_studies, n_dated, n_days, n_modified, n_removed),) = table.rows("""
        select count(*), count(day), count(distinct day),
               count(*) filter (day is not null and modified),
               count(*) filter (day is not null and removed and not modified and not kept)
        from study_dates""")
    if not n_dated:
        reason = "" if n_studies else "no study was read"
        return DateRange("absent", None, None, n_studies, 0, reason)
    if n_doubtful := n_modified + n_removed:
        reason = _say_shifted(n_modified, n_removed, n_dated)
        return DateRange("shifted", None, None, n_studies, n_dated, reason, n_doubtful=n_doubtful)
    years = Counter(dict(table.rows("""
        select year(day), count(*) from study_dates where day is not null
        group by 1 order by 1""")))  # fmt: skip
    n_doubtful, reason = _find_implausible(years, n_dated, n_days, reference_year)
    if n_doubtful:
        return DateRange(
            "implausible", None, None, n_studies, n_dated, reason, n_doubtful=n_doubtful
        )
    by_year = tuple(sorted(years.items()))
    return DateRange("measured", by_year[0][0], by_year[-1][0], n_studies, n_dated, "", by_year)


def _say_shifted(n_modified: int, n_removed: int, n_dated: int) -> str:
    said = []
    if n_modified:
        said.append(f"{n_modified} of {n_dated} dated studies declare modified or removed dates")
    if n_removed:
        said.append(
            f"{n_removed} of {n_dated} dated studies declare PatientIdentityRemoved YES and not "
            "that dates were kept"
        )
    return "; ".join(said)


def _find_implausible(
    years: Counter[int], n_dated: int, n_days: int, reference_year: int | None
) -> tuple[int, str]:
    """How many studies have a date that cannot be, and why."""
    if n_dated > 1 and n_days == 1:
        return n_dated, f"all {n_dated} dated studies have the same StudyDate"
    early = sum(n for year, n in years.items() if year < FIRST_PLAUSIBLE)
    late = sum(n for year, n in years.items() if reference_year and year > reference_year)
    said = []
    if early:
        said.append(f"{early} of {n_dated} dated studies are dated before {FIRST_PLAUSIBLE}")
    if late:
        said.append(f"{late} of {n_dated} dated studies are dated in the future")
    return early + late, "; ".join(said)
