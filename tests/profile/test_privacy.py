"""Facts of the family `privacy` from real tables: traces, declarations, risks, the profile."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from audit.profile.model import Privacy
from audit.profile.privacy import measure_privacy
from audit.profile.privacy_profile import rules
from audit.scan.table import write_rows
from tests.profile.test_integrity import row

LOOKED: dict[str, Any] = {"echoes": "", "echo_searched": "name", "echo_unsearched": "",
                          "text_signs": ""}  # fmt: skip


def measured(folder: Path, *rows: dict[str, Any]) -> Privacy:
    table = write_rows(folder, rows)
    facts = measure_privacy(table)
    table.close()
    return facts


def seen(n: int, *place: str, **changes: Any) -> dict[str, Any]:
    return row(n, *place, **(LOOKED | changes))


def found(facts: Privacy, declared: str) -> dict[str, int]:
    return {
        one.found: len(one.subjects)
        for one in facts.contradictions
        if one.declared.startswith(declared)
    }


def test_traces_are_counted_by_kind_and_place(tmp_path: Path) -> None:
    echo = "name@StudyDescription|name@path"
    facts = measured(
        tmp_path,
        seen(1, echoes=echo),
        seen(2, echoes="name@StudyDescription", PatientIdentityRemoved="YES"),
        seen(3, "p2", "t2", "e2", echo_searched="", echo_unsearched="name:too short"),
        row(4, "p3", "t3", "e3"),
    )
    assert (facts.n_items, facts.n_not_looked, facts.n_removed) == (3, 1, 1)
    first, second = facts.echoes
    assert (first.kind, first.place, first.subjects.items) == ("name", "StudyDescription", (1, 2))
    assert (first.n_patients, first.n_removed) == (1, 1)
    assert (second.place, len(second.subjects)) == ("path", 1)
    (name,) = [one for one in facts.searched if one.kind == "name"]
    assert (name.n_items, name.not_searched) == (2, (("too short", 1),))


@pytest.mark.parametrize(
    ("changes", "declared", "n"),
    [
        ({"codes": ["113100"], "PatientBirthDate": "x"}, "113100 Basic Profile", 1),
        ({"codes": ["113100"]}, "113100 Basic Profile", 0),
        ({"codes": ["113100"], "n_private": 3}, "113100 without 113111", 1),
        ({"codes": ["113100"], "SeriesDescription": "x"}, "113100 Basic Profile without 113105", 1),
        ({"codes": ["113100"], "PatientAge": "042Y"}, "113100 Basic Profile without 113108", 1),
        ({"codes": ["113101"], "BurnedInAnnotation": "YES"}, "113101", 1),
        ({"codes": ["113101"], "BurnedInAnnotation": "NO"}, "113101", 0),
        ({"codes": ["113102"], "RecognizableVisualFeatures": "YES"}, "113102", 1),
        (
            {"codes": ["113107"], "LongitudinalTemporalInformationModified": "UNMODIFIED"},
            "113107", 1,
        ),
        (
            {"codes": ["113106"], "LongitudinalTemporalInformationModified": "MODIFIED"},
            "113106 dates", 1,
        ),
        ({"codes": ["113106", "113107"]}, "113106 and 113107", 1),
        ({"codes": ["113100"], "PatientIdentityRemoved": None}, "de-identification codes", 1),
    ],
)  # fmt: skip
def test_declared_against_found(
    changes: dict[str, Any], declared: str, n: int, tmp_path: Path
) -> None:
    codes = [f"{code}:DCM" for code in changes.pop("codes")]
    plain = {"PatientIdentityRemoved": "YES", "DeidentificationMethodCodeSequence": codes}
    facts = measured(tmp_path, seen(1, **(plain | changes)))
    assert sum(found(facts, declared).values()) == n
    assert facts.n_declaring == 1


@pytest.mark.parametrize(
    ("code", "keyword", "value"),
    [
        ("113105", "SeriesDescription", "x"),
        ("113108", "PatientAge", "042Y"),
        ("113111", "n_private", 3),
    ],
)
def test_an_option_keeps_what_it_keeps(code: str, keyword: str, value: Any, tmp_path: Path) -> None:
    codes = ["113100:DCM", f"{code}:DCM"]
    kept = {keyword: value, "DeidentificationMethodCodeSequence": codes}
    facts = measured(tmp_path, seen(1, PatientIdentityRemoved="YES", **kept))
    assert not any(one.subjects for one in facts.contradictions)


def test_a_copy_counts_once_among_attributes(tmp_path: Path) -> None:
    one = seen(1, present=["00101040"], empty=[])
    copy = {**one, "status": "finding", "codes": ["duplicate-uid"]}
    facts = measured(tmp_path, one, copy)
    (held,) = facts.attributes
    assert (facts.n_items, facts.n_instances, held.n_instances) == (2, 1, 1)


def test_attributes_with_a_value_are_counted(tmp_path: Path) -> None:
    tags = ["00100010", "00100020", "00101040", "60003000"]
    facts = measured(
        tmp_path,
        seen(1, present=tags, empty=["00100010"]),
        seen(2, "p2", "t2", "e2", present=tags[:2], empty=[]),
    )
    held = {one.tag: one for one in facts.attributes}
    assert (held["00100010"].n_instances, held["00100010"].n_patients) == (1, 1)
    assert (held["00100020"].n_instances, held["00100020"].n_distinct) == (2, 2)
    assert held["00101040"].action == "X" and held["00101040"].n_distinct is None
    assert held["60xx3000"].n_instances == 1
    assert facts.n_instances == 2
    assert facts.n_profile == len(rules()) == 655
