from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from audit.errors import UserError
from audit.scan.label_cells import TextColumns
from audit.scan.label_faults import FaultKind
from audit.scan.label_file import read_columns

WANTED = {"PatientID": ["00012", "1e5", "NA", "nan", ""], "label": ["1.0", "A", "NA", "", "null"]}


def read(folder: Path, name: str, content: str | bytes) -> TextColumns:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_columns(path)


def cells(found: TextColumns) -> dict[str, list[str]]:
    return {name: column.to_pylist() for name, column in found.columns.items()}


@pytest.mark.parametrize(
    ("name", "mark"), [("l.csv", ","), ("l.csv", ";"), ("l.csv", "\t"), ("L.TSV", "\t")]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_text_keeps_every_cell(
    tmp_path: Path, name: str, mark: str, encoding: str, end: str
) -> None:
    rows = [list(WANTED), *zip(*WANTED.values(), strict=True)]
    text = end.join(mark.join(row) for row in rows)
    found = read(tmp_path, name, text.encode(encoding))
    assert cells(found) == WANTED
    assert found.lines.to_pylist() == [2, 3, 4, 5, 6]


def test_json_lines_keep_numbers_as_written(tmp_path: Path) -> None:
    text = (
        '{"PatientID": "00012", "label": 1.0}\n{"PatientID": 1e5, "label": "A"}\n\n'
        '{"PatientID": "NA", "label": "NA"}\n{"PatientID": NaN, "extra": true}\n'
        '{"label": null}\n'
    )
    found = read(tmp_path, "l.jsonl", text)
    assert cells(found) == {
        "PatientID": ["00012", "1e5", "NA", "NaN", ""],
        "label": ["1.0", "A", "NA", "", ""],
        "extra": ["", "", "", "true", ""],
    }
    assert found.lines.to_pylist() == [1, 2, 4, 5, 6]


def test_json_lists_are_joined(tmp_path: Path) -> None:
    found = read(tmp_path, "l.ndjson", '{"PatientID": "a", "label": ["x", "y"]}\n')
    assert cells(found)["label"] == ["x|y"]


@pytest.mark.parametrize(
    "line",
    ['{"a": ', "[1]", '{"a": {"b": 1}}', '{"a": 1, "a": 2}', "[" * 100_000, '{"a": "\\ud800"}'],
)
def test_a_bad_json_line_is_listed(tmp_path: Path, line: str) -> None:
    found = read(tmp_path, "l.jsonl", f'{{"a": 1}}\n{line}\n{{"a": 2}}\n')
    assert cells(found) == {"a": ["1", "2"]}
    assert found.faults.lines == {FaultKind.UNREADABLE: [2]}
    assert found.n_rows == 3


def test_parquet_becomes_text(tmp_path: Path) -> None:
    table = pa.table(
        {
            "PatientID": pa.array(["00012", " NA ", None]).dictionary_encode(),
            "whole": pa.array([12, -1, None], pa.int64()),
            "real": pa.array([1.0, float("nan"), None]),
            "list": pa.array([["a", "b"], [], None]),
            "flag": [True, False, None],
            "bytes": pa.array([b"\xff", None, None]),
        }
    )
    pq.write_table(table, tmp_path / "l.parquet")
    found = read_columns(tmp_path / "l.parquet")
    assert cells(found) == {
        "PatientID": ["00012", "NA", ""],
        "whole": ["12", "-1", ""],
        "real": ["1", "", ""],
        "list": ["a|b", "", ""],
        "flag": ["true", "false", ""],
    }
    assert found.lines.to_pylist() == [2, 3, 4]


def test_quotes_and_line_numbers(tmp_path: Path) -> None:
    text = 'k,label\n"a,b","two\nlines"\n\n"say ""x""",c\nshort\nd,e,\nf,g,h\n'
    found = read(tmp_path, "l.csv", text)
    assert cells(found) == {"k": ["a,b", 'say "x"', "d"], "label": ["two\nlines", "c", "e"]}
    assert found.lines.to_pylist() == [2, 5, 7]
    assert found.faults.lines == {FaultKind.UNREADABLE: [6, 8]}
    assert found.n_rows == 5


def test_lines_behind_an_open_quote_are_not_lost_silently(tmp_path: Path) -> None:
    found = read(tmp_path, "l.csv", 'k,label\na,b\n"c,d\ne,f\ng,h\n')
    assert cells(found) == {"k": ["a"], "label": ["b"]}
    assert found.faults.lines == {FaultKind.UNREADABLE: [3, 4, 5]}
    assert found.n_rows == 4


def test_nul_and_blanks_are_stripped_outside_only(tmp_path: Path) -> None:
    found = read(tmp_path, "l.csv", "k , label\n \0a\0b\0 ,c d \n")
    assert cells(found) == {"k": ["a\0b"], "label": ["c d"]}


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("l.xlsx", b"x", "suffix"),
        ("l.csv", b"", "no row"),
        ("l.csv", b"k,label\n\n,\n", "no row"),
        ("l.csv", b"k,a,a\n1,2,3\n", "columns 2 and 3"),
        ("l.csv", b"k,label\n1,\xff\n", "UTF-8"),
        ("l.csv", b'"k,label\n1,2\n', "head"),
        ("l.jsonl", b"", "no row"),
        ("l.parquet", b"PAR1", "Parquet"),
    ],
)
def test_what_a_user_can_mend(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    with pytest.raises(UserError, match=words):
        read(tmp_path, name, content)


def test_an_absent_file(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="names no file"):
        read_columns(tmp_path / "secret-name.csv")
