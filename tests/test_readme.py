"""README.md says what the program does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from audit.cli import main
from audit.doctor import PANGO
from tests.readme import README, renew

TEXT = README.read_text("utf-8")


def test_the_made_parts_are_up_to_date() -> None:
    assert renew(TEXT) == TEXT, "run `python -m tests.readme`"


def test_every_command_it_names_exists(capsys: pytest.CaptureFixture[str]) -> None:
    named = set(re.findall(r"dicom-audit ([a-z]+)\b", TEXT))
    assert {"run", "demo", "rules", "explain"} <= named
    for command in sorted(named):
        assert main([command, "--help"]) == 0, command
    assert capsys.readouterr().out


def test_every_option_it_names_exists(capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("run", "verify", "overlap"):
        main([command, "--help"])
    helped = capsys.readouterr().out
    named = set(re.findall(r"`(--[a-z][a-z-]+)", TEXT))
    assert len(named) >= 10
    assert {option for option in named if option not in helped} == set()


def test_every_file_it_points_to_exists() -> None:
    here = README.parent
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", TEXT)
    pictures = {"docs/report-page.png"}
    assert links
    assert [link for link in links if link not in pictures and not (here / link).exists()] == []


def test_it_names_the_packages_of_pango() -> None:
    packages = re.search(r"apt-get install ([^`]+)`", PANGO)
    assert packages
    assert all(name in TEXT for name in packages[1].split())


def test_the_two_commands_are_the_ones_of_ci() -> None:
    script = Path(README.parent, ".ci", "run").read_text("utf-8")
    lines = [line for line in TEXT.splitlines() if line.startswith("python3 -m venv .venv &&")]
    assert len(lines) == 2
    assert all(line.count("&&") == 2 for line in lines)
    assert "tests/run_all.py" in lines[1]
    assert "README.md" in script
