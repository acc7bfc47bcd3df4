"""Risks that no declaration removes: pixels, faces, private blocks, dates, UIDs, rare people."""

from __future__ import annotations

from typing import Any

from audit.profile.letters import letter_of, told_by
from audit.profile.model.privacy import PixelRisk, PrivateBlock, Uniqueness
from audit.profile.model.shared import Counts, Level, Subjects
from audit.profile.privacy_faces import measure_faces
from audit.profile.screen_regions import screen_rules
from audit.scan.dictionary import private_creators
from audit.scan.table import HeaderTable
from audit.stats.disclosure import k_anonymity

DAYS_APART = 30
_CLEAN = "coalesce(upper(trim(BurnedInAnnotation)) = 'NO', false)"
_SECONDARY = ", ".join(f"'1.2.840.10008.5.1.4.1.1.7{end}'" for end in ("", ".1", ".2", ".3", ".4"))
_ACQUIRED = f"""role = 'image' and coalesce(SOPClassUID, '') not in ({_SECONDARY})
    and coalesce(upper(trim(ImageType[2])), '') <> 'SECONDARY'"""
"""SQL: images made by the examination (PS3.3, C.7.6.1.1.2), and not of its images later."""
_PHOTOGRAPHS = "'XC', 'GM', 'SM', 'ES', 'OP', 'DMS'"
_REASONS = (
    ("secondary capture, or converted from film, paper or a screen",
     f"SOPClassUID in ({_SECONDARY}) or nullif(trim(ConversionType), '') is not null"),
    ("a picture of a screen by its ImageType",
     "len([w for w in ImageType if upper(w) like '%SCREEN%' or upper(w) like '%DOSE%'"
     " or upper(w) like '%REPORT%']) > 0"),
    ("ultrasound, whose banner mostly names the patient", "Modality in ('US', 'IVUS')"),
    ("fluoroscopy or angiography", "Modality in ('RF', 'XA')"),
    ("radiograph, on which labels and markers may be drawn",
     "Modality in ('CR', 'DX', 'MG', 'PX', 'IO', 'RG')"),
    ("localizer of a CT or MR, on which lines and names may be drawn",
     "Modality in ('CT', 'MR') and list_contains(ImageType, 'LOCALIZER')"),
    ("photograph or scope", f"Modality in ({_PHOTOGRAPHS})"),
)  # fmt: skip
_PEOPLE = f"""
select {told_by("PatientSex")}, {told_by("PatientAge")},
       case when {letter_of("StudyDate")} = 'p' then StudyDate end, {told_by("InstitutionName")}
from located l join (select patient, min(item) as item from located where patient is not null
                     group by 1) f using (item) order by item
"""
_GROUPS = (
    ("PatientSex", "PatientAge"),
    ("PatientSex", "PatientAge", "InstitutionName"),
    ("PatientSex", "PatientAge", "StudyDate"),
    ("PatientSex", "PatientAge", "StudyDate", "InstitutionName"),
)
_PLACES = {"PatientSex": 0, "PatientAge": 1, "StudyDate": 2, "InstitutionName": 3}


def measure_risks(table: HeaderTable) -> dict[str, Any]:
    """The fields of `Privacy` about risks; needs `privacy_series`."""
    ((n_images, n_clean),) = table.rows(
        f"select count(*), count(*) filter ({_CLEAN}) from located where role = 'image'"
    )
    return {
        "n_images": n_images,
        "n_declared_clean": n_clean,
        "declared_burned_in": _instances(table, "upper(trim(BurnedInAnnotation)) = 'YES'"),
        "burned_in": _burned_in(table, n_images),
        **measure_faces(table),
        "private_blocks": _private_blocks(table),
        "uniqueness": _uniqueness(table),
        **_dates(table),
        **_uids(table),
    }


def _instances(table: HeaderTable, where: str) -> Subjects:
    rows = table.rows(f"select item from located where role = 'image' and ({where}) order by item")
    items = tuple(row[0] for row in rows)
    return Subjects("instance", items, items)


def _burned_in(table: HeaderTable, n_images: int) -> tuple[PixelRisk, ...]:
    reasons = (*_REASONS, ("a known screen region of its device (deid)", screen_rules()))
    risks = (
        PixelRisk(reason, _instances(table, f"not {_CLEAN} and ({where})"), n_images)
        for reason, where in reasons
    )
    return tuple(risk for risk in risks if risk.subjects)


def _private_blocks(table: HeaderTable) -> tuple[PrivateBlock, ...]:
    rows = table.rows("""
        select creator, count(distinct item) from (
            select unnest(private_creators) as creator, item from headers) group by 1 order by 1""")
    known = [PrivateBlock(creator, True, n) for creator, n in rows if creator in private_creators()]
    others = [creator for creator, _ in rows if creator not in private_creators()]
    if not others:
        return tuple(known)
    table.rows("create or replace temp table unknown_creators (creator varchar)")
    for creator in others:
        quoted = creator.replace("'", "''")
        table.rows(f"insert into unknown_creators values ('{quoted}')")
    ((n,),) = table.rows("""
        select count(*) from headers where list_has_any(
            private_creators, (select list(creator) from unknown_creators))""")
    return (*known, PrivateBlock(f"{len(others)} unknown", False, n))


def _uniqueness(table: HeaderTable) -> tuple[Uniqueness, ...]:
    people = table.rows(_PEOPLE)
    found = []
    for names in _GROUPS:
        rows = [tuple(row[_PLACES[name]] for name in names) for row in people]
        whole = [row for row in rows if None not in row]
        found.append(Uniqueness(names, len(whole), k_anonymity(whole) if whole else None))
    return tuple(found)


def _dates(table: HeaderTable) -> dict[str, Any]:
    def day(keyword: str) -> str:
        return (
            f"case when {letter_of(keyword)} = 'p' then"
            f" try_strptime(replace({keyword}, '.', ''), '%Y%m%d')::date end"
        )

    apart = table.rows(f"""
        select series, min(item), bool_or(abs(other - day) > {DAYS_APART}) from (
            select series, item, {day("StudyDate")} as day,
                   coalesce({day("AcquisitionDate")}, {day("SeriesDate")}) as other
            from located where series is not null and {_ACQUIRED})
        where day is not null and other is not null group by series order by series""")
    people = table.rows(f"""
        select patient, min(item), bool_or(abs(age - (day - first) / 365.25 - age_then) > 1.1)
        from (select *, first_value(day) over w as first, first_value(age) over w as age_then
              from (select patient, item, {day("StudyDate")} as day,
                           try_cast(substr(PatientAge, 1, 3) as int) as age
                    from located where patient is not null and PatientAge like '___Y')
              where day is not null and age is not null
              window w as (partition by patient order by day, item))
        group by patient having count(distinct day) > 1 order by patient""")
    return {
        "dates_apart": _subjects("series", apart),
        "n_dated_twice": len(apart),
        "patients_shifted_apart": _subjects("patient", people),
        "n_patients_dated_twice": len(people),
    }


def _uids(table: HeaderTable) -> dict[str, Any]:
    rows = table.rows("""
        select s.series, s.first, o.study, o.own, (s.removed or s.c113100) and not s.c113110
        from privacy_series s join (
            select item, split_part(uid_origins, '|', 1) as study,
                   split_part(uid_origins, '|', 2) as own
            from located where contains(uid_origins, '|')) o on o.item = s.first order by 1""")
    origins = sorted({own for _, _, _, own, _ in rows})
    sizes = [(origin, sum(row[3] == origin for row in rows)) for origin in origins]
    return {
        "uid_origins": Counts("series", len(rows), tuple(sorted(sizes, key=lambda s: -s[1]))),
        "original_uids": _subjects(
            "series", [(s, i, removed and "maker" in (a, b)) for s, i, a, b, removed in rows]
        ),
        "n_uids_declared": sum(row[-1] for row in rows),
        "mixed_uids": _subjects(
            "series",
            [(s, i, removed and a != b and "maker" in (a, b)) for s, i, a, b, removed in rows],
        ),
    }


def _subjects(level: Level, rows: list[tuple[Any, ...]]) -> Subjects:
    kept = [(number, item) for number, item, found in rows if found]
    return Subjects(level, tuple(n for n, _ in kept), tuple(i for _, i in kept))
