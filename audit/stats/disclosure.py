"""Small cells in tables for the public, and k-anonymity (statistics B8)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

MIN_CELL = 11
"""Counts of 1 to 10 are not shown (CMS cell size suppression policy, 2024); 0 is."""
Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Suppressed:
    """Cells of one table that are not shown: row and column, from 0, in order."""

    primary: tuple[Cell, ...]
    """Because they are small."""
    complementary: tuple[Cell, ...]
    """Because a total would give a small one away."""


def suppress_cells(
    rows: Sequence[Sequence[int]],
    min_cell: int = MIN_CELL,
    *,
    row_totals: bool = True,
    column_totals: bool = True,
) -> Suppressed:
    """
    Suppress small cells, then others until no shown total gives one away.

    In each line with a shown total and exactly one suppressed cell the smallest further cell
    that is not 0 goes too (the first of equals; a 0 where there is nothing else), to a fixed
    point. `min_cell` 0 switches it off. Source: CMS/ResDAC cell size suppression policy,
    2024-01-26. Raises ValueError for a ragged table.
    """
    if len({len(row) for row in rows}) > 1:
        raise ValueError("all rows of a table have the same number of cells")
    cells = [(i, j) for i, row in enumerate(rows) for j in range(len(row))]
    small = [(i, j) for i, j in cells if 0 < rows[i][j] < min_cell]
    hidden, lines = set(small), list(_lines(rows, row_totals, column_totals))
    while (found := _next(lines, hidden, rows)) is not None:
        hidden.add(found)
    return Suppressed(tuple(small), tuple(sorted(hidden - set(small))))


def show_cells(rows: Sequence[Sequence[int]], found: Suppressed, min_cell: int) -> list[list[str]]:
    """The table as text: `<11` for a small cell, `suppressed` for its complement."""
    words = dict.fromkeys(found.complementary, "suppressed")
    words |= dict.fromkeys(found.primary, f"<{min_cell}")
    return [
        [words.get((i, j), str(value)) for j, value in enumerate(row)] for i, row in enumerate(rows)
    ]


def share_gives_away(percent: float, total: int, min_cell: int = MIN_CELL) -> bool:
    """Whether a rounded whole percentage of a shown total can stand for a small count."""
    low, high = (percent - 0.5) * total / 100, (percent + 0.5) * total / 100
    return any(low <= count <= high for count in range(1, min_cell))


def _lines(
    rows: Sequence[Sequence[int]], row_totals: bool, column_totals: bool
) -> Iterator[list[Cell]]:
    width = len(rows[0]) if rows else 0
    if row_totals:
        yield from ([(i, j) for j in range(width)] for i in range(len(rows)))
    if column_totals:
        yield from ([(i, j) for i in range(len(rows))] for j in range(width))


def _next(
    lines: Sequence[Sequence[Cell]], hidden: set[Cell], rows: Sequence[Sequence[int]]
) -> Cell | None:
    """The cell that must go next; None at the fixed point."""
    for line in lines:
        if sum(cell in hidden for cell in line) == 1 and len(line) > 1:
            others = [cell for cell in line if cell not in hidden]
            return min(
                others, key=lambda cell: (rows[cell[0]][cell[1]] == 0, rows[cell[0]][cell[1]], cell)
            )
    return None


@dataclass(frozen=True, slots=True)
class Anonymity:
    """How many people share each combination of quasi-identifiers."""

    k: int
    """People in the smallest class."""
    n_unique: int
    """People alone in theirs."""
    share_unique: float
    n_classes: int


def k_anonymity(rows: Sequence[Sequence[Hashable]]) -> Anonymity:
    """
    k, uniques and classes; one row a person. Raises ValueError without a person.

    Source: Sweeney 2002, Int J Uncertain Fuzz 10:557.
    """
    if not rows:
        raise ValueError("k-anonymity needs a person")
    sizes = Counter(tuple(row) for row in rows)
    unique = sum(1 for size in sizes.values() if size == 1)
    return Anonymity(min(sizes.values()), unique, unique / len(rows), len(sizes))
