"""HeaderTable -> Cohort: sex, age, dates and sites, by patient."""

from __future__ import annotations

from typing import Any

from audit.profile.letters import letter_of
from audit.profile.model.cohort import AgeBand, Cohort
from audit.profile.model.shared import Counts, Spread, Subjects
from audit.profile.places import locate_instances
from audit.profile.study_dates import measure_dates
from audit.scan.table import HeaderTable

SEXES = ("F", "M", "O")
INVALID = "invalid"
OLDEST = 120
"""Years; nobody was ever older than 122."""
TOP = 90
"""Ages from here on are one class (45 CFR 164.514(b)(2)(i)(C): all ages over 89)."""

# One row a patient. PatientAge counts in whole and part years: 006M is 0.5.
_PEOPLE = f"""
create or replace temp table people as
with said as (
    select patient, item, nullif(trim(PatientSex), '') as sex,
           nullif(trim(PatientAge), '') as age,
           {letter_of("PatientSex")} = 'u' as sex_unread,
           {letter_of("PatientAge")} = 'u' as age_unread
    from located where patient is not null),
parsed as (
    select *, regexp_full_match(age, '[0-9]{{3}}[DWMY]') as well_formed,
           case when well_formed then try_cast(age[:3] as integer) / case age[4:]
                when 'D' then 365.25 when 'W' then 365.25 / 7 when 'M' then 12.0 else 1.0 end
           end as years,
           coalesce(age = '000Y' or years > {OLDEST}, false) as odd
    from said)
select patient, min(item) as item,
       list_sort(list(distinct sex) filter (sex in {SEXES})) as sexes,
       coalesce(bool_or(sex not in {SEXES}), false) as bad_sex,
       bool_and(sex is null) and bool_or(sex_unread) as sex_unread,
       min(years) filter (not odd) as years,
       coalesce(max(years) filter (not odd) >= {TOP}, false) as over,
       coalesce(bool_or(not well_formed), false) as bad_age,
       bool_or(odd) as odd_age,
       bool_and(age is null) and bool_or(age_unread) as age_unread,
       bool_and(age is null) and not bool_or(age_unread) as age_absent
from parsed group by patient
"""
_SITES = f"""
create or replace temp table sites as
select distinct patient, InstitutionName as site from located
where patient is not null and nullif(trim(InstitutionName), '') is not null
  and {letter_of("InstitutionName")} in ('p', 'i')
"""


def measure_cohort(table: HeaderTable, reference_year: int | None = None) -> Cohort:
    """
    Who was imaged, when and where; the unit is the patient (PatientID).

    Age comes from PatientAge alone, and is that of the earliest study. `reference_year` is the
    year of the audit, for dates in the future. Adds `located`, `people`, `sites`, `study_dates`.
    """
    locate_instances(table)
    table.rows(_PEOPLE)
    table.rows(_SITES)
    ((n, n_absent, n_unread, n_sexed),) = table.rows("""
        select count(*), count(*) filter (age_absent), count(*) filter (age_unread),
               count(*) filter (len(sexes) > 0) from people""")
    sizes = tuple(
        row[0]
        for row in table.rows("select count(*) as n from sites group by site order by n desc")
    )
    ((n_sited,),) = table.rows("select count(distinct patient) from sites")
    return Cohort(
        n_patients=n,
        PatientSex=_count_sexes(table),
        invalid_sex=_find(table, "bad_sex"),
        age=_measure_age(table),
        age_bands=_band(table),
        n_age_absent=n_absent,
        invalid_age=_find(table, "bad_age"),
        implausible_age=_find(table, "odd_age"),
        over_89=_find(table, "over"),
        dates=measure_dates(table, reference_year),
        n_sites=len(sizes),
        site_sizes=sizes,
        n_patients_without_site=n - n_sited,
        deidentified=_count_removed(table),
        n_age_unread=n_unread,
        n_with_sex=n_sexed,
    )


def _count_sexes(table: HeaderTable) -> Counts:
    rows = table.rows(f"""
        select sex, count(*) as n from (
            select unnest(case when len(sexes) > 0 then sexes when bad_sex then ['{INVALID}']
                          end) as sex from people)
        group by sex order by n desc, sex""")
    ((total, absent),) = table.rows("""
        select count(*) filter (not sex_unread),
               count(*) filter (not sex_unread and not bad_sex and coalesce(len(sexes), 0) = 0)
        from people""")
    return Counts("patient", total, tuple(rows), absent)


def _measure_age(table: HeaderTable) -> Spread | None:
    ((n, *numbers),) = table.rows(f"""
        select count(age), min(age), quantile_cont(age, 0.05), quantile_cont(age, 0.5),
               quantile_cont(age, 0.95), max(age)
        from (select least(years, {TOP})::double as age from people where years is not null)""")
    return Spread(n, *(float(number) for number in numbers)) if n else None


def _band(table: HeaderTable) -> tuple[AgeBand, ...]:
    """Bands without a patient between others are there, with 0."""
    held: dict[tuple[int, str], int] = {
        (decade, sex): n
        for decade, sex, n in table.rows(f"""
            select least(floor(years / 10)::integer * 10, {TOP}) as decade,
                   case when len(sexes) = 1 then sexes[1] else '' end as sex, count(*)
            from people where years is not null group by 1, 2 order by 1, 2""")
    }
    decades, sexes = [decade for decade, _ in held], sorted({sex for _, sex in held})
    if not held:
        return ()
    return tuple(
        AgeBand(_name(decade), sex, held.get((decade, sex), 0))
        for decade in range(min(decades), max(decades) + 1, 10)
        for sex in sexes
    )


def _name(decade: int) -> str:
    return f"{TOP}+" if decade == TOP else f"{decade}-{decade + 9}"


def _find(table: HeaderTable, condition: str) -> Subjects:
    rows: list[tuple[Any, ...]] = table.rows(
        f"select patient, item from people where {condition} order by patient"
    )
    return Subjects("patient", tuple(row[0] for row in rows), tuple(row[1] for row in rows))


def _count_removed(table: HeaderTable) -> Counts:
    """PatientIdentityRemoved by series; anything but YES and NO is counted together."""
    rows = table.rows(f"""
        select case when value in ('YES', 'NO') then value else '{INVALID}' end as said,
               count(distinct series) as n
        from (select series, nullif(trim(PatientIdentityRemoved), '') as value from located)
        where series is not null and value is not null group by 1 order by n desc, 1""")
    ((total, n_present),) = table.rows("""
        select count(distinct series),
               count(distinct series) filter (nullif(trim(PatientIdentityRemoved), '') is not null)
        from located""")
    return Counts("series", total, tuple(rows), total - n_present)
