"""What was declared about de-identification, against what stands in the headers."""

from __future__ import annotations

from typing import Any, NamedTuple

from audit.profile.letters import letter_of
from audit.profile.model.privacy import Contradiction
from audit.profile.model.shared import Counts, Subjects
from audit.profile.privacy_direct import OF_PATIENTS, real_looking
from audit.profile.privacy_profile import rules
from audit.profile.tallies import code_name
from audit.scan.keywords import column_index
from audit.scan.table import HeaderTable

BASIC = "113100"
_CODES = ("113100", "113101", "113102", "113105", "113106", "113107", "113108", "113109", "113110",
          "113111", "113112")  # fmt: skip
_HELD = tuple(rule for rule in rules() if rule.action == "X" and rule.keyword in column_index()
              and OF_PATIENTS.get(rule.keyword) != "")  # fmt: skip
"""
Attributes that the Basic Profile removes and that have a column. Addresses, telephone numbers and
what reads like a person's name or birth date are left to `audit.profile.privacy_direct`.
"""
_SERIES = """
create or replace temp table privacy_series as
select series, min(item) as first, {flags}
from located where series is not null and seen_whole group by series
"""


class _Rule(NamedTuple):
    """`declared` and `found` are columns of `privacy_series`; the words are for the report."""

    said: str
    declared: str
    told: str
    found: str


_RULES = (
    _Rule("113100 Basic Profile", f"c{BASIC}", "PatientBirthDate has a value"
          " that reads like nobody's birth date", "birth_date"),
    _Rule("113100 without 113111 (safe private elements kept)", f"c{BASIC} and not c113111",
          "private elements stand", "private"),
    _Rule("PatientIdentityRemoved YES", "removed", "OtherPatientIDs has a value",
          "other_ids"),
    _Rule("113101 Clean Pixel Data", "c113101", "BurnedInAnnotation is YES", "burned_in"),
    _Rule("113102 Clean Recognizable Visual Features", "c113102",
          "RecognizableVisualFeatures is YES", "recognizable"),
    _Rule("113106 dates kept in full", "c113106",
          "LongitudinalTemporalInformationModified is MODIFIED or REMOVED", "modified"),
    _Rule("113107 dates modified", "c113107",
          "LongitudinalTemporalInformationModified is UNMODIFIED", "unmodified"),
    _Rule("LongitudinalTemporalInformationModified REMOVED", "dates_removed",
          "StudyDate has a value", "dated"),
    _Rule("113106 and 113107 together", "c113106 and c113107",
          "dates cannot be kept in full and modified as well", "c113106"),
    _Rule("de-identification codes", "coded", "PatientIdentityRemoved is not YES", "not_removed"),
)  # fmt: skip


def measure_declared(table: HeaderTable) -> dict[str, Any]:
    """The fields of `Privacy` about declarations; adds `privacy_series`."""
    table.rows(_SERIES.format(flags=", ".join(f"{sql} as {name}" for name, sql in _flags())))
    ((n_series, n_declaring),) = table.rows(
        "select count(*), count(*) filter (removed or coded or modified or unmodified)"
        " from privacy_series"
    )
    found = [_against(table, one) for one in _RULES]
    found += [one for rule in _HELD if (one := _attribute(table, rule.keyword, rule.options))]
    codes = table.rows("""
        select code, count(distinct series) from (
            select series, unnest(DeidentificationMethodCodeSequence) as code from located
            where series is not null) group by 1 order by 2 desc, 1""")
    ((n_coded,),) = table.rows("select count(*) filter (coded) from privacy_series")
    named = tuple((code_name(code), n) for code, n in codes)
    return {
        "codes": Counts("series", n_series, named, n_series - n_coded),
        "contradictions": tuple(one for one in found if one is not None and one.n_declared),
        "n_declaring": n_declaring,
        "n_series": n_series,
    }


def _flags() -> list[tuple[str, str]]:
    def stands(keyword: str) -> str:
        return f"{letter_of(keyword)} = 'p'"

    def unlike_a_person(keyword: str) -> str:
        kind = OF_PATIENTS.get(keyword)
        real = f" and not ({real_looking(keyword, kind)})" if kind else ""
        return f"{stands(keyword)}{real}"

    longitudinal = "upper(trim(LongitudinalTemporalInformationModified))"
    tests = [
        ("removed", "upper(trim(PatientIdentityRemoved)) = 'YES'"),
        ("not_removed", "coalesce(upper(trim(PatientIdentityRemoved)), '') <> 'YES'"),
        ("coded", "len(DeidentificationMethodCodeSequence) > 0"),
        ("birth_date", unlike_a_person("PatientBirthDate")),
        ("private", "n_private > 0"),
        ("other_ids", stands("OtherPatientIDs")),
        ("burned_in", "upper(trim(BurnedInAnnotation)) = 'YES'"),
        ("recognizable", "upper(trim(RecognizableVisualFeatures)) = 'YES'"),
        ("modified", f"{longitudinal} in ('MODIFIED', 'REMOVED')"),
        ("dates_removed", f"{longitudinal} = 'REMOVED'"),
        ("unmodified", f"{longitudinal} = 'UNMODIFIED'"),
        ("dated", stands("StudyDate")),
        *((f"stands_{rule.keyword}", unlike_a_person(rule.keyword)) for rule in _HELD),
        *((f"c{code}", f"len([c for c in DeidentificationMethodCodeSequence if "
                       f"starts_with(c, '{code}:')]) > 0") for code in _CODES),
    ]  # fmt: skip
    return [(name, f"coalesce(bool_or({sql}), false)") for name, sql in tests]


def _attribute(table: HeaderTable, keyword: str, options: tuple[str, ...]) -> Contradiction | None:
    """An attribute that the Basic Profile removes, declared without an option that keeps it."""
    kept = " or ".join(f"c{code}" for code in options if code in _CODES) or "false"
    said = "113100 Basic Profile" + (f" without {' or '.join(options)}" if options else "")
    rule = _Rule(said, f"c{BASIC} and not ({kept})", f"{keyword} has a value", f"stands_{keyword}")
    found = _against(table, rule)
    return found if found is not None and found.subjects else None


def _against(table: HeaderTable, rule: _Rule) -> Contradiction | None:
    rows = table.rows(f"""
        select series, first, {rule.found} from privacy_series
        where {rule.declared} order by series""")
    if not rows:
        return None
    against = [(series, first) for series, first, found in rows if found]
    subjects = Subjects("series", tuple(s for s, _ in against), tuple(i for _, i in against))
    return Contradiction(rule.said, rule.told, subjects, len(rows))
