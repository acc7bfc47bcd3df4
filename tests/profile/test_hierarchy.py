"""One value by study and series, numbers, concatenations, on real tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from audit.profile.hierarchy import measure_hierarchy
from audit.profile.model import Hierarchy
from audit.scan.table import write_rows
from tests.profile.test_integrity import row, states


def measured(folder: Path, *rows: dict[str, Any]) -> Hierarchy:
    table = write_rows(folder, rows)
    facts = measure_hierarchy(table)
    table.close()
    return facts


def test_two_values_below_one_identifier(tmp_path: Path) -> None:
    facts = measured(
        tmp_path,
        row(1, series="e1", FrameOfReferenceUID="f1", StudyDate="20200101", SeriesNumber=1),
        row(2, series="e1", FrameOfReferenceUID="f2", StudyDate="20200102", SeriesNumber=1),
        row(3, series="e2", FrameOfReferenceUID="f1", StudyDate="20200101"),
        row(4, "p2", "t2", "e3", SeriesDescription="chest"),
        row(5, "p2", "t2", "e3", SeriesDescription=" "),
        states(row(6, "p2", "t2", "e3", SeriesDescription="x"), SeriesDescription="h"),
    )
    found = {one.keyword: one for one in facts.divided}
    frames = found["FrameOfReferenceUID"]
    assert (frames.level, frames.subjects.numbers, frames.n_judged) == ("series", (1,), 2)
    dates = found["StudyDate"]
    assert (dates.level, dates.subjects.items, dates.n_judged) == ("study", (1,), 1)
    assert not found["SeriesNumber"].subjects
    assert not found["SeriesDescription"].subjects, "blanks and placeholders contradict nothing"


@pytest.mark.parametrize(
    ("numbers", "repeats", "skips"),
    [
        ((1, 2, 3), False, False),
        ((7, 8), False, False),
        ((1, 2, 2), True, False),
        ((1, 2, 4), False, True),
        ((1, 1, 3), True, True),
    ],
)
def test_instance_numbers(
    numbers: tuple[int, ...], repeats: bool, skips: bool, tmp_path: Path
) -> None:
    facts = measured(tmp_path, *(row(n, InstanceNumber=x) for n, x in enumerate(numbers, 1)))
    assert facts.n_numbered == 1
    assert (bool(facts.repeated_numbers), bool(facts.skipped_numbers)) == (repeats, skips)


def test_a_series_that_is_not_numbered_is_not_judged(tmp_path: Path) -> None:
    facts = measured(
        tmp_path, row(1, InstanceNumber=1), row(2), row(3, series="e2", InstanceNumber=5)
    )
    assert facts.n_numbered == 0


@pytest.mark.parametrize(
    ("numbers", "total", "whole"),
    [
        ((1, 2), 2, True),
        ((1, 2), None, True),
        ((1, 2), 3, False),
        ((1, 3), None, False),
        ((1, 2, 2), 2, False),
        ((2,), None, False),
    ],
)
def test_concatenations(
    numbers: tuple[int, ...], total: int | None, whole: bool, tmp_path: Path
) -> None:
    parts = {"ConcatenationUID": "c", "InConcatenationTotalNumber": total}
    rows = [row(n, **parts, InConcatenationNumber=x) for n, x in enumerate(numbers, 2)]
    facts = measured(tmp_path, row(1), *rows)
    assert facts.n_concatenations == 1
    assert facts.incomplete.items == (() if whole else (2,))
    assert facts.n_without_total == (total is None)
