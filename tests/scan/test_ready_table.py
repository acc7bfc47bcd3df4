"""Ready header tables: which columns are read, what a cell becomes, which rows are none."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from audit.errors import NothingToAudit, UserError
from audit.scan.headers import HeaderReader
from audit.scan.keywords import column_index
from audit.scan.ready_table import find_ready_tables, open_ready_table
from audit.scan.scanner import ScanOptions, scan
from audit.scan.table import HeaderTable
from audit.scan.tokens import token
from tests.factories import instance, write_instances
from tests.ready_tables import instance_row, series_row, write_csv, write_parquet

KEY = b"a key for tests of ready tables!"


def scanned(*sources: Path) -> HeaderTable:
    work = sources[0].parent / "work"
    work.mkdir()
    return scan([str(source) for source in sources], work, ScanOptions(jobs=1, key=KEY))


def cell(table: HeaderTable, keyword: str, item: int = 1) -> tuple[Any, str]:
    """Value and letter."""
    place = column_index()[keyword] + 1
    query = f"select {keyword}, substr(states, {place}, 1) from headers where item = {item}"
    (found,) = table.rows(query)
    return found  # type: ignore[return-value]


def inventory(table: HeaderTable) -> list[tuple[Any, ...]]:
    return table.rows("select path, status, codes from inventory order by item")


@pytest.mark.parametrize("name", ["t.parquet", "t.csv", "t.csv.gz", "T.CSV"])
def test_a_row_is_an_item(tmp_path: Path, name: str) -> None:
    rows = [instance_row(n=n, Unknown="x") for n in (1, 2, 3)]
    write = write_parquet if name.endswith("parquet") else write_csv
    table = scanned(write(tmp_path / name, rows))
    assert inventory(table) == [(f"{name}#{n}", "ok", []) for n in (1, 2, 3)]
    assert cell(table, "PatientID") == (token(KEY, "P001"), "p")
    assert cell(table, "Manufacturer") == ("GE MEDICAL SYSTEMS", "p")
    assert cell(table, "SliceThickness") == (None, "u")
    ((digests,),) = table.rows("select count(distinct sha256) from headers")
    assert digests == 1


def test_semicolons_and_tabs(tmp_path: Path) -> None:
    for number, mark in enumerate(",;\t"):
        path = write_csv(tmp_path / f"{number}.csv", [instance_row()], mark)
        assert set(open_ready_table(path, 1).names) == set(instance_row())


CELLS: list[tuple[str, Any, Any, str, list[str]]] = [
    ("PatientAge", "060Y", "060Y", "p", []),
    ("PatientAge", "60", "60", "i", ["date-invalid"]),
    ("PatientAge", "000Y", "000Y", "h", []),
    ("PatientAge", "", None, "e", []),
    ("PatientAge", None, None, "e", []),
    ("StudyDate", "2020-01-31", "20200131", "p", []),
    ("StudyDate", "2020-01-31 00:00:00", "20200131", "p", []),
    ("StudyDate", date(2020, 1, 31), "20200131", "p", []),
    ("StudyDate", "2020-02-31", "20200231", "i", ["date-invalid"]),
    ("Rows", 512, 512, "p", []),
    ("Rows", 512.0, 512, "p", []),
    ("Rows", "512.0", 512, "p", []),
    ("Rows", 0, 0, "h", []),
    ("Rows", -1, None, "i", ["number-invalid"]),
    ("Rows", "many", None, "i", ["number-invalid"]),
    ("SeriesNumber", "7.0", 7, "p", []),
    ("SliceThickness", "2.5", 2.5, "p", []),
    ("SliceThickness", float("nan"), None, "e", []),
    ("SliceThickness", "2,5", None, "i", ["number-invalid"]),
    ("PixelSpacing", "0.5\\0.5", [0.5, 0.5], "p", []),
    ("PixelSpacing", "[0.5, 0.5]", [0.5, 0.5], "p", []),
    ("PixelSpacing", "['0.5', '0.5']", [0.5, 0.5], "p", []),
    ("PixelSpacing", "[0.5 0.5]", [0.5, 0.5], "p", []),
    ("PixelSpacing", [0.5, 0.5], [0.5, 0.5], "p", []),
    ("ImageType", "['ORIGINAL', 'PRIMARY']", ["ORIGINAL", "PRIMARY"], "p", []),
    ("PixelPaddingValue", "-2000", -2000, "p", []),
    ("Manufacturer", "a\x07b", "a\\x07b", "p", ["control-chars"]),
    ("Manufacturer", "UNKNOWN", "UNKNOWN", "h", []),
    ("PatientName", "Doe^Jane", None, "p", []),
    ("ProcedureCodeSequence", "P5-09051:SRT", ["P5-09051:SRT"], "p", []),
    ("ProcedureCodeSequence", "CT of Mrs Doe", None, "i", []),
]


@pytest.mark.parametrize(("keyword", "held", "value", "letter", "codes"), CELLS)
def test_a_cell(
    tmp_path: Path, keyword: str, held: Any, value: Any, letter: str, codes: list[str]
) -> None:
    table = scanned(write_parquet(tmp_path / "t.parquet", [instance_row(**{keyword: held})]))
    assert cell(table, keyword) == (value, letter)
    assert inventory(table)[0][1:] == ("finding" if codes else "ok", codes)


def test_cells_are_judged_as_the_scanner_judges_files(tmp_path: Path) -> None:
    """The values of a file, written into a table as text, come out as from the file."""
    import pydicom  # noqa: PLC0415

    folder = write_instances(tmp_path / "files", instance(PatientAge="60"))
    header = pydicom.dcmread(folder / "0001.dcm", stop_before_pixels=True)
    row = HeaderReader(KEY).read(bytes(folder / "0001.dcm")).row
    assert row is not None
    words = [word for word in column_index() if word in header and header[word].VR != "SQ"]
    assert len(words) > 40
    cells = {word: "\\".join(map(str, _several(header[word].value))) for word in words}
    table = scanned(write_csv(tmp_path / "t.csv", [cells]))
    for word in words:
        letter = row["states"][column_index()[word]]
        assert cell(table, word) == (row.get(word), letter), word


def _several(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | pydicom_multi()) else [value]


def pydicom_multi() -> type:
    from pydicom.multival import MultiValue  # noqa: PLC0415

    return MultiValue


def test_rows_that_are_none(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "t.csv", [instance_row(n=n) for n in (1, 2)])
    names = len(instance_row())
    lines = path.read_text().splitlines()
    lines[2:2] = ["too,few", "," * (names - 1)]
    path.write_text("\n".join(lines) + "\n")
    assert inventory(scanned(path)) == [
        ("t.csv#1", "ok", []),
        ("t.csv#3", "rejected", ["row-empty"]),
        ("t.csv#4", "ok", []),
        ("t.csv#2", "rejected", ["row-invalid"]),
    ]


def test_series_rows(tmp_path: Path) -> None:
    rows = [series_row(series=1, n=10), series_row(series=2, n=5), series_row(series=3, n=0)]
    rows[1]["InstanceNumber"] = 7
    rows[1]["PixelRepresentation"] = "0,1"
    table = scanned(write_parquet(tmp_path / "t.parquet", rows))
    assert table.holds_series_rows
    assert table.rows("select n_instances from series order by series") == [(10,), (5,), (1,)]
    assert cell(table, "InstanceNumber", 2) == (None, "u")
    assert cell(table, "PixelRepresentation", 2) == (None, "p")
    assert [row[2] for row in inventory(table)] == [[], ["several-values"], ["count-invalid"]]


def test_repeated_rows(tmp_path: Path) -> None:
    rows = [
        instance_row(n=1),
        instance_row(n=1),
        instance_row(n=2),
        instance_row(n=2, Modality="MR"),
    ]
    table = scanned(write_parquet(tmp_path / "t.parquet", rows))
    assert [row[2] for row in inventory(table)] == [
        [], ["duplicate-uid"], ["uid-conflict"], ["uid-conflict"],
    ]  # fmt: skip
    assert table.rows("select count(*) from instances") == [(2,)]


def test_repeated_series(tmp_path: Path) -> None:
    rows = [series_row(), series_row(), series_row(series=2, n=3), series_row(series=2, n=4)]
    table = scanned(write_parquet(tmp_path / "t.parquet", rows))
    assert [row[2] for row in inventory(table)] == [
        [], ["series-repeated"], ["series-conflict"], ["series-conflict"],
    ]  # fmt: skip
    assert table.rows("select n_instances from series order by series") == [(10,), (7,)]


def test_a_table_beside_a_folder(tmp_path: Path) -> None:
    """Items of the folder come first; a table inside of it is a file like any other."""
    folder = write_instances(tmp_path / "data", instance(patient=9))
    write_csv(folder / "inside.csv", [instance_row()])
    path = write_csv(tmp_path / "t.csv", [instance_row()])
    table = scanned(path, folder)
    assert inventory(table) == [
        ("0001.dcm", "ok", []),
        ("inside.csv", "skipped", ["not-dicom"]),
        ("t.csv#1", "ok", []),
    ]
    assert table.rows("select source from inventory order by item") == [(2,), (2,), (1,)]


def test_an_instance_of_two_sources(tmp_path: Path) -> None:
    first = write_csv(tmp_path / "a.csv", [instance_row()])
    second = write_csv(tmp_path / "b.csv", [instance_row(), instance_row(n=2)])
    table = scanned(first, second)
    assert [row[2] for row in inventory(table)] == [[], ["source-overlap"], []]
    assert table.rows("select count(*) from instances") == [(2,)]


def test_tables_that_cannot_be_read(tmp_path: Path) -> None:
    bad = {
        "latin.csv": "PatientID,PatientSex\nSECRET\xe9,F\n".encode("latin-1"),
        "not.parquet": b"SECRET",
        "broken.csv.gz": b"\x1f\x8bSECRET",
    }
    for name, content in bad.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(UserError, match="source 1 is no table") as error:
            scan([str(tmp_path / name)], tmp_path, ScanOptions(jobs=1, key=KEY))
        assert "SECRET" not in str(error.value)


def test_heads_that_say_nothing(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "t.csv", [{"SECRET": 1, "instanceCount": 2}])
    with pytest.raises(NothingToAudit) as error:
        find_ready_tables([path])
    assert "SECRET" not in str(error.value)
    path.write_text("Modality,Modality \nCT,MR\n")
    with pytest.raises(UserError, match="several columns called Modality"):
        find_ready_tables([path])


def test_other_types_of_columns(tmp_path: Path) -> None:
    """A struct is no value, and its keyword stays unknown; categories are texts."""
    columns = {
        "PatientID": pa.array(["a", "a"]).dictionary_encode(),
        "Manufacturer": pa.array([{"x": 1}, {"x": 2}]),
    }
    pq.write_table(pa.table(columns), tmp_path / "t.parquet")
    table = scanned(tmp_path / "t.parquet")
    assert cell(table, "PatientID", 2) == (token(KEY, "a"), "p")
    assert cell(table, "Manufacturer") == (None, "u")
