"""Answers of the workers put in order and on disk, part by part."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from audit.errors import OutputNotWritten
from audit.scan import limits
from audit.scan.schema import INVENTORY, header_schema

READ = ("ok", "finding", "partial")
"""Statuses of items that give a row of the header table."""
Noted = Callable[[int, pa.Table], None]
"""Told the number of a part and its rows once both of its files are on disk; in a thread."""


class PartWriter:
    """
    Takes tables of items in any order and writes parts in the order of the items.

    Holds at most what waits for an earlier batch and two parts, whatever the size of the dataset.
    """

    def __init__(self, folder: Path, part: int = limits.PART, noted: Noted | None = None) -> None:
        self._folder = folder
        self._part = part
        self._noted = noted
        self._adopted: dict[int, int] = {}
        self._waiting: dict[int, list[pa.Table]] = {}
        self._sizes: dict[int, int] = {}
        self._next = 0
        self._held: list[pa.Table] = []
        self._n_held = 0
        self._n_parts = 0
        self._writers = ThreadPoolExecutor(1)
        self._written: list[Future[None]] = []
        self.headers: list[Path] = []
        self.inventories: list[Path] = []

    def expect(self, batch: int, n_items: int) -> None:
        """Say how many items batch number `batch` has, before any of them is added."""
        self._sizes[batch] = n_items

    def add(self, batch: int, table: pa.Table) -> None:
        """Some or all items of a batch."""
        self._waiting.setdefault(batch, []).append(table)
        self._go_on()

    def adopt(self, batch: int, n_batches: int) -> None:
        """The next part is on disk already and holds so many batches, the first being `batch`."""
        self._adopted[batch] = n_batches
        self._go_on()

    def _go_on(self) -> None:
        while True:
            if n_batches := self._adopted.pop(self._next, 0):
                self._next += n_batches
                self._name()
                continue
            if not self._complete(self._next):
                return
            tables = self._waiting.pop(self._next)
            whole = pa.concat_tables(tables) if len(tables) > 1 else tables[0]
            if len(tables) > 1:
                whole = whole.sort_by("item")
            self._held.append(whole)
            self._n_held += whole.num_rows
            del self._sizes[self._next]
            self._next += 1
            if self._n_held >= self._part:
                self._write()

    def finish(self) -> None:
        """Write what is left; a dataset without items gets one empty part."""
        if self._held or not self._n_parts:
            self._write()
        for part in self._written:
            part.result()
        self._writers.shutdown()

    def abandon(self) -> None:
        """Wait for the part that is being written: afterwards nothing of ours writes any more."""
        self._writers.shutdown(cancel_futures=True)

    def _complete(self, batch: int) -> bool:
        tables = self._waiting.get(batch)
        if tables is None or batch not in self._sizes:
            return False
        n_rows: int = sum(table.num_rows for table in tables)
        return n_rows == self._sizes[batch]

    def _write(self) -> None:
        schema = header_schema()
        whole = pa.concat_tables(self._held) if self._held else schema.empty_table()
        self._held, self._n_held = [], 0
        for part in self._written:  # one part is written while the next is read, and no more
            part.result()
        self._written = [self._writers.submit(self._write_part, self._n_parts, whole)]
        self._name()

    def _name(self) -> None:
        inventory, headers = part_files(self._folder, self._n_parts)
        self.inventories.append(inventory)
        self.headers.append(headers)
        self._n_parts += 1

    def _write_part(self, number: int, whole: pa.Table) -> None:
        _write_part(whole, *part_files(self._folder, number))
        if self._noted is not None:
            self._noted(number, whole)


def part_files(folder: Path, number: int) -> tuple[Path, Path]:
    """Inventory and headers of a part, counted from 0."""
    return folder / f"inventory-{number:06d}.parquet", folder / f"part-{number:06d}.parquet"


def _write_part(whole: pa.Table, inventory: Path, headers: Path) -> None:
    write_table(whole.select(INVENTORY.names), inventory)
    read = pc.is_in(whole["status"], pa.array(READ))
    write_table(whole if pc.all(read).as_py() else whole.filter(read), headers)


def write_table(table: pa.Table, path: Path) -> None:
    """
    A Parquet file for its owner only, quickly: such files live as long as a run.

    Raises OutputNotWritten where the disk does not take it.
    """
    with onto_disk():
        path.touch(mode=0o600)
        pq.write_table(table, path, compression="lz4")


@contextmanager
def onto_disk() -> Iterator[None]:
    """Raises OutputNotWritten where writing a working file fails."""
    try:
        yield
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else "the system gave no reason"
        raise OutputNotWritten(
            f"a working file could not be written ({reason}): free space or name another place "
            "with -o"
        ) from None


def one_row(item: tuple[int, str, str, str, str, int], status: str, code: str) -> pa.Table:
    """The row of an item that no worker could answer for."""
    number, _, path, _, _, source = item
    row = {"item": number, "path": path, "status": status, "codes": [code], "source": source}
    return pa.Table.from_pylist([row], schema=header_schema())
