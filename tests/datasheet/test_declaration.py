"""Reading `datasheet.yaml`: good files, faults with their line, what counts as an answer."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest
from ruamel.yaml import YAML

from audit.datasheet.answers import answered, excuse, tell
from audit.datasheet.declaration import (
    DatasheetDeclaration,
    declaration_schema,
    read_declaration,
)
from audit.datasheet.row import entries
from audit.errors import UserError

GOOD = """
dataset:
  name: Chest
  version: "1.10"
  release_date: 2024-05-01
usage:
  licence: CC-BY-4.0
  duo: [DUO:0000042]
storage:
  lossy: no
use_log:
  entries:
    - date: 2024-06-01
      text: Challenge of the year, test set opened once
pathologies:
  classes:
    - name: pneumonia
      n_patients: 6
"""


@pytest.fixture
def write(tmp_path: Path):  # type: ignore[no-untyped-def]
    def make(text: str | bytes) -> Path:
        path = tmp_path / "datasheet.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return make


def test_a_good_file(write) -> None:  # type: ignore[no-untyped-def]
    said = read_declaration(write(GOOD))
    assert (said.dataset.version, said.storage.lossy) == ("1.10", False)
    assert said.use_log.entries[0].date.year == 2024
    assert said.pathologies.classes[0].n_patients == 6


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("dataset:\n  vresion: 1", 2, "`dataset.vresion` is not a key"),
        ("dataset:\n  name: x\nusge: {}", 3, "`usge` is not a key"),
        ("dataset:\n  version: 1.10", 2, "must be text: put it in quotes"),
        ("images:\n  n_series: 1,170", 2, "must be a whole number"),
        ("images:\n  n_series: -1", 2, "is out of range"),
        ("access:\n  type: opn", 2, "must be one of 'open', 'registered'"),
        ("use_log:\n  entries:\n  - date: soon\n    text: x", 3, "YYYY-MM-DD"),
        (
            "dataset:\n  name: x\nuse_log:\n  entries:\n  - date: 2020-02-30\n    text: x",
            5,
            "YYYY-",
        ),
        ("use_log:\n  entries:\n  - date: 2020-01-01", 3, "`use_log.entries.0.text` is required"),
        ("usage: yes", 1, "must be a section"),
        ("usage:\n  duo: [GRU]", 2, "has the wrong form"),
        ("access:\n  url: 'javascript://alert(1)'", 2, "has the wrong form"),
        ("responsible:\n  email: nobody", 2, "has the wrong form"),
        ("a: 1\na: 2", 2, "a key stands twice"),
        ("x: [", 1, "not valid YAML"),
        ("!!python/object:os.system x", 1, "not valid YAML"),
        ("- 1", 1, "must hold keys"),
        ("[" * 5000, None, "not valid YAML"),
        (b"dataset:\n  name: \xff", 2, "not UTF-8"),
        ("#" * 1_000_001, None, "larger than"),
    ],
)
def test_faults_name_line_and_key(write, text, line, words) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(UserError) as fault:
        read_declaration(write(text))
    told = str(fault.value)
    assert words in told
    assert line is None or f"line {line}:" in told


def test_faults_repeat_no_value_and_no_path(write) -> None:  # type: ignore[no-untyped-def]
    path = write("dataset:\n  release_date: JONES^MARY\nimages:\n  n_series: SMITH")
    with pytest.raises(UserError) as fault:
        read_declaration(path)
    told = str(fault.value)
    assert "JONES" not in told
    assert "SMITH" not in told
    assert path.name not in told
    assert told.splitlines()[0] == "--datasheet: 2 faults"
    assert [line.split(":")[0] for line in told.splitlines()[1:]] == ["  line 2", "  line 4"]


def test_all_faults_of_a_file_are_told_at_once_up_to_twenty(write) -> None:  # type: ignore[no-untyped-def]
    path = write("\n".join(f"misspelt{n}: 1" for n in range(1, 24)))
    with pytest.raises(UserError) as fault:
        read_declaration(path)
    lines = str(fault.value).splitlines()
    assert lines[:2] == [
        "--datasheet: 23 faults",
        "  line 1: `misspelt1` is not a key that may stand here",
    ]
    assert lines[20].startswith("  line 20: ")
    assert lines[21:] == ["  and 3 more"]


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be read"):
        read_declaration(tmp_path / "none.yaml")


@pytest.mark.parametrize(
    ("section", "key", "value", "counts"),
    [
        ("context", "use_case", "x" * 19, False),
        ("context", "use_case", "x" * 20, True),
        ("context", "use_case", "The use case: specific, measurable, with a user.", False),
        ("social_media", "statement", "None", True),
        ("context", "use_case", "none", False),
        ("owner", "legal_entity", "ACME", True),
        ("owner", "legal_entity", " ", False),
        ("sources", "n_sites", 0, True),
        ("sources", "countries", (), False),
        ("storage", "lossy", False, True),
    ],
)
def test_what_counts_as_an_answer(section: str, key: str, value: object, counts: bool) -> None:
    said = DatasheetDeclaration.model_validate({section: {key: value}})
    assert answered(getattr(said, section), key) is counts


def test_answers_are_told_on_one_safe_line() -> None:
    said = DatasheetDeclaration.model_validate(
        {"sources": {"n_sites": 3, "care_setting": "emergency\ndepartment \x1b[31m red"}}
    )
    assert tell(said.sources) == "n_sites: 3; care_setting: emergency department \\x1b[31m red"


@pytest.mark.parametrize(("reason", "told"), [("no", ""), ("no labels were ever made", "same")])
def test_an_excuse_needs_a_reason(reason: str, told: str) -> None:
    said = DatasheetDeclaration.model_validate({"annotation": {"not_applicable": reason}})
    assert excuse(said.annotation) == (reason if told else "")


def test_every_item_has_a_section_in_the_papers_order() -> None:
    keys = [entry.key for entry in entries().values()]
    assert [key for key in DatasheetDeclaration.model_fields if key in keys] == keys


def test_the_schema_accepts_what_the_reader_accepts() -> None:
    schema = declaration_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    yaml = YAML(typ="safe", pure=True)
    good = yaml.load(
        GOOD.replace("2024-05-01", '"2024-05-01"').replace("2024-06-01", '"2024-06-01"')
    )
    good["storage"]["lossy"] = False
    assert list(validator.iter_errors(good)) == []
    assert list(validator.iter_errors({"dataset": {"name": None}, "usage": None})) == []
    assert list(validator.iter_errors({"dataset": {"nmae": "x"}}))
