"""What each command does, from records to an exit code; imported only when one is called."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from audit.datasheet.template import make_template
from audit.demo import demonstrate
from audit.diff.compare import compare_audits
from audit.diff.reading import read_audit
from audit.diff.text import compared_text
from audit.diff.write import write_comparison
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
from audit.outputs.atomic import atomic_write
from audit.overlap import compare_fingerprints
from audit.pipeline import Finished, measure, run, scan_sources
from audit.policy import Policy
from audit.request import RunOptions
from audit.scan.discover import check_sources
from audit.scan.scanner import ScanOptions
from audit.summary import summarise
from audit.terminal import say, tell, wants_progress
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


def diff_audits(old: Path, new: Path, out: Path | None, strict: bool) -> int:
    """
    `diff`: 0; with `strict` 1 where anything got worse, else 3 where anything was not compared.

    Two sides that cannot be held against each other are no proof that nothing got worse.
    """
    compared = compare_audits(read_audit(old, "OLD"), read_audit(new, "NEW"))
    say(compared_text(compared))
    if out is not None:
        write_comparison(compared, out)
    if strict and compared.n_of("worse"):
        return EXIT_FAIL
    return EXIT_INCOMPLETE if strict and compared.n_of("not_compared") else EXIT_PASS


def look_around() -> int:
    """`doctor`: 0 where everything works, 1 where a part does not."""
    answers = list(examine())
    for works, sentence in answers:
        say(f"{'works ' if works else 'MISSING'}  {sentence}")
    return EXIT_PASS if all(works for works, _ in answers) else EXIT_FAIL
