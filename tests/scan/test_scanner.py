"""The whole scan: nothing lost, the same rows whatever the number of workers, and no wide file."""

from __future__ import annotations

import os
import stat
from collections import Counter
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from audit.errors import NothingToAudit, UserError
from audit.scan import container, headers, limits
from audit.scan.headers import HeaderReader
from audit.scan.scanner import ScanOptions, scan
from tests.scan.encode import legal_file, part10, slice_of
from tests.scan.mutate import mutate
from tests.scan.reading import KEY

STATUSES = {"ok", "finding", "partial", "rejected", "skipped"}


def many_files(folder: Path, number: int = 260) -> None:
    """Slices of three series, legal files of all kinds, damaged ones, and what is no DICOM."""
    chance = Random(5)
    for n in range(number):
        place = folder / f"s{n % 3}"
        place.mkdir(parents=True, exist_ok=True)
        if n % 10 == 7:
            (place / f"{n:04d}.dcm").write_bytes(mutate(legal_file(chance), chance))
        elif n % 10 == 8:
            (place / f"{n:04d}.dcm").write_bytes(legal_file(chance))
        elif n % 10 == 9:
            (place / f"{n:04d}.txt").write_text("notes")
        else:
            (place / f"{n:04d}").write_bytes(slice_of(n, None, series=n % 3 + 1))


def rows_of(sources: list[Path], work: Path, jobs: int) -> tuple[pa.Table, pa.Table]:
    work.mkdir()
    table = scan([str(source) for source in sources], work, ScanOptions(jobs=jobs, key=KEY))
    table.close()
    parts = sorted(path for path in work.iterdir() if path.name.startswith("part-"))
    whole = pa.concat_tables([pq.read_table(path) for path in parts])
    return whole, pq.read_table(work / "inventory.parquet")


def test_one_worker_or_two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BATCH", 25)
    many_files(tmp_path / "data")
    one = rows_of([tmp_path / "data"], tmp_path / "one", 1)
    two = rows_of([tmp_path / "data"], tmp_path / "two", 2)
    assert one[0].equals(two[0])
    assert one[1].equals(two[1])
    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert names == sorted(path.name for path in (tmp_path / "two").iterdir())
    for name in names:
        path = tmp_path / "one" / name
        assert path.read_bytes() == (tmp_path / "two" / name).read_bytes()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    inventory = one[1]
    assert inventory["item"].to_pylist() == list(range(1, inventory.num_rows + 1))
    on_disk = [p for p in (tmp_path / "data").rglob("*") if p.is_file()]
    assert sorted(inventory["path"].to_pylist()) == sorted(
        str(path.relative_to(tmp_path / "data")) for path in on_disk
    )


@pytest.mark.parametrize("seed", range(3))
def test_accounting(tmp_path: Path, seed: int) -> None:
    """found = ok + finding + partial + rejected + skipped, over a tree of everything."""
    chance = Random(seed)
    many_files(tmp_path / "data", 60)
    os.mkfifo(tmp_path / "data" / "pipe")
    (tmp_path / "data" / "link").symlink_to("s0")
    (tmp_path / "data" / "empty.dcm").touch()
    (tmp_path / "second").mkdir()
    for n in range(20):
        (tmp_path / "second" / f"{n}.dcm").write_bytes(mutate(legal_file(chance), chance))
    rows, inventory = rows_of([tmp_path / "data", tmp_path / "second"], tmp_path / "work", 2)
    statuses = Counter(inventory["status"].to_pylist())
    assert sum(statuses.values()) == inventory.num_rows == 83
    assert set(statuses) <= STATUSES
    assert rows.num_rows == statuses["ok"] + statuses["finding"] + statuses["partial"]
    assert Counter(inventory["source"].to_pylist()) == {1: 63, 2: 20}
    pairs = zip(inventory["source"].to_pylist(), inventory["path"].to_pylist(), strict=True)
    assert len(set(pairs)) == 83
    for row in inventory.to_pylist():
        assert (row["status"] == "ok") == (row["codes"] == [])


def test_sources_without_anything(tmp_path: Path) -> None:
    (tmp_path / "empty" / "inner").mkdir(parents=True)
    (tmp_path / "work").mkdir()
    with pytest.raises(NothingToAudit):
        scan([str(tmp_path / "empty")], tmp_path / "work", ScanOptions(jobs=1))
    with pytest.raises(UserError, match=r"source 1 \(`.*/nowhere`\) does not exist"):
        scan([str(tmp_path / "nowhere")], tmp_path / "work", ScanOptions(jobs=1))


def test_a_source_that_is_one_file(tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(slice_of(1))
    rows, inventory = rows_of([tmp_path / "one"], tmp_path / "work", 1)
    assert inventory["path"].to_pylist() == ["one"]
    assert rows["Manufacturer"].to_pylist() == ["ACME"]


def test_runs_without_a_key_have_tokens_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "one").write_bytes(slice_of(1))
    tokens = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        table = scan([str(tmp_path / "data")], tmp_path / name, ScanOptions(jobs=1))
        tokens.append(table.rows("select PatientID from headers")[0][0])
        table.close()
    assert tokens[0] != tokens[1]
    everything = b"".join(path.read_bytes() for path in (tmp_path / "a").iterdir())
    assert b"Test^Person" not in everything


# ------------------------------------------------------------------ one path
def test_paths_that_cannot_be_read(tmp_path: Path) -> None:
    """The listing may be old by the time a path is opened."""
    os.mkfifo(tmp_path / "pipe.dcm")
    (tmp_path / "link.dcm").symlink_to("one.dcm")
    (tmp_path / "one.dcm").write_bytes(slice_of(1))
    (tmp_path / "folder.dcm").mkdir()
    answers = {
        "pipe.dcm": ("skipped", ("special-file",)),
        "link.dcm": ("skipped", ("link-not-followed",)),
        "folder.dcm": ("skipped", ("special-file",)),
        "gone.dcm": ("rejected", ("changed-during-scan",)),
        "one.dcm/inner": ("rejected", ("changed-during-scan",)),
        "n" * 300: ("rejected", ("path-too-long",)),
        "/dev/zero": ("skipped", ("special-file",)),
    }
    reader = HeaderReader(KEY)
    for name, (status, codes) in answers.items():
        answer = reader.read(bytes(tmp_path / name))
        assert (answer.status, answer.codes) == (status, codes), name
        assert answer.row is None
    assert HeaderReader(KEY, follow_links=True).read(bytes(tmp_path / "link.dcm")).status == "ok"


def test_a_file_that_grows_while_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "one.dcm"
    path.write_bytes(slice_of(1))
    own = container.open_container

    def growing(*arguments: object) -> object:
        with path.open("ab") as file:
            file.write(b"more")
        return own(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(headers, "open_container", growing)
    answer = HeaderReader(KEY).read(bytes(path))
    assert answer.status == "partial"
    assert "changed-during-scan" in answer.codes


def test_a_read_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "SECRET.dcm"
    path.write_bytes(part10(b"\x08\0\x05\0CS\0\0" * 9_000))

    def failing(descriptor: int, size: int, offset: int) -> bytes:
        if offset:
            raise OSError(5, "SECRET")
        return os.read(descriptor, size)

    monkeypatch.setattr(os, "pread", failing)
    answer = HeaderReader(KEY).read(bytes(path))
    assert (answer.status, answer.codes) == ("rejected", ("read-error",))
    assert "SECRET" not in repr(answer)


def test_files_are_not_changed_by_being_read(tmp_path: Path) -> None:
    path = tmp_path / "one.dcm"
    path.write_bytes(slice_of(1))
    path.chmod(0o444)
    before = path.stat()
    HeaderReader(KEY).read(bytes(path))
    after = path.stat()
    assert (before.st_mtime_ns, before.st_ctime_ns, before.st_mode) == (
        after.st_mtime_ns, after.st_ctime_ns, after.st_mode,
    )  # fmt: skip
