"""The catalogue of bad inputs, made afresh, and what a scan says of each."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

from audit.scan.shown_path import shown_path


@dataclass(frozen=True)
class Case:
    """One line of the catalogue's manifest."""

    id: str
    path: str
    expect: str
    codes: tuple[str, ...]
    canaries: tuple[str, ...]


def make_hostile(shared: Path, out: Path, scale: str = "small") -> list[Case]:
    """Write the catalogue to `out` and read its manifest."""
    script = shared / "tools" / "make_hostile.py"
    subprocess.run(
        [sys.executable, str(script), str(out), "--scale", scale],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    lines = (out / "manifest.jsonl").read_text().splitlines()
    return [_case(json.loads(line)) for line in lines]


def _case(line: dict[str, Any]) -> Case:
    path = shown_path(unquote_to_bytes(line["path"])) if line["path"] else ""
    return Case(
        line["id"], path, line["expect"], tuple(line["codes"]), tuple(line.get("canaries", ()))
    )


def disagreement(case: Case, status: str, codes: list[str]) -> str:
    """What is wrong with the answer; "" where nothing is."""
    found = set(codes)
    if case.expect == "set":
        return ""
    wanted = {"reject": "rejected", "skip": "skipped"}.get(case.expect, case.expect)
    if case.id == "A30":  # a cut may fall before the data set, or on an element boundary
        fine = status in ("partial", "rejected") and "truncated" in found
        return "" if fine or "pixel-data-missing" in found else f"{status} {codes}"
    if status != wanted:
        return f"{status} {codes}, not {wanted}"
    if case.codes and not found & set(case.codes):
        return f"{codes}, none of {case.codes}"
    return ""
