"""Items that stand twice: one UID and one content, one UID and two contents, one content."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote_to_bytes

import duckdb
import pyarrow as pa

from audit.scan.ready_doubles import find_repeated_rows
from audit.scan.ready_table import ReadyTable
from audit.scan.workers import Task, Workers

LONGEST = 2 << 30
"""Bytes of the largest file that is hashed whole."""
SCHEMA = pa.schema([("item", pa.int64()), ("extra", pa.list_(pa.string()))])
_SHARED = """
with files as (
    select SOPInstanceUID, item, path, source, size_bytes, sha256 from read_parquet($parts)
    where SOPInstanceUID is not null and source not in (select unnest($tables::integer[])))
select * from files
where SOPInstanceUID in (select SOPInstanceUID from files group by 1 having count(*) > 1)
order by SOPInstanceUID, item
"""
_SAME_PIXELS = """
with images as (
    select item, SOPInstanceUID, pixel_sha256, pixel_bytes, Rows, Columns, BitsAllocated
    from read_parquet($parts)
    where pixel_sha256 is not null and source not in (select unnest($tables::integer[])))
select item from images where (pixel_sha256, Rows, Columns, BitsAllocated) in (
    select (pixel_sha256, Rows, Columns, BitsAllocated) from images
    group by pixel_sha256, Rows, Columns, BitsAllocated
    having count(distinct SOPInstanceUID) > 1)
order by item
"""


def find_doubles(
    headers: Sequence[Path],
    roots: Sequence[Path],
    workers: Workers,
    tables: Sequence[ReadyTable] = (),
) -> pa.Table:
    """
    Codes by item: `duplicate-uid` for each repetition, `uid-conflict` for all of a group whose
    contents differ, `duplicate-content` where pixels that were read anyway stand under two UIDs.

    Only files that share a SOPInstanceUID, a size and a header are read whole. Rows of `tables`
    are no files, and judged by what they say (`find_repeated_rows`).
    """
    with duckdb.connect(config={"threads": 2}) as db:
        sources = [table.source for table in tables]
        parts = {"parts": [str(path) for path in headers], "tables": sources}
        shared = db.execute(_SHARED, parts).fetchall()
        same_pixels = [row[0] for row in db.execute(_SAME_PIXELS, parts).fetchall()]
    groups: dict[str, list[tuple[int, str, int, int, str]]] = {}
    for uid, *rest in shared:
        groups.setdefault(uid, []).append(tuple(rest))
    digests = _digests(groups, roots, workers)
    codes = find_repeated_rows(headers, tables)
    for group in groups.values():
        _judge(group, digests, codes)
    for item in same_pixels:
        codes.setdefault(item, []).append("duplicate-content")
    rows = [{"item": item, "extra": found} for item, found in sorted(codes.items())]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _judge(
    group: list[tuple[int, str, int, int, str]],
    digests: dict[int, str | None],
    codes: dict[int, list[str]],
) -> None:
    contents: dict[tuple[int, str, str], list[int]] = {}
    shells = {(size, header) for _, _, _, size, header in group}
    for item, _, _, size, header in group:
        digest = digests.get(item, header)
        if digest is None:  # neither the same nor another, as far as anyone knows
            codes.setdefault(item, []).append("hash-limit")
        else:
            contents.setdefault((size, header, digest), []).append(item)
    for items in contents.values():
        for item in items[1:]:
            codes.setdefault(item, []).append("duplicate-uid")
    if len(contents) > 1 or len(shells) > 1:
        for item, *_ in group:
            codes.setdefault(item, []).append("uid-conflict")


def _digests(
    groups: dict[str, list[tuple[int, str, int, int, str]]],
    roots: Sequence[Path],
    workers: Workers,
) -> dict[int, str | None]:
    """Whole-file digests of the items that only these can tell apart."""
    wanted = []
    for group in groups.values():
        alike: dict[tuple[int, str], list[tuple[int, str, int, int, str]]] = {}
        for entry in group:
            alike.setdefault((entry[3], entry[4]), []).append(entry)
        wanted += [entry for entries in alike.values() if len(entries) > 1 for entry in entries]
    if not wanted:
        return {}
    digests: dict[int, str | None] = {}
    for task, answer in workers.run(_tasks(wanted, roots)):
        found = [None] if isinstance(answer, str) else json.loads(answer)
        digests.update({item[0]: digest for item, digest in zip(task["items"], found, strict=True)})
    return digests


def _tasks(wanted: list[tuple[int, str, int, int, str]], roots: Sequence[Path]) -> Iterator[Task]:
    for batch, start in enumerate(range(0, len(wanted), 50)):
        items = [
            (item, os.fsdecode(full_path(roots[source - 1], path)), "", "", "", source)
            for item, path, source, *_ in wanted[start : start + 50]
        ]
        yield {"batch": batch, "items": items, "digest": True, "longest": LONGEST}


def full_path(root: Path, path: str) -> bytes:
    """The real path behind the path of the inventory."""
    if root.is_file():
        return os.fsencode(root)
    literal = os.fsencode(root) + b"/" + path.encode("utf-8", "surrogateescape")
    if os.path.lexists(literal):
        return literal
    return os.fsencode(root) + b"/" + unquote_to_bytes(path)
