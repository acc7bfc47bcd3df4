"""The command line of labels: a label spec, labels from the data, and what does not go together."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from audit.cli import main
from tests.factories import instance


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four patients in two folders, a table with names of its own, and specs."""
    folder = tmp_path_factory.mktemp("labels")
    for patient in range(4):
        at = folder / "data" / ("ill" if patient % 2 else "well")
        at.mkdir(parents=True, exist_ok=True)
        (at / f"{patient}.dcm").write_bytes(instance(patient=patient))
    rows = "".join(f"P00{n};{'ja' if n % 2 else 'nein'}\n" for n in range(4))
    (folder / "table.csv").write_text(f"Pat;Befund\n{rows}")
    (folder / "labels.yaml").write_text(
        "key: {column: Pat, stands_for: PatientID}\nlabels: [Befund]\n"
        "values: {ja: positive, nein: negative}\n"
    )
    (folder / "folders.yaml").write_text("source: folder:1\n")
    (folder / "wrong.yaml").write_text("labels: [Befund]\nkeys: Pat\n")
    return folder


def run(place: Path, out: Path, *arguments: str) -> int:
    source = ["run", str(place / "data"), "-o", str(out), "--formats", "json", "-q", "-j", "1"]
    return main([*source, "--exit-zero", *arguments])


def classes(out: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((out / "audit.json").read_text())["profile"]["classes"]
    return found


def patients(found: dict[str, Any]) -> dict[str, int]:
    return {row["name"]: row["n_patients"] for row in found["counts"]}


def test_a_label_spec_says_how_the_table_is_written(place: Path, tmp_path: Path) -> None:
    table, spec = str(place / "table.csv"), str(place / "labels.yaml")
    assert run(place, tmp_path / "out", "--labels", table, "--label-spec", spec) == 0
    found = classes(tmp_path / "out")
    assert (found["key"], found["key_column"], found["n_rows_joined"]) == ("PatientID", "Pat", 4)
    assert patients(found) == {"positive": 2, "negative": 2}


@pytest.mark.parametrize(
    "arguments", [("--labels-from", "folder:1"), ("--label-spec", "folders.yaml")]
)
def test_labels_from_folders(place: Path, tmp_path: Path, arguments: tuple[str, str]) -> None:
    option, value = arguments
    value = str(place / value) if value.endswith("yaml") else value
    assert run(place, tmp_path / "out", option, value) == 0
    found = classes(tmp_path / "out")
    assert (found["source"], patients(found)) == ("folder:1", {"ill": 2, "well": 2})


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--labels", "table.csv", "--labels-from", "folder:1"), "leave out"),
        (("--labels-from", "folders"), "folder:N"),
        (("--label-spec", "wrong.yaml"), "line 2: `keys`"),
        (("--label-spec", "absent.yaml"), "--label-spec cannot be read"),
    ],
)
def test_what_a_user_can_mend(
    place: Path,
    tmp_path: Path,
    arguments: tuple[str, ...],
    words: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    given = [str(place / one) if "." in one else one for one in arguments]
    assert run(place, tmp_path / "out", *given) == 2
    assert words in capsys.readouterr().err


def test_the_schema_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "labels"]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == "labels.yaml of dicom-audit"
