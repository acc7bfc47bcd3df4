"""Reads the reference values that lie beside the project."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest


@dataclass(frozen=True, slots=True)
class Oracle:
    """One reference value: what goes in, what must come out, and how near."""

    id: str
    inputs: dict[str, Any]
    expected: dict[str, Any]
    tolerance: float

    def near(self, name: str) -> Any:
        """The expected value as something to compare with, at the oracle's own tolerance."""
        return pytest.approx(self.expected[name], abs=self.tolerance, rel=0)


def read_oracle(shared: Path, name: str) -> Oracle:
    """One oracle by its id; KeyError where there is none."""
    return _read(shared / "oracles.json")[name]


@cache
def _read(path: Path) -> dict[str, Oracle]:
    entries = json.loads(path.read_text(encoding="utf-8"))["oracles"]
    return {e["id"]: Oracle(e["id"], e["inputs"], e["expected"], e["tolerance"]) for e in entries}
