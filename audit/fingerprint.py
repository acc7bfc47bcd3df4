"""`fingerprint.json`: written by a run with a key, read by `overlap`."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from audit.errors import UserError
from audit.profile.model.fingerprint import DIGEST_BYTES, UNITS, Fingerprint

FINGERPRINT = "fingerprint.json"
FORMAT_VERSION = "1.0"
"""A change has a line in CHANGELOG.md."""
LARGEST = 4 << 30
"""Bytes of a fingerprint that is read; a hundred million units."""
_DIGEST = re.compile(f"[0-9a-f]{{{2 * DIGEST_BYTES}}}")


def render_fingerprint(fingerprint: Fingerprint, sizes: Mapping[str, int] | None = None) -> bytes:
    """
    The same data and key give the same bytes.

    `sizes`: how many of each unit the audit counts, also those without an identifier of their own,
    which have no digest.
    """
    document = {
        "format_version": FORMAT_VERSION,
        "key_id": fingerprint.key_id,
        "audited": dict(sizes or {}),
        "counts": {name: len(digests) for name, digests in fingerprint.digests},
        "digests": {name: list(digests) for name, digests in fingerprint.digests},
    }
    return json.dumps(document, indent=0).encode("ascii") + b"\n"


def read_fingerprint(path: Path, name: str) -> Fingerprint:
    """
    From a file, or from the output folder of a run; `name` (A or B) stands in messages.

    Raises UserError where it is absent, damaged, or of another format.
    """
    file = path / FINGERPRINT if path.is_dir() else path
    try:
        if file.stat().st_size > LARGEST:
            raise UserError(f"{name} is too large to be a fingerprint")
        document = json.loads(file.read_bytes())
    except FileNotFoundError:
        raise UserError(
            f"{name} holds no {FINGERPRINT}: run `dicom-audit run` with --key-file first"
        ) from None
    except (OSError, ValueError, RecursionError):
        raise UserError(f"{name} cannot be read as a {FINGERPRINT}") from None
    return _checked(document, name)


def _checked(document: Any, name: str) -> Fingerprint:
    """Another party made it: nothing of its text is repeated, and all of it is looked at."""
    if not isinstance(document, dict) or document.get("format_version") != FORMAT_VERSION:
        raise UserError(
            f"{name} is no {FINGERPRINT} of format {FORMAT_VERSION}: make both with one version"
        )
    digests, counts = document.get("digests"), document.get("counts")
    if (
        not isinstance(digests, dict)
        or not isinstance(counts, dict)
        or not _is_digest(document.get("key_id"))
    ):
        raise UserError(f"{name} is damaged: a part of it is missing")
    found = []
    for unit in UNITS:
        if unit in digests:
            if not _is_whole(digests[unit], counts.get(unit)):
                raise UserError(f"{name} is damaged: its {unit} are not what was counted")
            found.append((unit, tuple(digests[unit])))
    return Fingerprint(document["key_id"], tuple(found), _sizes(document.get("audited")))


def _sizes(given: Any) -> tuple[tuple[str, int], ...]:
    """An older file has none; what is no count of a unit is left out."""
    held = given if isinstance(given, dict) else {}
    return tuple((unit, held[unit]) for unit in UNITS if isinstance(held.get(unit), int))


def _is_whole(digests: Any, count: Any) -> bool:
    return (
        isinstance(digests, list)
        and all(map(_is_digest, digests))
        and len(set(digests)) == len(digests) == count
    )


def _is_digest(text: Any) -> bool:
    return isinstance(text, str) and _DIGEST.fullmatch(text) is not None
