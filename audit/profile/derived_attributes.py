"""Attributes of patients that are no single column: matrix, quarter, sizes, sex, age, labels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from audit.profile.attributes import (
    Attribute,
    Numbers,
    People,
    bin_numbers,
    number_attributes,
    number_of,
    words_attributes,
    words_of,
)
from audit.profile.letters import letter_of
from audit.profile.model.shortcuts import HeaderField, Kind, SkippedField
from audit.scan.keywords import INTEGERS, REALS, Keep, columns
from audit.scan.table import HeaderTable

MATRIX, QUARTER = "Rows x Columns", "StudyDate (quarter)"
SIZE, IMAGES, SERIES = "file size", "images of the patient", "series of the patient"
ELEMENTS, PRIVATE, CREATORS = "elements of the header", "private elements", "private creators"
SOURCE = "source"
UNKNOWN = "unknown"
AGE_STEP = 20
"""Years of an age band: wide enough for strata that hold patients."""

_CONTENT: Kind = "content"
_MATRIX = "case when Rows is not null and Columns is not null then Rows || ' x ' || Columns end"
_DAY = f"""case when {letter_of("StudyDate")} = 'p'
then try_strptime(replace(StudyDate, '.', ''), '%Y%m%d')::date end"""
_QUARTER = f"(year({_DAY}) * 4 + quarter({_DAY}))::double"
_CREATORS = "nullif(array_to_string(list_sort(private_creators), '\\'), '')"
# Each patient counts once; the age is that of the earliest study, in years.
_PERSON = f"""
select person, count(distinct sex) as n_sexes, coalesce(min(sex), '') as sex, min(years) as years
from (select person,
             case when upper(trim(PatientSex)) in ('F', 'M', 'O') then upper(trim(PatientSex))
             end as sex,
             case when {letter_of("PatientAge")} in ('p', 'i')
                  and regexp_full_match(trim(PatientAge), '[0-9]{{3}}[DWMY]')
             then try_cast(trim(PatientAge)[:3] as double) / case trim(PatientAge)[4:]
                  when 'D' then 365.25 when 'W' then 365.25 / 7 when 'M' then 12.0 else 1.0 end
             end as years
      from attribute_rows)
group by person order by person
"""


def measure_derived(table: HeaderTable, people: People) -> Iterator[Attribute | SkippedField]:
    """Needs `attribute_rows`; words that are a vendor's own are shown by number only."""
    words: tuple[tuple[str, Kind, str, bool], ...] = (
        (MATRIX, "acquisition", _MATRIX, True),
        (CREATORS, "storage", _CREATORS, False),
        (SOURCE, "provenance", "source::varchar", True),
    )
    yield from words_attributes(table, people, words)
    quarter: tuple[tuple[str, Kind, str], ...] = ((QUARTER, "provenance", _QUARTER),)
    for one in number_attributes(table, people, quarter):
        whole = np.floor(one.numbers) if one.numbers is not None else np.zeros(0)
        yield bin_numbers(one.field, whole, named=False)
    sizes: tuple[tuple[str, Kind, str], ...] = (
        (SIZE, "storage", "size_bytes::double"),
        (ELEMENTS, "storage", "n_elements::double"),
        (PRIVATE, "storage", "n_private::double"),
    )
    yield from number_attributes(table, people, sizes)
    yield from _counts(table)


def _counts(table: HeaderTable) -> Iterator[Attribute]:
    found = table.sql("""
        select person, count(*) as images, count(distinct series) as series
        from attribute_rows group by person order by person""")
    for name, column in ((IMAGES, "images"), (SERIES, "series")):
        field = HeaderField(name, "acquisition", 0, 0, 0, numeric=True)
        yield bin_numbers(field, found[column].to_numpy(np.float64))


def measure_covariates(
    table: HeaderTable, people: People, names: Sequence[str]
) -> Iterator[Attribute]:
    """
    The declared covariates that are DICOM keywords: sex, age by bands of 20 years, others as found.

    Names that are no column of the header table are left to the labels.
    """
    if {"PatientSex", "PatientAge"} & set(names):
        sex, age = _sex_and_age(table)
        yield from (one for one in (sex, age) if one.name in names)
    by_keyword = {column.keyword: column for column in columns()}
    for name in names:
        column = by_keyword.get(name)
        if column is None or name in ("PatientSex", "PatientAge"):
            continue
        if column.keep is Keep.VALUE and column.vr in INTEGERS | REALS:
            yield from number_attributes(table, people, [(name, "content", number_of(column))])
        elif column.keep is not Keep.PRESENCE:
            words = (name, _CONTENT, words_of(column), column.keep is not Keep.TOKEN)
            made = words_attributes(table, people, [words])
            yield from (one for one in made if isinstance(one, Attribute))


def _sex_and_age(table: HeaderTable) -> tuple[Attribute, Attribute]:
    found = table.sql(_PERSON)
    n_sexes = found["n_sexes"].to_numpy(np.int64)
    words = np.where(n_sexes == 1, found["sex"].to_numpy(str), UNKNOWN)
    names = tuple(name for name in ("F", "M", "O", UNKNOWN) if (words == name).any())
    codes = np.select([words == name for name in names], range(len(names)))
    n_absent = int((words == UNKNOWN).sum())
    sex = HeaderField("PatientSex", "content", len(names), n_absent, int((n_sexes > 1).sum()))
    years = found["years"].to_numpy(np.float64, na_value=np.nan)
    return Attribute(sex, codes.astype(np.int64), names), age_bands(years)


def age_bands(years: Numbers) -> Attribute:
    """Bands of 20 years, 80 and more together; the unknown are a band."""
    held = np.where((years >= 0) & (years <= 120), years, np.nan)
    top = 80 // AGE_STEP
    band = np.where(np.isnan(held), top + 1, np.minimum(np.nan_to_num(held) // AGE_STEP, top))
    every = [f"{start}-{start + AGE_STEP - 1}" for start in range(0, 80, AGE_STEP)]
    every += ["80+", UNKNOWN]
    used = np.unique(band.astype(np.int64))
    codes = np.searchsorted(used, band.astype(np.int64))
    n_absent = int(np.isnan(held).sum())
    field = HeaderField("PatientAge", "content", len(used), n_absent, 0, numeric=True)
    return Attribute(field, codes.astype(np.int64), tuple(every[n] for n in used), held)
