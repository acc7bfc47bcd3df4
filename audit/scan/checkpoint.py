"""What a scan that was stopped leaves, so that the next equal one reads only the rest."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Sequence
from contextlib import suppress
from hashlib import file_digest
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from audit.scan.discover import Item
from audit.scan.part_records import NAME, PartRecord, add_record
from audit.scan.parts import part_files
from audit.scan.source_marks import ItemMarks

PASSING = ("unreadable", "read-error", "timeout", "memory-limit", "worker-died")
"""Codes whose cause may lie with the machine and pass: a part with one of them is read again."""


class Checkpoint:
    """
    The parts in a folder that were finished, and for which items each of them stands.

    A part is taken over where the same items come at its place, unchanged by all that shows without
    reading (`ItemMarks`), and its files are those that were written; otherwise its items are read
    again, and counted. The key of tokens is not stored: it is that of --key-file, or bound to the
    files themselves (`bound_key`).
    """

    def __init__(
        self, folder: Path, key: bytes, salt: bytes, follow_links: bool,
        records: dict[int, PartRecord], notice: str = "",
    ) -> None:  # fmt: skip
        self.folder = folder
        self.key = key
        self._salt = salt
        self._follow_links = follow_links
        self._records = records
        self._seen: dict[int, ItemMarks] = {}
        self.notice = notice
        """Why what was there could not be used; "" where it could, or nothing was there."""
        self.n_found_before = len(records)
        self.n_taken = 0
        """Items of parts that were taken over."""
        self.n_changed = 0
        """Parts whose items are others by now."""
        self.n_damaged = 0
        """Parts whose files are not those that were written."""

    @property
    def n_kept(self) -> int:
        """Items of finished parts."""
        return sum(record.n_items for record in self._records.values())

    def has(self, part: int) -> bool:
        """Whether part number `part`, from 0, was finished."""
        return part in self._records

    def take_over(self, part: int, items: Sequence[Item]) -> bool:
        """Whether the part stands for these items, which then need not be read."""
        record, marks = self._records[part], ItemMarks(self._salt, self._follow_links)
        marks.add(items)
        if (record.n_items, record.items) != (len(items), marks.hex()):
            self.n_changed += 1
        elif (record.inventory, record.headers) != self._digests(part):
            self.n_damaged += 1
        else:
            self.n_taken += len(items)
            return True
        del self._records[part]
        return False

    def see(self, part: int, items: Sequence[Item]) -> None:
        """The next items of a part, before they are read."""
        if part not in self._seen:
            self._seen[part] = ItemMarks(self._salt, self._follow_links)
        self._seen[part].add(items)

    def note(self, part: int, rows: pa.Table) -> None:
        """
        A part is on disk. One that also holds rows of a ready table, or an item that failed for a
        reason that may pass, is not kept. Raises OutputNotWritten.
        """
        marks = self._seen.pop(part, None)
        if marks is None or marks.n_items != rows.num_rows or _may_pass(rows):
            return
        inventory, headers = self._digests(part)
        record = PartRecord(part, marks.n_items, marks.hex(), inventory, headers)
        add_record(self.folder, record)
        self._records[part] = record

    def _digests(self, part: int) -> tuple[str, str]:
        inventory, headers = part_files(self.folder, part)
        return _digest(inventory), _digest(headers)

    def leave(self) -> int:
        """Keep what is of use; items kept, and where there are none nothing is left behind."""
        if not self.n_kept:
            clear(self.folder)
        return self.n_kept

    def drop(self) -> None:
        """The scan came to its end: nothing is left behind."""
        self._records.clear()
        clear(self.folder)


def _may_pass(rows: pa.Table) -> bool:
    codes = pc.list_flatten(rows["codes"])
    return bool(pc.any(pc.is_in(codes, pa.array(PASSING))).as_py())


def _digest(path: Path) -> str:
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        with os.fdopen(handle, "rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def clear(folder: Path, but: Collection[str] = ()) -> None:
    """
    Remove all in `folder` but these names and what begins with a dot. The records go last: what is
    cut short is then still known for ours.
    """
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name == NAME):
        if entry.name in but or entry.name.startswith("."):
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry, ignore_errors=True)
        else:
            with suppress(OSError):  # what stays is never taken for a finished part
                entry.unlink()
