"""Real files behind others: every item has another number, and no finding is another one."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from audit.cli import main

FOLDER = "pydicom+pydicom"


def audited(source: Path, out: Path, *more: str) -> int:
    return main(["run", str(source), "-o", str(out), "--formats", "json", "-q", "-j", "1", *more])


@pytest.mark.corpus
def test_items_that_moved_are_known_again(corpus: Path, tmp_path: Path) -> None:
    """Texts in front of all files shift every number and are skipped themselves."""
    files = sorted(path for path in (corpus / FOLDER).rglob("*") if path.is_file())
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        for number, path in enumerate(files):
            shutil.copyfile(path, tmp_path / name / f"{number:05d}{path.suffix}")
    for number in range(7):
        (tmp_path / "two" / f"00000-{number}.txt").write_text("read me", "utf-8")
    policy = tmp_path / "policy.yaml"
    policy.write_text("integrity:\n  max_rejected_share: 1.0\n", "utf-8")
    assert audited(tmp_path / "one", tmp_path / "before", "--policy", str(policy)) == 1
    given = ("--policy", str(policy), "--baseline", str(tmp_path / "before"))
    assert audited(tmp_path / "two", tmp_path / "after", *given) == 0
    after = json.loads((tmp_path / "after" / "audit.json").read_text("utf-8"))
    assert {one["status"] for one in after["findings"]} == {"known"}
    assert after["findings"][0]["items"] != []
    out = tmp_path / "compared"
    arguments = ["diff", str(tmp_path / "before"), str(tmp_path / "after"), "-o", str(out)]
    assert main([*arguments, "--fail-on-regression"]) == 0
    made = json.loads((out / "diff.json").read_text("utf-8"))
    told = {(one["effect"], one["told"]) for one in made["changes"] if one["area"] == "finding"}
    assert told <= {("better", "a lower share")}, "of more items it is a smaller part"
    assert made["same"]["finding"] > 50
    changed = {one["id"] for one in made["changes"] if one["effect"] == "changed"}
    assert changed == {"found", "skipped"}
