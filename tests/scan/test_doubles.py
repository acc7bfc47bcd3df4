"""Files that stand twice: the same content, another content, the same pixels under two UIDs."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from audit.scan import doubles
from audit.scan.scanner import ScanOptions, scan
from tests.scan.encode import PIXELS, slice_of

KEY = b"k" * 32
Codes = dict[str, set[str]]
NAMES = frozenset({"duplicate-uid", "uid-conflict", "duplicate-content", "hash-limit"})


def pixels(seed: int) -> bytes:
    return bytes((n * seed) % 251 for n in range(32))


def picture(n: int, seed: int, changes: dict[int, tuple[str, bytes | str]] | None = None) -> bytes:
    return slice_of(n, {PIXELS: ("OW", pixels(seed)), **(changes or {})})


@pytest.fixture
def codes(tmp_path: Path) -> Callable[..., Codes]:
    """Scan what was written under `data` and give the codes of comparison by path."""

    def answer(follow_links: bool = False) -> Codes:
        work = tmp_path / "work"
        work.mkdir()
        options = ScanOptions(jobs=1, key=KEY, follow_links=follow_links)
        table = scan([str(tmp_path / "data")], work, options)
        query = "select path, status, codes from inventory order by item"
        rows = table.rows(query)
        headers = table.rows("select path, status, codes from headers order by item")
        assert headers == [row for row in rows if row[1] not in ("rejected", "skipped")]
        table.close()
        assert all((status == "ok") == (not found) for _, status, found in rows)
        return {path: set(found) & NAMES for path, _, found in rows}

    return answer


def put(folder: Path, files: dict[str, bytes]) -> None:
    folder.mkdir(exist_ok=True)
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)


def test_sets_of_files(tmp_path: Path, codes: Callable[..., Codes]) -> None:
    data = tmp_path / "data"
    blank = {PIXELS: ("OW", bytes(32))}
    put(data, {
        "same/1": picture(1, 3), "same/2": picture(1, 3), "same/3": picture(1, 3),
        "conflict/1": picture(2, 5), "conflict/2": picture(2, 7),
        "size/1": picture(3, 11), "size/2": picture(3, 11, {0x00080070: ("LO", "LONGER")}),
        "mixed/1": picture(4, 13), "mixed/2": picture(4, 13), "mixed/3": picture(4, 17),
        "pixels/1": picture(5, 19), "pixels/2": picture(6, 19),
        "blank/1": slice_of(7, blank), "blank/2": slice_of(8, blank),
        "form/1": picture(9, 23), "form/2": picture(10, 23, {0x00280010: ("US", b"\2\0")}),
        "alone/1": picture(11, 29), "100%.dcm": picture(12, 31), "100%41": picture(12, 31),
    })  # fmt: skip
    (data / os.fsdecode(b"not \xff%41 utf.dcm")).write_bytes(picture(12, 31))
    os.link(data / "alone/1", data / "alone/2")
    twice, conflict, same = {"duplicate-uid"}, {"uid-conflict"}, {"duplicate-content"}
    assert codes() == {
        "same/1": set(), "same/2": twice, "same/3": twice,
        "conflict/1": conflict, "conflict/2": conflict,
        "size/1": conflict, "size/2": conflict,
        "mixed/1": conflict, "mixed/2": conflict | twice, "mixed/3": conflict,
        "pixels/1": same, "pixels/2": same,
        "blank/1": set(), "blank/2": set(), "form/1": set(), "form/2": set(),
        "alone/1": set(), "alone/2": twice,
        "100%.dcm": set(), "100%41": twice, "not %FF%2541 utf.dcm": twice,
    }  # fmt: skip


def test_only_bytes_behind_the_header_differ(tmp_path: Path, codes: Callable[..., Codes]) -> None:
    """Pixels that the scan itself never reads: the whole file is."""
    big = {0x00280010: ("US", b"\0\2"), 0x00280011: ("US", b"\0\2")}
    one, other = bytearray(512 * 512 * 2), bytearray(512 * 512 * 2)
    other[-1] = 1
    files = {
        name: slice_of(1, {**big, PIXELS: ("OW", bytes(value))})
        for name, value in (("1", one), ("2", other), ("3", one))
    }
    put(tmp_path / "data", files)
    assert codes() == {
        "1": {"uid-conflict"},
        "2": {"uid-conflict"},
        "3": {"uid-conflict", "duplicate-uid"},
    }


def test_a_file_too_long_to_compare_is_no_conflict(
    tmp_path: Path, codes: Callable[..., Codes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody knows whether the two are the same: that is what the code says, and no more."""
    monkeypatch.setattr(doubles, "LONGEST", 500)
    put(tmp_path / "data", {"1": picture(1, 3), "2": picture(1, 3)})
    assert codes() == {"1": {"hash-limit"}, "2": {"hash-limit"}}


def test_a_file_and_a_link_to_it(tmp_path: Path, codes: Callable[..., Codes]) -> None:
    put(tmp_path / "data", {"1": picture(1, 3)})
    (tmp_path / "data" / "2").symlink_to("1")
    assert codes(follow_links=True) == {"1": set(), "2": {"duplicate-uid"}}
