"""From a path that a user names to an earlier audit, or to one sentence that says why not."""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from audit.diff.audited import Audited
from audit.errors import UserError
from audit.folder import sums_of
from audit.outputs.write import SUMS
from audit.report.model import FORMAT_VERSION

AUDIT = "audit.json"
LARGEST = 128 << 20
"""Bytes of an `audit.json` that is read; the demonstration's has half a million."""
_LISTS = {"findings", "checks", "table2", "fair"}
"""A tuple in the model, a list in the file."""


def read_audit(path: Path, name: str) -> Audited:
    """
    From a file, or from the output folder of a run; `name` (OLD, --baseline) stands in messages.

    In a folder the run must have finished and `audit.json` must be what it wrote. Raises UserError
    where the file is absent, too large, damaged, foreign, or of a later format; nothing of its
    text is repeated.
    """
    data = _read(file_of(path), name)
    digest = hashlib.sha256(data).hexdigest()
    if path.is_dir():
        _check_sums(path, digest, name)
    return _checked(_parsed(data, name), name).model_copy(update={"sha256": digest})


def file_of(path: Path) -> Path:
    """The file that is read where a user names it, or the output folder that holds it."""
    return path / AUDIT if path.is_dir() else path


def _read(file: Path, name: str) -> bytes:
    """At most `LARGEST` bytes of a regular file; a pipe would be waited for and have no end."""
    try:
        handle = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            os.close(handle)
            raise UserError(f"{name} is no regular file: name an {AUDIT} or an output folder")
        with os.fdopen(handle, "rb") as held:
            data = held.read(LARGEST + 1)
    except FileNotFoundError:
        raise UserError(
            f"{name} holds no {AUDIT}: name one, or the output folder of a run with the format json"
        ) from None
    except OSError:
        raise UserError(f"{name} cannot be read: check that the file may be opened") from None
    if len(data) > LARGEST:
        raise UserError(f"{name} is larger than {LARGEST >> 20} MiB: that is no {AUDIT} of ours")
    return data


def _check_sums(folder: Path, digest: str, name: str) -> None:
    written = sums_of(folder)
    if not written:
        raise UserError(
            f"{name} is a folder without {SUMS}, so no run finished there: run it again, or name "
            f"its {AUDIT} to compare that all the same"
        )
    if written.get(AUDIT) != digest:
        raise UserError(
            f"{name}: {AUDIT} is not what the run wrote into {SUMS}: run it again, or name the "
            "file to compare it all the same"
        )


def _parsed(data: bytes, name: str) -> dict[str, Any]:
    try:
        document = json.loads(data, parse_constant=_refuse)
    except (ValueError, RecursionError, MemoryError):
        raise UserError(
            f"{name} is no whole JSON file: copy {AUDIT} again, or run the audit again"
        ) from None
    if not isinstance(document, dict) or "format_version" not in document:
        raise UserError(f"{name} is no {AUDIT} of dicom-audit: it has no format_version")
    _check_format(document["format_version"], name)
    return document


def _refuse(word: str) -> Any:
    raise ValueError("NaN and Infinity are not JSON")


def _check_format(given: object, name: str) -> None:
    """The same major format, and of it no later minor one: that may count otherwise."""
    ours = tuple(map(int, FORMAT_VERSION.split(".")))
    if not isinstance(given, str) or not re.fullmatch(r"[0-9]{1,4}\.[0-9]{1,4}", given):
        raise UserError(f"{name} is no {AUDIT} of dicom-audit: its format_version is none of ours")
    theirs = tuple(map(int, given.split(".")))
    if theirs > ours:
        raise UserError(
            f"{name} has a later format than {FORMAT_VERSION}, which this version writes: "
            "update dicom-audit"
        )
    if theirs[0] != ours[0]:
        raise UserError(
            f"{name} has an earlier format than {FORMAT_VERSION}: audit its data again with this "
            "version"
        )


def _checked(document: dict[str, Any], name: str) -> Audited:
    lists = {key: tuple(held) for key, held in document.items() if _is_list(key, held)}
    try:
        return Audited.model_validate({**document, **lists, "sha256": ""})
    except ValidationError as fault:
        # keys of the model and positions; the input itself is never part of it
        where = ".".join(str(part) for part in fault.errors(include_input=False)[0]["loc"][:4])
        raise UserError(
            f"{name} is no {AUDIT} that can be compared: `{where}` is absent or of another form"
        ) from None


def _is_list(key: str, held: object) -> bool:
    return key in _LISTS and isinstance(held, list)
