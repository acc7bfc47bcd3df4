"""Direct identifiers of people that stand in their own elements, by what the header declares."""

from __future__ import annotations

from audit.profile.letters import letter_of
from audit.profile.model.privacy import DirectIdentifiers
from audit.profile.model.shared import Counts, Subjects
from audit.scan.table import HeaderTable

REMOVED = "coalesce(upper(trim(PatientIdentityRemoved)) = 'YES', false)"
"""SQL: whether a header declares that the identity was removed."""
DECLARED = (
    f"({REMOVED} or coalesce(len([c for c in DeidentificationMethodCodeSequence"
    " if starts_with(c, '113100:')]) > 0, false))"
)
"""SQL: whether a header declares this, or the Basic Profile."""
OF_PATIENTS = {
    "PatientName": "name", "OtherPatientNames": "name", "PatientBirthName": "name",
    "PatientMotherBirthName": "name", "PatientBirthDate": "birth date", "PatientAddress": "",
    "PatientTelephoneNumbers": "",
}  # fmt: skip
"""Keyword, and the kind that is searched for only where its value is real-looking."""
OF_STAFF = {
    keyword: "staff name"
    for keyword in ("ReferringPhysicianName", "PerformingPhysicianName", "OperatorsName",
                    "NameOfPhysiciansReadingStudy", "PhysiciansOfRecord", "RequestingPhysician")
}  # fmt: skip
_ITEMS = """
create or replace temp table privacy_direct as
select item, PatientID as token, {declared} as declared, {flags}
from headers
where echoes is not null and status <> 'rejected' and not list_contains(codes, 'dicomdir')
"""
_FOUND = """
select list(item order by item), count(distinct token), {counts}
from privacy_direct where {where} and ({any})
"""


def real_looking(keyword: str, kind: str) -> str:
    """
    The SQL test that an element stands with what reads like a person's own data.

    A value that is a placeholder, a name that reads like a code and a date of nobody are not
    searched for, and so do not count. Of several elements of one kind one such value is enough.
    """
    stands = f"{letter_of(keyword)} = 'p'"
    if not kind:
        return stands
    searched = f"list_contains(string_split(coalesce(echo_searched, ''), '|'), '{kind}')"
    return f"{stands} and {searched}"


def measure_direct(table: HeaderTable) -> tuple[DirectIdentifiers, DirectIdentifiers]:
    """Headers that declare no removal, then those that do; of these staff is not counted."""
    both = OF_PATIENTS | OF_STAFF
    flags = ", ".join(f"coalesce({real_looking(*one)}, false) as {one[0]}" for one in both.items())
    table.rows(_ITEMS.format(declared=DECLARED, flags=flags))
    return _found(table, False, tuple(both)), _found(table, True, tuple(OF_PATIENTS))


def _found(table: HeaderTable, declared: bool, keywords: tuple[str, ...]) -> DirectIdentifiers:
    where = "declared" if declared else "not declared"
    ((n_items,),) = table.rows(f"select count(*) from privacy_direct where {where}")
    counts = ", ".join(f"count(*) filter ({keyword})" for keyword in keywords)
    query = _FOUND.format(counts=counts, where=where, any=" or ".join(keywords))
    ((items, n_patients, *numbers),) = table.rows(query)
    pairs = [pair for pair in zip(keywords, numbers, strict=True) if pair[1]]
    return DirectIdentifiers(
        n_items,
        Subjects("item", tuple(items or ()), tuple(items or ())),
        n_patients,
        Counts("item", n_items, tuple(sorted(pairs, key=lambda pair: -pair[1]))),
    )
