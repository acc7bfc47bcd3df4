from __future__ import annotations

import pytest

from audit.errors import UserError
from audit.scan.label_columns import Choice, LabelOptions, choose_columns


@pytest.mark.parametrize(
    ("names", "options", "choice"),
    [
        (["PatientID", "StudyInstanceUID", "label"], {}, ("StudyInstanceUID", "StudyInstanceUID")),
        (["patientid", "label"], {}, ("patientid", "PatientID")),
        (["path", "label"], {}, ("path", "path")),
        (["PatientID", "path", "label"], {"key": "path"}, ("path", "path")),
        (["subject", "label"], {"key": "subject"}, ("subject", "")),
        (["subject", "label"], {"key": "subject=PatientID"}, ("subject", "PatientID")),
        (["a=b", "label"], {"key": "a=b"}, ("a=b", "")),
    ],
)
def test_the_key(names: list[str], options: dict[str, str], choice: tuple[str, str]) -> None:
    found = choose_columns(names, LabelOptions(**options))  # type: ignore[arg-type]
    assert (found.key, found.keyword) == choice


def test_labels_and_split() -> None:
    names = ["PatientID", "Class", "Finding Labels", "Split", "Edema"]
    found = choose_columns(names, LabelOptions())
    assert found == Choice("PatientID", "PatientID", ("Class", "Finding Labels"), "Split")
    found = choose_columns(names, LabelOptions(labels=("edema", "Class"), split="Split"))
    assert found.labels == ("Edema", "Class")


def test_two_names_that_differ_in_case_are_no_answer() -> None:
    with pytest.raises(UserError, match="no label column"):
        choose_columns(["PatientID", "Label", "LABEL"], LabelOptions())


@pytest.mark.parametrize(
    ("names", "options", "words"),
    [
        (["a", "label"], {}, "no key column"),
        (["PatientID", "b"], {}, "no label column"),
        (["PatientID", "label"], {"key": "b"}, "--key"),
        (["PatientID", "label"], {"key": "PatientID=Patient"}, "KEYWORD"),
        (["PatientID", "label"], {"labels": ("b",)}, "--label"),
        (["PatientID", "label"], {"split": "b"}, "--split"),
        (["PatientID", "label"], {"labels": ("PatientID",)}, "key column"),
    ],
)
def test_what_a_user_can_mend(names: list[str], options: dict[str, str], words: str) -> None:
    with pytest.raises(UserError, match=words):
        choose_columns(names, LabelOptions(**options))  # type: ignore[arg-type]


def test_messages_hold_no_name_from_the_file() -> None:
    with pytest.raises(UserError) as raised:
        choose_columns(["SMITH^JOHN", "1950-01-01"], LabelOptions())
    assert "SMITH" not in str(raised.value)
    assert "1950" not in str(raised.value)
