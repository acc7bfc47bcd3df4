"""Labels meet headers: which rows join, and which items no row speaks of."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from audit.scan.cohort import LabelTable
from audit.scan.label_faults import RowFault, merge
from audit.scan.label_keys import KeyForm, choose_key
from audit.scan.label_names import ANNOTATION, LEVELS
from audit.scan.label_near import find_unjoined
from audit.scan.label_tables import add_entries
from audit.scan.table import HeaderTable

NO_SPLIT = "no split"
"""What a row or item without a split belongs to where others have one."""

# Every item that was opened, also a second copy of an instance: a copy in another folder may
# stand in another split. `instance` is the item that stands for all copies.
_ITEMS = """
create or replace table label_items as
select h.item, i.item as instance, i.patient, {token} as token, {split} as split
from headers h
join instances i on coalesce(h.SOPInstanceUID, 'item ' || h.item)
                  = coalesce(i.SOPInstanceUID, 'item ' || i.item)
where not list_contains(h.codes, 'dicomdir')
"""
_NAMES = "train|training|test|testing|val|valid|validation"
_FOLDER = f"regexp_extract(lower(h.path), '(^|/)({_NAMES})(/|$)', 2)"
_FROM_PATH = f"""
case when {_FOLDER} in ('train', 'training') then 'train'
     when {_FOLDER} in ('test', 'testing') then 'test'
     when {_FOLDER} <> '' then 'validation' else '' end
"""
_MATCH = """
create or replace table label_match as
select distinct r.row, i.instance, i.patient, {split} as split
from label_rows r join {items} i on r.token = i.token
"""
_POINTED_TO = """(
    select a.item::varchar as token, i.instance, i.patient, i.split
    from annotation_targets a join headers h on a.target = h.SOPInstanceUID
    join label_items i on i.item = h.item)"""
_AMBIGUOUS = """
create or replace table label_ambiguous as
select token from label_items where token is not null and {unique}
group by token having count(distinct instance) > 1
"""
_CLEAR = """
update label_items set token = null where token in (select token from label_ambiguous)
"""
# A segmentation names its images once a segment and the objects it was made from as well.
_TARGETS = """
create or replace table annotation_targets as
select distinct item, target from (
    select item, unnest(ReferencedSOPInstanceUID) as target from headers)
where target is not null
"""


@dataclass(frozen=True, slots=True)
class JoinedLabels:
    """
    How the join went. The tables it leaves beside the headers:

    `labels` (the long table: row, token, level, label, name, value, split, reader, number),
    `label_rows` (row, key, token, split, conflict, reader, unit), `label_items` (item, instance,
    patient, token, split by folder), `label_match` (row, instance, patient, split).
    """

    keyword: str
    form: str
    """How keys were compared, in words; "" where they are the identifier as it stands."""
    level: str
    split_source: str
    """`column`, `path` (a folder is called train, test, validation or nearly so), `none`."""
    n_rows_joined: int
    faults: tuple[RowFault, ...]


def join_labels(table: HeaderTable, labels: LabelTable) -> JoinedLabels:
    """
    Join by the key of the label file; keys count as equal only where they are so exactly.

    A key of unknown kind is taken for the identifier that most rows join by (`choose_key`), and a
    key that is the name of a file joins only where one instance has that name.
    """
    table.add("label_rows", labels.rows)
    if labels.keyword == ANNOTATION:
        table.rows(_TARGETS)
    key = choose_key(table, labels)
    _add_tokens(table, labels, key)
    by_folder = _add_items(table, key)
    source = "column" if labels.has_split else "path" if by_folder else "none"
    split = {
        "column": f"coalesce(nullif(r.split, ''), '{NO_SPLIT}')",
        "path": f"coalesce(nullif(i.split, ''), '{NO_SPLIT}')",
        "none": "''",
    }[source]
    table.rows(_AMBIGUOUS.format(unique=str(key.unique).lower()))
    table.rows(_CLEAR)
    items = _POINTED_TO if key.keyword == ANNOTATION else "label_items"
    table.rows(_MATCH.format(split=split, items=items))
    level = LEVELS[key.keyword]
    add_entries(table, labels.entries, level)
    joined = table.rows("select count(distinct row) from label_match")[0][0]
    faults = merge([*labels.faults, *find_unjoined(table, labels, key)])
    return JoinedLabels(key.keyword, key.form, level, source, joined, faults)


def add_items(table: HeaderTable) -> bool:
    """Make `label_items` without tokens; whether any item lies in a folder that names a split."""
    return _add_items(table, KeyForm("", "", "null::varchar", str))


def _add_items(table: HeaderTable, key: KeyForm) -> bool:
    table.rows(_ITEMS.format(token=key.of_item, split=_FROM_PATH))
    return bool(table.rows("select count(*) from label_items where split <> ''")[0][0])


def _add_tokens(table: HeaderTable, labels: LabelTable, key: KeyForm) -> None:
    tokens = pa.array([key.identify(text) for text in labels.keys], pa.string())
    column = tokens.take(labels.rows["key"])
    table.add("label_rows", labels.rows.append_column("token", column))
