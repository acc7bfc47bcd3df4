"""What each command says and writes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pyarrow.parquet as pq
import pytest

from audit import __version__
from audit.checks import ALL_CHECKS
from audit.cli import main
from audit.datasheet.declaration import DatasheetDeclaration, read_declaration
from audit.folder import open_folder
from tests.factories import instance, write_instances
from tests.test_cli import ROOT


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


@pytest.mark.parametrize("name", ["audit", "diff", "policy", "datasheet"])
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


def test_scan_replaces_no_file_but_a_header_table(
    place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table, other = tmp_path / "h.parquet", tmp_path / "labels.csv"
    assert main(["scan", str(place / "good"), "-o", str(table), "-q"]) == 0
    assert main(["scan", str(place / "good"), "-o", str(table), "-q"]) == 0
    other.write_text("PatientID,label\n")
    assert main(["scan", str(place / "good"), "-o", str(other), "-q"]) == 2
    assert "no header table" in capsys.readouterr().err
    assert other.read_text() == "PatientID,label\n"


def test_scan_says_where_an_item_was_rejected(
    place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["scan", str(place / "broken"), "-o", str(tmp_path / "h.parquet")]) == 3
    assert capsys.readouterr().out == "7 rows of 7 items found, 1 rejected\n"


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
    said = capsys.readouterr().out
    assert "2 of 2 files as written; run.json, which holds times, has no digest" in said
    assert "the data are what was audited: 2 items" in said
    (source / "0002.dcm").write_bytes(instance(n=3))
    assert main(["verify", str(out), "--source", str(source)]) == 1
    assert "1 item of the audit not there any more, 1 not audited" in capsys.readouterr().out
    (out / "audit.json").write_bytes((out / "audit.json").read_bytes() + b" ")
    assert main(["verify", str(out)]) == 1
    assert "audit.json: changed" in capsys.readouterr().out
    (out / "inventory.parquet").unlink()
    main(["verify", str(out)])
    assert "inventory.parquet: not there" in capsys.readouterr().out


def test_doctor_speaks_of_every_part(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["doctor"])
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 9
    assert code == (1 if any(line.startswith("MISSING") for line in lines) else 0)
    assert sum(line.startswith("works") for line in lines) >= 7
