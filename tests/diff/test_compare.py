"""Whole audits: what is worse, better, only changed, and what cannot be compared."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from audit.diff.compare import compare_audits
from audit.diff.model import Compared
from audit.diff.states import FAIR, TABLE2
from tests.diff.audits import (
    Document,
    check,
    counted,
    document,
    read,
    with_findings,
    with_policy,
)

NOTHING = with_findings()
ONE = with_findings(counted(2))
NOT_ASKED = document(findings=[], checks=[])
BLIND = document(findings=[], checks=[check(status="not_assessed", reason="no series")])
HALF = with_findings(counted(2), checks=[check(status="failed", reason="partly not assessed: x")])
WAIVED = with_findings(counted(2, status="waived"), checks=[check(status="waived")])


def compared(folder: Path, old: Document, new: Document) -> Compared:
    return compare_audits(read(folder, old, "OLD"), read(folder, new, "NEW"))


def changes(made: Compared) -> set[tuple[str, str, str]]:
    return {(one.area, one.id, one.effect) for one in made.changes}


def accounted(**numbers: int | None) -> Document:
    return document(accounting={**document()["accounting"], **numbers})


def stated(part: str, state: str) -> Document:
    rows = [dict(row) for row in document()[part]]
    rows[0]["state"] = state
    return document(**{part: rows})


def judged(status: str) -> Document:
    return document(verdict={**document()["verdict"], "status": status})


WARNING = with_findings(counted(2, severity="warning"))
LOOSE = {"geometry": {"warn_deviation": 0.5}}
CASES: list[tuple[str, Document, Document, set[tuple[str, str, str]]]] = [
    ("the same", ONE, ONE, set()),
    ("a new error", NOTHING, ONE, {("finding", "GEO001", "worse")}),
    ("an error gone", ONE, NOTHING, {("finding", "GEO001", "better")}),
    ("a new warning, the gate fails on errors", NOTHING, WARNING,
     {("finding", "GEO001", "changed")}),
    ("a new warning, the old gate failed on warnings", with_policy(NOTHING, fail_on="warning"),
     WARNING, {("finding", "GEO001", "worse")}),
    ("a new error, the gate is off", with_policy(NOTHING, fail_on="never"),
     with_policy(ONE, fail_on="never"), {("finding", "GEO001", "worse")}),
    ("a known one grew", ONE, with_findings(counted(3)), {("finding", "GEO001", "worse")}),
    ("a known one shrank", ONE, with_findings(counted(1)), {("finding", "GEO001", "better")}),
    ("old did not ask", NOT_ASKED, ONE,
     {("check", "GEO001", "changed"), ("finding", "GEO001", "not_compared")}),
    ("new does not ask", ONE, NOT_ASKED,
     {("check", "GEO001", "not_compared"), ("finding", "GEO001", "not_compared")}),
    ("old could not look", BLIND, ONE,
     {("check", "GEO001", "better"), ("finding", "GEO001", "not_compared")}),
    ("new cannot look", ONE, BLIND,
     {("check", "GEO001", "worse"), ("finding", "GEO001", "not_compared")}),
    ("new looks at a part", ONE, HALF, {("check", "GEO001", "worse")}),
    ("new looks at all", HALF, NOTHING,
     {("check", "GEO001", "better"), ("finding", "GEO001", "better")}),
    ("waived now", ONE, WAIVED, {("finding", "GEO001", "changed")}),
    ("a waiver ended", WAIVED, ONE, {("finding", "GEO001", "worse")}),
    ("waived in both", WAIVED, WAIVED, set()),
    ("other limits, a finding gone", ONE, with_policy(NOTHING, **LOOSE),
     {("finding", "GEO001", "not_compared")}),
    ("other limits, a finding more", NOTHING, with_policy(ONE, **LOOSE),
     {("finding", "GEO001", "not_compared")}),
    ("other limits, more of it", ONE, with_policy(with_findings(counted(5)), **LOOSE),
     {("finding", "GEO001", "not_compared")}),
    ("other limits, no difference", ONE, with_policy(ONE, **LOOSE), set()),
    ("other limits of another family", ONE, with_policy(NOTHING, vendors={"max_share": 0.1}),
     {("finding", "GEO001", "better")}),
    ("more rejected", accounted(), accounted(rejected=3), {("accounting", "rejected", "worse")}),
    ("fewer rejected", accounted(), accounted(rejected=1), {("accounting", "rejected", "better")}),
    ("as many rejected of fewer", accounted(), accounted(found=31000),
     {("accounting", "found", "changed"), ("accounting", "rejected", "worse"),
      ("accounting", "partial", "worse")}),
    ("more partial", accounted(), accounted(partial=22), {("accounting", "partial", "worse")}),
    ("more skipped", accounted(), accounted(skipped=99), {("accounting", "skipped", "changed")}),
    ("does not add up", accounted(), accounted(adds_up=False),
     {("accounting", "adds_up", "worse")}),
    ("a number of items withheld", accounted(), accounted(partial=None),
     {("accounting", "partial", "not_compared")}),
    ("fewer patients", document(), document(counts={**document()["counts"], "patients": 3}),
     {("counts", "patients", "changed")}),
    ("patients withheld", document(), document(counts={**document()["counts"], "patients": None}),
     {("counts", "patients", "not_compared")}),
    ("the gate failed", judged("pass"), judged("fail"), {("verdict", "gate", "worse")}),
    ("the run is incomplete", judged("fail"), judged("incomplete"), {("verdict", "gate", "worse")}),
    ("the gate passes", judged("fail"), judged("pass"), {("verdict", "gate", "better")}),
    ("the gate passes by another policy", judged("fail"),
     with_policy(judged("pass"), fail_on="never"), {("verdict", "gate", "changed")}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "wanted"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_effects(
    old: Document, new: Document, wanted: set[tuple[str, str, str]], tmp_path: Path
) -> None:
    made = compared(tmp_path, old, new)
    assert changes(made) == wanted
    assert all(one.told for one in made.changes)


@pytest.mark.parametrize("made", [c[2] for c in CASES], ids=[c[0] for c in CASES])
def test_an_audit_does_not_differ_from_itself(made: Document, tmp_path: Path) -> None:
    same = compared(tmp_path, made, made)
    assert (same.changes, same.unlike) == ((), ())
    n_all = len(made["findings"]) + len({one["rule"] for one in made["checks"]}) + 1 + 7 + 27 + 15
    assert sum(n for _, n in same.same) == n_all + 4


STEPS = [
    ("table2", TABLE2, "measured", "partial", "worse"),
    ("table2", TABLE2, "partial", "absent", "worse"),
    ("table2", TABLE2, "absent", "contradicted", "worse"),
    ("table2", TABLE2, "agrees", "declared", "worse"),
    ("table2", TABLE2, "measured", "declared", "changed"),
    ("table2", TABLE2, "measured", "not_applicable", "not_compared"),
    ("fair", FAIR, "pass", "declared", "worse"),
    ("fair", FAIR, "declared", "not_testable", "worse"),
    ("fair", FAIR, "not_testable", "fail", "worse"),
    ("fair", FAIR, "fail", "not_applicable", "not_compared"),
]
MIRROR = {"worse": "better", "changed": "changed", "not_compared": "not_compared"}


@pytest.mark.parametrize(("part", "rank", "old", "new", "effect"), STEPS)
def test_states_fall_and_rise(
    part: str, rank: dict[str, int], old: str, new: str, effect: str, tmp_path: Path
) -> None:
    name = document()[part][0]["id"]
    there = compared(tmp_path, stated(part, old), stated(part, new))
    back = compared(tmp_path, stated(part, new), stated(part, old))
    assert changes(there) == {(part, name, effect)}
    assert changes(back) == {(part, name, MIRROR[effect])}


def test_an_item_that_one_audit_lacks_is_not_compared(tmp_path: Path) -> None:
    made = compared(tmp_path, document(), document(fair=document()["fair"][1:]))
    assert changes(made) == {("fair", document()["fair"][0]["id"], "not_compared")}


UNLIKE: list[tuple[Document, str]] = [
    ({"versions": {**document()["versions"], "pydicom": "4.0"}}, "other versions: pydicom"),
    ({"policy": {**document()["policy"], "Jane_Doe": 1}}, "other policies:  and 1 unknown here"),
    ({"policy": {**document()["policy"], "fail_on": "note"}}, "other policies: fail_on"),
    ({"digests": {**document()["digests"], "labels": ""}}, "only the old audit was given labels"),
    ({"withheld": {"min_cell": 11}}, "counts of few persons are withheld in one of the two, or "
     "from another number on"),
    ({"dataset": {"name": "Other", "version": "1"}}, "the two datasets have other names"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "told"), UNLIKE)
def test_what_the_two_were_not_made_alike_in(
    change: dict[str, Any], told: str, tmp_path: Path
) -> None:
    made = compared(tmp_path, document(), document(**change))
    assert [" ".join(one.split()) for one in made.unlike] == [" ".join(told.split())]


def test_another_reference_protocol_is_another_limit(tmp_path: Path) -> None:
    found = [counted(2, rule="PRO001", family="protocols")]
    old = document(findings=found, checks=[check("PRO001", "failed")])
    new = document(findings=[], checks=[check("PRO001")])
    new["digests"] = {**new["digests"], "protocol": "ab" * 32}
    assert changes(compared(tmp_path, old, new)) == {("finding", "PRO001", "not_compared")}


def test_withheld_counts_of_one_file_are_the_same_and_of_two_runs_not_compared(
    tmp_path: Path,
) -> None:
    made = with_findings(counted(2))
    made["findings"][0]["count"] = None
    assert compared(tmp_path, made, made).changes == ()
    other = {**made, "counts": {**made["counts"], "series": 1}}
    assert ("finding", "GEO001", "not_compared") in changes(compared(tmp_path, made, other))
