"""The contract of the command line: exit codes, streams, names of options, words of errors."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from audit import commands
from audit.checks.runner import CheckCrashed
from audit.cli import main
from audit.folder import WORK
from audit.terminal import Stopped
from tests.factories import instance, write_instances

ROOT = Path(__file__).resolve().parent.parent
Files = Callable[[str], Path]


RUNS: list[tuple[str, str, int]] = [
    ("passes", "good --policy passing.yaml", 0),
    ("labels join", "good --policy passing.yaml --labels labels.csv --label label", 0),
    ("gate fails", "good --policy strict.yaml", 1),
    ("gate fails, exit zero", "good --policy strict.yaml --exit-zero", 0),
    ("rejected item", "broken --policy passing.yaml", 3),
    ("rejected item, exit zero", "broken --policy passing.yaml --exit-zero", 3),
    ("rejected item outranks the gate", "broken --policy strict.yaml", 3),
    ("rejected item that the policy allows", "broken --policy accepting.yaml", 0),
    ("empty source", "empty", 3),
    ("no DICOM in the source", "texts", 3),
    ("source absent", "nowhere", 2),
    ("one of two sources absent", "good nowhere", 2),
    ("sources overlap", "good good", 2),
    ("unknown scheme", "ftp://example.org/data", 2),
    ("unknown option", "good --no-such-option", 2),
    ("unknown format", "good --formats html,docx", 2),
    ("jobs that are no number", "good --jobs many", 2),
    ("jobs below 0", "good --jobs -1", 2),
    ("policy absent", "good --policy nowhere.yaml", 2),
    ("policy wrong", "good --policy wrong.yaml", 2),
    ("datasheet absent", "good --datasheet nowhere.yaml", 2),
    ("labels absent", "good --labels nowhere.csv", 2),
    ("label column absent", "good --labels labels.csv --label diagnosis", 2),
    ("key file too short", "good --key-file short.key", 2),
    ("shareable and paths", "good --shareable --show-paths", 2),
]


@pytest.mark.parametrize(("arguments", "code"), [run[1:] for run in RUNS], ids=[r[0] for r in RUNS])
def test_exit_codes_of_run(
    arguments: str, code: int, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(place)
    given, out = arguments.split(), tmp_path / "out"
    given += [] if "--formats" in arguments else ["--formats", "json"]
    given += [] if "--jobs" in arguments else ["--jobs", "1"]
    assert main(["run", *given, "-o", str(out)]) == code
    finished = (out / "SHA256SUMS").exists()
    assert finished is (code in (0, 1) or "broken" in arguments)
    if finished:
        verdict = json.loads((out / "audit.json").read_text())["verdict"]
        assert verdict["exit_code"] == code or "--exit-zero" in arguments


OTHERS: list[tuple[str, int]] = [
    ("", 2),
    ("--version", 0),
    ("--help", 0),
    ("run --help", 0),
    ("run", 2),
    ("run good", 2),
    ("run good -o file", 2),
    ("run good -o good", 2),
    ("run good -o file/below", 5),
    ("nonsense", 2),
    ("diff a b", 2),
    ("rules", 0),
    ("explain int003", 0),
    ("explain INT999", 2),
    ("schema audit", 0),
    ("schema nonsense", 2),
    ("verify nowhere", 2),
    ("verify good", 3),
    ("scan nowhere", 2),
    ("init good -o passing.yaml", 2),
    ("demo place", 2),
]


@pytest.mark.parametrize(("arguments", "code"), OTHERS)
def test_exit_codes_of_all_else(
    arguments: str, code: int, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(place)
    (place / "place").mkdir(exist_ok=True)
    (place / "place" / "mine").write_text("mine")
    before = sorted(place.rglob("*"))
    assert main(arguments.split()) == code
    assert sorted(place.rglob("*")) == before


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (ValueError("Jane Doe"), "ValueError in audit.cli, line"),
        (MemoryError("Jane Doe"), "MemoryError in audit.cli, line"),
        (RecursionError("Jane Doe"), "RecursionError in audit.cli, line"),
        (CheckCrashed("INT003", "KeyError"), "KeyError in check INT003"),
    ],
)
def test_a_fault_of_ours_is_one_sentence_and_4(
    fault: Exception,
    told: str,
    place: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def break_down(*arguments: object) -> int:
        raise fault

    monkeypatch.setattr(commands, "run_audit", break_down)
    assert main(["run", str(place / "good"), "-o", "out", "--exit-zero"]) == 4
    said = capsys.readouterr()
    assert said.out == ""
    assert told in said.err
    assert said.err.count("\n") == 1
    assert "Jane" not in said.err


@pytest.mark.parametrize(
    ("end", "code"), [(Stopped(signal.SIGTERM), 143), (KeyboardInterrupt(), 130)]
)
def test_signals_have_their_own_codes(
    end: BaseException, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop() -> int:
        raise end

    monkeypatch.setattr(commands, "look_around", stop)
    assert main(["doctor"]) == code


def test_a_signal_inside_a_library_keeps_its_code(
    monkeypatch: pytest.MonkeyPatch, place: Path, tmp_path: Path
) -> None:
    def interrupted(*_: object) -> None:
        try:
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(5)
        except Stopped:
            raise RuntimeError("query interrupted") from None

    monkeypatch.setattr(commands, "run", interrupted)
    assert main(["run", str(place / "good"), "-o", str(tmp_path / "out"), "-q"]) == 143


def _start(arguments: Sequence[str], **settings: object) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "audit", *arguments]
    return subprocess.Popen(command, cwd=ROOT, **settings)  # type: ignore[call-overload, no-any-return]


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_ends_a_run_in_good_order(number: int, code: int, tmp_path: Path) -> None:
    source, out = tmp_path / "source", tmp_path / "out"
    source.mkdir()
    (source / "0.dcm").write_bytes(instance())
    for copy in range(1, 20_000):
        os.link(source / "0.dcm", source / f"{copy}.dcm")
    process = _start(["run", str(source), "-o", str(out), "-j", "1"], stderr=subprocess.PIPE)
    deadline = time.monotonic() + 60
    while not (out / WORK / "part-000000.parquet").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    begin = time.monotonic()
    process.send_signal(number)
    _, said = process.communicate(timeout=60)
    assert process.returncode == code
    assert time.monotonic() - begin < 5
    assert said.endswith(b"dicom-audit: stopped before its end\n")
    assert b"-o" not in said, "there were no outputs"
    assert b"Traceback" not in said
    assert not out.exists()


def test_a_full_device_for_standard_output_costs_5() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    with Path("/dev/full").open("wb") as full:
        process = _start(["rules"], stdout=full, stderr=subprocess.PIPE)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 5
    assert b"Traceback" not in said


@pytest.mark.parametrize("arguments", [["rules"], ["--help"], ["schema", "audit"]])
def test_a_reader_that_goes_away_changes_no_code(arguments: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    process = _start(arguments, stdout=writing, stderr=subprocess.PIPE)
    os.close(writing)
    _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (0, b"")


def test_closed_standard_streams_change_no_code() -> None:
    command = f"exec {sys.executable} -m audit rules >&- 2>&-"
    assert subprocess.run(["sh", "-c", command], cwd=ROOT, check=False).returncode == 0


def test_an_ascii_terminal_gets_escapes(place: Path, tmp_path: Path) -> None:
    source = write_instances(tmp_path / "data", instance(Manufacturer="Zürich ünknown Ω"))
    arguments = ["run", str(source), "-o", str(tmp_path / "out"), "--formats", "json"]
    settings = {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = subprocess.run(
        [sys.executable, "-m", "audit", *arguments],
        cwd=ROOT,
        env={**os.environ, **settings},
        capture_output=True,
        check=False,
    )
    assert done.returncode in (0, 1)
    assert done.stdout.isascii()
    assert b"\\xb7" in done.stdout
