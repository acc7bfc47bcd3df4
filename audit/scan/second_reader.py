"""A few items read again with pydicom: where two readers disagree, one of them is wrong."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from audit.scan.doubles import full_path
from audit.scan.ready_table import ReadyTable
from audit.scan.workers import Task, Workers

ONE_IN = 1_000
"""Items of which one is read again: those whose header digest is divisible by it."""
FIRST = 20
"""Items from the start that are read again in any case: a small dataset too has a second reader."""
MOST = 300
LONGEST = 64 << 20
"""Bytes of the longest file that is read again: pydicom walks through all of it."""
SCHEMA = pa.schema(
    [("item", pa.int64()), ("outcome", pa.string()), ("keywords", pa.list_(pa.string()))]
)
"""`same`, `different` with the keywords of which the values differ, or `unknown`."""
_CHOSEN = f"""
with read as (
    select item, path, source, sha256[:8] as mark from read_parquet($parts)
    where status in ('ok', 'finding') and size_bytes <= {LONGEST} and sha256 is not null
      and not list_contains(codes, 'dicomdir')
      and source not in (select unnest($tables::integer[]))),
first as (select * from read order by item limit {FIRST}),
others as (
    select * from read where ('0x' || mark)::bigint % {ONE_IN} = 0
    order by mark, item limit {MOST - FIRST})
select item, path, source from first union select item, path, source from others order by item
"""


def read_again(
    headers: Sequence[Path],
    roots: Sequence[Path],
    workers: Workers,
    tables: Sequence[ReadyTable] = (),
) -> pa.Table:
    """
    What a second reader says of about one item in a thousand, chosen by its digest.

    All go to one process, so that pydicom is loaded once a run; an item that breaks it is
    `unknown` and takes nothing with it. Rows of `tables` are no files.
    """
    with duckdb.connect(config={"threads": 2}) as db:
        sources = [table.source for table in tables]
        parts = {"parts": [str(path) for path in headers], "tables": sources}
        chosen = db.execute(_CHOSEN, parts).fetchall()
    rows = []
    for task, answer in workers.run(iter([_task(chosen, roots)] if chosen else [])):
        found = [None] if isinstance(answer, str) else json.loads(answer)
        for item, keywords in zip(task["items"], found, strict=True):
            outcome = "unknown" if keywords is None else "different" if keywords else "same"
            rows.append({"item": item[0], "outcome": outcome, "keywords": keywords or []})
    rows.sort(key=lambda row: int(str(row["item"])))
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _task(chosen: list[tuple[int, str, int]], roots: Sequence[Path]) -> Task:
    items = [
        (item, os.fsdecode(full_path(roots[source - 1], path)), "", "", "", source)
        for item, path, source in chosen
    ]
    return {"batch": 0, "items": items, "digest": False, "compare": True}
