"""A second reader: who is read again, what it says, and what becomes of an item that breaks it."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from audit.profile.integrity import measure_integrity
from audit.scan import second_reader
from audit.scan.headers import HeaderReader
from audit.scan.pydicom_answers import differing
from audit.scan.scanner import ScanOptions, scan
from audit.scan.second_reader import read_again
from audit.scan.workers import Settings, Workers
from tests.conftest import ROOT
from tests.scan.encode import slice_of
from tests.scan.reading import KEY
from tests.scan.test_workers import SETTINGS, BadWorkers

TOO_LONG = {0x00200013: ("IS", "9999999999999")}
"""An IS ends at 2^31 - 1 (PS3.5, 6.2): we call it invalid, pydicom takes it for a number."""


def make_files(folder: Path, number: int = 30) -> Path:
    """Slices, the third with an InstanceNumber that only pydicom believes."""
    folder.mkdir()
    for n in range(1, number + 1):
        (folder / f"{n:04d}").write_bytes(slice_of(n, TOO_LONG if n == 3 else None))
    (folder / "notes.txt").write_text("no DICOM")
    return folder


def parts_of(data: Path, work: Path, again: bool = False) -> list[tuple[int, str, list[str]]]:
    work.mkdir()
    table = scan([str(data)], work, ScanOptions(jobs=2, key=KEY, second_reader=again))
    rows = table.rows("select item, outcome, keywords from read_again order by item")
    facts = measure_integrity(table).second_reading
    table.close()
    assert facts.n_chosen == len(rows)
    return rows


def test_the_first_items_are_read_again_and_a_disagreement_is_named(tmp_path: Path) -> None:
    data = make_files(tmp_path / "data")
    rows = parts_of(data, tmp_path / "work", again=True)
    assert [item for item, _, _ in rows][: second_reader.FIRST] == list(range(1, 21))
    told = {item: (outcome, keywords) for item, outcome, keywords in rows}
    assert told.pop(3) == ("different", ["InstanceNumber"])
    assert set(map(str, told.values())) == {"('same', [])"}
    assert parts_of(data, tmp_path / "again", again=True) == rows


def test_nothing_is_read_again_unless_asked(tmp_path: Path) -> None:
    assert parts_of(make_files(tmp_path / "data", 2), tmp_path / "work") == []


def test_others_are_chosen_by_their_digest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data, work = make_files(tmp_path / "data"), tmp_path / "work"
    query = second_reader._CHOSEN.replace("limit 20", "limit 2").replace("% 1000", "% 4")
    monkeypatch.setattr(second_reader, "_CHOSEN", query)
    rows = parts_of(data, work, again=True)

    table = pq.read_table(work / "part-000000.parquet", columns=["item", "sha256"])
    wanted = {1, 2} | {
        item
        for item, digest in zip(*(column.to_pylist() for column in table), strict=True)
        if int(digest[:8], 16) % 4 == 0
    }
    assert 2 < len(wanted) < 30
    assert [item for item, _, _ in rows] == sorted(wanted)


def test_an_item_that_kills_the_second_reader_is_unknown_and_takes_nothing_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    data, work = tmp_path / "data", tmp_path / "work"
    data.mkdir()
    for n, name in enumerate(("good-1", "kill-2", "good-3"), 1):
        (data / name).write_bytes(slice_of(n))
    parts_of(data, work)
    parts = sorted(work.glob("part-*.parquet"))
    with BadWorkers(1, SETTINGS) as workers:
        rows = read_again(parts, [data], workers).to_pylist()
    assert [(row["item"], row["outcome"]) for row in rows] == [
        (1, "same"),
        (2, "same"),
        (3, "unknown"),
    ]
    assert (data / "kill-2.tries").read_text() == "xx"


def test_no_header_no_second_reader(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "empty.dcm").touch()
    parts_of(tmp_path / "data", tmp_path / "work")
    with Workers(1, Settings(KEY)) as workers:
        parts = sorted((tmp_path / "work").glob("part-*.parquet"))
        assert read_again(parts, [tmp_path / "data"], workers).num_rows == 0


def test_what_pydicom_cannot_read_is_unknown(tmp_path: Path) -> None:
    reader = HeaderReader(KEY)
    path = tmp_path / "one"
    path.write_bytes(slice_of(1))
    row = reader.read(bytes(path)).row
    assert row is not None
    assert differing(bytes(path), reader.flags, row, KEY) == []
    assert differing(bytes(path), reader.flags, {**row, "Rows": 5}, KEY) == ["Rows"]
    (tmp_path / "link").symlink_to(path)
    assert differing(bytes(tmp_path / "link"), reader.flags, row, KEY) is None
    path.write_bytes(b"")
    assert differing(bytes(path), reader.flags, row, KEY) is None
