"""Small CSV files that `datasheet.yaml` names: a learning curve, lesions by patient."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from audit.errors import UserError
from audit.profile.model.sample_declaration import CurvePoint, LesionRow
from audit.scan.safe_text import safe_text

MAX_BYTES = 5_000_000
MAX_POINTS = 1_000
MAX_LESIONS = 100_000
"""Of one patient; more is a mistake of units."""
CURVE_COLUMNS = ("n_train", "score", "sd", "repeats", "metric")
LESION_COLUMNS = ("lesions", "split")

T = TypeVar("T")


def read_curve(path: Path) -> tuple[tuple[CurvePoint, ...], str]:
    """
    The points of a learning curve and the name of its score.

    Raises UserError with the line: no file, an unknown column, a number that is none, a score
    outside 0 to 1, two metrics. No value is repeated.
    """
    option = "model.learning_curve"
    points: list[CurvePoint] = []
    metrics: set[str] = set()
    for line, row in _rows(path, option, CURVE_COLUMNS, 2):
        where = f"{option}: line {line}"
        n = _number(row["n_train"], int, where, "n_train")
        score = _number(row["score"], float, where, "score")
        if n is None or score is None or n < 1 or not 0 <= score <= 1:
            raise UserError(f"{where}: n_train is at least 1 and score lies between 0 and 1")
        sd = _number(row.get("sd", ""), float, where, "sd")
        repeats = _number(row.get("repeats", ""), int, where, "repeats")
        if (sd is not None and sd < 0) or (repeats is not None and repeats < 1):
            raise UserError(f"{where}: sd is not negative and repeats is at least 1")
        points.append(CurvePoint(n, score, sd, repeats))
        metrics.add(row.get("metric", ""))
    if len(points) > MAX_POINTS:
        raise UserError(f"{option}: more than {MAX_POINTS} rows: give one a training size")
    if len(metrics) > 1:
        raise UserError(f"{option}: {len(metrics)} different metrics: give one curve a file")
    return tuple(points), safe_text(metrics.pop()) if metrics else ""


def read_lesions(path: Path) -> tuple[LesionRow, ...]:
    """Lesions of each patient. Raises UserError as `read_curve` does."""
    option = "model.lesion_counts"
    found = []
    for line, row in _rows(path, option, LESION_COLUMNS, 1):
        n = _number(row["lesions"], int, f"{option}: line {line}", "lesions")
        if n is None or not 0 <= n <= MAX_LESIONS:
            raise UserError(f"{option}: line {line}: lesions is a whole number, not negative")
        found.append(LesionRow(safe_text(row.get("split", "")), n))
    return tuple(found)


def _rows(
    path: Path, option: str, columns: tuple[str, ...], n_required: int
) -> Iterator[tuple[int, dict[str, str]]]:
    """Line and cells by column; blank lines are passed over."""
    lines = _read(path, option).splitlines()
    reader = csv.reader(lines)
    head = [name.strip() for name in next(reader, [])]
    missing = [name for name in columns[:n_required] if name not in head]
    if missing or len(set(head)) != len(head) or not set(head) <= set(columns):
        required, optional = columns[:n_required], columns[n_required:]
        raise UserError(
            f"{option}: the first line must name {', '.join(required)}, "
            f"and may name {', '.join(optional)}; nothing else"
        )
    for cells in reader:
        if len(cells) == 0 or not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(head):
            raise UserError(f"{option}: line {reader.line_num}: {len(head)} cells are expected")
        stripped = [cell.strip() for cell in cells]
        yield reader.line_num, dict(zip(head, stripped, strict=True))


def _read(path: Path, option: str) -> str:
    try:
        if not path.is_file():
            raise UserError(f"{option} names no file: give its place beside the datasheet")
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
        if len(raw) > MAX_BYTES:
            raise UserError(f"{option}: the file is larger than {MAX_BYTES} bytes")
        return raw.decode("utf-8-sig")
    except (OSError, ValueError):
        raise UserError(f"{option}: the file cannot be read as UTF-8 text") from None


def _number(text: str, kind: Callable[[str], T], where: str, name: str) -> T | None:
    """None for a blank cell."""
    if not text:
        return None
    try:
        value = kind(text)
    except ValueError:
        words = "a whole number" if kind is int else "a number"
        raise UserError(f"{where}: {name} is not {words}") from None
    if isinstance(value, float) and not math.isfinite(value):
        raise UserError(f"{where}: {name} is not finite")
    return value
