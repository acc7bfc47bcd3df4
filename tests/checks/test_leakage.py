from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from audit.checks.leakage import CHECKS
from audit.checks.model import Confidence, Finding, NotAssessed, Severity
from audit.policy import Policy
from audit.profile.model import Leakage, Subjects
from audit.profile.model.leakage import Linked, Shared, SplitPair, SplitSize
from audit.profile.model.pixels import NearAt, NearDuplicates, Pixels
from tests import records

ALL = {check.rule: check for check in CHECKS}
UNITS = {
    "LKG002": ("StudyInstanceUID", "studies"),
    "LKG003": ("SeriesInstanceUID", "series"),
    "LKG004": ("SOPInstanceUID", "instances"),
    "LKG005": ("FrameOfReferenceUID", "frames of reference"),
    "LKG006": ("AccessionNumber", "accession numbers"),
    "LKG007": ("volume", "volumes"),
    "LKG008": ("pixel content", "pixel contents"),
}
BORN = "birth date, sex and study date"


def run(rule: str, facts: Leakage, **policy: Any) -> list[Finding]:
    profile = records.profile(leakage=facts)
    return list(ALL[rule].function(profile, Policy.model_validate(policy)))


def patients(*numbers: int) -> Subjects:
    return Subjects("patient", numbers, numbers)


def split(**changes: Any) -> Leakage:
    plain = Leakage(
        split_source="column",
        splits=(SplitSize("train", 8, 80), SplitSize("test", 3, 30)),
        train_splits=("train",),
        test_splits=("test",),
        n_test_patients=3,
        n_test_instances=30,
        n_patients=10,
    )
    return replace(plain, **changes)


def shared(kind: str, n_shared: int, n_hidden: int = 0) -> Shared:
    pair = (SplitPair("test", "train", n_shared),)
    who = Subjects("instance", (4, 5), (4, 5))
    return Shared(kind, 20, n_shared, n_hidden, pair, 1, 12, who)


def linked(kind: str, across: int = 0, apart: int = 0, **changes: Any) -> Linked:
    """Groups of two patients each."""
    plain = Linked(
        kind,
        n_total=9,
        n_patients=2 * (across + apart),
        n_groups=across + apart,
        n_groups_across=across,
        n_patients_across=2 * across,
        n_test_patients=across,
        n_test_instances=10 * across,
        patients_apart=patients(*range(1, 2 * apart + 1)),
        patients_across=patients(*range(5, 5 + 2 * across)),
    )
    return replace(plain, **changes)


def test_confirmed_leaks_are_errors_and_signs_are_not() -> None:
    assert [c.rule for c in CHECKS] == [f"LKG{n:03}" for n in range(1, 14)]
    graded = {rule: (c.severity, c.confidence) for rule, c in ALL.items()}
    certain = (Severity.ERROR, Confidence.CERTAIN)
    assert [rule for rule, grade in graded.items() if grade == certain] == [
        "LKG001", "LKG002", "LKG003", "LKG004", "LKG005", "LKG007", "LKG008",
    ]  # fmt: skip
    assert graded["LKG011"] == (Severity.WARNING, Confidence.LIKELY)
    assert graded["LKG013"] == (Severity.WARNING, Confidence.HEURISTIC)


def test_patient_in_two_splits() -> None:
    facts = split(shared=(shared("PatientID", 2),), in_two_splits=patients(3, 5))
    (finding,) = run("LKG001", facts)
    assert finding.message == (
        "2 of 20 patients of a split (without placeholder PatientIDs) stand in more than one "
        "split; "
        "that is 1 of 3 test patients and 12 of 30 test images"
    )
    assert finding.subjects.examples() == ("patient 3", "patient 5")
    assert run("LKG001", split(shared=(Shared("PatientID", 20, 0),))) == []
    with pytest.raises(NotAssessed, match="no instance of a split has a PatientID"):
        run("LKG001", split())


@pytest.mark.parametrize(("rule", "kind", "words"), [(r, *words) for r, words in UNITS.items()])
def test_units_in_two_splits(rule: str, kind: str, words: str) -> None:
    (finding,) = run(rule, split(shared=(shared(kind, 2, 1),)))
    assert finding.message.startswith(
        f"2 of 20 {words} stand in more than one split, 1 of them not to be seen from PatientID; "
    )
    assert (finding.count, finding.total, finding.subjects.numbers) == (2, 20, (4, 5))
    assert run(rule, split(shared=(Shared(kind, 20, 0),))) == []
    with pytest.raises(NotAssessed, match="to compare"):
        run(rule, split())


@pytest.mark.parametrize("rule", sorted(ALL.keys() - {"LKG012"}))
def test_without_splits_nothing_is_assessed(rule: str) -> None:
    for facts in (Leakage(n_patients=10), split(splits=(SplitSize("train", 10, 100),))):
        with pytest.raises(NotAssessed, match="fewer than two splits"):
            run(rule, facts)


def test_without_a_test_split_no_share_of_it_is_told() -> None:
    facts = split(shared=(shared("volume", 1),), n_test_patients=0, n_test_instances=0)
    (finding,) = run("LKG007", facts)
    assert finding.message == (
        "1 of 20 volumes stand in more than one split, "
        "all of them of patients whose PatientID does too (LKG001)"
    )


def test_one_person_under_two_ids_across_splits() -> None:
    facts = split(linked=(linked("StudyInstanceUID", 1, 1), linked("pixel content", 0, 1)))
    (finding,) = run("LKG009", facts)
    assert finding.message == (
        "2 of 9 patients share StudyInstanceUID with a patient of another split: perhaps 1 person "
        "under two or more PatientIDs; that is 1 of 3 test patients and 10 of 30 test images"
    )
    assert (finding.subject, finding.subjects.numbers) == ("link StudyInstanceUID", (5, 6))
    first, second = run("LKG012", facts)
    assert first.message == (
        "2 of 9 patients share StudyInstanceUID with another patient: "
        "perhaps 1 person under two or more PatientIDs"
    )
    assert second.message.startswith("2 of 9 patients share the same pixel content")
    assert run("LKG009", split(linked=(linked("SeriesInstanceUID"),))) == []
    with pytest.raises(NotAssessed, match="no instance has a PatientID"):
        run("LKG009", split(n_patients=0))
    with pytest.raises(NotAssessed, match="no patient has StudyInstanceUID"):
        run("LKG009", split())


def test_two_writings_of_one_id() -> None:
    (finding,) = run("LKG010", split(linked=(linked("PatientID in other writing", 2),)))
    assert "perhaps 2 people" in finding.message
    assert run("LKG010", split(linked=(linked("PatientID in other writing"),))) == []


@pytest.mark.parametrize(
    ("expected", "n_pairs", "n_findings"), [(None, 1, 1), (0.99, 1, 1), (1.0, 1, None)]
)
def test_signs_of_one_person_and_chance(
    expected: float | None, n_pairs: int, n_findings: int | None
) -> None:
    born = linked(BORN, 1, expected_pairs=expected, n_pairs=n_pairs)
    facts = split(linked=(born, linked("AccessionNumber")))
    if n_findings is None:
        with pytest.raises(NotAssessed, match="chance alone would join 1"):
            run("LKG011", facts)
    else:
        assert len(run("LKG011", facts)) == n_findings
    both = split(linked=(born, linked("AccessionNumber", 1)))
    assert run("LKG011", both)[-1].subject == "link AccessionNumber"


def near(distance: int, n_across: int, complete: bool = True) -> Leakage:
    who = Subjects("instance", (4, 9), (4, 9))
    at = tuple(NearAt(d, 5, n_across if d >= distance else 0, 0.25, who) for d in range(9))
    found = NearDuplicates(1000, 0, at, complete)
    return split(pixels=Pixels("measured", 1000, 990, 990, near=found))


def test_lookalikes_by_the_distance_of_the_policy() -> None:
    (finding,) = run("LKG013", near(4, 3))
    assert finding.message == (
        "3 pairs of 1000 different frames look alike across splits (at most 4 of 64 bits differ); "
        "of unrelated frames chance would bring 0.25 pairs so near"
    )
    assert (finding.count, finding.total) == (2, 990)
    assert run("LKG013", near(5, 3)) == []
    assert len(run("LKG013", near(5, 3), leakage={"near_duplicate_distance": 5})) == 1
    assert run("LKG013", near(4, 3, False))[0].message.startswith("at least 3 pairs")
    with pytest.raises(NotAssessed, match="--pixels"):
        run("LKG013", split())
