"""Files that are whole or not there, digests last."""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from audit.errors import OutputNotWritten, UserError
from audit.outputs import write
from audit.outputs.atomic import atomic_write
from tests.report import sample

FAST = ("json", "csv", "markdown", "sarif", "junit")


def test_a_file_is_private_and_nothing_else_is_left(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        atomic_write(tmp_path / "a.txt", b"one")
        atomic_write(tmp_path / "a.txt", b"two")
    finally:
        os.umask(old)
    assert (tmp_path / "a.txt").read_bytes() == b"two"
    assert stat.S_IMODE((tmp_path / "a.txt").stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["a.txt"]


def test_no_folder_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(OutputNotWritten, match=r"^a.txt could not be written \(No such file"):
        atomic_write(tmp_path / "gone" / "a.txt", b"")


@pytest.mark.parametrize("step", ["write", "fsync", "replace"])
def test_a_fault_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    target = tmp_path / "a.txt"
    atomic_write(target, b"old")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "secret/path")

    owner = Path if step == "replace" else os
    name = {"write": "fchmod", "fsync": "fsync", "replace": "replace"}[step]
    monkeypatch.setattr(owner, name, full)
    with pytest.raises(OutputNotWritten, match="No space left") as caught:
        atomic_write(target, b"new")
    assert "secret" not in str(caught.value)
    assert target.read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir()] == ["a.txt"]


def test_sums_cover_all_files_and_come_last(tmp_path: Path) -> None:
    (tmp_path / "inventory.parquet").write_bytes(b"inventory")
    (tmp_path / "run.json").write_bytes(b"{}")
    told = write.write_all(sample.report(), tmp_path, FAST, also=("inventory.parquet",))
    assert told.files == (
        "audit.json", "findings.csv", "occurrences.parquet", "summary.md", "results.sarif",
        "junit.xml",
    )  # fmt: skip
    assert told.missing == ()
    sums = (tmp_path / "SHA256SUMS").read_text().splitlines()
    names = [line[66:] for line in sums]
    assert names == sorted([*told.files, "inventory.parquet"])
    for line in sums:
        assert line[:64] == hashlib.sha256((tmp_path / line[66:]).read_bytes()).hexdigest()


def test_equal_runs_give_equal_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        write.write_all(sample.report(), tmp_path / name, FAST)
    assert (tmp_path / "a/SHA256SUMS").read_bytes() == (tmp_path / "b/SHA256SUMS").read_bytes()


def test_one_output_that_fails_does_not_stop_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "summary.md").mkdir()  # a folder stands where the file must go
    told = write.write_all(sample.report(), tmp_path, FAST)
    assert [name for name, _ in told.missing] == ["summary.md"]
    assert "audit.json" in told.files
    assert "summary.md" not in (tmp_path / "SHA256SUMS").read_text()


def test_a_run_that_breaks_while_making_an_output_leaves_the_earlier_one_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write.write_all(sample.report(), tmp_path, FAST)
    before = {one.name: one.read_bytes() for one in tmp_path.iterdir()}

    def broken(report: object) -> bytes:
        raise ZeroDivisionError

    monkeypatch.setitem(write.FORMATS, "junit", (("junit.xml", broken),))
    with pytest.raises(ZeroDivisionError):
        write.write_all(sample.report(shareable=True), tmp_path, FAST)
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == before


def test_old_sums_are_gone_when_a_run_breaks_while_replacing(tmp_path: Path) -> None:
    (tmp_path / "SHA256SUMS").write_text("old")

    def broken() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write.write_all(sample.report(), tmp_path, ("json",), replace=broken)
    assert [one.name for one in tmp_path.iterdir()] == []


def test_an_unknown_format_is_the_users_error(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="unknown format xlsx: choose of json, html"):
        write.write_all(replace(sample.report()), tmp_path, ("xlsx",))
