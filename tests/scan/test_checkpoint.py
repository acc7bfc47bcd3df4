"""What tells files from others without reading them, and the records of finished parts."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pyarrow as pa
import pytest

from audit.scan import limits
from audit.scan.checkpoint import PASSING, Checkpoint
from audit.scan.codes import MEANING
from audit.scan.discover import Item, discover
from audit.scan.part_records import (
    NAME,
    Beginning,
    Damaged,
    PartRecord,
    add_record,
    begin_records,
    read_records,
)
from audit.scan.parts import PartWriter
from audit.scan.schema import header_schema
from audit.scan.source_marks import ItemMarks, bound_key

SALT = b"s" * 32
BEGINNING = Beginning("p" * 64, SALT.hex(), True, "m" * 24, "s" * 64, False)
RECORDS = [PartRecord(n, 10, f"{n:064x}", "i" * 64, "h" * 64) for n in range(3)]


def items_of(folder: Path) -> list[Item]:
    return list(discover([folder], None, False))


def marks_of(items: list[Item], salt: bytes = SALT, pieces: int = 100) -> str:
    marks = ItemMarks(salt, False)
    for start in range(0, len(items), pieces):
        marks.add(items[start : start + pieces])
    assert marks.n_items == len(items)
    return marks.hex()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "data"
    made.mkdir()
    for n in range(5):
        (made / f"{n}.dcm").write_bytes(b"%d" % n * 400)
    (made / "link").symlink_to(made / "0.dcm")
    return made


def rewrite(folder: Path) -> None:
    """Other bytes, the same length and time of content: the time of status still tells."""
    before = (folder / "3.dcm").stat()
    (folder / "3.dcm").write_bytes(b"x" * before.st_size)
    os.utime(folder / "3.dcm", ns=(before.st_atime_ns, before.st_mtime_ns))


def replace_file(folder: Path) -> None:
    shutil.copy2(folder / "3.dcm", folder.parent / "copy")
    (folder.parent / "copy").rename(folder / "3.dcm")


def pipe(folder: Path) -> None:
    (folder / "3.dcm").unlink()
    os.mkfifo(folder / "3.dcm")


CHANGES: dict[str, Callable[[Path], object]] = {
    "rewritten": rewrite,
    "replaced": replace_file,
    "longer": lambda f: (f / "3.dcm").write_bytes(b"3" * 401),
    "touched": lambda f: os.utime(f / "3.dcm"),
    "renamed": lambda f: (f / "3.dcm").rename(f / "3.dcn"),
    "removed": lambda f: (f / "4.dcm").unlink(),
    "added": lambda f: (f / "5.dcm").write_bytes(b""),
    "a pipe now": pipe,
}


@pytest.mark.parametrize("what", CHANGES)
def test_marks_tell_what_changed(what: str, folder: Path) -> None:
    before = marks_of(items_of(folder))
    assert marks_of(items_of(folder), pieces=2) == before
    CHANGES[what](folder)
    assert marks_of(items_of(folder)) != before


def test_marks_tell_order_and_source_and_gone_files_and_need_the_salt(folder: Path) -> None:
    items = items_of(folder)
    before = marks_of(items)
    assert marks_of(items[::-1]) != before
    assert marks_of([item._replace(source=2) for item in items]) != before
    assert marks_of(items, b"t" * 32) != before
    shutil.rmtree(folder)
    assert marks_of(items) != before


def test_a_bound_key_needs_the_salt_and_the_very_files(folder: Path, tmp_path: Path) -> None:
    def key(salt: bytes = SALT) -> bytes | None:
        return bound_key(salt, [folder], tmp_path / "out", False)

    before = key()
    assert before is not None
    assert len(before) == 32
    assert key() == before
    assert key(b"t" * 32) != before
    rewrite(folder)
    assert key() != before
    shutil.copytree(folder, tmp_path / "copy", symlinks=True)
    assert bound_key(SALT, [tmp_path / "copy"], tmp_path / "out", False) != key(), "nor copies"
    (tmp_path / "empty").mkdir()
    assert bound_key(SALT, [tmp_path / "empty"], tmp_path / "out", False) is None


def test_a_bound_key_waits_for_no_pipe_and_follows_no_link(tmp_path: Path) -> None:
    """What was a file when it was listed, and no longer is."""
    made = tmp_path / "data"
    made.mkdir()
    (made / "one").write_bytes(b"1")
    before = bound_key(SALT, [made], tmp_path, False)
    (made / "one").unlink()
    os.mkfifo(made / "one")
    (made / "two").write_bytes(b"2")
    (made / "two").chmod(0)
    assert bound_key(SALT, [made], tmp_path, False) not in (before, None)


def test_records_come_back_the_last_of_each_part(tmp_path: Path) -> None:
    assert read_records(tmp_path) is None
    begin_records(tmp_path, BEGINNING)
    for record in (*RECORDS, replace(RECORDS[1], n_items=7)):
        add_record(tmp_path, record)
    assert read_records(tmp_path) == (
        BEGINNING,
        {0: RECORDS[0], 1: replace(RECORDS[1], n_items=7), 2: RECORDS[2]},
    )
    assert (tmp_path / NAME).stat().st_mode & 0o777 == 0o600
    begin_records(tmp_path, BEGINNING)
    assert read_records(tmp_path) == (BEGINNING, {})


def test_whatever_a_crash_leaves_of_the_lines_is_told_from_whole_ones(tmp_path: Path) -> None:
    """Every cut: no part is known that was not wholly written, and the beginning or nothing."""
    begin_records(tmp_path, BEGINNING)
    for record in RECORDS:
        add_record(tmp_path, record)
    whole = (tmp_path / NAME).read_bytes()
    ends = [n for n, byte in enumerate(whole) if byte == ord("\n")]
    for length in range(len(whole) + 1):
        (tmp_path / NAME).write_bytes(whole[:length])
        n_lines = sum(end <= length for end in ends)
        if not n_lines:
            with pytest.raises(Damaged):
                read_records(tmp_path)
        else:
            assert read_records(tmp_path) == (BEGINNING, dict(enumerate(RECORDS[: n_lines - 1])))


@pytest.mark.parametrize("told", ["[]", "7", "null", "{}", '{"part": 1}', '{"program": 3}'])
def test_lines_of_another_kind_are_damage(told: str, tmp_path: Path) -> None:
    line = sha256(told.encode()).hexdigest().encode() + b" " + told.encode() + b"\n"
    (tmp_path / NAME).write_bytes(line)
    with pytest.raises(Damaged):
        read_records(tmp_path)
    begin_records(tmp_path, BEGINNING)
    with (tmp_path / NAME).open("ab") as file:
        file.write(line)
    with pytest.raises(Damaged):
        read_records(tmp_path)


def test_a_part_of_the_records_cannot_be_another_kind_of_number(tmp_path: Path) -> None:
    wrong = json.dumps(
        {**{"part": True}, "n_items": 1, "items": "", "inventory": "", "headers": ""}
    )
    begin_records(tmp_path, BEGINNING)
    with (tmp_path / NAME).open("a") as file:
        file.write(f"{sha256(wrong.encode()).hexdigest()} {wrong}\n")
    with pytest.raises(Damaged):
        read_records(tmp_path)


def write_part(folder: Path, work: Path, code: str) -> Checkpoint:
    """One part of all items, the third with this code."""
    work.mkdir()
    checkpoint = Checkpoint(work, b"k" * 32, SALT, False, {})
    items = items_of(folder)
    rows = [
        {"item": n, "status": "ok", "codes": [code] if n == 3 else []}
        for n in range(1, len(items) + 1)
    ]
    writer = PartWriter(work, len(items), checkpoint.note)
    checkpoint.see(0, items)
    writer.expect(0, len(items))
    writer.add(0, pa.Table.from_pylist(rows, schema=header_schema()))
    writer.finish()
    return checkpoint


@pytest.mark.parametrize("code", ["truncated", "not-dicom", *PASSING])
def test_a_part_with_what_may_pass_is_not_kept(code: str, folder: Path, tmp_path: Path) -> None:
    checkpoint = write_part(folder, tmp_path / "work", code)
    assert code in MEANING
    assert checkpoint.n_kept == (0 if code in PASSING else 6)
    assert checkpoint.has(0) is (code not in PASSING)


def test_a_part_is_taken_over_for_its_own_items_alone(folder: Path, tmp_path: Path) -> None:
    items = items_of(folder)
    for given, taken in ((items, 6), (items[:-1], 0)):
        checkpoint = write_part(folder, tmp_path / str(taken), "truncated")
        assert checkpoint.take_over(0, given) is bool(taken)
        assert (checkpoint.n_taken, checkpoint.n_changed) == (taken, 0 if taken else 1)
    assert checkpoint.n_kept == 0


def test_parts_begin_where_batches_do() -> None:
    assert limits.PART % limits.BATCH == 0
