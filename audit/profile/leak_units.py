"""Units of one kind that stand in more than one split: `leak_kind` -> Shared."""

from __future__ import annotations

from dataclasses import replace

from audit.profile.leak_base import MOST, number
from audit.profile.leak_kinds import Kind
from audit.profile.model.leakage import Shared, SplitPair
from audit.profile.model.shared import Subjects
from audit.scan.table import HeaderTable

_PLACES = """
create or replace temp table leak_places as
select distinct value, split, is_test from leak_kind where split is not null
"""
_SHARED = """
create or replace temp table leak_shared as
select value, bool_or(is_test) and bool_or(not is_test) as of_test
from leak_places group by 1 having count(*) > 1
"""
_PAIRS = """
select a.split, b.split, count(*) from leak_places a
join leak_places b on b.value = a.value and a.split < b.split
group by all order by 1, 2
"""
# A unit is hidden where none of its patients stands in two splits by PatientID.
_HIDDEN = """
select count(*) from (
    select value from leak_kind join leak_shared using (value)
    left join leak_patients t using (patient)
    group by 1 having not coalesce(bool_or(t.n_splits > 1), false))
"""
_TEST = """
insert into leak_found select distinct instance, patient, true from leak_kind
join leak_shared using (value) where of_test and is_test
"""
_COUNT_TEST = """
select count(distinct patient), count(distinct instance) from leak_kind
join leak_shared using (value) where of_test and is_test
"""
_WHO = f"""
select distinct instance from leak_kind join leak_shared using (value)
where split is not null order by 1 limit {MOST}
"""
_PATIENTS = """
create or replace temp table leak_patients as
select patient, count(distinct split) as n_splits, bool_or(is_test) as in_test,
       bool_or(split is not null and not is_test) as in_other
from leak_base where patient is not null and split is not null group by 1
"""


def make_patients(table: HeaderTable) -> None:
    """`leak_patients`: each patient of a split, in how many and in which sort of split."""
    table.rows(_PATIENTS)


def measure_shared(table: HeaderTable, kind: Kind, n_common: int = 0) -> Shared | None:
    """None where no item of a split has such a value. Adds what is leaked to `leak_found`."""
    table.rows(_PLACES)
    n_total = number(table, "select count(distinct value) from leak_places")
    if not n_total:
        return None
    table.rows(_SHARED)
    n_shared = number(table, "select count(*) from leak_shared")
    plain = Shared(kind.name, n_total, n_shared, n_common=n_common)
    return _with_extent(table, plain) if n_shared else plain


def _with_extent(table: HeaderTable, plain: Shared) -> Shared:
    table.rows(_TEST)
    ((n_patients, n_instances),) = table.rows(_COUNT_TEST)
    who = tuple(row[0] for row in table.rows(_WHO))
    return replace(
        plain,
        n_hidden=number(table, _HIDDEN),
        pairs=tuple(SplitPair(*row) for row in table.rows(_PAIRS)),
        n_test_patients=n_patients,
        n_test_instances=n_instances,
        subjects=Subjects("instance", who, who),
    )
