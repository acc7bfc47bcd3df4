"""Counts by hand: shares of the test split, hidden units, groups, constants, chance, the known."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from audit.profile.classes import measure_classes
from audit.profile.leakage import measure_leakage
from audit.profile.model import Leakage
from audit.profile.model.leakage import Linked, Shared, SplitPair
from audit.report.sections.leakage import leakage_page
from audit.scan.cohort import LabelOptions, read_labels
from audit.scan.table import write_rows
from audit.scan.tokens import token
from tests import records
from tests.profile.test_integrity import states
from tests.stats.oracles import read_oracle


def row(split: str, patient: str | None, **more: Any) -> dict[str, Any]:
    """An image that shares nothing but what `more` says; `n` keeps them apart."""
    row.n += 1  # type: ignore[attr-defined]
    n = row.n  # type: ignore[attr-defined]
    plain = {
        "path": f"{split}/{n}.dcm" if split else f"{n}.dcm",
        "PatientID": patient,
        "StudyInstanceUID": f"t{n}",
        "SeriesInstanceUID": f"e{n}",
        "SOPInstanceUID": f"i{n}",
        "SOPClassUID": "1.2.840.10008.5.1.4.1.1.2",
    }
    return plain | more


row.n = 0  # type: ignore[attr-defined]


def measured(folder: Path, *rows: dict[str, Any]) -> Leakage:
    table = write_rows(folder, rows)
    facts = measure_leakage(table, measure_classes(table, None))
    table.close()
    return facts


def unit(facts: Leakage, kind: str) -> Shared:
    found = facts.find_shared(kind)
    assert found is not None
    return found


def link(facts: Leakage, kind: str) -> Linked:
    found = facts.find_linked(kind)
    assert found is not None
    return found


def test_the_shares_of_the_reference(shared: Path, tmp_path: Path) -> None:
    oracle = read_oracle(shared, "B5.patient_overlap")
    names = {"train": "train", "val": "val", "test": "test"}
    rows = [row(names[s], p) for s, patients in oracle.inputs.items() for p in patients]
    facts = measured(tmp_path, *rows)
    found = unit(facts, "PatientID")
    share = found.n_test_patients / facts.n_test_patients
    assert share == oracle.near("share_test_patients_leaked")
    images = found.n_test_instances / facts.n_test_instances
    assert images == oracle.near("share_test_images_leaked")
    assert found.pairs == (SplitPair("test", "train", 1), SplitPair("train", "validation", 1))
    assert (facts.n_leaked_patients, facts.n_leaked_instances) == (1, 2)


def test_a_unit_is_hidden_where_its_patients_stand_in_one_split_each(tmp_path: Path) -> None:
    facts = measured(
        tmp_path,
        row("train", "p1", StudyInstanceUID="a"),
        row("test", "p1", StudyInstanceUID="a"),
        row("train", "p2", StudyInstanceUID="b"),
        row("test", "p3", StudyInstanceUID="b"),
        row("test", None, StudyInstanceUID="c"),
        row("train", None, StudyInstanceUID="c"),
    )
    found = unit(facts, "StudyInstanceUID")
    assert (found.n_total, found.n_shared, found.n_hidden) == (3, 3, 2)
    assert (found.n_test_patients, found.n_test_instances) == (2, 3)
    assert facts.in_two_splits.numbers == (1,)


def test_groups_by_a_chain_of_shared_values(tmp_path: Path) -> None:
    facts = measured(
        tmp_path,
        row("train", "p1", AccessionNumber="a"),
        row("train", "p2", AccessionNumber="a"),
        row("train", "p2", AccessionNumber="b"),
        row("validation", "p3", AccessionNumber="b"),
        row("test", "p3", AccessionNumber="c"),
        row("train", "p4", AccessionNumber="d"),
        row("train", "p5", AccessionNumber="d"),
        row("test", "p6", AccessionNumber="e"),
    )
    found = link(facts, "AccessionNumber")
    assert (found.n_total, found.n_patients, found.n_groups) == (6, 5, 2)
    assert (found.n_groups_across, found.patients_across.numbers) == (1, (1, 2, 3))
    assert found.patients_apart.numbers == (4, 5)
    assert (found.n_test_patients, found.n_test_instances) == (1, 1)


def test_a_patient_in_both_splits_is_not_joined_with_itself(tmp_path: Path) -> None:
    facts = measured(
        tmp_path,
        row("train", "p1", FrameOfReferenceUID="f"),
        row("test", "p1", FrameOfReferenceUID="f"),
        row("", "p2", FrameOfReferenceUID="f"),
    )
    found = link(facts, "FrameOfReferenceUID")
    assert (found.n_patients, found.n_groups_across, found.n_test_patients) == (2, 0, 0)


@pytest.mark.parametrize(("n", "n_common"), [(20, 0), (21, 1)])
def test_an_accession_number_of_very_many_is_a_constant(
    n: int, n_common: int, tmp_path: Path
) -> None:
    rows = [row("train" if p % 2 else "test", f"p{p}", AccessionNumber="1") for p in range(n)]
    facts = measured(tmp_path, *rows, row("train", "x", AccessionNumber="2"))
    assert unit(facts, "AccessionNumber").n_common == n_common
    assert unit(facts, "AccessionNumber").n_shared == 1 - n_common
    assert link(facts, "AccessionNumber").n_patients == (0 if n_common else 20)


def test_what_is_leaked_in_all_is_the_union_of_what_is_told(tmp_path: Path) -> None:
    """One by PatientID, one by accession number, one by birth date, one without PatientID."""
    born = {"PatientBirthDate": "19500607", "PatientSex": "F", "StudyDate": "20170101"}
    facts = measured(
        tmp_path,
        row("train", "p1"),
        row("test", "p1"),
        row("train", "p2", AccessionNumber="a"),
        row("test", "p3", AccessionNumber="a"),
        row("train", "p4", **born),
        row("test", "p5", **born),
        row("test", "p5"),
        row("train", None, SOPInstanceUID="c"),
        row("test", None, SOPInstanceUID="c"),
        row("test", "p6"),
    )
    assert (facts.n_test_patients, facts.n_test_instances) == (4, 6)
    assert (facts.n_unit_leaked_patients, facts.n_unit_leaked_instances) == (2, 3)
    assert (facts.n_leaked_patients, facts.n_leaked_instances) == (3, 5)
    both: tuple[Shared | Linked, ...] = (*facts.shared, *facts.linked)
    assert max(one.n_test_patients for one in both) <= facts.n_leaked_patients
    shown = {fact.name: fact.value for fact in leakage_page(records.profile(leakage=facts)).facts}
    assert shown["Test patients leaked, by a unit in two splits"] == "2 of 4"
    link_too = "such a unit or a link between patients"
    assert shown[f"Test patients leaked, by {link_too}"] == "3 of 4"
    assert shown[f"Test images leaked, by {link_too}"] == "5 of 6"


def test_patients_are_counted_without_placeholders_and_it_is_said(tmp_path: Path) -> None:
    nobody = states(row("test", "anon"), PatientID="h")
    facts = measured(tmp_path, row("train", "p1"), row("test", "p2"), row("", "p3"), nobody)
    sizes = [(one.split, one.n_patients, one.n_instances) for one in facts.splits]
    assert sizes == [("train", 1, 1), ("test", 1, 2)]
    shown = {fact.name: fact.value for fact in leakage_page(records.profile(leakage=facts)).facts}
    assert shown["Patients with a PatientID that is no placeholder"] == "3"
    (nobodies,) = [value for name, value in shown.items() if name.startswith("Placeholder")]
    assert nobodies == "1"
    assert shown["Patients with such a PatientID who stand in a split"] == "2 of 3"


def test_placeholders_are_nobody(tmp_path: Path) -> None:
    rows = [row("train", "anon"), row("test", "anon")]
    facts = measured(tmp_path, *(states(one, PatientID="h") for one in rows))
    assert (facts.n_patients, facts.find_shared("PatientID")) == (0, None)
    assert facts.find_linked("PatientID in other writing") is None


def test_an_index_file_and_a_rejected_item_share_nothing(tmp_path: Path) -> None:
    facts = measured(
        tmp_path,
        row("train", "p1"),
        row("test", "p1", codes=["dicomdir"], status="finding"),
        row("test", "p2"),
    )
    assert unit(facts, "PatientID").n_shared == 0


def test_a_volume_has_three_positions(tmp_path: Path) -> None:
    def slices(n: int, frame: str) -> list[dict[str, Any]]:
        return [
            row("test" if z else "train", None, FrameOfReferenceUID=frame, Rows=8, Columns=8,
                ImageOrientationPatient=[1, 0, 0, 0, 1, 0.0004 * z],
                ImagePositionPatient=[0, 0, 2.5 * z])
            for z in range(n)
        ]  # fmt: skip

    facts = measured(tmp_path, *slices(3, "f"), *slices(2, "g"))
    found = unit(facts, "volume")
    assert (found.n_total, found.n_shared, found.n_test_instances) == (1, 1, 2)


def test_born_alike_and_what_chance_would_make_of_it(tmp_path: Path) -> None:
    def person(n: int, born: str, day: str) -> dict[str, Any]:
        split = "test" if n % 2 else "train"
        return row(split, f"p{n}", PatientBirthDate=born, PatientSex="F", StudyDate=day)

    people = [person(n, f"b{n}", "20170101") for n in range(8)]
    facts = measured(tmp_path, *people, person(8, "b1", "20170101"), person(9, "b2", "20180101"))
    found = link(facts, "birth date, sex and study date")
    # pairs: 45 in all, 36 within the day of nine people; b2 is equal across, b1 within
    assert (found.n_pairs, found.n_patients) == (1, 2)
    assert found.expected_pairs is not None
    assert math.isclose(found.expected_pairs, 1 / 9 * 36)
    assert found.by_chance
    assert not replace(found, n_pairs=5).by_chance


def test_what_training_has_seen(tmp_path: Path) -> None:
    facts = measured(
        tmp_path,
        row("train", "p1", InstitutionName="a", StudyDate="20170105"),
        row("validation", "p2", InstitutionName="b", StudyDate="20170405"),
        row("test", "p3", InstitutionName="a", StudyDate="20170330"),
        row("test", "p4", InstitutionName="b", StudyDate="20170401"),
        row("test", "p5", StudyDate="20180101"),
    )
    known = {one.what.partition(" (")[0]: one for one in facts.known}
    site = known["site"]
    assert (site.n_patients, site.n_seen, site.n_unseen, site.n_unknown) == (3, 1, 1, 1)
    assert (site.n_values, site.n_values_seen) == (2, 1)
    assert (known["study year"].n_seen, known["study year"].n_unseen) == (2, 1)
    assert known["study quarter"].n_seen == 1
    assert known["scanner"].n_unknown == 3


def test_without_splits_links_are_found_all_the_same(tmp_path: Path) -> None:
    facts = measured(
        tmp_path, row("", "p1", StudyInstanceUID="t"), row("", "p2", StudyInstanceUID="t")
    )
    assert (facts.split_source, facts.splits, facts.shared, facts.known) == ("none", (), (), ())
    assert link(facts, "StudyInstanceUID").patients_apart.numbers == (1, 2)
    assert facts.pixels.state == "absent"


@pytest.mark.parametrize(
    ("lines", "n_shared", "n_test"),
    [
        ("PatientID,label,split\np1,a,train\np2,a,test\np1,a,test\n", (1, 2), 3),
        ("PatientID,label,split\np1,a,train\np2,a,test\np3,a,\n", (0, 0), 1),
        ("SOPInstanceUID,label,split\ni1,a,train\ni2,a,test\n", (1, 0), 1),
        ("SOPInstanceUID,label,split\ni1,a,train\ni1,b,test\n", (1, 1), 1),
    ],
)
def test_splits_of_a_label_table(
    lines: str, n_shared: tuple[int, int], n_test: int, tmp_path: Path
) -> None:
    """Patients and instances that stand in two splits; instances of the test split."""
    (tmp_path / "labels.csv").write_text(lines)
    key = b"k" * 32
    patients = {"p1": ("i1", "i2"), "p2": ("i3",), "p3": ("i4",)}
    pairs = [(p, i) for p, ids in patients.items() for i in ids]
    made = [row("", token(key, p), SOPInstanceUID=token(key, i)) for p, i in pairs]
    labels = read_labels(tmp_path / "labels.csv", LabelOptions(), key)
    table = write_rows(tmp_path, made)
    facts = measure_leakage(table, measure_classes(table, labels))
    table.close()
    kinds = ("PatientID", "SOPInstanceUID")
    assert tuple(unit(facts, kind).n_shared for kind in kinds) == n_shared
    assert (facts.split_source, len(facts.in_two_splits)) == ("column", n_shared[0])
    assert facts.n_test_instances == n_test
