"""Which format goes into which file, and all of them onto the disk; digests last."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from audit.errors import OutputNotWritten, UserError
from audit.outputs import (
    croissant,
    csv,
    datacite,
    html,
    json,
    junit,
    markdown,
    occurrences,
    pdf,
    ro_crate,
    sarif,
)
from audit.outputs.atomic import atomic_write, place, stage
from audit.report.model import AuditReport

Render = Callable[[AuditReport], bytes]
SUMS = "SHA256SUMS"

FORMATS: dict[str, tuple[tuple[str, Render], ...]] = {
    "json": (("audit.json", json.render),),
    "html": (("report.html", html.render),),
    "csv": (("findings.csv", csv.render), ("occurrences.parquet", occurrences.render)),
    "markdown": (("summary.md", markdown.render),),
    "sarif": (("results.sarif", sarif.render),),
    "junit": (("junit.xml", junit.render),),
    "croissant": (("croissant.json", croissant.render),),
    "ro-crate": (("ro-crate-metadata.json", ro_crate.render),),
    "datacite": (("datacite.json", datacite.render),),
    "pdf": (("report.pdf", pdf.render),),
}
"""What `--formats` may name, in the order of writing: the slow ones last."""


SLOW = {"report.pdf": ": half a minute or more"}
"""What a person who waits is told."""


@dataclass(frozen=True, slots=True)
class Written:
    """What is on disk, and what is not with the sentence that says why."""

    files: tuple[str, ...]
    missing: tuple[tuple[str, str], ...] = ()
    removed: tuple[str, ...] = ()
    """Outputs of an earlier run that this one was not asked for."""


def write_all(
    report: AuditReport,
    folder: Path,
    formats: Sequence[str],
    also: Sequence[str] = (),
    show: Callable[[str], None] = lambda text: None,
    replace: Callable[[], None] = lambda: None,
    work: Path | None = None,
) -> Written:
    """
    Write every format asked for; one that fails does not stop the others.

    All are made first, in `work` (else in `folder`), so that those of an earlier run stay whole
    until none is left to make. Then SHA256SUMS is taken away, `replace` puts what else belongs to
    the run into its place, the outputs are renamed into theirs, and SHA256SUMS is written last:
    its presence says that the run finished.

    `also` names files in `folder` that belong to the run (`inventory.parquet`): they get a digest
    too. `show` is told which file is made. Raises UserError on an unknown format, OutputNotWritten
    where not even SHA256SUMS can be written.
    """
    if unknown := sorted(set(formats) - FORMATS.keys()):
        raise UserError(f"unknown format {', '.join(unknown)}: choose of {', '.join(FORMATS)}")
    wanted = [pair for name, pairs in FORMATS.items() if name in formats for pair in pairs]
    staged: dict[str, Path] = {}
    missing: list[tuple[str, str]] = []
    try:
        for file, render in wanted:
            show(f"Writing {file}{SLOW.get(file, '')}")
            with _noted(file, missing):
                staged[file] = stage(folder / file, render(report), work or folder)
        _remove_sums(folder)
        replace()
        for file, made in staged.items():
            with _noted(file, missing):
                place(made, folder / file)
    finally:
        for made in staged.values():
            made.unlink(missing_ok=True)
    files = tuple(file for file in staged if file not in dict(missing))
    write_sums(folder, (*files, *also))
    return Written(files, tuple(missing))


@contextmanager
def _noted(file: str, missing: list[tuple[str, str]]) -> Iterator[None]:
    try:
        yield
    except OutputNotWritten as problem:
        missing.append((file, str(problem)))


def write_sums(folder: Path, names: Sequence[str]) -> None:
    """SHA256SUMS of these files, as `sha256sum -c` reads it, sorted by name."""
    lines = [f"{_sha256(folder / name)}  {name}\n" for name in sorted(set(names))]
    atomic_write(folder / SUMS, "".join(lines).encode("utf-8"))


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        raise OutputNotWritten(f"{path.name} cannot be read back from the output folder") from None


def _remove_sums(folder: Path) -> None:
    try:
        (folder / SUMS).unlink(missing_ok=True)
    except OSError:
        raise OutputNotWritten(
            f"an older {SUMS} cannot be removed: name another folder with -o"
        ) from None
