"""Horizontal bars in groups: the figure for `how many of each`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.report.figures.canvas import (
    CATEGORIES,
    ROW,
    colour,
    drawing,
    new_canvas,
    place,
    rows_down,
    short,
    to_svg,
)
from audit.report.palette import OTHER
from audit.report.words import integer

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label, its count, and the rank of its colour."""

    label: str
    value: int
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """Bars under one heading (a modality)."""

    name: str
    bars: tuple[Bar, ...]


def limited(groups: tuple[Group, ...], limit: int = CATEGORIES) -> tuple[tuple[Group, ...], int]:
    """
    At most `limit` bars: the smallest of all become one bar `other` in their group.

    Also gives the number of bars that went into `other`.
    """
    every = sorted(
        ((bar.value, group.name, bar.label) for group in groups for bar in group.bars),
        key=lambda one: (-one[0], one[1], one[2]),
    )
    kept = {(name, label) for _, name, label in every[:limit]}
    return tuple(_with_other(group, kept) for group in groups), max(0, len(every) - limit)


def _with_other(group: Group, kept: set[tuple[str, str]]) -> Group:
    shown = tuple(bar for bar in group.bars if (group.name, bar.label) in kept)
    rest = [bar for bar in group.bars if (group.name, bar.label) not in kept]
    if not rest:
        return group
    other = Bar(f"other ({integer(len(rest))})", sum(bar.value for bar in rest), OTHER)
    return Group(group.name, (*shown, other))


def draw_bars(id_: str, alt: str, unit: str, groups: tuple[Group, ...]) -> str:
    """The SVG; one axis for all groups, so that bars of different groups can be compared."""
    longest = max(bar.value for group in groups for bar in group.bars)
    gap = 0.33
    height = sum(gap + ROW * len(group.bars) for group in groups) + 0.45
    with drawing():
        canvas = new_canvas(height)
        top = 0.0
        for number, group in enumerate(groups):
            high = ROW * len(group.bars)
            axes = place(canvas, top + gap, high)
            _draw_group(axes, group, longest)
            last = number == len(groups) - 1
            axes.tick_params(axis="x", length=3 if last else 0, labelbottom=last)
            axes.spines["bottom"].set_visible(last)
            if last:
                axes.set_xlabel(unit)
            top += gap + high
        return to_svg(canvas, id_, alt)


def _draw_group(axes: Axes, group: Group, longest: int) -> None:
    from matplotlib.ticker import MaxNLocator, StrMethodFormatter  # noqa: PLC0415

    rows = range(len(group.bars))
    colours = [colour(bar.rank) for bar in group.bars]
    axes.barh(rows, [bar.value for bar in group.bars], color=colours, height=0.62)
    rows_down(axes, [bar.label for bar in group.bars])
    axes.set_xlim(0, longest * 1.02)
    axes.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    axes.grid(axis="x")
    if group.name:
        axes.set_title(short(group.name), pad=4)
    for row, bar in enumerate(group.bars):
        axes.annotate(
            integer(bar.value),
            (bar.value, row),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            fontsize=8,
            annotation_clip=False,
        )
