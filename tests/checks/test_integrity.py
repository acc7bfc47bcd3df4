"""INT: at the limit, just above it, and not assessed."""

from __future__ import annotations

from typing import Any

import pytest

from audit.checks.integrity import CHECKS
from audit.checks.model import Finding, NotAssessed
from audit.policy import IntegrityPolicy, Policy
from audit.profile.model import Accounting, CodeCount, Profile
from audit.profile.model.integrity import SecondReading
from audit.report.sections.integrity import integrity_page
from tests import records as r

RULES = {one.rule: one for one in CHECKS}
READ = {
    "n_items_read": 240,
    "n_instances": 240,
    "n_images": 240,
    "n_with_pixel_digest": 100,
    "n_patients_with_sex": 10,
    "n_patients_with_birth_date": 8,
}


def profile(**facts: Any) -> Profile:
    return r.profile(integrity=r.integrity(**{**READ, **facts}))


def found(rule: str, facts: Profile, **limits: float) -> list[Finding]:
    policy = Policy(integrity=IntegrityPolicy(**limits))
    return list(RULES[rule].function(facts, policy))


def unread(rejected: int, partial: int) -> dict[str, Any]:
    return {
        "accounting": Accounting(100, 100 - rejected - partial, 0, partial, rejected, 0),
        "rejected": r.subjects(rejected, "item"),
        "partial": r.subjects(partial, "item"),
    }


@pytest.mark.parametrize(
    ("rule", "rejected", "partial", "limits", "message"),
    [
        ("INT001", 0, 5, {}, None),
        ("INT001", 1, 0, {}, "1 of 100 items could not be read"),
        ("INT001", 5, 0, {"max_rejected_share": 0.05}, None),
        ("INT001", 6, 0, {"max_rejected_share": 0.05}, "6 of 100 items could not be read"),
        ("INT002", 5, 0, {}, None),
        ("INT002", 0, 1, {}, "1 of 100 items were read only up to a fault"),
        ("INT002", 0, 2, {"max_partial_share": 0.02}, None),
        (
            "INT002",
            0,
            3,
            {"max_partial_share": 0.02},
            "3 of 100 items were read only up to a fault",
        ),
    ],
)
def test_unread_items_against_the_limit(
    rule: str, rejected: int, partial: int, limits: dict[str, float], message: str | None
) -> None:
    findings = found(rule, profile(**unread(rejected, partial)), **limits)
    assert [one.message for one in findings] == ([] if message is None else [message])
    assert all(one.count == len(one.subjects) for one in findings)


@pytest.mark.parametrize(
    ("rule", "field", "level", "total", "unit"),
    [
        ("INT003", "duplicate_uid", "instance", 240, "item"),
        ("INT004", "uid_conflict", "instance", 240, "item"),
        ("INT005", "series_in_two_studies", "series", 12, "series"),
        ("INT005", "study_in_two_patients", "study", 10, "study"),
        ("INT006", "patient_with_two_sexes", "patient", 10, "patient"),
        ("INT007", "without_patient_id", "instance", 240, "instance"),
        ("INT008", "patient_with_two_birth_dates", "patient", 8, "patient"),
        ("INT009", "placeholder_patient_id", "instance", 240, "instance"),
        ("INT010", "without_sop_instance_uid", "instance", 240, "instance"),
        ("INT010", "without_series_uid", "instance", 240, "instance"),
        ("INT010", "without_study_uid", "instance", 240, "instance"),
        ("INT011", "pixel_data_missing", "instance", 240, "item"),
        ("INT012", "duplicate_content", "instance", 100, "item"),
        ("INT014", "series_with_two_modalities", "series", 12, "series"),
    ],
)
def test_one_is_enough_and_none_passes(
    rule: str, field: str, level: str, total: int, unit: str
) -> None:
    assert found(rule, profile()) == []
    (one,) = found(rule, profile(**{field: r.subjects(3, level)}))
    assert (one.count, one.total, one.unit) == (3, total, unit)
    assert one.subjects == r.subjects(3, level)
    assert one.message.startswith(f"3 of {total} ")
    assert one.keyword


def test_items_are_not_told_as_instances() -> None:
    """The numbers of items with Rows and of instances may be equal by accident."""
    (one,) = found("INT011", profile(pixel_data_missing=r.subjects(9)))
    assert one.message == (
        "9 of 240 items with Rows or of an image class are images without pixel data"
    )
    (one,) = found("INT012", profile(duplicate_content=r.subjects(2)))
    assert one.message == (
        "2 of 100 items with pixels to compare have the pixels of another instance"
    )


def test_plural_of_studies() -> None:
    (one,) = found("INT005", profile(study_in_two_patients=r.subjects(2, "study")))
    assert one.message == "2 of 10 studies stand under more than one PatientID"


def test_one_finding_a_reading_code_that_no_rule_speaks_of() -> None:
    codes = (
        CodeCount("dicomdir", "finding", r.subjects(1, "item")),
        CodeCount("trailing-data", "finding", r.subjects(4, "item")),
        CodeCount("trailing-data", "partial", r.subjects(2, "item")),
        CodeCount("truncated", "partial", r.subjects(2, "item")),
        CodeCount("tag-order", "finding", r.subjects(1, "item")),
        CodeCount("vr-wrong", "finding", r.subjects(1, "item")),
    )
    findings = found("INT013", profile(codes=codes))
    assert [(one.subject, one.count, one.total) for one in findings] == [
        ("code trailing-data", 4, 241),
        ("code tag-order", 1, 241),
    ]


NOTHING = dict.fromkeys(READ, 0)


@pytest.mark.parametrize(
    ("rule", "facts"),
    [
        *((f"INT{n:03d}", profile(accounting=Accounting(0, 0, 0, 0, 0, 0))) for n in (1, 2, 13)),
        *((rule, profile(**unread(100, 0))) for rule in ("INT002", "INT013")),
        *((f"INT{n:03d}", profile(**NOTHING)) for n in (3, 4, 5, 7, 9, 10, 11, 12, 14, 16)),
        ("INT006", profile(n_patients_with_sex=0)),
        ("INT008", profile(n_patients_with_birth_date=0)),
        ("INT011", profile(n_images=0)),
        ("INT012", profile(n_with_pixel_digest=0)),
        ("INT005", r.profile(integrity=profile().integrity,
                             overview=r.overview(n_series=0, n_studies=0))),
        ("INT014", r.profile(integrity=profile().integrity, overview=r.overview(n_series=0))),
        ("INT006", r.profile(integrity=profile().integrity, overview=r.overview(n_patients=0))),
        ("INT008", r.profile(integrity=profile().integrity, overview=r.overview(n_patients=0))),
    ],
)  # fmt: skip
def test_not_assessed(rule: str, facts: Profile) -> None:
    with pytest.raises(NotAssessed, match=r"^no "):
        found(rule, facts)


@pytest.mark.parametrize(
    ("again", "told", "shown"),
    [
        (SecondReading(20, 20), None, "another value in 0 of 20 items read twice"),
        (
            SecondReading(20, 19, r.subjects(2, "item"), (("Rows", 2), ("Columns", 1))),
            "2 of 19 items read twice have another value for pydicom: Rows (2), Columns (1)",
            "another value in 2 of 19 items read twice; 1 item it could not read",
        ),
    ],
)
def test_two_readers(again: SecondReading, told: str | None, shown: str) -> None:
    facts = profile(second_reading=again)
    assert [one.message for one in found("INT015", facts)] == ([told] if told else [])
    values = {fact.name: fact.value for fact in integrity_page(facts).facts}
    assert values["Second reader (pydicom)"] == shown


@pytest.mark.parametrize("again", [SecondReading(), SecondReading(3, 0)])
def test_without_a_second_reader_nothing_is_passed(again: SecondReading) -> None:
    with pytest.raises(NotAssessed, match="no item could be read by both readers"):
        found("INT015", profile(second_reading=again))
