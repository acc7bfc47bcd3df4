"""Seeded damage: no exception, no delay, and no fault of structure that passes without a code."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from audit.scan.codes import FINDING, PARTIAL, REJECTING, status_of
from audit.scan.headers import Answer
from audit.scan.keywords import columns
from audit.scan.wire import pack
from tests.scan.encode import legal_file
from tests.scan.mutate import mutate
from tests.scan.reading import Reading
from tests.scan.strict import fault_of

N_MUTANTS = 5_000
N_LEGAL = 500
_LETTERS = frozenset("phieau")
_UNREAD = frozenset({"rejected", "skipped"})


def test_legal_files_have_no_code(tmp_path: Path) -> None:
    """And the unforgiving walker agrees: it finds nothing either."""
    read, chance = Reading(tmp_path), Random(11)
    seen = Counter[str]()
    for _ in range(N_LEGAL):
        data = legal_file(chance)
        assert fault_of(data) == ""
        answer = read(data)
        assert set(answer.codes) <= {"syntax-retired"}
        seen[answer.status] += 1
    assert seen["ok"] > 300, "most of them are not big endian"
    assert set(seen) == {"ok", "finding"}


def is_well_formed(answer: Answer) -> bool:
    """Status, codes and row fit one another, and the row fits the table."""
    known = {**REJECTING, **PARTIAL, **FINDING}
    assert set(answer.codes) <= set(known), answer.codes
    if answer.row is None:
        assert answer.status in _UNREAD
        assert answer.codes
        return True
    assert answer.status == status_of(answer.codes)
    states = answer.row["states"]
    assert len(states) == len(columns())
    assert set(states) <= _LETTERS
    if answer.row["read_to"] is not None:
        assert answer.status == "partial"
    return True


@pytest.mark.parametrize("seed", range(5))
def test_mutants(tmp_path: Path, seed: int) -> None:
    read, chance = Reading(tmp_path), Random(seed)
    quiet: list[str] = []
    faults = Counter[str]()
    slowest = 0.0
    rows = []
    for number in range(N_MUTANTS // 5):
        data = mutate(legal_file(chance), chance)
        start = time.process_time()
        answer = read(data)
        slowest = max(slowest, time.process_time() - start)
        assert is_well_formed(answer)
        if answer.row is not None:
            rows.append(answer.row)
        fault = fault_of(data)
        faults[fault] += 1
        if fault and not answer.codes:
            quiet.append(f"mutant {number} of seed {seed}: {fault}")
    assert not quiet, "\n".join(quiet)
    assert slowest < 1.0
    assert sum(faults.values()) - faults[""] > 500, "most mutants are broken"
    assert len(faults) > 8, "in many ways"
    assert len(pack(rows)) > 0, "every row fits the schema"
