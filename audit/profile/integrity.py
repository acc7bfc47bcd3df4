"""HeaderTable -> Integrity: what was found, what could be read, what contradicts itself."""

from __future__ import annotations

from audit.profile.letters import letter_of
from audit.profile.model.integrity import Accounting, CodeCount, Integrity, SecondReading
from audit.profile.model.shared import Level, Subjects
from audit.profile.places import level_of_rows, locate_instances
from audit.profile.recoded import find_recoded
from audit.scan.image_faults import image_classes
from audit.scan.table import HeaderTable

STATUSES = ("ok", "finding", "partial", "rejected", "skipped")
_READ = "status <> 'rejected' and not list_contains(codes, 'dicomdir')"
_IDENTIFIERS = ("PatientID", "StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID")
_SEXES = "PatientSex in ('M', 'F', 'O')"
_BORN = f"{letter_of('PatientBirthDate')} = 'p'"
"""A birth date as a date; `19000101` is a placeholder and contradicts nothing."""


def measure_integrity(table: HeaderTable) -> Integrity:
    """
    Account for every item, and find identifiers that are absent, repeated or contradictory.

    Relations between identifiers are looked up in all items that were read, repeats included,
    since two files of one SOPInstanceUID may disagree about their study.
    """
    locate_instances(table)
    ((n_read, n_digests, n_images),) = table.rows(
        "select count(*), count(pixel_sha256), "
        f"count(*) filter (present is not null and ({_may_be_image()})) "
        f"from headers where {_READ}"
    )
    ((n_instances,),) = table.rows("select count(*) from located")
    return Integrity(
        accounting=_account(table),
        codes=_count_codes(table),
        n_dicomdir=len(_with_code(table, "dicomdir")),
        duplicate_uid=_with_code(table, "duplicate-uid"),
        uid_conflict=_with_code(table, "uid-conflict"),
        series_in_two_studies=_contradicting(table, "series", "StudyInstanceUID"),
        study_in_two_patients=_contradicting(table, "study", "PatientID"),
        patient_with_two_sexes=_contradicting(table, "patient", "PatientSex", _SEXES),
        patient_with_two_birth_dates=_contradicting(table, "patient", "PatientBirthDate", _BORN),
        without_patient_id=_without(table, "PatientID"),
        without_sop_instance_uid=_without(table, "SOPInstanceUID"),
        rejected=_with_status(table, "rejected"),
        partial=_with_status(table, "partial"),
        n_items_read=n_read,
        n_instances=n_instances,
        n_conflict_recoded=_n_recoded(table),
        recoded=_same(level_of_rows(table), find_recoded(table)),
        n_images=n_images,
        n_with_pixel_digest=n_digests,
        duplicate_content=_with_code(table, "duplicate-content"),
        pixel_data_missing=_with_code(table, "pixel-data-missing"),
        without_study_uid=_without(table, "StudyInstanceUID"),
        without_series_uid=_without(table, "SeriesInstanceUID"),
        placeholder_patient_id=_instances(table, f"{letter_of('PatientID')} = 'h'"),
        series_with_two_modalities=_contradicting(table, "series", "Modality"),
        n_patients_with_sex=_n_patients(table, _SEXES),
        n_patients_with_birth_date=_n_patients(table, _BORN),
        n_known=_known(table),
        n_table_rows=_table_rows(table),
        second_reading=_second_reading(table),
    )


def _may_be_image() -> str:
    """Also without Rows: an image class is enough for pixels to be missed."""
    classes = ", ".join(f"'{uid}'" for uid in sorted(image_classes()))
    return f"Rows is not null or coalesce(SOPClassUID in ({classes}), false)"


def _second_reading(table: HeaderTable) -> SecondReading:
    rows = table.rows("select item, outcome from read_again order by item")
    keywords = table.rows("""
        select keyword, count(*) as n from (select unnest(keywords) as keyword from read_again)
        group by 1 order by n desc, keyword""")
    return SecondReading(
        n_chosen=len(rows),
        n_compared=sum(outcome != "unknown" for _, outcome in rows),
        differing=_same("item", [item for item, outcome in rows if outcome == "different"]),
        keywords=tuple(keywords),
    )


def _account(table: HeaderTable) -> Accounting:
    counted = dict(table.rows("select status, count(*) from inventory group by 1 order by 1"))
    return Accounting(sum(counted.values()), *(counted.get(status, 0) for status in STATUSES))


def _count_codes(table: HeaderTable) -> tuple[CodeCount, ...]:
    rows = table.rows("""
        select code, status, list(item order by item)
        from (select distinct item, status, unnest(codes) as code from inventory)
        group by 1, 2 order by 1, 2""")
    return tuple(CodeCount(code, status, _same("item", items)) for code, status, items in rows)


def _with_status(table: HeaderTable, status: str) -> Subjects:
    rows = table.rows(f"select item from inventory where status = '{status}' order by item")
    return _same("item", [row[0] for row in rows])


def _with_code(table: HeaderTable, code: str) -> Subjects:
    """Instances by the code the scan gave them, repeats included."""
    rows = table.rows(f"""
        select item from headers
        where status <> 'rejected' and list_contains(codes, '{code}') order by item""")
    return _same(level_of_rows(table), [row[0] for row in rows])


def _n_recoded(table: HeaderTable) -> int:
    """Items of one UID and other bytes, all in different transfer syntaxes: perhaps one image."""
    ((n,),) = table.rows(f"""
        select coalesce(sum(n), 0)::bigint from (
            select count(*) as n from headers
            where {_READ} and list_contains(codes, 'uid-conflict')
            group by SOPInstanceUID having count(distinct TransferSyntaxUID) = count(*))""")
    return int(n)


def _without(table: HeaderTable, keyword: str) -> Subjects:
    return _instances(table, f"{keyword} is null and {letter_of(keyword)} in ('a', 'e', 'i')")


def _instances(table: HeaderTable, where: str) -> Subjects:
    rows = table.rows(f"select item from located where {where} order by item")
    return _same(level_of_rows(table), [row[0] for row in rows])


def _same(level: Level, items: list[int]) -> Subjects:
    """An instance has the number of its item."""
    numbers = tuple(items)
    return Subjects(level, numbers, numbers)


def _table_rows(table: HeaderTable) -> int:
    ((n,),) = table.rows("select count(*) from located where not seen_whole")
    return int(n)


def _known(table: HeaderTable) -> tuple[tuple[str, int], ...]:
    asked = ", ".join(f"count(*) filter ({letter_of(word)} <> 'u')" for word in _IDENTIFIERS)
    (counts,) = table.rows(f"select {asked} from located")
    return tuple(zip(_IDENTIFIERS, counts, strict=True))


_NUMBERED = {
    "series": ("SeriesInstanceUID", "series_by_token"),
    "study": ("StudyInstanceUID", "studies_by_token"),
    "patient": ("PatientID", "patients_by_token"),
}


def _contradicting(table: HeaderTable, level: Level, other: str, where: str = "true") -> Subjects:
    """Units of a level under which `other` has two values."""
    keyword, numbers = _NUMBERED[level]
    rows = table.rows(f"""
        select n.number, n.first_item
        from (select {keyword} as token from headers
              where {_READ} and {where} and {keyword} is not null and {other} is not null
              group by 1 having min({other}) <> max({other})) as found
        join {numbers} n using (token) order by 1""")
    return Subjects(level, tuple(row[0] for row in rows), tuple(row[1] for row in rows))


def _n_patients(table: HeaderTable, where: str) -> int:
    ((n,),) = table.rows(f"select count(distinct PatientID) from headers where {_READ} and {where}")
    return int(n)
