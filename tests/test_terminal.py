"""What a person who waits sees: one line, gone at the end, and nothing where nobody looks."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from audit.outputs.write import write_all
from audit.terminal import inert, stage_line, tell, wants_progress
from tests.report import sample


def test_each_stage_stands_over_the_last_and_the_line_is_gone_at_the_end(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(RuntimeError), stage_line(True) as show:
        show("Measuring")
        show("Writing report.pdf")
        raise RuntimeError
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == "\r\x1b[2KMeasuring\r\x1b[2KWriting report.pdf\r\x1b[2K"


def test_nothing_is_shown_to_nobody(capsys: pytest.CaptureFixture[str]) -> None:
    with stage_line(False) as show:
        show("Measuring")
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("variable", ["", "CI", "NO_COLOR"])
def test_progress_is_for_a_person_at_a_terminal(
    variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    for name in ("CI", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    if variable:
        monkeypatch.setenv(variable, "1")
    assert wants_progress(quiet=False, no_progress=False) is not bool(variable)
    assert not wants_progress(quiet=True, no_progress=False)
    assert not wants_progress(quiet=False, no_progress=True)


def test_every_output_is_told_before_it_is_made(tmp_path: Path) -> None:
    shown: list[str] = []
    write_all(sample.report(), tmp_path, ("markdown", "csv"), (), shown.append)
    assert shown == ["Writing findings.csv", "Writing occurrences.parquet", "Writing summary.md"]


def test_a_line_about_the_run_is_no_command_of_a_ci(capsys: pytest.CaptureFixture[str]) -> None:
    tell("dicom-audit: source 1 (`##[error]x`) does not exist\n::stop::")
    assert capsys.readouterr().err == (
        "dicom-audit: source 1 (`## [error]x`) does not exist\n: :stop::\n"
    )
    assert inert("##vso[x") == "## vso[x"
    assert inert("::a::\n \t::b::\nc ::d::") == ": :a::\n \t: :b::\nc ::d::"
