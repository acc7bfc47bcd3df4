"""Label rows that join nothing, each under the nearest explanation there is."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from audit.scan.cohort import LabelTable
from audit.scan.label_faults import EXAMPLES, FaultKind, RowFault
from audit.scan.label_keys import KeyForm
from audit.scan.label_variants import write_otherwise
from audit.scan.table import HeaderTable

BATCH = 50_000
_KINDS = tuple(FaultKind)
# Below zero: what comes before the kinds of difference, and what is left where nothing fits.
_SPECIAL = {-3: FaultKind.AMBIGUOUS, -2: FaultKind.NOT_IN_DATA, -1: FaultKind.NOT_READ}


def find_unjoined(table: HeaderTable, labels: LabelTable, key: KeyForm) -> Iterator[RowFault]:
    """Every row that joins nothing, once."""
    missing = "select distinct key from label_rows where row not in (select row from label_match)"
    table.rows(f"create or replace table label_missing as {missing}")
    keys = [number for (number,) in table.rows("select key from label_missing order by key")]
    table.rows("create or replace table label_near (key bigint, kind integer)")
    for start in range(0, len(keys) if labels.source == "file" else 0, BATCH):
        _add_near(table, labels, key, keys[start : start + BATCH])
    table.rows(
        "insert into label_near select distinct r.key, -3 from label_rows r "
        "join label_missing using (key) join label_ambiguous a on a.token = r.token"
    )
    if "h.path" in key.of_item:
        table.rows(
            "insert into label_near select distinct r.key, -1 from label_rows r "
            "join label_missing using (key) join inventory h on "
            f"{key.of_item} = r.token anti join label_ambiguous a on a.token = r.token"
        )
    yield from _count_unjoined(table)


def _add_near(table: HeaderTable, labels: LabelTable, key: KeyForm, keys: list[int]) -> None:
    rows = [
        (number, _KINDS.index(kind), key.identify(other))
        for number in keys
        for kind, other in write_otherwise(labels.keys[number])
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
    """In the order of the kinds, what is special first."""
    nearest = """
        select m.key, coalesce(min(n.kind), -2) as kind
        from label_missing m left join label_near n using (key) group by 1
    """
    found = table.rows(f"""
        select kind, count(*), (list(row order by row))[1:{EXAMPLES}]
        from label_rows join ({nearest}) using (key) group by kind order by kind
    """)
    for kind, n_rows, rows in found:
        yield RowFault(_SPECIAL.get(kind) or _KINDS[kind], n_rows, tuple(rows))
