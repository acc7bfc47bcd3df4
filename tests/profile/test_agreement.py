"""Agreement of readers from the label table on, held against the printed reference values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from audit.profile.model.agreement import ALPHA, Agreement
from audit.scan.cohort import LabelOptions
from audit.scan.table import HeaderTable
from tests.factories import instance
from tests.label_datasets import labelled, scanned
from tests.stats.oracles import read_oracle

pytestmark = pytest.mark.corpus
GRADES = "12345"
ITEM = LabelOptions(labels=("grade",), item="item")
ORDINAL = LabelOptions(labels=("grade",), item="item", ordinal=(("grade", tuple(GRADES)),))
INTERVAL = LabelOptions(labels=("grade",), item="item", numeric=("grade",))


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HeaderTable]:
    files = {f"{n}.dcm": instance(patient=n) for n in (1, 2)}
    table = scanned(tmp_path_factory.mktemp("dataset"), files)
    yield table
    table.close()


def measured(
    table: HeaderTable, folder: Path, readings: Sequence[Sequence[object]], options: LabelOptions
) -> Agreement:
    """One row a reader, one column an item, None where a reader gave nothing."""
    text = "PatientID,reader,item,grade\n" + "".join(
        f"P00{1 + item % 2},r{reader},{item},{said}\n"
        for reader, row in enumerate(readings)
        for item, said in enumerate(row)
        if said is not None
    )
    (found,) = labelled(table, folder, text, options).agreement
    return found


def value(found: Agreement, name: str) -> float | None:
    coefficient = found.coefficient(name)
    assert coefficient is not None
    return coefficient.value


def said_by_two(counts: Sequence[Sequence[int]]) -> list[list[str]]:
    """Both readers' words from the table of what they said."""
    cells = [(i, j) for i, row in enumerate(counts) for j, n in enumerate(row) for _ in range(n)]
    return [["ab"[cell[side]] for cell in cells] for side in (0, 1)]


@pytest.mark.parametrize(
    ("scale", "options"), [("nominal", ITEM), ("ordinal", ORDINAL), ("interval", INTERVAL)]
)
def test_alpha(
    scale: str, options: LabelOptions, table: HeaderTable, tmp_path: Path, shared: Path
) -> None:
    oracle = read_oracle(shared, "A12.krippendorff")
    found = measured(table, tmp_path, oracle.inputs["reliability_data"], options)
    assert (found.scale, found.n_readers, found.n_items_single) == (scale, 4, 1)
    assert value(found, ALPHA) == oracle.near(scale)


def test_kappa_of_two_readers(table: HeaderTable, tmp_path: Path, shared: Path) -> None:
    oracle = read_oracle(shared, "A12.cohen_kappa")
    found = measured(table, tmp_path, said_by_two(oracle.inputs["table"]), ITEM)
    assert value(found, "Cohen kappa") == oracle.near("kappa")


def test_kappa_of_many_readers(table: HeaderTable, tmp_path: Path, shared: Path) -> None:
    oracle = read_oracle(shared, "A12.fleiss_kappa")
    items = [
        [name for name, n in zip("abcde", row, strict=True) for _ in range(n)]
        for row in oracle.inputs["counts"]
    ]
    found = measured(table, tmp_path, list(zip(*items, strict=True)), ITEM)
    assert (found.n_readers, found.n_items, found.n_categories) == (14, 10, 5)
    assert value(found, "Fleiss kappa") == oracle.near("kappa")


def test_high_agreement_on_a_rare_class(table: HeaderTable, tmp_path: Path, shared: Path) -> None:
    oracle = read_oracle(shared, "A12.kappa_paradox")
    found = measured(table, tmp_path, said_by_two(oracle.inputs["table"]), ITEM)
    assert found.raw == oracle.near("observed_agreement")
    assert value(found, "Cohen kappa") == oracle.near("kappa")
    assert value(found, "Gwet AC1") == oracle.near("gwet_ac1")
