"""Parts: whatever order the answers come in, the files on disk are the same."""

from __future__ import annotations

import stat
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from audit.scan import limits
from audit.scan.codes import MEANING
from audit.scan.parts import READ, PartWriter, one_row
from audit.scan.schema import header_schema

STATUSES = ("ok", "finding", "partial", "rejected", "skipped")
ITEMS = [
    {
        "item": n,
        "path": f"{n}.dcm",
        "status": STATUSES[n % 5],
        "codes": ["x"] * (n % 3),
        "source": 1,
    }
    for n in range(1, 98)
]
BATCHES = [ITEMS[start : start + 10] for start in range(0, len(ITEMS), 10)]


def write(folder: Path, chance: Random | None, part: int = 30) -> PartWriter:
    """All batches; in pieces and out of order where there is chance."""
    folder.mkdir()
    writer = PartWriter(folder, part)
    pieces = []
    for number, batch in enumerate(BATCHES):
        writer.expect(number, len(batch))
        cut = chance.randrange(1, len(batch)) if chance and len(batch) > 1 else len(batch)
        pieces += [(number, rows) for rows in (batch[:cut], batch[cut:]) if rows]
    if chance:
        chance.shuffle(pieces)
    for number, rows in pieces:
        writer.add(number, pa.Table.from_pylist(rows, schema=header_schema()))
    writer.finish()
    return writer


@pytest.mark.parametrize("seed", range(8))
def test_any_order_gives_the_same_bytes(tmp_path: Path, seed: int) -> None:
    plain = write(tmp_path / "plain", None)
    mixed = write(tmp_path / "mixed", Random(seed))
    for one, other in zip(
        plain.headers + plain.inventories, mixed.headers + mixed.inventories, strict=True
    ):
        assert one.name == other.name
        assert one.read_bytes() == other.read_bytes()


def test_what_stands_where(tmp_path: Path) -> None:
    writer = write(tmp_path / "out", Random(1))
    tables = [pq.read_table(path) for path in writer.inventories]
    assert [table.num_rows for table in tables] == [30, 30, 30, 7]
    whole = pa.concat_tables(tables).to_pylist()
    assert [row["item"] for row in whole] == [row["item"] for row in ITEMS]
    read = pa.concat_tables([pq.read_table(path) for path in writer.headers])
    assert read["item"].to_pylist() == [row["item"] for row in ITEMS if row["status"] in READ]
    assert read.schema.names == header_schema().names
    for path in (tmp_path / "out").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_usual_part_has_ten_thousand_items(tmp_path: Path) -> None:
    assert PartWriter(tmp_path)._part == limits.PART == 10_000


def test_nothing_is_written_before_what_stands_before_it(tmp_path: Path) -> None:
    writer = PartWriter(tmp_path, 1)
    tables = [pa.Table.from_pylist(batch, schema=header_schema()) for batch in BATCHES[:3]]
    for number, table in enumerate(tables):
        writer.expect(number, table.num_rows)
    writer.add(2, tables[2])
    writer.add(1, tables[1])
    assert writer.inventories == []
    writer.add(0, tables[0])
    assert len(writer.inventories) == 3


def test_a_dataset_without_items_has_one_empty_part(tmp_path: Path) -> None:
    writer = PartWriter(tmp_path)
    writer.finish()
    (headers,) = writer.headers
    assert pq.read_table(headers).num_rows == 0


@pytest.mark.parametrize("code", ["worker-died", "timeout"])
def test_a_row_for_what_no_worker_could_answer(code: str) -> None:
    table = one_row((7, "/full/x.dcm", "x.dcm", "", "", 2), "rejected", code)
    (row,) = table.to_pylist()
    assert (row["item"], row["path"], row["status"], row["codes"], row["source"]) == (
        7, "x.dcm", "rejected", [code], 2,
    )  # fmt: skip
    assert table.schema == header_schema()
    assert code in MEANING
