"""`docs/ci.md`: its commands are run, its policy is read, its exit codes are those of README."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from audit.outputs.write import FORMATS
from audit.policy_file import read_policy
from tests.factories import instance, write_instances

PAGE = Path(__file__).resolve().parent.parent / "docs" / "ci.md"
TEXT = PAGE.read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)


def documents() -> list[dict[str, Any]]:
    return [YAML(typ="safe").load(block) for block in blocks("yaml")]


def commands() -> Iterator[str]:
    """Every line that a reader or a job would run, in the order of the page."""
    for block in blocks("sh"):
        yield from block.splitlines()
    _, github, gitlab = documents()
    yield from (step["run"] for step in github["jobs"]["audit"]["steps"] if "run" in step)
    yield from gitlab["audit"]["script"]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working folder with the data and the policy of the page."""
    folder = tmp_path_factory.mktemp("ci")
    write_instances(folder / "data", *(instance(patient=p, n=n) for p in (1, 2) for n in (1, 2, 3)))
    (folder / "policy.yaml").write_text(blocks("yaml")[0], "utf-8")
    return folder


def run(command: str, place: Path) -> subprocess.CompletedProcess[str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    given = {**os.environ, "PATH": path, "GITHUB_STEP_SUMMARY": str(place / "step.md")}
    return subprocess.run(
        ["bash", "-euc", command], cwd=place, env=given, capture_output=True, text=True, check=False
    )


def test_every_command_runs_and_leaves_what_it_names(place: Path) -> None:
    told = list(commands())
    assert len(told) == 6
    for command in told:
        done = run(command, place)
        words = command.split()
        if words[:2] != ["dicom-audit", "run"]:
            assert done.returncode == 0, done.stderr
            continue
        out = place / words[words.index("-o") + 1]
        verdict = json.loads((out / "audit.json").read_text("utf-8"))["verdict"]
        assert done.returncode == verdict["exit_code"] in (0, 1), done.stderr
        asked = words[words.index("--formats") + 1].split(",")
        files = [file for name in asked for file, _ in FORMATS[name]]
        assert all((out / file).is_file() for file in files)
    assert (place / "step.md").read_text("utf-8").startswith("# DICOM dataset\n")


def test_what_the_jobs_pick_up_is_what_they_make(place: Path) -> None:
    _, github, gitlab = documents()
    job = gitlab["audit"]
    (script,) = job["script"]
    made = {f"audit-out/{file}" for name in ("json", "junit") for file, _ in FORMATS[name]}
    assert "--formats json,junit " in script
    assert {*job["artifacts"]["paths"], job["artifacts"]["reports"]["junit"]} == made
    (upload,) = [step["with"] for step in github["jobs"]["audit"]["steps"] if "with" in step]
    assert upload["sarif_file"] == f"audit-out/{FORMATS['sarif'][0][0]}"


def test_its_policy_is_one(place: Path) -> None:
    policy = read_policy(place / "policy.yaml")
    assert policy.fail_on == "error"
    assert [waiver.rule for waiver in policy.waivers] == ["VEN005"]


def test_its_codes_are_those_of_the_readme() -> None:
    readme = (PAGE.parent.parent / "README.md").read_text("utf-8")
    codes = re.findall(r"^\| (\d) \|", readme, re.MULTILINE)
    assert re.findall(r"^\| (\d) \|", TEXT, re.MULTILINE) == codes == list("012345")
