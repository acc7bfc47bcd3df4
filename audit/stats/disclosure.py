"""Small cells in tables for the public, and k-anonymity (statistics B8)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

MIN_CELL = 11
"""Counts of 1 to 10 are not shown (CMS cell size suppression policy, 2024); 0 is."""
Key = TypeVar("Key", bound=Hashable)
_MOST_UNKNOWN, _TINY = 800, 1e-9


def withhold_cells(
    sizes: Mapping[Key, int],
    lines: Sequence[Sequence[Key]],
    forced: Collection[Key] = (),
    min_cell: int = MIN_CELL,
) -> frozenset[Key]:
    """
    Cells of a table of any shape that are not shown, so that no shown sum gives a small one away.

    `lines` are the sets of cells whose sum a reader may know, totals being cells of their own or
    constants. Small cells and `forced` ones go first. Then, to a fixed point: a line with a hidden
    cell hides its smallest shown cell (not a 0 where there is another) until it hides two, and
    until what it hides adds up to `min_cell`, since the sum of the hidden ones is known; and a
    hidden cell that all lines together determine (a linear system) takes one more along.
    `min_cell` 0 switches it off. Formulas ours, beyond the line rule of CMS/ResDAC 2024-01-26;
    Cox 1980, J Am Stat Assoc 75:377 on why lines alone do not suffice.
    """
    if min_cell < 1:
        return frozenset()
    hidden = {key for key, size in sizes.items() if 0 < size < min_cell} | set(forced)
    while True:
        weak = [line for line in lines if _is_weak(line, hidden, sizes, min_cell)]
        weak = weak or _lines_of(_determined(hidden, lines), lines)
        more = {cell for line in weak if (cell := _next_of(line, hidden, sizes)) is not None}
        if not more:
            return frozenset(hidden)
        hidden |= more


def _is_weak(
    line: Sequence[Key], hidden: set[Key], sizes: Mapping[Key, int], min_cell: int
) -> bool:
    inside = [key for key in line if key in hidden]
    return bool(inside) and (len(inside) == 1 or sum(sizes[key] for key in inside) < min_cell)


def _next_of(line: Sequence[Key], hidden: set[Key], sizes: Mapping[Key, int]) -> Key | None:
    """The smallest shown cell of a line, one that is not 0 first; None where all are hidden."""
    shown = [key for key in line if key not in hidden]
    order = {key: place for place, key in enumerate(shown)}
    return min(shown, key=lambda key: (sizes[key] == 0, sizes[key], order[key]), default=None)


def _lines_of(cells: set[Key], lines: Sequence[Sequence[Key]]) -> list[Sequence[Key]]:
    return [line for line in lines if any(key in cells for key in line)]


def _determined(hidden: set[Key], lines: Sequence[Sequence[Key]]) -> set[Key]:
    """
    Hidden cells that the sums of all lines fix; where a part of the table is too large to be
    solved, all of its hidden cells.
    """
    found: set[Key] = set()
    for cells, own in _parts(hidden, lines):
        if len(cells) > _MOST_UNKNOWN:
            found |= set(cells)
            continue
        place = {key: i for i, key in enumerate(cells)}
        matrix = np.zeros((len(own), len(cells)))
        for row, line in enumerate(own):
            matrix[row, [place[key] for key in line if key in place]] = 1
        _, values, axes = np.linalg.svd(matrix)
        rank = int((values > _TINY).sum())
        free = np.abs(axes[rank:]).max(axis=0) if rank < len(cells) else np.zeros(len(cells))
        found |= {key for key, i in place.items() if free[i] < _TINY}
    return found


def _parts(
    hidden: set[Key], lines: Sequence[Sequence[Key]]
) -> list[tuple[list[Key], list[Sequence[Key]]]]:
    """Hidden cells that lines join, directly or by others, with those lines."""
    root: dict[Key, Key] = {}

    def find(key: Key) -> Key:
        while root.setdefault(key, key) != key:
            key = root[key]
        return key

    inside = [[key for key in line if key in hidden] for line in lines]
    for held in inside:
        for key in held[1:]:
            root[find(key)] = find(held[0])
    groups: dict[Key, tuple[dict[Key, None], list[Sequence[Key]]]] = {}
    for line, held in zip(lines, inside, strict=True):
        if held:
            cells, own = groups.setdefault(find(held[0]), ({}, []))
            cells.update(dict.fromkeys(held))
            own.append(line)
    return [(list(cells), own) for cells, own in groups.values()]


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
