"""Annotation objects, and annotation files beside the images, read into a table of their own."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from audit.scan import limits
from audit.scan.annotation_coco import name_of_file
from audit.scan.annotation_rows import ANNOTATIONS, CARRIERS, OTHER, OTHERS, roles, unread
from audit.scan.doubles import full_path
from audit.scan.image_faults import image_classes
from audit.scan.parts import PartWriter
from audit.scan.ready_table import ReadyTable
from audit.scan.tokens import tokens
from audit.scan.workers import Task, Workers

VIEW = "annotation_objects"
NAMES = "annotation_names"
# A class that no table knows is what its Modality says, if that is the one of a carrier.
_OBJECTS = """
select item, path, source, SOPClassUID, Modality from read_parquet($headers)
where status <> 'rejected' and not list_contains(codes, 'dicomdir')
  and source not in (select unnest($tables::integer[]))
  and (list_contains($carriers::varchar[], SOPClassUID) or len(ReferencedSOPInstanceUID) > 0
       or list_contains($others::varchar[], Modality)
       or (list_contains($modalities::varchar[], Modality)
           and (SOPClassUID is null or not list_contains($known::varchar[], SOPClassUID))))
order by item
"""
_FILES = """
select item, path, source, kind from (
    select item, path, source, codes,
           case when path ilike '%.xml' then 'AIM' when path ilike '%.json' then 'COCO'
                when path ilike '%.nii' or path ilike '%.nii.gz' then 'NIfTI' end as kind
    from read_parquet($inventories) where status = 'skipped')
where kind is not null and (list_contains(codes, 'not-dicom')
                            or (kind = 'NIfTI' and list_contains(codes, 'empty-file')))
order by item
"""
_NAMED = """
select item, path from read_parquet($inventories)
where status <> 'rejected' and not (path ilike '%.json' or path ilike '%.xml') order by item
"""
_NAME = pa.schema([("item", pa.int64()), ("whole", pa.string()), ("bare", pa.string())])
Wanted = tuple[int, str, int, str]


def read_annotations(
    writer: PartWriter, roots: Sequence[Path], workers: Workers, tables: Sequence[ReadyTable],
    work: Path,
) -> dict[str, Path]:  # fmt: skip
    """
    Read every annotation object among the headers, and every file beside them that may hold
    annotations, into Parquet files in `work`; gives the view that each is to be.

    Only these are opened again; headers of images cost nothing. Rows of `tables` are no files.
    """
    headers, inventories = ([str(path) for path in some]
                            for some in (writer.headers, writer.inventories))  # fmt: skip
    with duckdb.connect(config={"threads": 2}) as db:
        wanted = sorted(
            [*_objects(db, headers, [one.source for one in tables]),
             *db.execute(_FILES, {"inventories": inventories}).fetchall()]
        )  # fmt: skip
        named = any(kind == "COCO" for *_, kind in wanted)
        rows = db.execute(_NAMED, {"inventories": inventories}).fetchall() if named else []
    files = {VIEW: work / "annotations.parquet", NAMES: work / "annotation-names.parquet"}
    for path in files.values():
        path.touch(mode=0o600)
    pq.write_table(_names(rows, workers.key), files[NAMES])
    with pq.ParquetWriter(files[VIEW], ANNOTATIONS) as parts:  # in no order: never held at once
        # without a task the workers would be waited for in vain
        for task, answer in workers.run(_tasks(wanted, roots)) if wanted else ():
            parts.write_table(_table(task, answer))
    return files


def _objects(
    db: duckdb.DuckDBPyConnection, headers: list[str], tables: list[int]
) -> Iterator[Wanted]:
    given = {
        "headers": headers,
        "tables": tables,
        "carriers": [uid for uid, role in roles().items() if role in CARRIERS],
        "modalities": list(CARRIERS),
        "known": list(roles()),
        "others": list(OTHERS),
    }
    for item, path, source, sop_class, modality in db.execute(_OBJECTS, given).fetchall():
        kind = roles().get(sop_class, modality if modality in CARRIERS else OTHER)
        is_image = kind == "image" or (kind == OTHER and sop_class in image_classes())
        if not is_image or (kind == OTHER and modality in OTHERS):
            yield item, path, source, kind


def _tasks(wanted: Sequence[Wanted], roots: Sequence[Path]) -> Iterator[Task]:
    ahead = iter(wanted)
    batch = 0
    while chunk := list(islice(ahead, limits.ANNOTATION_BATCH)):
        items = [
            (item, os.fsdecode(full_path(roots[source - 1], path)), path, kind, "", source)
            for item, path, source, kind in chunk
        ]
        yield {"batch": batch, "items": items, "digest": False, "annotations": True}
        batch += 1


def _table(task: Task, answer: bytes | bytearray | str) -> pa.Table:
    if isinstance(answer, str):
        item, _, _, kind, *_ = task["items"][0]
        return pa.Table.from_pylist([unread(item, kind, answer)], schema=ANNOTATIONS)
    return pa.ipc.open_stream(answer).read_all()


def _names(rows: Sequence[tuple[int, str]], key: bytes) -> pa.Table:
    """Tokens of the paths of all items, whole and without folders, for files that name images."""
    whole = [name_of_file(path) for _, path in rows]
    bare = [name.rpartition("/")[2] for name in whole]
    columns = [[item for item, _ in rows], tokens(key, whole), tokens(key, bare)]
    return pa.table(dict(zip(_NAME.names, columns, strict=True)), schema=_NAME)
