"""HeaderTable -> Hierarchy: one value by patient, study and series; numbers; concatenations."""

from __future__ import annotations

from audit.profile.letters import letter_of
from audit.profile.model.hierarchy import Divided, Hierarchy
from audit.profile.model.shared import Level, Subjects
from audit.profile.places import locate_instances
from audit.scan.table import HeaderTable

ONE_OF: tuple[tuple[Level, tuple[str, ...]], ...] = (
    ("patient", ("EthnicGroup",)),
    ("study", ("AccessionNumber", "StudyDate", "StudyDescription", "StudyID")),
    (
        "series",
        ("BodyPartExamined", "DeviceSerialNumber", "FrameOfReferenceUID", "InstitutionName",
         "Laterality", "ManufacturerModelName", "PatientPosition", "ProtocolName", "SeriesDate",
         "SeriesDescription", "SeriesNumber", "StationName"),
    ),
)  # fmt: skip
"""
Attributes of the modules Patient (PS3.3 C.7.1.1), General Study (C.7.2.1), General Series
(C.7.3.1), Frame of Reference (C.7.4.1) and General Equipment (C.7.5.1), which belong to the entity
and not to the image. PatientSex, PatientBirthDate, Modality and Manufacturer have rules of their
own.
"""
_TABLES = {"patient": "patients_by_token", "study": "studies_by_token", "series": "series_by_token"}
_NUMBERED = """
select series, min(item), count(distinct InstanceNumber) < count(*),
       max(InstanceNumber) - min(InstanceNumber) + 1 > count(distinct InstanceNumber)
from located where series is not null
group by series having count(*) > 1 and count(InstanceNumber) = count(*) order by series
"""
_PARTS = """
select min(item), list(InConcatenationNumber order by InConcatenationNumber),
       max(InConcatenationTotalNumber)
from located where ConcatenationUID is not null group by ConcatenationUID order by 1
"""


def measure_hierarchy(table: HeaderTable) -> Hierarchy:
    """Contradictions below one identifier, over all instances; placeholders contradict nothing."""
    locate_instances(table)
    numbered = table.rows(_NUMBERED)
    parts = table.rows(_PARTS)
    incomplete = tuple(item for item, numbers, total in parts if not _is_whole(numbers, total))
    return Hierarchy(
        divided=tuple(one for level, keywords in ONE_OF for one in _divide(table, level, keywords)),
        n_numbered=len(numbered),
        repeated_numbers=_series([(n, item) for n, item, repeats, _ in numbered if repeats]),
        skipped_numbers=_series([(n, item) for n, item, _, skips in numbered if skips]),
        n_concatenations=len(parts),
        incomplete=Subjects("instance", incomplete, incomplete),
        n_without_total=sum(total is None for _, _, total in parts),
    )


def _divide(table: HeaderTable, level: Level, keywords: tuple[str, ...]) -> list[Divided]:
    counts = ", ".join(f"count(distinct {_told(word)})" for word in keywords)
    rows = table.rows(f"""
        with found as materialized (
            select {level} as number, {counts} from located where {level} is not null group by 1)
        select n.first_item, found.* from found join {_TABLES[level]} n using (number)
        order by number""")
    divided = []
    for place, keyword in enumerate(keywords, 2):
        several = [row for row in rows if row[place] > 1]
        numbers, items = tuple(row[1] for row in several), tuple(row[0] for row in several)
        n_judged = sum(row[place] > 0 for row in rows)
        divided.append(Divided(level, keyword, Subjects(level, numbers, items), n_judged))
    return divided


def _told(keyword: str) -> str:
    """The value as text; NULL where it is blank or a placeholder."""
    text = f"nullif(trim({keyword}::varchar), '')"
    return f"case when {letter_of(keyword)} in ('p', 'i') then {text} end"


def _is_whole(numbers: list[int], total: int | None) -> bool:
    """Parts 1, 2, 3 ... once each, and as many as they say."""
    last = total if total is not None else len(numbers)
    return numbers == list(range(1, last + 1))


def _series(found: list[tuple[int, int]]) -> Subjects:
    return Subjects("series", tuple(n for n, _ in found), tuple(item for _, item in found))
