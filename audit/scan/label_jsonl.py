"""JSON Lines label files: one object a line, numbers kept as they are written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa

from audit.scan.label_cells import BLANKS, JOINER, TextColumns
from audit.scan.label_faults import FaultKind, FaultList


class _NoCell(ValueError):
    """A line that is no object of plain cells."""


def read_json_lines(path: Path) -> TextColumns:
    """The file; columns are the names of all lines in the order in which they first stand."""
    columns: dict[str, list[str]] = {}
    lines: list[int] = []
    faults, n_rows = FaultList(), 0
    with path.open(encoding="utf-8-sig") as file:
        for number, text in enumerate(file, 1):
            if not text.strip():
                continue
            n_rows += 1
            try:
                cells = _cells(text)
            except (ValueError, RecursionError):
                faults.add(FaultKind.UNREADABLE, [number])
                continue
            _append(columns, cells, len(lines))
            lines.append(number)
    arrays = {name: _array(cells, len(lines)) for name, cells in columns.items()}
    return TextColumns(arrays, pa.array(lines, pa.int64()), n_rows, faults)


def _append(columns: dict[str, list[str]], cells: dict[str, str], row: int) -> None:
    for name, cell in cells.items():
        column = columns.setdefault(name, [])
        column.extend([""] * (row - len(column)))  # lines before that left the name out
        column.append(cell)


def _array(cells: list[str], n_rows: int) -> pa.Array:
    return pa.array(cells + [""] * (n_rows - len(cells)), pa.string())


def _cells(text: str) -> dict[str, str]:
    parsed = json.loads(
        text, parse_int=str, parse_float=str, parse_constant=str, object_pairs_hook=_once
    )
    if not isinstance(parsed, dict):
        raise _NoCell
    return {name.strip(BLANKS): _cell(value) for name, value in parsed.items()}


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name.strip(BLANKS) for name, _ in pairs}) != len(pairs):
        raise _NoCell
    return dict(pairs)


def _cell(value: Any) -> str:
    if isinstance(value, list):
        parts = [_cell(part) for part in value if not isinstance(part, list)]
        if len(parts) != len(value) or any(JOINER in part for part in parts):
            raise _NoCell
        return JOINER.join(parts)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        raise _NoCell
    value.encode("utf-8")  # a lone surrogate is no text: UnicodeEncodeError is a ValueError
    return value.strip(BLANKS)
