"""The heat map of completeness: keyword by modality, six states told apart by tone and pattern."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.profile.model import Completeness
from audit.profile.model.completeness import STATES, Cell
from audit.report.figures.canvas import (
    CATEGORIES,
    LEFT,
    WIDTH,
    drawing,
    new_canvas,
    place,
    short,
    to_svg,
)
from audit.report.palette import LIGHT, SERIES_LIGHT
from audit.report.view import Column, Figure, make_table
from audit.report.words import integer, label, of, share

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Tone and pattern: each state stays itself in grey print and for every kind of colour vision.
_LOOK: dict[str, tuple[str, str, str]] = {
    "present": (SERIES_LIGHT[0], "", SERIES_LIGHT[0]),
    "placeholder": (SERIES_LIGHT[1], "////", LIGHT["paper"]),
    "invalid": (SERIES_LIGHT[3], "xxxx", LIGHT["paper"]),
    "empty": (LIGHT["rule"], "", LIGHT["quiet"]),
    "absent": (LIGHT["paper"], "", LIGHT["quiet"]),
    "unknown": (LIGHT["paper"], "-----", LIGHT["quiet"]),
}
_MODALITIES = 5
_LINE = 0.225
_RIGHT = 0.1
_NUMBER = 0.44
"""Inches for the number beside a bar."""


def completeness_figure(completeness: Completeness) -> Figure | None:
    """Least complete keywords first; None below two cells."""
    if len(completeness.cells) < 2:
        return None
    modalities = _largest_modalities(completeness)
    keywords = _least_complete(completeness, modalities)
    held = {(cell.keyword, cell.modality): cell for cell in completeness.cells}
    worst = min(completeness.cells, key=_badness)
    n_all = len({cell.keyword for cell in completeness.cells})
    alt = (
        f"Heat map of {len(keywords)} keywords in {', '.join(map(label, modalities))}. "
        f"Least complete: {label(worst.keyword)} in {label(worst.modality)}, present in "
        f"{of(worst.present, worst.total, 'series')}."
    )
    caption = (
        "Each bar is 100 % of the series to which a keyword applies; no bar where it does not "
        "apply. Solid: every image of the series has a value. Striped: a placeholder such as "
        "ANON. Crossed: a value its type forbids. Pale: there, but empty. Outline only: absent. "
        "Ruled: not known, because the file broke off before or the table has no such column. "
        "Number at the right: share present."
    )
    n_modalities = len({cell.modality for cell in completeness.cells})
    if n_modalities > len(modalities):
        caption += f" The {len(modalities)} largest of {n_modalities} modalities are drawn."
    if n_all > len(keywords):
        caption += f" The {len(keywords)} least complete of {n_all} keywords are drawn."
    svg = _draw(keywords, modalities, held, alt)
    gaps = [cell for cell in completeness.cells if cell.present < cell.total]
    table = make_table(
        "table-completeness",
        "Keywords with a gap, least complete first: series by state",
        (
            Column("Keyword", code=True),
            Column("Modality", code=True),
            Column("Applies to", number=True, unit="series"),
            *(Column(state, number=True) for state in STATES),
            Column("Present", number=True, unit="%"),
        ),
        (_row(cell) for cell in sorted(gaps, key=_badness)),
    )
    return Figure(
        "fig-completeness", "Completeness by keyword", caption, alt, svg, table if gaps else None
    )


def _part(cell: Cell) -> float:
    return cell.present / cell.total if cell.total else 1.0


def _badness(cell: Cell) -> tuple[float, str, str]:
    return _part(cell), cell.keyword, cell.modality


def _largest_modalities(completeness: Completeness) -> list[str]:
    sizes: dict[str, int] = {}
    for cell in completeness.cells:
        sizes[cell.modality] = max(sizes.get(cell.modality, 0), cell.total)
    return sorted(sizes, key=lambda name: (-sizes[name], name))[:_MODALITIES]


def _least_complete(completeness: Completeness, modalities: list[str]) -> list[str]:
    """By the share of all series of these modalities together."""
    sums: dict[str, tuple[int, int]] = {}
    for cell in completeness.cells:
        if cell.modality in modalities and cell.total:
            present, total = sums.get(cell.keyword, (0, 0))
            sums[cell.keyword] = (present + cell.present, total + cell.total)
    parts = {name: present / total for name, (present, total) in sums.items()}
    return sorted(parts, key=lambda name: (parts[name], name))[:CATEGORIES]


def _draw(
    keywords: list[str], modalities: list[str], held: dict[tuple[str, str], Cell], alt: str
) -> str:
    head = 0.62
    with drawing():
        canvas = new_canvas(head + _LINE * len(keywords) + 0.08)
        axes = place(canvas, head, _LINE * len(keywords), right=_RIGHT)
        axes.set_xlim(0, len(modalities))
        axes.set_ylim(len(keywords) - 0.5, -0.5)
        axes.set_yticks(range(len(keywords)), [short(name) for name in keywords])
        for spine in axes.spines.values():
            spine.set_visible(False)
        axes.set_xticks([])
        cell_width = (WIDTH - LEFT - _RIGHT) / len(modalities)
        for column, modality in enumerate(modalities):
            axes.text(column, -0.75, short(modality, 16), fontweight=600, va="bottom")
            for row, keyword in enumerate(keywords):
                if (cell := held.get((keyword, modality))) is not None and cell.total:
                    _draw_cell(axes, cell, row, column, cell_width)
        _legend(axes, len(modalities), len(keywords))
        return to_svg(canvas, "fig-completeness", alt)


def _draw_cell(axes: Axes, cell: Cell, row: int, column: int, cell_width: float) -> None:
    """`cell_width` in inches; the number at the right takes the same room in every figure."""
    start, width = float(column), 1 - _NUMBER / cell_width
    for state in STATES:
        part = width * getattr(cell, state) / cell.total
        if part:
            fill, hatch, edge = _LOOK[state]
            axes.barh(row, part, left=start, height=0.66, color=fill, hatch=hatch, edgecolor=edge,
                      linewidth=0.5)  # fmt: skip
            start += part
    axes.text(
        column + width + 0.04 / cell_width,
        row,
        share(cell.present, cell.total),
        va="center",
        fontsize=7.5,
        color=LIGHT["quiet"],
    )


def _legend(axes: Axes, n_columns: int, n_rows: int) -> None:
    """Our own keys above the map: a legend of matplotlib drops labels that start with `_`."""
    inch = n_columns / (WIDTH - LEFT - _RIGHT)
    above, start = -0.5 - 0.45 / _LINE, 0.0
    for state in STATES:
        fill, hatch, edge = _LOOK[state]
        axes.barh(above, 0.13 * inch, left=start, height=0.58, color=fill, hatch=hatch,
                  edgecolor=edge, linewidth=0.5, clip_on=False)  # fmt: skip
        axes.text(start + 0.19 * inch, above, state, va="center", fontsize=8)
        start += (0.3 + 0.05 * len(state)) * inch
    axes.set_ylim(n_rows - 0.5, -0.5)
    axes.set_xlim(0, n_columns)


def _row(cell: Cell) -> tuple[str, ...]:
    return (
        label(cell.keyword),
        label(cell.modality),
        integer(cell.total),
        *(integer(getattr(cell, state)) for state in STATES),
        share(cell.present, cell.total).removesuffix(" %"),
    )
