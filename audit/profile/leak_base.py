"""Which item stands in which split, of which patient, with which values: the table `leak_base`."""

from __future__ import annotations

from audit.profile.leak_kinds import KINDS, column_of
from audit.profile.letters import letter_of
from audit.profile.model.classes import Classes
from audit.profile.model.leakage import SplitSize
from audit.profile.places import locate_instances
from audit.scan.label_join import NO_SPLIT
from audit.scan.table import HeaderTable

MOST = 10_000
"""Instances that are named of one kind; all are counted."""
_BY_COLUMN = f"""
select distinct i.item, i.instance, coalesce(nullif(r.split, ''), '{NO_SPLIT}') as split
from label_rows r join label_items i on r.token = i.token"""
_BY_PATH = "select item, instance, split from label_items"
_NOWHERE = "select item, instance, '' as split from label_items"
# An item may be in two splits (two label rows), and a patient in several; NULL where in none.
_BASE = """
create or replace temp table leak_base as
with named as (select * from ({source}) where split not in ('', '{none}'))
select h.item, i.instance, n.split, p.number as patient,
       coalesce(n.split in ({test}), false) as is_test, {values}
from headers h
join label_items i on i.item = h.item
left join named n on n.item = h.item
left join patients_by_token p on p.token = h.PatientID and {known}
where h.status <> 'rejected'
"""
_FOUND = """
create or replace temp table leak_found (instance bigint, patient bigint, by_unit boolean)
"""
_SIZES = """
select split, count(distinct patient), count(distinct instance)
from leak_base where split is not null group by 1
"""


def make_base(table: HeaderTable, classes: Classes) -> tuple[SplitSize, ...]:
    """
    Make `leak_base` (item, instance, split, patient, is_test, a column a kind), `leak_found`
    (instance, patient, by_unit), and give the size of each split in the order of `classes.splits`.

    Needs `label_items`, and `label_rows` where a label file was joined. A placeholder is no
    patient. Every item counts, also a second copy: a copy may lie in another split.
    """
    locate_instances(table)
    table.rows("create table if not exists known_frames (token varchar)")
    source = {"column": _BY_COLUMN, "path": _BY_PATH}.get(classes.split_source, _NOWHERE)
    query = _BASE.format(
        source=source,
        none=NO_SPLIT,
        known=f"{letter_of('PatientID', 'h.')} in ('p', 'i')",
        test=quoted(classes.test_splits),
        values=", ".join(column_of(kind) for kind in KINDS),
    )
    table.rows(query)
    table.rows(_FOUND)
    sizes = {split: (p, i) for split, p, i in table.rows(_SIZES)}
    known_order = [split for split in classes.splits if split in sizes]
    others = sorted(sizes.keys() - set(known_order))
    return tuple(SplitSize(split, *sizes[split]) for split in (*known_order, *others))


def quoted(texts: tuple[str, ...]) -> str:
    """Texts as an SQL list; never empty, so that `in (...)` stays valid."""
    return ", ".join("'" + text.replace("'", "''") + "'" for text in texts) or "null"


def number(table: HeaderTable, query: str) -> int:
    """The one number a query gives."""
    return int(table.rows(query)[0][0])
