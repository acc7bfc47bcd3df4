"""HeaderTable -> Privacy: places where a person shows, declarations, and risks."""

from __future__ import annotations

from audit.profile.model.privacy import Privacy, Searched, Trace
from audit.profile.model.shared import Subjects
from audit.profile.places import locate_instances
from audit.profile.privacy_declared import measure_declared
from audit.profile.privacy_direct import REMOVED, measure_direct
from audit.profile.privacy_profile import measure_attributes
from audit.profile.privacy_risks import measure_risks
from audit.scan.table import WEIGHT, HeaderTable

KINDS = ("name", "birth date", "identifier", "staff name")
_TRACES = """
select split_part(mark, '@', 1), substr(mark, instr(mark, '@') + 1), list(item order by item),
       count(distinct token), count(*) filter (removed)
from (select unnest(string_split({column}, '|')) as mark,
             item, PatientID as token, {removed} as removed
      from headers where {column} <> '')
group by 1, 2 order by 1, 2
"""
_SEARCHED = """
select unnest(string_split(echo_searched, '|')) as kind, count(*) from headers
where echo_searched <> '' group by 1 order by 1
"""
_UNSEARCHED = """
select split_part(mark, ':', 1), split_part(mark, ':', 2), count(*)
from (select unnest(string_split(echo_unsearched, '|')) as mark from headers
      where echo_unsearched <> '') group by 1, 2 order by 1, 2
"""


def measure_privacy(table: HeaderTable) -> Privacy:
    """All facts of the family; what is not in the headers is nobody's fact."""
    locate_instances(table)
    ((n_looked, n_not, n_removed),) = table.rows(f"""
        select count(*) filter (echoes is not null),
               coalesce(sum({WEIGHT}) filter (echoes is null), 0)::bigint,
               count(*) filter (echoes is not null and {REMOVED})
        from headers where status <> 'rejected' and not list_contains(codes, 'dicomdir')""")
    attributes, n_profile, n_instances = measure_attributes(table)
    declared = measure_declared(table)
    risks = measure_risks(table)
    direct, direct_declared = measure_direct(table)
    return Privacy(
        n_items=n_looked,
        n_not_looked=n_not,
        n_removed=n_removed,
        echoes=_traces(table, "echoes"),
        searched=_searched(table),
        signs=_traces(table, "text_signs"),
        direct=direct,
        direct_declared=direct_declared,
        attributes=attributes,
        n_profile=n_profile,
        n_instances=n_instances,
        **declared,
        **risks,
    )


def _traces(table: HeaderTable, column: str) -> tuple[Trace, ...]:
    rows = table.rows(_TRACES.format(column=column, removed=REMOVED))
    return tuple(
        Trace(kind, place, Subjects("item", tuple(items), tuple(items)), n_patients, n_removed)
        for kind, place, items, n_patients, n_removed in rows
    )


def _searched(table: HeaderTable) -> tuple[Searched, ...]:
    counts = dict(table.rows(_SEARCHED))
    reasons = table.rows(_UNSEARCHED)
    return tuple(
        Searched(
            kind,
            counts.get(kind, 0),
            tuple((why, n) for one, why, n in reasons if one in (kind, "header")),
        )
        for kind in KINDS
    )
