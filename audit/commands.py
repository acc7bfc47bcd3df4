"""What each command does, from records to an exit code; imported only when one is called."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from audit.datasheet.template import make_template
from audit.demo import demonstrate
from audit.doctor import examine
from audit.errors import (
    EXIT_FAIL,
    EXIT_INCOMPLETE,
    EXIT_OUTPUT,
    EXIT_PASS,
    OutputNotWritten,
    UserError,
)
from audit.out_place import check_out_file
from audit.outputs.atomic import MODE, atomic_write
from audit.overlap import compare_fingerprints
from audit.pipeline import Finished, measure, run, scan_sources
from audit.policy import Policy
from audit.request import RunOptions
from audit.scan.discover import check_sources
from audit.scan.scanner import ScanOptions
from audit.scan.stored_rows import KEY_NOTE, key_mark
from audit.scan.table import HeaderTable
from audit.scan.tokens import new_key, read_key
from audit.summary import summarise
from audit.terminal import say, tell, wants_progress
from audit.units import amount
from audit.verify import verify_outputs, verify_source

# a warning of a library may hold a value from a header or a path
warnings.simplefilter("ignore")


def run_audit(options: RunOptions, quiet: bool, verbose: bool) -> int:
    """`run`: the verdict's exit code, or 5 where an output is missing."""
    finished = run(options)
    _show(finished, quiet, verbose)
    return finished.exit_code


def _show(finished: Finished, quiet: bool, verbose: bool) -> None:
    if not quiet:
        _tell_each(finished.notices)
    for name, sentence in finished.written.missing:
        tell(f"dicom-audit: {name}: {sentence}")
    for stage, seconds in finished.seconds if verbose else ():
        tell(f"dicom-audit: {stage} took {seconds:.1f} s")
    if not quiet:
        say(summarise(finished))


def _tell_each(notices: Sequence[str]) -> None:
    for notice in notices:
        tell(f"dicom-audit: {notice}")


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


def write_headers(
    sources: Sequence[str],
    out: Path,
    key_file: Path | None,
    jobs: int,
    follow_links: bool,
    progress: bool,
    quiet: bool,
) -> int:
    """`scan`: 0, or 3 where an item was rejected."""
    key = read_key(key_file) if key_file else new_key()
    if out.is_dir():
        raise UserError("-o names a folder: name a file, such as headers.parquet")
    placed = check_out_file(out, check_sources(sources))
    _refuse_foreign(out)
    with _work_beside(out) as work:
        options = ScanOptions(jobs, follow_links, key, work, progress)
        table = scan_sources(sources, work, options)
        n_rows, n_found, n_rejected = _export(table, work / "headers.parquet", key_mark(key))
        table.close()
        _move(work / "headers.parquet", out)
    if not quiet:
        _tell_each(placed)
        say(f"{amount(n_rows, 'row')} of {amount(n_found, 'item')} found, {n_rejected} rejected")
    return EXIT_INCOMPLETE if n_rejected else EXIT_PASS


def _export(table: HeaderTable, target: Path, mark: str) -> tuple[int, int, int]:
    """
    All items that were opened as one Parquet file, which says by `mark` which key it was made
    with; rows, items found, items rejected.
    """
    quoted = str(target).replace("'", "''")
    (n_rows,) = table.rows(f"""
        copy (select * from headers union all by name
              select * from inventory where status = 'rejected' order by item)
        to '{quoted}' (format parquet, codec zstd, kv_metadata {{'{KEY_NOTE}': '{mark}'}})""")[0]
    n_found, n_rejected = table.rows(
        "select count(*), count(*) filter (status = 'rejected') from inventory"
    )[0]
    return n_rows, n_found, n_rejected


def write_template(
    sources: Sequence[str], out: Path, jobs: int, follow_links: bool, progress: bool, quiet: bool
) -> int:
    """`init`: never overwrites a file that a person may have filled in."""
    if out.exists():
        raise UserError("the declaration is there already: name another file with -o")
    placed = check_out_file(out, check_sources(sources))
    with _work_beside(out) as work:
        options = ScanOptions(jobs, follow_links, exclude=work, progress=progress)
        table = scan_sources(sources, work, options)
        profile = measure(table, None, None, Policy())
        table.close()
        atomic_write(out, make_template(profile).encode("utf-8"))
    if not quiet:
        _tell_each(placed)
        say(f"Written. Answer what you can, then: dicom-audit run SOURCE -o OUT --datasheet {out}")
    return EXIT_PASS


@contextmanager
def _work_beside(out: Path) -> Iterator[Path]:
    """A folder of our own next to the file that will be written; removed at the end."""
    try:
        made = tempfile.TemporaryDirectory(prefix=".dicom-audit.", dir=out.resolve().parent)
    except OSError:
        raise OutputNotWritten("-o lies in no folder that can be written to") from None
    with made as name:
        yield Path(name)


def _move(made: Path, out: Path) -> None:
    try:
        made.chmod(MODE)
        made.replace(out)
    except OSError:
        raise OutputNotWritten("the header table could not be put into its place") from None


def run_demo(out: Path, jobs: int, quiet: bool, verbose: bool) -> int:
    """`demo`: 0 where every planted fault was found, else 1."""
    demonstration = demonstrate(out, jobs, progress=wants_progress(quiet, False))
    _show(demonstration.finished, quiet, verbose)
    if not quiet:
        say("\n" + "\n".join(demonstration.lines()))
    if demonstration.finished.exit_code == EXIT_OUTPUT:
        return EXIT_OUTPUT
    return EXIT_PASS if demonstration.complete else EXIT_FAIL


def verify_run(out: Path, sources: Sequence[str], jobs: int, follow_links: bool) -> int:
    """`verify`: 0 where all is as it was, 1 where something changed."""
    checked = [verify_outputs(out)]
    if sources:
        with tempfile.TemporaryDirectory(prefix="dicom-audit.") as work:
            checked.append(verify_source(out, sources, Path(work), follow_links, jobs))
    for one in checked:
        say("\n".join(one.lines))
    return EXIT_PASS if all(one.intact for one in checked) else EXIT_FAIL


def compare_datasets(a: Path, b: Path, as_json: bool, out: Path | None, strict: bool) -> int:
    """`overlap`: 0; with `strict` 1 where anything is in both."""
    compared = compare_fingerprints(a, b)
    text = compared.as_json() if as_json else "\n".join(compared.lines())
    if out is None:
        say(text)
    else:
        atomic_write(out, f"{text}\n".encode())
    return EXIT_FAIL if strict and compared.overlaps else EXIT_PASS


def look_around() -> int:
    """`doctor`: 0 where everything works, 1 where a part does not."""
    answers = list(examine())
    for works, sentence in answers:
        say(f"{'works ' if works else 'MISSING'}  {sentence}")
    return EXIT_PASS if all(works for works, _ in answers) else EXIT_FAIL
