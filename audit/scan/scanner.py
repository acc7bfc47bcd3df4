"""Sources to a header table: discover, read in worker processes, write parts, compare."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pyarrow as pa

from audit.errors import NothingToAudit
from audit.scan import limits
from audit.scan.annotation_scan import read_annotations
from audit.scan.deep import look_deeper
from audit.scan.discover import Item, check_sources, discover
from audit.scan.doubles import find_doubles
from audit.scan.known_frames import known_frame_tokens
from audit.scan.parts import PartWriter, one_row, write_table
from audit.scan.pixel_scan import scan_pixels
from audit.scan.progress import Progress
from audit.scan.ready_rows import read_rows
from audit.scan.ready_table import ReadyTable, find_ready_tables
from audit.scan.second_reader import read_again
from audit.scan.shown_path import shown_path
from audit.scan.stored_rows import check_keys, read_stored
from audit.scan.table import HeaderTable
from audit.scan.tokens import new_key
from audit.scan.wire import unpack
from audit.scan.workers import Settings, Task, Workers


@dataclass(frozen=True, slots=True)
class ScanOptions:
    """How to scan. `key` makes the tokens; without one it is made for this run."""

    jobs: int = 0
    """Worker processes; 0 stands for one a processor."""
    follow_links: bool = False
    key: bytes = b""
    exclude: Path | None = None
    """A folder that is never entered: our own output."""
    progress: bool = False
    second_reader: bool = False
    """Whether some items are read again with pydicom (`audit.scan.second_reader`)."""
    annotations: bool = False
    """
    Open annotation objects and files a second time, into the view `annotation_objects`
    (`audit.scan.annotation_scan`).
    """
    pixels: bool = False
    """Decode the pixels too, into the table `pixels`."""
    deep: Path | None = None
    """The program `dciodvfy`, where it shall read a sample of each series (`audit.scan.deep`)."""


def scan(sources: Sequence[str], work: Path, options: ScanOptions) -> HeaderTable:
    """
    Read every header under `sources` into Parquet parts in the folder `work`.

    Raises UserError where a source is absent or of an unknown kind, NothingToAudit where nothing
    was found at all.
    """
    roots = check_sources(sources)
    settings = _settings(options)
    jobs = options.jobs or os.cpu_count() or 1
    with Workers(jobs, settings) as workers:
        writer = write_parts(roots, work, options, workers)
        tables = find_ready_tables(roots)
        doubles = find_doubles(writer.headers, roots, workers, tables)
        annotations = {}
        if options.annotations:
            annotations = read_annotations(writer, roots, workers, tables, work)
        again = None
        if options.second_reader:
            again = read_again(writer.headers, roots, workers, tables)
    table = _open(writer, doubles, again, work)
    for name, path in annotations.items():
        table.attach(name, path)
    table.add("known_frames", known_frame_tokens(settings.key))
    if options.pixels:
        scan_pixels(table, roots, work, jobs, options.follow_links, tables)
    if options.deep is not None:
        table.add("deep", look_deeper(writer.headers, roots, options.deep, jobs, tables))
    return table


def _settings(options: ScanOptions) -> Settings:
    return Settings(options.key or new_key(), options.follow_links)


def write_parts(
    roots: Sequence[Path], work: Path, options: ScanOptions, workers: Workers
) -> PartWriter:
    """The headers of all items as Parquet parts in `work`; raises NothingToAudit."""
    writer, last = PartWriter(work), _Last()
    tables = find_ready_tables(roots)
    check_keys(tables, workers.key, "the other sources" if len(roots) > 1 else "")
    with Progress(options.progress, roots, options) as progress:
        items = discover(roots, options.exclude, options.follow_links)
        for task, answer in workers.run(_tasks(items, writer, last)):
            writer.add(task["batch"], _table(task, answer))
            progress.advance(len(task["items"]))
    for table in tables:
        _add_rows(table, writer, last, workers.key)
    if not last.item:
        raise NothingToAudit("the sources hold no file at all: check the paths given")
    writer.finish()
    return writer


@dataclass(slots=True)
class _Last:
    """The highest numbers given so far."""

    item: int = 0
    batch: int = -1


def _tasks(items: Iterator[Item], writer: PartWriter, last: _Last) -> Iterator[Task]:
    """Batches of items, numbered, in the order of discovery."""
    while chunk := list(islice(items, limits.BATCH)):
        rows = []
        for item in chunk:
            last.item += 1
            full, path = os.fsdecode(item.full), os.fsdecode(item.path)
            rows.append((last.item, full, path, item.status, item.code, item.source))
        last.batch += 1
        writer.expect(last.batch, len(rows))
        yield {"batch": last.batch, "items": rows, "digest": False}


def _add_rows(table: ReadyTable, writer: PartWriter, last: _Last, key: bytes) -> None:
    """The rows of a ready header table, behind all items that are files."""
    if table.is_stored:
        made = read_stored(table, key, last.item)
    else:
        made = read_rows(table, key, last.item + 1)
    for rows in made:
        if rows.num_rows:
            last.item = rows["item"][-1].as_py()
        last.batch += 1
        writer.expect(last.batch, rows.num_rows)
        writer.add(last.batch, rows)


def _table(task: Task, answer: bytes | bytearray | str) -> pa.Table:
    if isinstance(answer, str):
        number, full, path, *rest = task["items"][0]
        return one_row((number, full, shown_path(os.fsencode(path)), *rest), "rejected", answer)
    return unpack(answer)


def _open(writer: PartWriter, doubles: pa.Table, again: pa.Table | None, work: Path) -> HeaderTable:
    """The table over all parts, and `inventory.parquet` with the codes of the comparison."""
    codes = work / "doubles.parquet"
    write_table(doubles, codes)
    inventory = work / "inventory.parquet"
    inventory.touch(mode=0o600)
    HeaderTable.write_inventory(writer.inventories, codes, inventory)
    table = HeaderTable(writer.headers, inventory, codes)
    if again is not None:
        table.add("read_again", again)
    return table
