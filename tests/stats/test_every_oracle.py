"""Every reference value is used by some test, or stands below with the reason why not."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.conftest import ROOT

NOT_USED: Mapping[str, str] = {}
"""Ids that no test can use, with the reason."""
_QUOTED = re.compile(r"[\"']([ABCD]\d*\.[A-Za-z0-9_.]+)[\"']")


def _used() -> set[str]:
    files = sorted((ROOT / "tests").rglob("test_*.py"))
    return {
        name
        for path in files
        if path != Path(__file__)
        for name in _QUOTED.findall(path.read_text(encoding="utf-8"))
    }


@pytest.mark.corpus
def test_every_reference_value_is_used(shared: Path) -> None:
    entries = json.loads((shared / "oracles.json").read_text(encoding="utf-8"))["oracles"]
    every = {entry["id"] for entry in entries}
    assert len(every) == len(entries)
    assert set(NOT_USED) <= every
    assert sorted(every - _used() - set(NOT_USED)) == []


@pytest.mark.corpus
def test_no_exception_is_out_of_date(shared: Path) -> None:
    assert set(NOT_USED) & _used() == set()
