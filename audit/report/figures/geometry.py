"""Stacks whose slices do not stand at equal distances."""

from __future__ import annotations

from audit.profile.model import Geometry
from audit.profile.model.geometry import Stack
from audit.report.figures.canvas import (
    CATEGORIES,
    ROW,
    colour,
    drawing,
    new_canvas,
    place,
    rows_down,
    to_svg,
)
from audit.report.palette import LIGHT
from audit.report.view import Column, Figure, Table, make_table
from audit.report.words import decimal, integer, label

SHOWN_FROM = 0.001
"""A relative deviation below this is rounding of decimal text, not a property of the stack."""


def outliers(geometry: Geometry) -> list[Stack]:
    """Stacks that deviate, lack slices or hold one twice; the worst first."""
    odd = [
        s
        for s in geometry.stacks
        if s.max_deviation >= SHOWN_FROM or s.n_missing or s.n_duplicates or s.every > 1
    ]
    return sorted(
        odd,
        key=lambda s: (-s.max_deviation, -s.n_missing, -s.n_duplicates, -s.every, s.series),
    )


def spacing_figure(geometry: Geometry, warn: float, error: float) -> Figure | None:
    """The worst stacks against the two limits of the policy; None below two outliers."""
    odd = outliers(geometry)
    drawn = [one for one in odd if one.max_deviation >= SHOWN_FROM][:CATEGORIES]
    if len(drawn) < 2:
        return None
    worst = drawn[0]
    alt = (
        f"{len(drawn)} of {integer(len(geometry.stacks))} stacks deviate by 0.1 % or more; worst: "
        f"series {worst.series}, {decimal(100 * worst.max_deviation)} %."
    )
    caption = (
        "Largest deviation of a distance between two neighbouring slices from the median distance "
        "of its stack, in per cent; the scale grows tenfold from mark to mark. Beside the dot: "
        f"slices that are missing. Dashed: the policy's limits, {100 * warn:g} % and "
        f"{100 * error:g} %. All other stacks deviate by less than 0.1 %."
    )
    if len(odd) > len(drawn):
        caption += f" {len(odd) - len(drawn)} more stacks stand in the table."
    svg = _draw(drawn, (warn, error), alt)
    return Figure(
        "fig-spacing", "Uneven slice spacing", caption, alt, svg, outlier_table(odd), True
    )


def outlier_table(odd: list[Stack]) -> Table:
    """The same stacks with their distances in mm."""
    return make_table(
        "table-spacing",
        "Stacks with uneven, missing or doubled slices",
        (
            Column("Series", number=True),
            Column("First item", number=True),
            Column("Modality", code=True),
            Column("Slices", number=True),
            Column("Median distance", number=True, unit="mm"),
            Column("Smallest", number=True, unit="mm"),
            Column("Largest", number=True, unit="mm"),
            Column("Largest deviation", number=True, unit="%"),
            Column("Missing", number=True),
            Column("Doubled", number=True),
        ),
        (_row(one) for one in odd),
    )


def _row(one: Stack) -> tuple[str, ...]:
    return (
        str(one.series),
        str(one.item),
        label(one.modality),
        integer(one.n_slices),
        decimal(one.spacing, 4),
        decimal(one.smallest, 4),
        decimal(one.largest, 4),
        decimal(100 * one.max_deviation),
        f"{one.every - 1} of {one.every}" if one.every > 1 else integer(one.n_missing),
        integer(one.n_duplicates),
    )


def _draw(stacks: list[Stack], limits: tuple[float, float], alt: str) -> str:
    from matplotlib.ticker import NullLocator, StrMethodFormatter  # noqa: PLC0415

    high = ROW * len(stacks)
    with drawing():
        canvas = new_canvas(high + 0.85)
        axes = place(canvas, 0.35, high, right=0.9)
        values = [100 * one.max_deviation for one in stacks]
        axes.set_xscale("log")
        axes.set_xlim(0.08, max(10.0, 1.4 * max(values)))
        axes.hlines(range(len(values)), 0.08, values, color=LIGHT["rule"], linewidth=1)
        axes.plot(values, range(len(values)), "o", color=colour(0), markersize=5)
        rows_down(axes, [f"{label(one.modality)} series {one.series}" for one in stacks])
        for limit in limits:
            axes.axvline(100 * limit, color=LIGHT["ink"], linewidth=0.8, dashes=(4, 3))
            axes.annotate(f"{100 * limit:g} %", (100 * limit, -0.5), xytext=(0, 3),
                          textcoords="offset points", fontsize=8, ha="center")  # fmt: skip
        for row, one in enumerate(stacks):
            if one.n_missing:
                axes.annotate(f"{one.n_missing} missing", (values[row], row), xytext=(6, 0),
                              textcoords="offset points", va="center", fontsize=8,
                              annotation_clip=False)  # fmt: skip
        axes.xaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
        axes.xaxis.set_minor_locator(NullLocator())
        axes.set_xlabel("largest deviation, %")
        return to_svg(canvas, "fig-spacing", alt)
