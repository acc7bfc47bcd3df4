"""The file in a checkpoint that says how the scan was begun and which parts are finished."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Self

from audit.scan.parts import onto_disk

NAME = "scan.jsonl"
_KINDS = {"str": str, "int": int, "bool": bool}


class _Record:
    """What a line holds; each field of the declared kind and no other."""

    @classmethod
    def read(cls, told: dict[str, Any]) -> Self:
        """Raises ValueError where a field is too many, absent, or of another kind."""
        kinds = {name: _KINDS[kind] for name, kind in cls.__annotations__.items()}
        if {name: type(value) for name, value in told.items()} != kinds:
            raise ValueError("not a record of this kind")
        return cls(**told)


@dataclass(frozen=True, slots=True)
class Beginning(_Record):
    """The first line: two scans with the same beginning read the same items alike."""

    program: str
    """Digest of all that decides what a row holds: releases, columns, limits."""
    salt: str
    """Made for this scan, 32 bytes in hex: the key of every digest here."""
    has_key_file: bool
    key_mark: str
    """Tells a key from another, and nothing of it (`audit.scan.stored_rows.key_mark`)."""
    sources: str
    """Digest of the sources' real paths, in their order."""
    follow_links: bool


@dataclass(frozen=True, slots=True)
class PartRecord(_Record):
    """One finished part: the items it stands for, and the digests of its two files."""

    part: int
    n_items: int
    items: str
    """`ItemMarks` of its items, seen before they were read."""
    inventory: str
    headers: str


class Damaged(ValueError):
    """A file that no scan left like that."""


def begin_records(folder: Path, beginning: Beginning) -> None:
    """Write the first line, over whatever was there; raises OutputNotWritten."""
    with onto_disk():
        handle = os.open(folder / NAME, _FLAGS | os.O_TRUNC, 0o600)
        _write(handle, _line(beginning))


def add_record(folder: Path, record: PartRecord) -> None:
    """Write one line more, at once; raises OutputNotWritten."""
    with onto_disk():
        _write(os.open(folder / NAME, _FLAGS | os.O_APPEND, 0o600), _line(record))


_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC


def _write(handle: int, line: bytes) -> None:
    with os.fdopen(handle, "wb") as file:
        file.write(line)


def _line(record: Beginning | PartRecord) -> bytes:
    """A line begins with the SHA-256 of the rest, so that a torn one is seen."""
    told = json.dumps(asdict(record), sort_keys=True).encode()
    return sha256(told).hexdigest().encode() + b" " + told + b"\n"


def read_records(folder: Path) -> tuple[Beginning, dict[int, PartRecord]] | None:
    """
    The beginning and the last record of each part; None where no scan was begun.

    Lines from the first one that is torn on do not count: a crash of the machine leaves such.
    Raises Damaged where already the beginning is.
    """
    try:
        lines = _whole_lines((folder / NAME).read_bytes())
    except FileNotFoundError:
        return None
    except OSError:
        raise Damaged("cannot be read") from None
    try:
        beginning = Beginning.read(next(lines, {}))
        records = [PartRecord.read(told) for told in lines]
        bytes.fromhex(beginning.salt)
    except (ValueError, TypeError):
        raise Damaged("holds other things") from None
    return beginning, {record.part: record for record in records}


def _whole_lines(data: bytes) -> Iterator[dict[str, Any]]:
    for line in data.split(b"\n"):
        digest, _, told = line.partition(b" ")
        if sha256(told).hexdigest().encode() != digest:
            return
        yield dict(json.loads(told))
