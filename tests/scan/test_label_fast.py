"""What pyarrow reads of a plain table is, cell for cell, what the csv module reads of it."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.scan import label_text
from audit.scan.label_cells import TextColumns
from audit.scan.label_fast import read_plain

PIECES = [",", ";", '"', '""', "\n", "\r\n", "\r", " ", "\t", "\0", "a", "é", "00012", "NA", "1e5"]
HEAD = ["k", "label"]


def read_slowly(path: Path) -> TextColumns:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return label_text._read(file, ",")


def said(found: TextColumns) -> tuple[object, ...]:
    cells = {name: column.to_pylist() for name, column in found.columns.items()}
    return cells, found.lines.to_pylist(), found.n_rows, found.faults.lines


@settings(max_examples=600, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_odd_files(tmp_path_factory: pytest.TempPathFactory, body: str) -> None:
    path = tmp_path_factory.getbasetemp() / "odd.csv"
    path.write_bytes(b"k,label\n" + body.encode())
    found = read_plain(path, HEAD, ",")
    if found is not None:
        assert said(found) == said(read_slowly(path))


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(*[st.text(st.characters(exclude_categories=["Cs"]), max_size=6)] * 2)),
    st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
)
def test_written_files(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]], quoting: int
) -> None:
    held = io.StringIO()
    writer = csv.writer(held, quoting=quoting, lineterminator="\n")  # type: ignore[arg-type]
    writer.writerows([HEAD, *rows])
    path = tmp_path_factory.getbasetemp() / "written.csv"
    path.write_bytes(held.getvalue().encode())
    found = read_plain(path, HEAD, ",")
    if found is not None:
        assert said(found) == said(read_slowly(path))


@pytest.mark.parametrize(
    "body",
    [
        b"00012,1e5\nNA,null\n",
        b"a,\n,b\n",
        b'"a","b ""c"""\r\n"","x,y"\r\n',
        b"a,b\n,\nc,d\n\n\n",
        b"\xef\xbb\xbf",
    ],
)
def test_plain_files_are_read_fast(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "l.csv"
    bom = body == b"\xef\xbb\xbf"
    path.write_bytes(body + b"k,label\n1,2\n" if bom else b"k,label\n" + body)
    found = read_plain(path, HEAD, ",")
    assert found is not None
    assert said(found) == said(read_slowly(path))


@pytest.mark.parametrize(
    "body",
    [
        b'a,"b\nc"\n',
        b'a,b"c"\n',
        b'a,"b"c\n',
        b'a,"b\n',
        b"a,b,c\n",
        b"a\n",
        b"a,b\n\nc,d\n",
        b"a\0,b\n",
        b"a,b\rc,d\n",
        b"a,\xff\n",
    ],
)
def test_other_files_are_left_to_the_csv_module(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "l.csv"
    path.write_bytes(b"k,label\n" + body)
    assert read_plain(path, HEAD, ",") is None
