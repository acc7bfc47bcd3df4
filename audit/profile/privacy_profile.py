"""The Basic Profile of PS3.15 attribute by attribute: what stands with a value, and where."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import pyarrow as pa

from audit.profile.header_kinds import READ
from audit.profile.model.privacy import ProfileAttribute
from audit.scan.dictionary import vr_in_dictionary
from audit.scan.keywords import Keep, columns
from audit.scan.table import HeaderTable

_LAYOUTS = f"""
create or replace temp table privacy_layouts as
select row_number() over (order by min(item)) as layout, any_value(present) as present,
       any_value(empty) as empty, hash(present) as one, hash(empty) as two
from headers where {READ} group by hash(present), hash(empty), len(present)
"""
_TAGS = """
create or replace temp table privacy_tags as
select distinct layout, tag from (select layout, unnest(present) as tag, empty from privacy_layouts)
where not list_contains(empty, tag)
"""
_PLACED = """
create or replace temp table privacy_placed as
select l.layout, p.patient, p.series, count(*) as n
from headers h join places p using (item)
join privacy_layouts l on l.one = hash(h.present) and l.two = hash(h.empty)
where h.present is not null group by all
"""
_COUNTED = """
select a.pattern, sum(p.n)::bigint, count(distinct p.series), count(distinct p.patient)
from (select distinct c.pattern, t.layout from confidential c
      join privacy_tags t on t.tag like c.pattern) a
join privacy_placed p using (layout) group by 1 order by 1
"""
_DESCRIPTORS = re.compile(r"Description|Comment|History|Reason|Title|Text|Diagnos|ProtocolName")
_DEVICE = re.compile(
    r"Device|StationName|StationAE|Gantry|DetectorID|PlateID|CassetteID|GeneratorID"
)
_PATIENT = re.compile(
    r"PatientSex|PatientAge|PatientSize|PatientWeight|EthnicGroup|SmokingStatus|PregnancyStatus"
    r"|Allergies|LastMenstrual|MedicalAlerts|PatientState|PatientSpecies|PatientBreed|Neutered"
)
_INSTITUTION = re.compile(r"Institution")


class Rule(NamedTuple):
    """One line of `audit/data/confidentiality.tsv`, and the option that may keep the attribute."""

    tag: str
    keyword: str
    action: str
    options: tuple[str, ...]
    """Codes of CID 7050; dates by their VR, the others by the keyword: our own reading."""


@cache
def rules() -> tuple[Rule, ...]:
    """All lines of the profile."""
    text = files("audit").joinpath("data/confidentiality.tsv").read_text(encoding="utf-8")
    lines = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    return tuple(
        Rule(tag, keyword, action, _options(tag, keyword)) for tag, keyword, action in lines[1:]
    )


def _options(tag: str, keyword: str) -> tuple[str, ...]:
    vr = "" if "x" in tag else vr_in_dictionary(int(tag, 16))
    if keyword == "PatientBirthDate":
        return ()
    found = ["113106", "113107"] if vr in ("DA", "TM", "DT") or "Timezone" in keyword else []
    for code, pattern in (("113105", _DESCRIPTORS), ("113109", _DEVICE), ("113108", _PATIENT),
                          ("113112", _INSTITUTION)):  # fmt: skip
        if pattern.search(keyword):
            found.append(code)
    return (*found, "113103") if tag[:2] in ("50", "60") and "x" in tag else tuple(found)


def measure_attributes(table: HeaderTable) -> tuple[tuple[ProfileAttribute, ...], int, int]:
    """
    The attributes that stand with a value in the data set itself, the size of the profile, and in
    how many instances was looked.

    Adds `privacy_tags` and `privacy_placed`. What stands in sequences is not counted here.
    """
    patterns = pa.table({"pattern": [rule.tag.replace("x", "_") for rule in rules()]})
    table.add("confidential", patterns)
    for query in (_LAYOUTS, _TAGS, _PLACED):
        table.rows(query)
    found: dict[str, tuple[int, int, int]] = {
        pattern: (n, n_series, n_patients)
        for pattern, n, n_series, n_patients in table.rows(_COUNTED)
    }
    distinct = _distinct(table)
    attributes = []
    for rule in rules():
        counts = found.get(rule.tag.replace("x", "_"))
        if counts:
            n_distinct = distinct.get(rule.keyword)
            one = ProfileAttribute(rule.tag, rule.keyword, rule.action, *counts, n_distinct)
            attributes.append(one)
    ((n_instances,),) = table.rows("select coalesce(sum(n), 0)::bigint from privacy_placed")
    return tuple(attributes), len(rules()), n_instances


def _distinct(table: HeaderTable) -> dict[str, int]:
    """Different values of those attributes whose values, or tokens, the table holds."""
    known = {rule.keyword for rule in rules()}
    held = [c for c in columns() if c.keyword in known and c.keep is not Keep.PRESENCE]
    asked = ", ".join(f"count(distinct {column.keyword})" for column in held)
    (counts,) = table.rows(f"select {asked} from located")
    return {column.keyword: n for column, n in zip(held, counts, strict=True)}
