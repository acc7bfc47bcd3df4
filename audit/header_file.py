"""`scan`: sources to one header table on disk, which goes on where an earlier one was stopped."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from audit.checkpoint_folder import folder_beside
from audit.errors import (
    EXIT_INCOMPLETE,
    EXIT_PASS,
    NothingToAudit,
    OutputNotWritten,
    UserError,
)
from audit.out_place import check_out_file
from audit.outputs.atomic import MODE
from audit.pipeline import scan_sources
from audit.scan.checkpoint import Checkpoint
from audit.scan.discover import check_sources
from audit.scan.resume import Conditions, open_checkpoint
from audit.scan.scanner import ScanOptions
from audit.scan.stored_rows import KEY_NOTE, key_mark
from audit.scan.table import HeaderTable
from audit.scan.tokens import read_key
from audit.terminal import say, stopped, tell
from audit.units import amount

# a warning of a library may hold a value from a header or a path
warnings.simplefilter("ignore")


@dataclass(frozen=True, slots=True)
class _Written:
    n_rows: int
    n_found: int
    n_rejected: int


def write_headers(
    sources: Sequence[str],
    out: Path,
    key_file: Path | None,
    jobs: int,
    follow_links: bool,
    progress: bool,
    quiet: bool,
) -> int:
    """
    `scan`: 0, or 3 where an item was rejected.

    Finished parts lie in the folder `.NAME.checkpoint` beside the file until it is there. Where
    the scan is stopped, the same command reads only the rest and writes the same bytes; sources,
    --key-file and --follow-links must be the same, else it is refused (UserError). See
    `audit.scan.resume` for what is given up instead, with a notice.
    """
    key = read_key(key_file) if key_file else None
    if out.is_dir():
        raise UserError("-o names a folder: name a file, such as headers.parquet")
    roots = check_sources(sources)
    placed = check_out_file(out, roots)
    _refuse_foreign(out)
    asked = Conditions(roots, follow_links, key)
    with folder_beside(out, roots) as folder, _kept(open_checkpoint(folder, asked)) as checkpoint:
        if checkpoint.notice and not quiet:
            tell(f"dicom-audit: {checkpoint.notice}")
        options = ScanOptions(
            jobs, follow_links, checkpoint.key, folder, progress, checkpoint=checkpoint
        )
        written = _write(sources, out, options, checkpoint)
    for sentence in () if quiet else (*_taken(checkpoint, written.n_found), *placed):
        tell(f"dicom-audit: {sentence}")
    if not quiet:
        found, rejected = amount(written.n_found, "item"), written.n_rejected
        say(f"{amount(written.n_rows, 'row')} of {found} found, {rejected} rejected")
    return EXIT_INCOMPLETE if written.n_rejected else EXIT_PASS


def _refuse_foreign(out: Path) -> None:
    """An earlier header table may be replaced; any other file may be somebody's only copy."""
    if not out.exists():
        return
    try:
        ours = "read_to" in pq.read_schema(out).names
    except (OSError, pa.ArrowInvalid):
        ours = False
    if not ours:
        raise UserError("-o names a file that is no header table: name one that is not there yet")


def _write(
    sources: Sequence[str], out: Path, options: ScanOptions, checkpoint: Checkpoint
) -> _Written:
    made = checkpoint.folder / "headers.parquet"
    table = scan_sources(sources, checkpoint.folder, options)
    try:
        written = _export(table, made, key_mark(options.key))
    finally:
        table.close()
    _move(made, out)
    return written


def _export(table: HeaderTable, target: Path, mark: str) -> _Written:
    """
    All items that were opened as one Parquet file, which says by `mark` which key it was made
    with.
    """
    quoted = str(target).replace("'", "''")
    try:
        (n_rows,) = table.rows(f"""
            copy (select * from headers union all by name
                  select * from inventory where status = 'rejected' order by item)
            to '{quoted}' (format parquet, codec zstd, kv_metadata {{'{KEY_NOTE}': '{mark}'}})""")[
            0
        ]
    except duckdb.IOException:
        raise OutputNotWritten(
            "the header table could not be written: free space or name another place with -o"
        ) from None
    n_found, n_rejected = table.rows(
        "select count(*), count(*) filter (status = 'rejected') from inventory"
    )[0]
    return _Written(n_rows, n_found, n_rejected)


def _move(made: Path, out: Path) -> None:
    """Onto the disk first: afterwards no part is left to make it from."""
    try:
        made.chmod(MODE)
        with made.open("rb") as file:
            os.fsync(file.fileno())
        made.replace(out)
    except OSError:
        raise OutputNotWritten("the header table could not be put into its place") from None


@contextmanager
def _kept(checkpoint: Checkpoint) -> Iterator[Checkpoint]:
    """Nothing is left of a scan that came to its end; of another what was read, and it is said."""
    try:
        yield checkpoint
    except NothingToAudit:
        checkpoint.drop()
        raise
    except BaseException:
        if n_kept := checkpoint.leave():
            told = f"what was read so far ({amount(n_kept, 'item')}) is kept beside -o"
            tell(f"dicom-audit: {told}: the same command goes on from there")
        elif stopped():
            tell("dicom-audit: nothing is kept, no part was finished: the same command begins anew")
        raise
    checkpoint.drop()


def _taken(checkpoint: Checkpoint, n_found: int) -> Iterator[str]:
    """What was there before, and what became of it; nothing where nothing was."""
    n_parts = checkpoint.n_found_before
    if not n_parts:
        return
    n_taken = checkpoint.n_taken
    yield f"taken over from a scan that was stopped: {n_taken} of {amount(n_found, 'item')} found"
    for n, why in (
        (checkpoint.n_changed, "files were changed, added or removed since"),
        (checkpoint.n_damaged, "damaged on disk"),
    ):
        if n:
            yield f"read again: {n} of {amount(n_parts, 'finished part')}, {why}"
