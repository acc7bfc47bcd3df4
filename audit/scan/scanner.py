"""Sources to a header table: discover, read in worker processes, write parts, compare."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

import pyarrow as pa

from audit.errors import NothingToAudit
from audit.scan import limits
from audit.scan.annotation_scan import read_annotations
from audit.scan.checkpoint import Checkpoint
from audit.scan.deep import look_deeper
from audit.scan.discover import Item, check_sources, discover
from audit.scan.doubles import find_doubles
from audit.scan.known_frames import known_frame_tokens
from audit.scan.parts import PartWriter, one_row, onto_disk, write_table
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
    checkpoint: Checkpoint | None = None
    """Of the folder that the parts go to: parts finished there before are not read again."""


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
    table.n_stored = sum(one.is_stored for one in tables)
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
    """
    The headers of all items as Parquet parts in `work`; raises NothingToAudit. Whatever ends it,
    no part is written any more afterwards.
    """
    checkpoint = options.checkpoint
    writer = PartWriter(work, limits.PART, checkpoint.note if checkpoint else None)
    try:
        _fill(writer, roots, options, workers)
    except BaseException:
        writer.abandon()
        raise
    return writer


def _fill(
    writer: PartWriter, roots: Sequence[Path], options: ScanOptions, workers: Workers
) -> None:
    last, tables = _Last(), find_ready_tables(roots)
    check_keys(tables, workers.key, "the other sources" if len(roots) > 1 else "")
    with Progress(options.progress, roots, options) as progress:
        items = discover(roots, options.exclude, options.follow_links)
        supply = _Supply(items, writer, last, progress, options.checkpoint)
        for task, answer in workers.run(supply.tasks()):
            writer.add(task["batch"], _table(task, answer))
            progress.advance(len(task["items"]))
    for table in tables:
        _add_rows(table, writer, last, workers.key)
    if not last.item:
        raise NothingToAudit("the sources hold no file at all: check the paths given")
    writer.finish()


@dataclass(slots=True)
class _Last:
    """The highest numbers given so far."""

    item: int = 0
    batch: int = -1


@dataclass(slots=True)
class _Supply:
    """Batches of items, numbered, in the order of discovery."""

    items: Iterator[Item]
    writer: PartWriter
    last: _Last
    progress: Progress
    checkpoint: Checkpoint | None

    def tasks(self) -> Iterator[Task]:
        """What is to be read: all that no finished part of the checkpoint stands for."""
        last = self.last
        while True:
            if self.checkpoint is not None:
                self._take_over(self.checkpoint)
            chunk = list(islice(self.items, limits.BATCH))
            if not chunk:
                return
            if self.checkpoint is not None:
                self.checkpoint.see(last.item // limits.PART, chunk)
            rows = []
            for item in chunk:
                last.item += 1
                full, path = os.fsdecode(item.full), os.fsdecode(item.path)
                rows.append((last.item, full, path, item.status, item.code, item.source))
            last.batch += 1
            self.writer.expect(last.batch, len(rows))
            yield {"batch": last.batch, "items": rows, "digest": False}

    def _take_over(self, checkpoint: Checkpoint) -> None:
        """Finished parts that come next; where one is of no use any more its items are read."""
        while not self.last.item % limits.PART:
            part = self.last.item // limits.PART
            if not checkpoint.has(part):
                return
            ahead = list(islice(self.items, limits.PART))
            if not checkpoint.take_over(part, ahead):
                self.items = chain(ahead, self.items)
                return
            n_batches = -(-len(ahead) // limits.BATCH)
            self.writer.adopt(self.last.batch + 1, n_batches)
            self.last.item += len(ahead)
            self.last.batch += n_batches
            self.progress.advance(len(ahead))


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
    with onto_disk():
        inventory.touch(mode=0o600)
        HeaderTable.write_inventory(writer.inventories, codes, inventory)
    table = HeaderTable(writer.headers, inventory, codes)
    if again is not None:
        table.add("read_again", again)
    return table
