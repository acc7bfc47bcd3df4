"""Patients whom a value joins although their PatientIDs differ: `leak_kind` -> Linked."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from audit.profile.leak_base import number
from audit.profile.leak_kinds import LIKELY, Kind
from audit.profile.model.leakage import Linked
from audit.profile.model.shared import Subjects
from audit.scan.table import HeaderTable
from audit.stats.overlap import expected_equal_pairs

_SEVERAL = """
create or replace temp table leak_several as
select value, min(patient) as first from leak_kind where patient is not null
group by 1 having min(patient) <> max(patient)
"""
_EDGES = """
select distinct s.first, k.patient from leak_kind k join leak_several s using (value)
where k.patient <> s.first order by 1, 2
"""
# A group leaks where two of its patients stand in different splits. With two patients in a split
# and two splits among them there always are two such patients.
_GROUPS = """
create or replace temp table leak_groups as
select l.person, count(distinct b.patient) > 1 and count(distinct b.split) > 1 as across,
       count(distinct b.patient) filter (not b.is_test) as n_other,
       min(b.patient) filter (not b.is_test) as first_other
from leak_links l left join leak_base b on b.patient = l.patient and b.split is not null
group by 1
"""
_LEAKED = """
create or replace temp table leak_people as
select distinct b.patient, b.instance from leak_base b
join leak_links l on l.patient = b.patient join leak_groups g on g.person = l.person
where b.is_test and (g.n_other > 1 or (g.n_other = 1 and g.first_other <> b.patient))
"""
_WHO = """
select l.patient, f.first_item from leak_links l
join patients_by_token f on f.number = l.patient
join leak_groups g on g.person = l.person where {where} order by 1
"""
_CHANCE = """
with people as (select distinct b.patient, h.PatientBirthDate as born,
                       hash(h.PatientSex, h.StudyDate) as visit
                from leak_kind b join headers h on h.item = b.item where b.patient is not null),
equal as (select count(*) as n from (select distinct patient, born from people) group by born),
within as (select count(*) as n from people group by visit),
together as (select count(*) as n from people group by born, visit)
select (select coalesce(sum(n * (n - 1) // 2), 0) from equal),
       (select coalesce(sum(n * (n - 1) // 2), 0) from together),
       (select count(distinct patient) from people),
       (select coalesce(sum(n * (n - 1) // 2), 0) from within)
"""


def measure_linked(table: HeaderTable, kind: Kind, n_common: int = 0) -> Linked | None:
    """None where no patient has such a value. Adds what is leaked to `leak_found`."""
    n_total = number(table, "select count(distinct patient) from leak_kind")
    if not n_total and not n_common:
        return None
    n_pairs, expected = _chance(table) if kind.name == LIKELY else (None, None)
    plain = Linked(kind.name, n_total, expected_pairs=expected, n_pairs=n_pairs, n_common=n_common)
    n_groups = _join_patients(table)
    return _with_extent(table, replace(plain, n_groups=n_groups)) if n_groups else plain


def _with_extent(table: HeaderTable, plain: Linked) -> Linked:
    table.rows(_GROUPS)
    table.rows(_LEAKED)
    table.rows("insert into leak_found select instance, patient, false from leak_people")
    apart, across = _who(table, "not across"), _who(table, "across")
    ((n_patients, n_instances),) = table.rows(
        "select count(distinct patient), count(distinct instance) from leak_people"
    )
    return replace(
        plain,
        n_patients=len(apart) + len(across),
        n_groups_across=number(table, "select count(*) from leak_groups where across"),
        n_patients_across=len(across),
        n_test_patients=n_patients,
        n_test_instances=n_instances,
        patients_apart=apart,
        patients_across=across,
    )


def _join_patients(table: HeaderTable) -> int:
    """`leak_links` (patient, person): everybody who shares a value, by connected groups."""
    table.rows(_SEVERAL)
    edges = np.array(table.rows(_EDGES), np.int64).reshape(-1, 2)
    patients, places = np.unique(edges, return_inverse=True)
    places = places.reshape(-1, 2)
    size = (len(patients), len(patients))
    graph = coo_array((np.ones(len(places), np.int8), (places[:, 0], places[:, 1])), shape=size)
    n_groups, persons = connected_components(graph, directed=False) if len(patients) else (0, [])
    columns = {"patient": pa.array(patients, pa.int64()), "person": pa.array(persons, pa.int64())}
    table.add("leak_links", pa.table(columns))
    return int(n_groups)


def _who(table: HeaderTable, where: str) -> Subjects:
    rows = table.rows(_WHO.format(where=where))
    return Subjects("patient", tuple(row[0] for row in rows), tuple(row[1] for row in rows))


def _chance(table: HeaderTable) -> tuple[int, float | None]:
    """Pairs of patients with all three in common, and how many of them chance would give."""
    ((equal, both, n, within),) = table.rows(_CHANCE)
    pairs = n * (n - 1) // 2
    return int(both), expected_equal_pairs(int(equal), int(both), pairs, int(within))
