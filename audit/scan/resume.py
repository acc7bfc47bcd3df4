"""Whether a scan goes on where an earlier one was stopped, begins anew, or is refused."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path

from audit import __version__
from audit.errors import UserError
from audit.scan import limits
from audit.scan.checkpoint import Checkpoint, clear
from audit.scan.keywords import columns
from audit.scan.part_records import NAME, Beginning, Damaged, begin_records, read_records
from audit.scan.parts import part_files
from audit.scan.safe_text import safe_text
from audit.scan.schema import header_schema
from audit.scan.source_marks import bound_key
from audit.scan.stored_rows import key_mark
from audit.scan.tokens import KEY_BYTES, new_key

FORMAT = 1
_READ_ANEW = "all items are read anew"


@dataclass(frozen=True, slots=True)
class Conditions:
    """What the user asked for, as far as it decides what a part holds."""

    roots: Sequence[Path]
    follow_links: bool
    key: bytes | None
    """From --key-file."""


def open_checkpoint(folder: Path, asked: Conditions) -> Checkpoint:
    """
    What is in `folder`, which is ours alone and locked, or a new beginning there.

    A beginning of other sources, keys or options can still be gone on with by whoever gives the
    same again: it is refused with UserError. One of another release, a damaged one, and one of
    files that changed is given up, and `notice` says so. Raises NothingToAudit, OutputNotWritten.
    """
    try:
        found = read_records(folder)
    except Damaged:
        return _begin(folder, asked, f"what a stopped scan left is damaged: {_READ_ANEW}")
    if found is None:
        return _begin(folder, asked)
    beginning, records = found
    if beginning.program != _program():
        told = f"what a stopped scan left is of another release or its libraries: {_READ_ANEW}"
        return _begin(folder, asked, told)
    salt = bytes.fromhex(beginning.salt)
    _refuse_other(beginning, salt, folder, asked)
    key = asked.key or bound_key(salt, asked.roots, folder, asked.follow_links)
    if key is None or key_mark(key) != beginning.key_mark:
        told = f"the first files changed since the scan that was stopped: {_READ_ANEW}"
        return _begin(folder, asked, told)
    clear(folder, {NAME, *(file.name for part in records for file in part_files(folder, part))})
    return Checkpoint(folder, key, salt, asked.follow_links, records)


def _begin(folder: Path, asked: Conditions, notice: str = "") -> Checkpoint:
    clear(folder)
    salt = os.urandom(KEY_BYTES)
    bound = asked.key or bound_key(salt, asked.roots, folder, asked.follow_links)
    key = bound or new_key()
    beginning = Beginning(
        program=_program(),
        salt=salt.hex(),
        has_key_file=asked.key is not None,
        key_mark=key_mark(key),
        sources=_sources(salt, asked.roots),
        follow_links=asked.follow_links,
    )
    begin_records(folder, beginning)
    return Checkpoint(folder, key, salt, asked.follow_links, {}, notice)


def _refuse_other(beginning: Beginning, salt: bytes, folder: Path, asked: Conditions) -> None:
    """Raises UserError where this is not what was asked for then."""
    with_key = asked.key is not None
    if beginning.sources != _sources(salt, asked.roots):
        what = "of other sources"
    elif beginning.follow_links != asked.follow_links:
        what = f"{'with' if beginning.follow_links else 'without'} --follow-links"
    elif beginning.has_key_file != with_key:
        what = f"{'with' if beginning.has_key_file else 'without'} --key-file"
    elif asked.key is not None and key_mark(asked.key) != beginning.key_mark:
        what = "with another --key-file"
    else:
        return
    raise UserError(
        f"beside -o lies what a stopped scan {what} left: give the same again to go on with it, "
        f"remove the folder {safe_text(folder.name)} to give it up, or name another file with -o"
    )


def _sources(salt: bytes, roots: Sequence[Path]) -> str:
    paths = b"\0".join(map(os.fsencode, roots))
    return blake2b(paths, digest_size=KEY_BYTES, key=salt, person=b"sources").hexdigest()


def _program() -> str:
    """One digest of all that decides what a row holds besides its file."""
    releases = (__version__, *(version(name) for name in ("pydicom", "pyarrow", "duckdb")))
    bounds = {name: value for name, value in vars(limits).items() if name.isupper()}
    shape = [(field.name, str(field.type)) for field in header_schema()]
    kept = [(column.keyword, column.keep.name) for column in columns()]
    told = repr((FORMAT, releases, sorted(bounds.items()), shape, kept))
    return blake2b(told.encode(), digest_size=KEY_BYTES).hexdigest()
