"""Answers of the workers put in order and on disk, part by part."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from audit.scan import limits
from audit.scan.schema import INVENTORY, header_schema

READ = ("ok", "finding", "partial")
"""Statuses of items that give a row of the header table."""


class PartWriter:
    """
    Takes tables of items in any order and writes parts in the order of the items.

    Holds at most what waits for an earlier batch and two parts, whatever the size of the dataset.
    """

    def __init__(self, folder: Path, part: int = limits.PART) -> None:
        self._folder = folder
        self._part = part
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
        while self._complete(self._next):
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
        inventory = self._folder / f"inventory-{self._n_parts:06d}.parquet"
        headers = self._folder / f"part-{self._n_parts:06d}.parquet"
        self._n_parts += 1
        for part in self._written:  # one part is written while the next is read, and no more
            part.result()
        self._written = [self._writers.submit(_write_part, whole, inventory, headers)]
        self.inventories.append(inventory)
        self.headers.append(headers)


def _write_part(whole: pa.Table, inventory: Path, headers: Path) -> None:
    write_table(whole.select(INVENTORY.names), inventory)
    read = pc.is_in(whole["status"], pa.array(READ))
    write_table(whole if pc.all(read).as_py() else whole.filter(read), headers)


def write_table(table: pa.Table, path: Path) -> None:
    """A Parquet file for its owner only, quickly: such files live as long as a run."""
    path.touch(mode=0o600)
    pq.write_table(table, path, compression="lz4")


def one_row(item: tuple[int, str, str, str, str, int], status: str, code: str) -> pa.Table:
    """The row of an item that no worker could answer for."""
    number, _, path, _, _, source = item
    row = {"item": number, "path": path, "status": status, "codes": [code], "source": source}
    return pa.Table.from_pylist([row], schema=header_schema())
