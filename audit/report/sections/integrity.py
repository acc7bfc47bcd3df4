"""Integrity: what was found, what could be read, what stands twice."""

from __future__ import annotations

from audit.profile.model import Profile, Subjects
from audit.profile.model.integrity import SecondReading
from audit.profile.model.withheld import WORD
from audit.report.view import Column, Fact, FamilyPage, Table, drop_empty, for_paper, make_table
from audit.report.words import integer, label, number_of, of, share, size

_STATES = (
    ("ok", "read cleanly"),
    ("finding", "read, with remarks on how it is written"),
    ("partial", "read up to a fault; what stands behind it is unknown"),
    ("rejected", "claims to be DICOM and could not be read"),
    ("skipped", "neither is DICOM nor claims to be"),
)


def integrity_page(profile: Profile) -> FamilyPage:
    """Accounting, reading codes, duplicates and crossed identities."""
    facts, integrity = profile.overview, profile.integrity
    accounting = integrity.accounting
    if accounting.found == 0:
        return FamilyPage("integrity", "Integrity", "Nothing was found in the source.")
    match = "accounted for once" if accounting.adds_up else "NOT all accounted for"
    return FamilyPage(
        "integrity",
        "Integrity",
        facts=(
            Fact("Items found", f"{integer(accounting.found)}, {match}"),
            Fact("Instances", f"{integer(facts.n_instances)} in {_size(facts.bytes_total)}"),
            Fact("Index files (DICOMDIR)", integer(integrity.n_dicomdir)),
            Fact("Second reader (pydicom)", _second_reading(integrity.second_reading)),
        ),
        sentences=_own_output(profile),
        tables=drop_empty(
            (
                for_paper(_accounting(profile), skip_nil=True),
                _codes(profile),
                for_paper(_doubles(profile), skip_nil=True),
            )
        ),
    )


def _own_output(profile: Profile) -> tuple[str, ...]:
    """A folder of ours inside the source is no part of the dataset; a reader may look for it."""
    n = sum(len(one.items) for one in profile.integrity.codes if one.code == "own-output")
    if not n:
        return ()
    return (
        f"{number_of(n, 'item')} inside the source {'is' if n == 1 else 'are'} the folder that "
        "this report was written to (own-output): counted among the skipped, not entered, and no "
        "part of the dataset. Any DICOM file put there would not be audited.",
    )


def _second_reading(again: SecondReading) -> str:
    if not again.n_chosen:
        return "read nothing again"
    unread = again.n_chosen - again.n_compared
    told = f"another value in {of(len(again.differing), again.n_compared, 'item')} read twice"
    return f"{told}; {number_of(unread, 'item')} it could not read" if unread else told


def _size(n_bytes: int) -> str:
    """Rows of a table say nothing of the size of the files."""
    return size(n_bytes) if n_bytes else "files of unknown size"


def _accounting(profile: Profile) -> Table:
    accounting = profile.integrity.accounting
    return make_table(
        "table-accounting",
        "Every item found, by what became of it",
        (Column("Status"), Column("Meaning"), Column("Items", number=True), Column("Share", True)),
        (
            (
                state,
                meaning,
                integer(getattr(accounting, state)),
                share(getattr(accounting, state), accounting.found),
            )
            for state, meaning in _STATES
        ),
    )


def _codes(profile: Profile) -> Table:
    return make_table(
        "table-codes",
        "What the reader had to say, by code",
        (Column("Code", code=True), Column("Status"), Column("Items", True), Column("Examples")),
        (
            (label(one.code), one.status, integer(len(one.items)), examples(one.items))
            for one in profile.integrity.codes
        ),
    )


def _doubles(profile: Profile) -> Table:
    """Counts and denominators are those of the findings INT003 to INT008, INT010, INT016."""
    one, size = profile.integrity, profile.overview
    sexed, born = one.n_patients_with_sex, one.n_patients_with_birth_date
    uid, n_read, n_all = "SOPInstanceUID", one.n_items_read, one.n_instances
    rows: tuple[tuple[str, Subjects, int, str], ...] = (
        (f"{uid} repeated, same content", one.duplicate_uid, n_read, "item"),
        (f"{uid} shared by different contents", one.in_conflict, n_read, "item"),
        (f"{uid} absent or empty", one.without_sop_instance_uid, n_all, "instance"),
        ("PatientID absent or empty", one.without_patient_id, n_all, "instance"),
        ("Series that stands in two studies", one.series_in_two_studies, size.n_series, "series"),
        ("Study that belongs to two patients", one.study_in_two_patients, size.n_studies, "study"),
        ("Two values of PatientSex", one.patient_with_two_sexes, sexed, "patient with one"),
        ("Two of PatientBirthDate", one.patient_with_two_birth_dates, born, "patient with one"),
        (f"{uid} shared by one image in several encodings", one.recoded, n_read, "item"),
    )
    if profile.leakage.pixels.state == "absent":
        rows = rows[:-1]
    known = _are_known(profile)
    return make_table(
        "table-identity",
        "Identity: what stands twice or belongs to two",
        (Column("What"), Column("How many", True), Column("Examples")),
        (
            (name, _how_many(who, total, unit, is_known), examples(who))
            for (name, who, total, unit), is_known in zip(rows, known, strict=False)
        ),
    )


def _are_known(profile: Profile) -> tuple[bool, ...]:
    """Row by row: whether anything was read that could show it; a table may lack the columns."""
    one, size = profile.integrity, profile.overview
    inside = size.n_series == 0 or size.n_series_by_row < size.n_series
    instances = one.n_instances == 0 or one.known("SOPInstanceUID") > 0
    return (
        inside and instances,
        inside and instances,
        instances,
        one.n_instances == 0 or one.known("PatientID") > 0,
        inside,
        True,
        one.n_table_rows == 0 or one.n_patients_with_sex > 0,
        one.n_table_rows == 0 or one.n_patients_with_birth_date > 0,
        inside and instances,
    )


def _how_many(who: Subjects, total: int, unit: str, known: bool) -> str:
    if not known and not who:
        return "not known"
    return of(who.count, total, unit) if total else number_of(who.count, unit)


def examples(who: Subjects, limit: int = 5) -> str:
    """`series 3, 12, 40 and 7 more`; `–` for nobody."""
    if not who:
        return "–"
    if who.hidden:
        return WORD
    shown = ", ".join(str(number) for number in who.numbers[:limit])
    more = len(who) - limit
    return f"{who.level} {shown}" + (f" and {integer(more)} more" if more > 0 else "")
