"""Split overlap: a matrix of the patients that two splits share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.profile.model import Leakage
from audit.report.figures.canvas import LEFT, drawing, new_canvas, place, short, to_svg
from audit.report.palette import LIGHT, SERIES_LIGHT
from audit.report.view import Column, Figure, make_table
from audit.report.words import integer, label, of, share

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_SPLITS = 6
_CELL, _HEAD = 0.44, 0.3
"""Inches: the height of a cell, and of the names above them."""
Cells = dict[tuple[str, str], int]


def overlap_figure(facts: Leakage) -> Figure | None:
    """Shared patients by pair of splits; None where no two splits hold a patient."""
    splits = [one.split for one in facts.splits if one.n_patients]
    if len(splits) < 2:
        return None
    cells = shared_patients(facts)
    pairs = _pairs(splits)
    told = "; ".join(
        f"{label(a)} and {label(b)} {integer(cells.get((a, b), 0))}" for a, b in pairs[:6]
    )
    caption = (
        "Each cell counts the patients that stand both in the split of its row and in the split "
        "of its column, by PatientID. Framed cells on the diagonal: all patients of that split. "
        "Every other cell ought to be 0; a filled one is leakage."
    )
    if len(splits) > _SPLITS:
        caption += f" The first {_SPLITS} of {len(splits)} splits are drawn."
    sizes = {one.split: one.n_patients for one in facts.splits}
    table = make_table(
        "table-split-overlap",
        "Patients that two splits share",
        (
            Column("Split"),
            Column("Other split"),
            Column("Shared patients", True),
            Column("Share of the first", True),
            Column("Share of the second", True),
        ),
        (
            (
                label(a),
                label(b),
                integer(n := cells.get((a, b), 0)),
                f"{of(n, sizes[a])}, {share(n, sizes[a])}",
                f"{of(n, sizes[b])}, {share(n, sizes[b])}",
            )
            for a, b in pairs
        ),
    )
    alt = f"Matrix of patients that two splits share: {told}."
    svg = _draw(splits[:_SPLITS], cells, sizes, alt)
    return Figure("fig-split-overlap", "Split overlap", caption, alt, svg, table)


def shared_patients(facts: Leakage) -> Cells:
    """Patients in both of two splits, in either order of their names."""
    by_id = facts.find_shared("PatientID")
    cells: Cells = {}
    for pair in by_id.pairs if by_id else ():
        cells[pair.one, pair.other] = cells[pair.other, pair.one] = pair.n_shared
    return cells


def _pairs(splits: list[str]) -> list[tuple[str, str]]:
    return [(a, b) for place, a in enumerate(splits) for b in splits[place + 1 :]]


def _draw(splits: list[str], cells: Cells, sizes: dict[str, int], alt: str) -> str:
    n = len(splits)
    with drawing():
        canvas = new_canvas(_HEAD + _CELL * n + 0.05)
        width = min(1.3, 4.2 / n) * n
        axes = place(canvas, _HEAD, _CELL * n, right=6.5 - LEFT - width)
        axes.set_xlim(0, n)
        axes.set_ylim(n, 0)
        axes.set_xticks([])
        axes.set_yticks([row + 0.5 for row in range(n)], [short(one, 28) for one in splits])
        axes.tick_params(axis="y", length=0)
        for spine in axes.spines.values():
            spine.set_visible(False)
        for column, split in enumerate(splits):
            axes.text(column + 0.5, -0.12, short(split, 14), ha="center", va="bottom")
            for row, other in enumerate(splits):
                own = row == column
                count = sizes[split] if own else cells.get((split, other), 0)
                _draw_cell(axes, column, row, count, own)
        return to_svg(canvas, "fig-split-overlap", alt)


def _draw_cell(axes: Axes, column: int, row: int, count: int, own: bool) -> None:
    from matplotlib.patches import Rectangle  # noqa: PLC0415

    leaks = count > 0 and not own
    face = SERIES_LIGHT[1] if leaks else LIGHT["paper"]
    edge = LIGHT["ink"] if own else LIGHT["rule"]
    width = 1.2 if own else 0.8
    box = Rectangle(
        (column + 0.03, row + 0.06), 0.94, 0.88, facecolor=face, edgecolor=edge, linewidth=width
    )
    box.set_clip_on(False)
    axes.add_patch(box)
    axes.text(
        column + 0.5, row + 0.53, integer(count), ha="center", va="center", fontsize=9,
        fontweight=600 if leaks or own else 400,
        color=LIGHT["paper"] if leaks else LIGHT["ink"],
    )  # fmt: skip
