"""Many lines at a time give what row after row gives, whatever the cells say."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from audit.scan import label_text
from audit.scan.label_cells import TextColumns
from audit.scan.label_text import read_text

CELLS = ("a", "", " ", "00012", "1e5", "NA", "null", "Müller", "x\ty", "\0", "a'b", "\u2028", "#")
ENDS = ("\n", "\r\n", "\r")


def written(chance: Random) -> str:
    end = chance.choice(ENDS)
    lines = ["PatientID,label,split"]
    for _ in range(chance.randrange(40)):
        cells = [chance.choice(CELLS) for _ in range(3)]
        roll = chance.random()
        if roll < 0.03:
            cells.append(chance.choice(CELLS))
        elif roll < 0.05:
            cells.pop()
        elif roll < 0.08:
            cells = ["", "", ""]
        elif roll < 0.10:
            cells[1] = f'"{cells[1]}, and{end}more"'
        elif roll < 0.11:
            cells[1] = f'"{cells[1]}'
        lines.append(",".join(cells))
        if chance.random() < 0.03:
            lines.append("")
    return end.join(lines) + chance.choice(("", end))


def seen(found: TextColumns) -> tuple[object, ...]:
    columns = {name: column.to_pylist() for name, column in found.columns.items()}
    return columns, found.lines.to_pylist(), found.n_rows, found.faults.freeze()


@pytest.mark.parametrize("seed", range(120))
def test_plain_lines_are_read_like_any_other(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = Random(seed)
    path = tmp_path / "labels.csv"
    path.write_bytes(written(chance).encode("utf-8"))
    monkeypatch.setattr(label_text, "CHUNK", chance.choice((3, 7, 1_000)))
    quick = seen(read_text(path))
    monkeypatch.setattr(label_text, "_parse", lambda lines, delimiter, width: None)
    assert quick == seen(read_text(path))


def test_plain_lines_need_no_look_at_each_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "labels.tsv"
    path.write_text("PatientID\tlabel\n" + "".join(f"P{n}\ta, b\n" for n in range(50)))
    monkeypatch.setattr(label_text._Rows, "take", None)
    found = read_text(path)
    assert found.lines.to_pylist() == list(range(2, 52))
    assert set(found.columns["label"].to_pylist()) == {"a, b"}
