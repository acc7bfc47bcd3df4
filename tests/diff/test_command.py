"""Exit codes of `diff`, on files and on folders of real runs."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from audit.cli import main
from tests.diff.audits import Document, counted, document, with_findings, written
from tests.factories import instance, write_instances

WITHHELD = with_findings(counted(2))
WITHHELD["findings"][0]["count"] = None
BOTH = document(counts={**document()["counts"], "patients": None})
BOTH["accounting"] = {**BOTH["accounting"], "rejected": 9}
CODES: list[tuple[str, Document, Document, int]] = [
    ("the same", document(), document(), 0),
    ("better", with_findings(counted(2)), with_findings(counted(1)), 0),
    ("changed only", document(), document(counts={**document()["counts"], "patients": 3}), 0),
    ("worse", with_findings(counted(2)), with_findings(counted(3)), 1),
    ("a new error", with_findings(), with_findings(counted(3)), 1),
    ("not comparable", with_findings(counted(2)), WITHHELD, 3),
    ("a rule not asked any more", with_findings(counted(2)), document(findings=[], checks=[]), 3),
    ("worse, and not comparable", document(), BOTH, 1),
]


@pytest.mark.parametrize(("old", "new", "code"), [c[1:] for c in CODES], ids=[c[0] for c in CODES])
def test_exit_codes(
    old: Document, new: Document, code: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, two = written(tmp_path / "old", old), written(tmp_path / "new", new)
    assert main(["diff", str(one), str(two), "--fail-on-regression"]) == code
    strict = capsys.readouterr().out
    assert main(["diff", str(one), str(two)]) == 0
    assert capsys.readouterr().out == strict


@pytest.mark.parametrize(
    ("arguments", "code"),
    [("diff", 2), ("diff old", 2), ("diff old new more", 2), ("diff nowhere new", 2),
     ("diff old new -o old", 2), ("diff old new -o run", 2), ("diff old new -o /proc/none", 5),
     ("diff --help", 0), ("schema diff", 0)],
)  # fmt: skip
def test_usage(arguments: str, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path / "old", document())
    written(tmp_path / "new", document())
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "SHA256SUMS").write_text(f"{'ab' * 32}  audit.json\n")
    monkeypatch.chdir(tmp_path)
    assert main(arguments.split()) == code
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["SHA256SUMS", "new", "old", "run"]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four patients; the same with two in front that lack PatientID; the first in a shared form."""
    folder = tmp_path_factory.mktemp("runs")
    plain = [instance(patient=p, n=n) for p in (1, 2, 3, 4) for n in (1, 2, 3)]
    write_instances(folder / "data", *plain)
    nameless = [instance(patient=p, n=1, PatientID=None) for p in (8, 9)]
    write_instances(folder / "more", *nameless, *plain)
    for name, source, *more in (
        ("old", "data"), ("same", "data"), ("new", "more"), ("shared", "more", "--shareable"),
    ):  # fmt: skip
        main(["run", str(folder / source), "-o", str(folder / name), "--formats", "json", "-q",
              "-j", "1", *more])  # fmt: skip
    return folder


def compare(runs: Path, old: str, new: str, out: Path) -> tuple[int, Document]:
    arguments = ["diff", str(runs / old), str(runs / new), "-o", str(out), "--fail-on-regression"]
    code = main(arguments)
    made: Document = json.loads((out / "diff.json").read_text("utf-8"))
    return code, made


def effects(made: Document, area: str = "finding") -> dict[str, str]:
    return {one["id"]: one["effect"] for one in made["changes"] if one["area"] == area}


@pytest.mark.parametrize("name", ["old", "new", "shared"])
def test_a_run_does_not_differ_from_itself(name: str, runs: Path, tmp_path: Path) -> None:
    code, made = compare(runs, name, name, tmp_path / "out")
    assert (code, made["changes"], made["unlike"]) == (0, [], [])
    assert made["same"]["finding"] > 0


def test_two_runs_on_the_same_data_do_not_differ(runs: Path, tmp_path: Path) -> None:
    code, made = compare(runs, "old", "same", tmp_path / "out")
    assert (code, made["changes"], made["unlike"]) == (0, [], [])


def test_a_planted_fault_is_worse_one_way_and_better_the_other(
    runs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, made = compare(runs, "old", "new", tmp_path / "there")
    assert code == 1
    assert effects(made)["INT007"] == "worse"
    assert effects(made, "counts")["instances"] == "changed"
    _, turned = compare(runs, "new", "old", tmp_path / "back")
    assert effects(turned)["INT007"] == "better"
    assert turned["old"] == made["new"]
    capsys.readouterr()
    main(["schema", "diff"])
    schema = json.loads(capsys.readouterr().out)
    jsonschema.validate(made, schema)
    jsonschema.validate(turned, schema)


def test_items_that_moved_are_no_difference(runs: Path, tmp_path: Path) -> None:
    """Two items more in front shift the number of every other one."""
    _, made = compare(runs, "old", "new", tmp_path / "out")
    assert made["same"]["finding"] > 0
    told = [one["told"] for one in made["changes"] if one["area"] == "finding"]
    assert not any("figures" in one or "something else" in one for one in told)


def test_what_is_withheld_is_not_compared(runs: Path, tmp_path: Path) -> None:
    code, made = compare(runs, "new", "shared", tmp_path / "out")
    assert code == 3
    assert made["totals"]["worse"] == 0
    assert any("withheld" in one for one in made["unlike"])
    assert "not_compared" in effects(made).values()
