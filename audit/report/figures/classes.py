"""Class balance by patient, with intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.profile.model import Classes
from audit.profile.model.classes import ClassCount
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
from audit.report.view import Column, Figure, make_table
from audit.report.words import integer, interval, label, of, share

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def class_figure(classes: Classes) -> Figure | None:
    """The share of each class in each split with its Wilson interval; None below two classes."""
    drawn = [one for one in classes.counts if one.share is not None]
    if len(drawn) < 2:
        return None
    shown = _grouped(drawn[:CATEGORIES])
    alt = "Shares of patients: " + "; ".join(
        f"{_label(one)} {of(one.n_patients, one.n_patients_total)}" for one in drawn[:6]
    )
    caption = (
        "Dot: share of the labelled patients that carry the class. Line: 95 % confidence interval "
        "(Wilson): if the same number of patients were drawn again and again from the same "
        "source, 95 of 100 such lines would hold the true share. Longer lines mean fewer patients."
    )
    if len(drawn) > CATEGORIES:
        caption += f" The first {CATEGORIES} of {len(drawn)} rows are drawn."
    table = make_table(
        "table-classes",
        "Classes by split",
        (
            Column("Label"),
            Column("Class"),
            Column("Split"),
            Column("Patients", number=True),
            Column("of", number=True),
            Column("Share", number=True),
            Column("95 % interval", number=True),
            Column("Instances", number=True),
        ),
        (_row(one) for one in classes.counts),
    )
    return Figure("fig-classes", "Class balance", caption, alt, _draw(shown, alt), table)


def _grouped(rows: list[ClassCount]) -> list[tuple[str, list[ClassCount]]]:
    groups: dict[str, list[ClassCount]] = {}
    for one in rows:
        head = f"{one.label}, {one.split}" if one.split else one.label
        groups.setdefault(label(head), []).append(one)
    return list(groups.items())


def _draw(groups: list[tuple[str, list[ClassCount]]], alt: str) -> str:
    gap = 0.33
    with drawing():
        canvas = new_canvas(sum(gap + ROW * len(rows) for _, rows in groups) + 0.45)
        top = 0.0
        for number, (head, rows) in enumerate(groups):
            axes = place(canvas, top + gap, ROW * len(rows), right=0.85)
            axes.set_xlim(0, 100)
            for row, one in enumerate(rows):
                _draw_row(axes, row, one)
            rows_down(axes, [label(one.name) for one in rows])
            axes.grid(axis="x")
            axes.set_title(head, pad=4)
            last = number == len(groups) - 1
            axes.tick_params(axis="x", length=3 if last else 0, labelbottom=last)
            axes.spines["bottom"].set_visible(last)
            if last:
                axes.set_xlabel("% of labelled patients")
            top += gap + ROW * len(rows)
        return to_svg(canvas, "fig-classes", alt)


def _draw_row(axes: Axes, row: int, one: ClassCount) -> None:
    bounds = one.share
    if bounds is None:
        return
    middle = 100 * one.n_patients / one.n_patients_total
    axes.plot([100 * bounds.low, 100 * bounds.high], [row, row], color=colour(0), linewidth=1.4)
    axes.plot([middle], [row], marker="o", markersize=5, color=colour(0))
    axes.annotate(
        f"{integer(one.n_patients)} of {integer(one.n_patients_total)}", (100, row),
        xytext=(6, 0), textcoords="offset points", va="center", fontsize=8, annotation_clip=False,
    )  # fmt: skip


def _label(one: ClassCount) -> str:
    return label(f"{one.name} ({one.split})" if one.split else one.name)


def _row(one: ClassCount) -> tuple[str, ...]:
    return (
        label(one.label),
        label(one.name),
        label(one.split) or "–",
        integer(one.n_patients),
        integer(one.n_patients_total),
        share(one.n_patients, one.n_patients_total),
        interval(one.share),
        integer(one.n_instances),
    )
