"""What a stopped scan left, and the files, the command or the release are others now."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from audit.cli import main
from audit.scan import limits, part_records
from audit.scan.parts import part_files
from tests.ready_tables import instance_row, write_csv
from tests.stopped_scans import (
    KEY,
    PART,
    checkpoint_of,
    content,
    make_files,
    make_small_parts,
    stop,
    taken,
    undisturbed,
)

ALL = "all items are read anew"


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    make_small_parts(monkeypatch)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A source `data`, a second one, two keys."""
    make_files(tmp_path / "data")
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "1.dcm").write_bytes(content(9_001))
    (tmp_path / "key").write_bytes(KEY)
    (tmp_path / "other").write_bytes(b"another key of the tests")
    return tmp_path


def command(place: Path, name: str = "h.parquet", key: str = "key", *more: str) -> list[str]:
    """A scan of `data`; without a key file where `key` is blank."""
    keyed = ["--key-file", str(place / key)] if key else []
    return ["scan", str(place / "data"), "-o", str(place / name), "-j", "1", *keyed, *more]


def fresh(place: Path, *more: str) -> bytes:
    """What a scan without a checkpoint writes of the files as they are now."""
    assert main(command(place, "fresh.parquet", "key", *more, "-q")) in (0, 3)
    return (place / "fresh.parquet").read_bytes()


def rewrite(data: Path) -> None:
    """Same length, and the time of content that it had: the time of status still tells."""
    path = data / "0" / "0120.dcm"
    before = path.stat()
    path.write_bytes(path.read_bytes().replace(b"P1", b"P9"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def shrink(data: Path) -> None:
    for name in "123":
        shutil.rmtree(data / name)


CHANGES: dict[str, tuple[Callable[[Path], object], int, int]] = {
    "rewritten": (rewrite, 2 * PART, 1),
    "first removed": (lambda data: (data / "0" / "0000.dcm").unlink(), 0, 3),
    "one added in the middle": (
        lambda data: (data / "0" / "0140a.dcm").write_bytes(content(9_000)), PART, 2,
    ),
    "one added behind": (lambda data: (data / "3" / "9.dcm").write_bytes(content(9)), 3 * PART, 0),
    "all but a few removed": (shrink, PART, 1),
}  # fmt: skip


@pytest.mark.parametrize("what", CHANGES)
def test_only_parts_with_other_files_are_read_again(
    what: str, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change, n_taken, n_changed = CHANGES[what]
    stop(command(place))
    change(place / "data")
    capsys.readouterr()
    assert main(command(place)) in (0, 3)
    said = capsys.readouterr().err
    assert taken(said) == n_taken
    told = f"dicom-audit: read again: {n_changed} of 3 finished parts, files were changed, added"
    assert (told in said) is bool(n_changed)
    assert (place / "h.parquet").read_bytes() == fresh(place)


def test_a_short_part_is_of_use_at_the_end_alone(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stop(command(place), 6)
    (place / "data" / "3" / "last.dcm").write_bytes(content(9_000))
    capsys.readouterr()
    assert main(command(place)) == 3
    assert "read again: 1 of 6 finished parts" in capsys.readouterr().err
    assert (place / "h.parquet").read_bytes() == fresh(place)


def test_another_command_is_refused_and_the_same_goes_on(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stop(command(place))
    folder = checkpoint_of(place / "h.parquet")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    two = command(place)
    two.insert(1, str(place / "more"))
    for arguments, told in (
        (command(place, "h.parquet", "other"), "with another --key-file"),
        (command(place, "h.parquet", ""), "with --key-file"),
        (command(place, "h.parquet", "key", "--follow-links"), "without --follow-links"),
        (two, "of other sources"),
    ):
        capsys.readouterr()
        assert main(arguments) == 2
        said = capsys.readouterr().err
        assert f"what a stopped scan {told} left" in said
        assert "remove the folder .h.parquet.checkpoint" in said
        assert said.count("\n") == 1
        assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert main(command(place)) == 3
    assert taken(capsys.readouterr().err) == 3 * PART
    assert (place / "h.parquet").read_bytes() == undisturbed()


def test_without_a_key_file_the_first_files_must_be_the_same(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stop(command(place, "h.parquet", ""))
    (place / "data" / "0" / "0003.dcm").write_bytes(content(9_003))
    capsys.readouterr()
    assert main(command(place, "h.parquet", "")) == 3
    said = capsys.readouterr().err
    assert f"the first files changed since the scan that was stopped: {ALL}" in said
    assert taken(said) == 0
    fresh(place)
    one, other = (pq.read_table(place / name) for name in ("h.parquet", "fresh.parquet"))
    assert one["sha256"].equals(other["sha256"])


def test_what_another_release_left_is_given_up(
    place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A limit that is another one stands for the release."""
    stop(command(place))
    monkeypatch.setattr(limits, "VALUE_PARTS", limits.VALUE_PARTS - 1)
    capsys.readouterr()
    assert main(command(place)) == 3
    said = capsys.readouterr().err
    assert f"of another release or its libraries: {ALL}" in said
    assert taken(said) == 0
    assert (place / "h.parquet").read_bytes() == fresh(place)


def cut(path: Path, n_bytes: int) -> None:
    path.write_bytes(path.read_bytes()[:-n_bytes])


DAMAGES: dict[str, tuple[Callable[[Path], object], int, str]] = {
    "a part is cut": (lambda f: cut(part_files(f, 1)[1], 9), 2 * PART, "read again: 1 of 3"),
    "a line is torn": (lambda f: cut(f / part_records.NAME, 5), 2 * PART, "taken over"),
    "no line is there": (lambda f: (f / part_records.NAME).write_bytes(b""), 0, ALL),
}  # fmt: skip


@pytest.mark.parametrize("what", DAMAGES)
def test_what_is_damaged_is_read_again(
    what: str, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    damage, n_taken, told = DAMAGES[what]
    stop(command(place))
    damage(checkpoint_of(place / "h.parquet"))
    capsys.readouterr()
    assert main(command(place)) == 3
    said = capsys.readouterr().err
    assert told in said
    assert taken(said) == n_taken
    assert (place / "h.parquet").read_bytes() == undisturbed()


def test_rows_of_a_ready_table_are_read_anew(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = write_csv(place / "rows.csv", [instance_row(n=n) for n in range(250)])
    arguments = command(place)
    arguments.insert(2, str(table))
    stop(arguments, 6)  # that of rows alone is the seventh: it is not known for finished
    capsys.readouterr()
    assert main(arguments) == 3
    assert taken(capsys.readouterr().err) == 5 * PART
    arguments[4] = str(place / "fresh.parquet")
    assert main([*arguments, "-q"]) == 3
    assert (place / "h.parquet").read_bytes() == (place / "fresh.parquet").read_bytes()


def test_quiet_says_nothing(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stop(command(place))
    rewrite(place / "data")
    capsys.readouterr()
    assert main([*command(place), "-q"]) == 3
    assert capsys.readouterr() == ("", "")
