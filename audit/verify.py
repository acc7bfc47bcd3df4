"""Whether an output folder is what its run wrote, and whether the data are what was audited."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from audit.errors import NothingToAudit, UserError
from audit.outputs.write import SUMS
from audit.provenance import digest_inventory, inventory_lines
from audit.publish import INVENTORY, RUN_RECORD
from audit.scan.schema import STORED_NOTE
from audit.units import amount

_NEVER_HELD = [["skipped", code] for code in ("not-dicom", "empty-file", "own-output")]
"""Status and code of what a table of `dicom-audit scan` has no row of, and that is no image."""


@dataclass(frozen=True, slots=True)
class Checked:
    """Sentences for the user, and whether all is as it was."""

    lines: tuple[str, ...]
    intact: bool


def verify_outputs(out: Path) -> Checked:
    """
    Compare every file with its line in SHA256SUMS.

    Raises UserError where `out` is no folder, NothingToAudit where no run finished there.
    """
    if not out.is_dir():
        raise UserError("OUT is not a folder: name the output folder of a run")
    entries = _read_sums(out)
    lines = []
    for digest, name in entries:
        found = _digest(out / name)
        if found != digest:
            lines.append(f"{name}: {'changed' if found else 'not there'}")
    good = len(entries) - len(lines)
    told = f"{good} of {amount(len(entries), 'file')} as written"
    if (out / RUN_RECORD).exists():
        told += f"; {RUN_RECORD}, which holds times, has no digest and is not covered"
    return Checked((*lines, told), not lines)


def _read_sums(out: Path) -> list[tuple[str, str]]:
    try:
        text = (out / SUMS).read_text("utf-8")
    except FileNotFoundError:
        raise NothingToAudit(f"there is no {SUMS}: no run finished in this folder") from None
    except (OSError, UnicodeDecodeError):
        raise UserError(f"{SUMS} cannot be read") from None
    entries = []
    for number, line in enumerate(text.splitlines(), 1):
        digest, sign, name = line.partition("  ")
        if not sign or len(digest) != 64 or Path(name).name != name:
            raise UserError(f"{SUMS}: line {number} is not one of ours")
        entries.append((digest, name))
    return entries


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def verify_source(
    out: Path, sources: Sequence[str], work: Path, follow_links: bool, jobs: int
) -> Checked:
    """
    Scan `sources` again and compare with the inventory of the run, item by item, without paths.

    What is compared is the status, the size and the digest of the header of each item: a pixel
    that changed without changing the size is not seen. Raises UserError.
    """
    from audit.scan.scanner import ScanOptions, scan  # noqa: PLC0415 - costs start-up time

    audited = out / INVENTORY
    if digest_inventory(audited) != _audited_digest(out):
        return Checked((f"{INVENTORY} does not belong to this audit.json",), False)
    options = ScanOptions(jobs=jobs, follow_links=follow_links, exclude=out.resolve())
    table = scan(sources, work, options)
    before, now = inventory_lines(audited), inventory_lines(table.inventory)
    table.close()
    apart = _not_held(audited, now - before)
    gone, new = (before - now).total(), (now - before).total() - apart
    told = f"{amount(gone, 'item')} of the audit not there any more, {new} not audited"
    line = f"the data are what was audited: {amount(before.total(), 'item')}"
    if gone or new:
        line = f"the data changed: {told}"
    return Checked((line, *_say_apart(apart)), not (gone or new))


def _not_held(audited: Path, new: Counter[str]) -> int:
    """
    Of the items that the audit does not have, those that its header table never held: where it
    was one of `dicom-audit scan`, all that was read and is not DICOM, and OUT itself.

    A file that is DICOM, claims to be or could not be read is none of them, nor is a link.
    """
    notes = pq.read_schema(audited).metadata or {}
    if STORED_NOTE not in notes:
        return 0
    return sum(n for line, n in new.items() if line.split(" ")[:2] in _NEVER_HELD)


def _say_apart(n_items: int) -> tuple[str, ...]:
    if not n_items:
        return ()
    told = f"{amount(n_items, 'item')} that {'is' if n_items == 1 else 'are'} not DICOM"
    return (f"{told}: not compared, since a table of dicom-audit scan holds none of that kind",)


def _audited_digest(out: Path) -> str:
    try:
        audit = json.loads((out / "audit.json").read_text("utf-8"))
        return str(audit["digests"]["inventory"])
    except (OSError, ValueError, KeyError, TypeError):
        raise UserError("OUT holds no readable audit.json: run with the format json") from None
