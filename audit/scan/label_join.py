"""Labels meet headers: which rows join, which only nearly, which items no row speaks of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa

from audit.scan.cohort import LabelTable
from audit.scan.label_columns import KEYS
from audit.scan.label_faults import EXAMPLES, FaultKind, RowFault, merge
from audit.scan.label_variants import write_otherwise
from audit.scan.table import HeaderTable

BATCH = 50_000
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
from label_rows r join label_items i on r.token = i.token
"""


@dataclass(frozen=True, slots=True)
class JoinedLabels:
    """
    How the join went. The tables it leaves beside the headers:

    `labels` (the long table: row, token, level, label, name, value, split), `label_rows` (row,
    key, token, split, conflict), `label_items` (item, instance, patient, token, split by folder),
    `label_match` (row, instance, patient, split).
    """

    keyword: str
    level: str
    split_source: str
    """`column`, `path` (a folder is called train, test, validation or nearly so), `none`."""
    n_rows_joined: int
    faults: tuple[RowFault, ...]


def join_labels(table: HeaderTable, labels: LabelTable) -> JoinedLabels:
    """
    Join by the key of the label file; keys count as equal only where they are so exactly.

    A key of unknown kind is taken for the identifier that most rows join by (ties: the first in
    the order of the documentation; the first where none joins).
    """
    table.add("label_rows", labels.rows)
    keyword = labels.keyword or _best_keyword(table)
    by_folder = add_items(table, keyword)
    source = "column" if labels.has_split else "path" if by_folder else "none"
    split = {
        "column": f"coalesce(nullif(r.split, ''), '{NO_SPLIT}')",
        "path": f"coalesce(nullif(i.split, ''), '{NO_SPLIT}')",
        "none": "''",
    }[source]
    table.rows(_MATCH.format(split=split))
    level = KEYS[keyword]
    table.add("labels", _with_level(labels.entries, level))
    joined = table.rows("select count(distinct row) from label_match")[0][0]
    faults = merge([*labels.faults, *_unjoined(table, labels, keyword)])
    return JoinedLabels(keyword, level, source, joined, faults)


def add_items(table: HeaderTable, keyword: str = "") -> bool:
    """Make `label_items`; whether any item lies in a folder that names a split."""
    token = f"h.{keyword}" if keyword else "null::varchar"
    table.rows(_ITEMS.format(token=token, split=_FROM_PATH))
    return bool(table.rows("select count(*) from label_items where split <> ''")[0][0])


def _with_level(entries: pa.Table, level: str) -> pa.Table:
    column = pa.array([level], pa.string()).take(pa.array([0] * len(entries), pa.int64()))
    return entries.add_column(2, "level", column)


def _best_keyword(table: HeaderTable) -> str:
    """`path` is not tried: the keys were made into tokens, and paths are none."""
    found = {
        keyword: table.rows(
            "select count(*) from label_rows where token in "
            f"(select {keyword} from headers where {keyword} is not null)"
        )[0][0]
        for keyword in KEYS
        if keyword != "path"
    }
    return max(found, key=lambda keyword: found[keyword])


def _unjoined(table: HeaderTable, labels: LabelTable, keyword: str) -> Iterator[RowFault]:
    """Every row that joins nothing, once, under the nearest explanation there is."""
    missing = "select distinct key from label_rows where row not in (select row from label_match)"
    table.rows(f"create or replace table label_missing as {missing}")
    keys = [key for (key,) in table.rows("select key from label_missing order by key")]
    table.rows("create or replace table label_near (key bigint, kind integer)")
    for start in range(0, len(keys), BATCH):
        _add_near(table, labels, keys[start : start + BATCH])
    if keyword == "path":
        table.rows(
            "insert into label_near select distinct r.key, -1 from label_rows r "
            "join label_missing using (key) join inventory n on n.path = r.token"
        )
    yield from _count_unjoined(table)


def _add_near(table: HeaderTable, labels: LabelTable, keys: list[int]) -> None:
    kinds = list(FaultKind)
    rows = [
        (key, kinds.index(kind), labels.identify(other))
        for key in keys
        for kind, other in write_otherwise(labels.keys[key])
    ]
    columns = [list(column) for column in zip(*rows, strict=True)] or [[], [], []]
    types = (pa.int64(), pa.int64(), pa.string())
    arrays = [pa.array(c, t) for c, t in zip(columns, types, strict=True)]
    table.add("label_variants", pa.table(arrays, names=["key", "kind", "token"]))
    table.rows(
        "insert into label_near select distinct v.key, v.kind from label_variants v "
        "where v.token in (select token from label_items where token is not null)"
    )


def _count_unjoined(table: HeaderTable) -> Iterator[RowFault]:
    """Kind -1 is a path that stands in the inventory; it comes first, then the order of kinds."""
    nearest = """
        select m.key, coalesce(min(n.kind), -2) as kind
        from label_missing m left join label_near n using (key) group by 1
    """
    found = table.rows(f"""
        select kind, count(*), (list(row order by row))[1:{EXAMPLES}]
        from label_rows join ({nearest}) using (key) group by kind order by kind
    """)
    special = {-2: FaultKind.NOT_IN_DATA, -1: FaultKind.NOT_READ}
    for kind, n_rows, rows in found:
        name = special.get(kind) or list(FaultKind)[kind]
        yield RowFault(name, n_rows, tuple(rows))
