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

import jsonschema
import pyarrow.parquet as pq
import pytest

from audit import __version__, commands
from audit.checks import ALL_CHECKS
from audit.checks.runner import CheckCrashed
from audit.cli import main
from audit.datasheet.declaration import DatasheetDeclaration, read_declaration
from audit.folder import WORK, open_folder
from audit.terminal import Stopped
from tests.factories import instance, write_instances

ROOT = Path(__file__).resolve().parent.parent
PASSING = "fail_on: never\n"
STRICT = "fail_on: note\n"
ACCEPTING = "fail_on: never\nintegrity:\n  max_rejected_share: 0.5\n"
Files = Callable[[str], Path]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sources and files that the table of exit codes names."""
    folder = tmp_path_factory.mktemp("place")
    slices = [instance(patient=p, n=n) for p in (1, 2) for n in (1, 2, 3)]
    write_instances(folder / "good", *slices)
    write_instances(folder / "broken", *slices, b"no DICOM at all\n" * 20)
    (folder / "empty").mkdir()
    (folder / "texts").mkdir()
    (folder / "texts" / "README").write_text("no DICOM here\n")
    (folder / "passing.yaml").write_text(PASSING)
    (folder / "strict.yaml").write_text(STRICT)
    (folder / "accepting.yaml").write_text(ACCEPTING)
    (folder / "wrong.yaml").write_text("fail_on: secret-word\n")
    (folder / "labels.csv").write_text("PatientID,label\nP001,a\nP002,b\n")
    (folder / "short.key").write_bytes(b"short")
    (folder / "file").write_text("a file")
    return folder


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
    assert b"stopped" in said
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


def test_the_summary_says_what_was_found(
    place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["run", str(place / "broken"), "-o", str(tmp_path / "out"), "--formats", "json"]
    assert main([*arguments, "-j", "1"]) == 3
    said = capsys.readouterr()
    assert "2 patients · 2 studies · 2 series · 6 instances" in said.out
    assert "7 items found = 6 ok + 0 finding + 0 partial + 1 rejected + 0 skipped" in said.out
    assert "Audit incomplete" in said.out
    assert "error   INT001  1 of 7 items could not be read" in said.out
    assert "0007.dcm" not in said.out
    assert said.err == ""


def test_paths_show_only_when_asked_for(
    place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["run", str(place / "broken"), "-o", str(tmp_path / "out"), "--formats", "json"]
    main([*arguments, "-j", "1", "--show-paths"])
    assert "0007.dcm" in capsys.readouterr().out


def test_quiet_says_nothing_and_the_code_stays(
    place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = str(tmp_path / "out")
    assert main(["run", str(place / "broken"), "-o", out, "--formats", "json", "-q"]) == 3
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "")


def test_verbose_tells_times_on_standard_error(
    place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = str(tmp_path / "out")
    main(["run", str(place / "good"), "-o", out, "--formats", "json", "-v"])
    told = capsys.readouterr().err.splitlines()
    assert [line.split()[1] for line in told] == ["scan", "profile", "judge", "write"]


def test_options_may_stand_in_the_environment(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DICOM_AUDIT_OUT", str(tmp_path / "out"))
    monkeypatch.setenv("DICOM_AUDIT_POLICY", str(place / "strict.yaml"))
    monkeypatch.setenv("DICOM_AUDIT_FORMATS", "json")
    monkeypatch.setenv("DICOM_AUDIT_LABELS", str(place / "labels.csv"))
    monkeypatch.setenv("DICOM_AUDIT_LABEL", "label")
    monkeypatch.setenv("DICOM_AUDIT_JOBS", "1")
    monkeypatch.setenv("DICOM_AUDIT_QUIET", "1")
    assert main(["run", str(place / "good")]) == 1
    monkeypatch.setenv("DICOM_AUDIT_EXIT_ZERO", "1")
    assert main(["run", str(place / "good")]) == 0
    audit = json.loads((tmp_path / "out" / "audit.json").read_text())
    assert audit["profile"]["classes"]["labels"] == ["label"]


def test_a_held_folder_is_refused(
    place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_folder(tmp_path / "out"):
        assert main(["run", str(place / "good"), "-o", str(tmp_path / "out")]) == 2
    assert "another run" in capsys.readouterr().err


def test_messages_repeat_no_value(
    place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["run", str(place / "good"), "-o", str(tmp_path / "out")]
    assert main([*arguments, "--policy", str(place / "wrong.yaml")]) == 2
    told = capsys.readouterr().err
    assert "--policy: line 1: `fail_on`" in told
    assert "secret-word" not in told


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--version"])
    assert capsys.readouterr().out == f"dicom-audit {__version__}\n"


def test_help_starts_without_heavy_imports() -> None:
    code = (
        "import sys; from audit.cli import main; main(['--help']);"
        "print(sorted({'pandas', 'duckdb', 'pyarrow', 'pydicom', 'scipy', 'numpy', 'rich',"
        " 'weasyprint', 'pydantic', 'matplotlib'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True)
    assert done.stderr.strip() == b"[]"


def test_rules_lists_every_check(capsys: pytest.CaptureFixture[str]) -> None:
    main(["rules"])
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == [check.rule for check in ALL_CHECKS]
    assert len(lines) > 30


@pytest.mark.parametrize("rule", [check.rule for check in ALL_CHECKS])
def test_explain_says_what_why_and_fix(rule: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", rule]) == 0
    told = capsys.readouterr().out
    assert all(f"\n{part}: " in told for part in ("What", "Why", "Fix", "Source"))


@pytest.mark.parametrize("name", ["audit", "policy", "datasheet"])
def test_schemas_are_schemas(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", name]) == 0
    schema = json.loads(capsys.readouterr().out)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["title"].endswith("of dicom-audit")


def test_what_a_run_writes_fits_its_schema(
    place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    main(["run", str(place / "broken"), "-o", str(out), "--formats", "json", "-q"])
    main(["schema", "audit"])
    schema = json.loads(capsys.readouterr().out)
    jsonschema.validate(json.loads((out / "audit.json").read_text()), schema)


def test_scan_writes_the_header_table(place: Path, tmp_path: Path) -> None:
    target = tmp_path / "headers.parquet"
    assert main(["scan", str(place / "good"), "-o", str(target), "-q"]) == 0
    table = pq.read_table(target)
    assert table.num_rows == 6
    assert table["path"].to_pylist() == [f"{number:04d}.dcm" for number in range(1, 7)]
    assert set(table["Modality"].to_pylist()) == {"CT"}
    assert "P001" not in table["PatientID"].to_pylist()
    assert target.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["headers.parquet"]


def test_scan_says_where_an_item_was_rejected(
    place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["scan", str(place / "broken"), "-o", str(tmp_path / "h.parquet")]) == 3
    assert capsys.readouterr().out == "6 rows of 7 items found, 1 rejected\n"


def test_tokens_of_one_key_file_are_comparable(place: Path, tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(b"0123456789abcdef")
    tokens = []
    for name in ("one", "two"):
        arguments = ["scan", str(place / "good"), "-o", str(tmp_path / name), "-q"]
        main([*arguments, "--key-file", str(tmp_path / "key")])
        tokens.append(pq.read_table(tmp_path / name)["PatientID"].to_pylist())
    main(["scan", str(place / "good"), "-o", str(tmp_path / "three"), "-q"])
    tokens.append(pq.read_table(tmp_path / "three")["PatientID"].to_pylist())
    assert tokens[0] == tokens[1] != tokens[2]


def test_init_writes_a_declaration_that_declares_nothing(place: Path, tmp_path: Path) -> None:
    target = tmp_path / "datasheet.yaml"
    assert main(["init", str(place / "good"), "-o", str(target), "-q"]) == 0
    assert "# measured: " in target.read_text()
    assert read_declaration(target) == DatasheetDeclaration()


def test_verify_finds_a_changed_output_and_changed_data(
    place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = write_instances(tmp_path / "data", instance(n=1), instance(n=2))
    out = tmp_path / "out"
    main(["run", str(source), "-o", str(out), "--formats", "json", "-q"])
    assert main(["verify", str(out), "--source", str(source)]) == 0
    assert "the data are what was audited: 2 items" in capsys.readouterr().out
    (source / "0002.dcm").write_bytes(instance(n=3))
    assert main(["verify", str(out), "--source", str(source)]) == 1
    assert "1 items of the audit are not there" in capsys.readouterr().out
    (out / "audit.json").write_bytes((out / "audit.json").read_bytes() + b" ")
    assert main(["verify", str(out)]) == 1
    assert "audit.json: changed" in capsys.readouterr().out
    (out / "inventory.parquet").unlink()
    main(["verify", str(out)])
    assert "inventory.parquet: not there" in capsys.readouterr().out


def test_doctor_speaks_of_every_part(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["doctor"])
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 7
    assert code == (1 if any(line.startswith("MISSING") for line in lines) else 0)
    assert sum(line.startswith("works") for line in lines) >= 6
