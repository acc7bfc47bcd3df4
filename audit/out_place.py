"""Where outputs may go: not over the data, and not where data would be left out for them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from audit.errors import UserError
from audit.fingerprint import FINGERPRINT
from audit.folder import LOCK, WORK
from audit.outputs.write import FORMATS, SUMS
from audit.publish import INVENTORY, RUN_RECORD
from audit.units import amount

OWN = frozenset(
    {file for pairs in FORMATS.values() for file, _ in pairs}
    | {INVENTORY, RUN_RECORD, FINGERPRINT, SUMS, LOCK, WORK}
)
"""Names that a run writes, replaces or removes in its output folder."""


def check_out_folder(
    out: Path, roots: Sequence[Path], given: Sequence[Path | None] = ()
) -> tuple[str, ...]:
    """
    What the user must be told of an output folder in or around the data.

    `roots` are the sources as `check_sources` gives them; `given`, the user's other files. Raises
    UserError where `out` is a source; where it lies in one and holds other things, which the audit
    would leave out; where a source or a given file bears the name of an output in it.
    """
    target = _follow(out)
    if target in roots:
        raise UserError("-o names the source itself: name another folder for the report")
    files = [_absolute(path) for path in given if path is not None]
    _refuse_overwriting(target, [*roots, *files])
    told = []
    if any(root in target.parents for root in roots):
        _refuse_hiding(target, files)
        told.append(
            "the output folder lies inside a source, among the data: it was left out of the "
            "audit; name a folder outside with -o to leave the data as they are"
        )
    if any(target in root.parents for root in roots):
        told.append(
            "a source lies inside the output folder: the outputs stand beside the data; name "
            "another folder with -o to keep them apart"
        )
    return tuple(told)


def check_out_file(out: Path, roots: Sequence[Path]) -> tuple[str, ...]:
    """The same of a single file that is written. Raises UserError where it is a source itself."""
    target = _follow(out)
    if target in roots:
        raise UserError("-o names a source itself, which would be overwritten: name another file")
    if any(root in target.parents for root in roots):
        return (
            "the file written lies inside a source, among the data, and later audits will find "
            "it there; name a file outside with -o to leave the data as they are",
        )
    return ()


def _follow(out: Path) -> Path:
    try:
        return out.resolve()
    except (OSError, RuntimeError, ValueError):  # a loop of links
        raise UserError("-o names a path that leads nowhere: name another") from None


def _absolute(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):
        return path.absolute()  # that it cannot be read is told where it is opened


def _refuse_overwriting(target: Path, read: Sequence[Path]) -> None:
    """A file that is read may be somebody's only copy, and the working folder is emptied."""
    for path in read:
        if target in path.parents and path.relative_to(target).parts[0] in OWN:
            raise UserError(
                "a source or another file given has the name of an output in the folder of -o "
                "and would be overwritten: name another folder with -o"
            )


def _refuse_hiding(target: Path, files: Sequence[Path]) -> None:
    try:
        held = list(target.iterdir()) if target.is_dir() else []
    except OSError:
        return  # that it cannot be read or written is told where it is opened
    if others := sum(not _is_ours(path.name) and path not in files for path in held):
        raise UserError(
            f"the output folder lies inside a source and holds {amount(others, 'other entry')}, "
            "which the audit would leave out: name a new folder with -o, best outside the source"
        )


def _is_ours(name: str) -> bool:
    """Outputs, and what a killed run leaves of one that it was writing."""
    whole = name.removeprefix(".").removesuffix(".tmp").rpartition(".")[0]
    return name in OWN or (name.startswith(".") and name.endswith(".tmp") and whole in OWN)
