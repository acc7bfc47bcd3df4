"""CSV files beside the datasheet: a learning curve, lesions by patient."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.datasheet.declaration import DatasheetDeclaration, read_declaration
from audit.datasheet.for_samples import declare_samples
from audit.datasheet.side_tables import read_curve, read_lesions
from audit.errors import UserError
from audit.profile.model.sample_declaration import CurvePoint, LesionRow, SampleDeclaration


def written(folder: Path, text: str | bytes, name: str = "table.csv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_a_curve(tmp_path: Path) -> None:
    text = "\ufeffscore,n_train,sd,repeats,metric\n0.7,100,0.02,5,AUC\n\n0.8,200,,,AUC\n"
    points, metric = read_curve(written(tmp_path, text))
    assert points == (CurvePoint(100, 0.7, 0.02, 5), CurvePoint(200, 0.8))
    assert metric == "AUC"


def test_lesions(tmp_path: Path) -> None:
    assert read_lesions(written(tmp_path, "lesions,split\n0,test\n3,train\n")) == (
        LesionRow("test", 0),
        LesionRow("train", 3),
    )
    assert read_lesions(written(tmp_path, "lesions\n7\n")) == (LesionRow("", 7),)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "the first line must name n_train, score"),
        ("n_train\n5\n", "the first line must name"),
        ("n_train,score,loss\n5,0.5,1\n", "nothing else"),
        ("n_train,score,score\n5,0.5,1\n", "the first line must name"),
        ("n_train,score\n5,0.5\nSMITH,0.6\n", "line 3: n_train is not a whole number"),
        ("n_train,score\n5,high\n", "line 2: score is not a number"),
        ("n_train,score\n5,80\n", "line 2: n_train is at least 1 and score"),
        ("n_train,score\n0,0.5\n", "line 2: n_train is at least 1"),
        ("n_train,score\n,0.5\n", "line 2: n_train is at least 1"),
        ("n_train,score\n5,nan\n", "not finite"),
        ("n_train,score,sd\n5,0.5,-1\n", "sd is not negative"),
        ("n_train,score\n5\n", "line 2: 2 cells are expected"),
        ("n_train,score,metric\n5,0.5,AUC\n6,0.5,F1\n", "2 different metrics"),
        ("n_train,score\n" + "5,0.5\n" * 1001, "more than 1000 rows"),
        (b"n_train,score\n\xff,1\n", "UTF-8"),
        (b"#" * 5_000_001, "larger than"),
    ],
)
def test_faults_name_the_line_and_repeat_no_value(
    tmp_path: Path, text: str | bytes, words: str
) -> None:
    with pytest.raises(UserError) as fault:
        read_curve(written(tmp_path, text))
    assert words in str(fault.value)
    assert "SMITH" not in str(fault.value)
    assert "table.csv" not in str(fault.value)


@pytest.mark.parametrize("text", ["lesions\n-1\n", "lesions\n1.5\n", "lesions\n\n,\n100001\n"])
def test_lesions_that_cannot_be(tmp_path: Path, text: str) -> None:
    with pytest.raises(UserError, match="line"):
        read_lesions(written(tmp_path, text))


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="names no file"):
        read_curve(tmp_path)


def test_files_are_looked_for_beside_the_datasheet(tmp_path: Path) -> None:
    written(tmp_path, "n_train,score\n10,0.5\n", "curve.csv")
    written(tmp_path, "lesions\n2\n", "lesions.csv")
    text = (
        "normals: {normal_class: well}\n"
        "pathologies: {classes: [{name: ill, deployment_prevalence: 0.1}]}\n"
        "model: {n_parameters: 0, learning_curve: curve.csv, lesion_counts: lesions.csv, "
        "expected_auc: 0.9, outcome: binary}\n"
    )
    said = read_declaration(written(tmp_path, text, "datasheet.yaml"))
    found = declare_samples(said, tmp_path)
    assert (found.curve, found.lesions) == ((CurvePoint(10, 0.5),), (LesionRow("", 2),))
    assert (found.normal_class, found.class_prevalence) == ("well", (("ill", 0.1),))
    assert (found.n_parameters, found.auc, found.outcome) == (None, 0.9, "binary")
    assert found.says("auc")
    assert not found.says("sensitivity")
    assert declare_samples(said).curve == ()
    assert declare_samples(None) == SampleDeclaration()
    assert declare_samples(DatasheetDeclaration()) == SampleDeclaration()


@pytest.mark.parametrize(
    "wrong",
    ["expected_auc: 0.4", "icc: 1.2", "wanted_half_width: 0", "outcome: dead", "horizon: 0"],
)
def test_numbers_that_cannot_be_are_refused(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(UserError, match="line 2"):
        read_declaration(written(tmp_path, f"model:\n  {wrong}\n", "datasheet.yaml"))
