"""What a run that a signal ended says of the outputs in its folder, and what stands there."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from audit import publish
from audit.cli import main
from audit.outputs import write
from tests.factories import instance, write_instances

STOPPED = "dicom-audit: stopped before its end\n"
WHOLE = "dicom-audit: the outputs in -o are those of the last run that finished\n"
PARTS = (
    "dicom-audit: the outputs in -o are no whole run and have no SHA256SUMS: run the same command "
    "again\n"
)


@pytest.fixture
def arguments(tmp_path: Path) -> list[str]:
    source = write_instances(tmp_path / "data", instance(n=1), instance(n=2))
    formats = ["--formats", "json,csv,markdown"]
    return ["run", str(source), "-o", str(tmp_path / "out"), "-j", "1", "-q", *formats]


def stop(*_: object) -> bytes:
    os.kill(os.getpid(), signal.SIGTERM)
    raise AssertionError("the signal must have ended this")


def files(folder: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in folder.iterdir()}


def test_stopped_while_outputs_are_made_an_earlier_run_is_whole(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    assert main(arguments) in (0, 1)
    before = files(tmp_path / "out")
    monkeypatch.setitem(write.FORMATS, "markdown", (("summary.md", stop),))
    capsys.readouterr()
    assert main(arguments) == 143
    assert capsys.readouterr().err == WHOLE + STOPPED
    assert files(tmp_path / "out") == before


def test_stopped_without_an_earlier_run_nothing_is_left_and_none_is_named(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setitem(write.FORMATS, "markdown", (("summary.md", stop),))
    assert main(arguments) == 143
    assert capsys.readouterr().err == STOPPED
    assert not (tmp_path / "out").exists()


def test_stopped_while_outputs_are_replaced_they_are_marked_unfinished(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    assert main(arguments) in (0, 1)
    capsys.readouterr()
    with monkeypatch.context() as patch:
        patch.setattr(publish, "_write_fingerprint", stop)
        assert main(arguments) == 143
    assert capsys.readouterr().err == PARTS + STOPPED
    assert "SHA256SUMS" not in files(tmp_path / "out")
    assert main(arguments) in (0, 1)
    assert main(["verify", str(tmp_path / "out")]) == 0
