"""The precision that each subgroup of a class allows."""

from __future__ import annotations

from audit.profile.model.samples import Subgroup, Subgroups
from audit.profile.model.withheld import withheld
from audit.report.figures.canvas import (
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
from audit.report.words import asked_levels, decimal, integer, label, number_of, of, percent

TABLE_ROWS = 60
MOST_EMPTY = 10
"""Subgroups without a patient that are listed one by one."""
_ROWS = 24
_UNNAMED = ("several", "not known", "other")


def subgroup_figure(found: Subgroups, splits: tuple[str, ...], apart: str) -> Figure | None:
    """
    Half-widths by subgroup in the test splits, largest classes first; None below two rows.

    `apart` is the normal class, which is not drawn: its rows are about specificity.
    """
    rows, n_empty = _without_many_empty(_drawn(found, splits, apart))
    if sum(1 for row in rows if row.half_width is not None) < 2:
        return None
    shown = rows[:_ROWS]
    wanted, assumed = found.half_width, found.sensitivity
    sure = percent(found.levels.confidence)
    alt = f"Half-widths of a sensitivity of {assumed.value:g} by subgroup: " + "; ".join(
        f"{_name(row)} {_points(row.half_width)} with {number_of(row.n_patients, 'patient')}"
        for row in shown[:6]
    )
    caption = (
        f"How far a sensitivity of {assumed.value:g} ({assumed.origin}) measured in one subgroup "
        f"may lie from the truth: half the width of its {sure} confidence interval, in percentage "
        f"points. Dashed: ±{100 * wanted.value:g} points ({wanted.origin}). A subgroup without a "
        f"patient has no mark{_not_here(n_empty, 'drawn')}. Left is better."
    )
    if len(rows) > len(shown):
        caption += (
            f" {len(shown)} of {len(rows)} rows are drawn, of the classes with most patients."
        )
    svg = _draw(shown, wanted.value, alt)
    return Figure(
        "fig-subgroups", "Precision by subgroup", caption, alt, svg, subgroup_table(found, splits)
    )


def _without_many_empty(rows: list[Subgroup]) -> tuple[list[Subgroup], int]:
    """Where more than ten have no patient: the others, and how many have none."""
    held = [row for row in rows if row.n_patients or withheld(row.n_patients)]
    n_empty = len(rows) - len(held)
    return (held, n_empty) if n_empty > MOST_EMPTY else (rows, 0)


def _not_here(n_empty: int, done: str) -> str:
    return f"; {integer(n_empty)} such rows are not {done}" if n_empty else ""


def _drawn(found: Subgroups, splits: tuple[str, ...], apart: str) -> list[Subgroup]:
    kept = [
        row
        for row in found.rows
        if (row.split in splits or not splits)
        and row.name not in (apart or "negative", "negative")
        and row.level not in _UNNAMED
    ]
    sizes: dict[tuple[str, str], int] = {}
    for row in kept:
        key = row.label, row.name
        sizes[key] = max(sizes.get(key, 0), row.n_patients + row.n_rest)
    order = sorted(sizes, key=lambda key: (-sizes[key], key))
    return sorted(kept, key=lambda row: order.index((row.label, row.name)))


def _draw(rows: list[Subgroup], wanted: float, alt: str) -> str:
    high = ROW * 1.25 * len(rows)
    with drawing():
        canvas = new_canvas(high + 0.85)
        axes = place(canvas, 0.35, high, left=2.6, right=0.25)
        for place_, row in enumerate(rows):
            if row.half_width is not None:
                width = [100 * row.half_width]
                axes.plot(width, [place_], marker="o", markersize=5, color=colour(0))
        rows_down(axes, [f"{_name(row)}, n = {integer(row.n_patients)}" for row in rows])
        axes.set_xlim(0, max(axes.get_xlim()[1] * 1.03, 130 * wanted))
        axes.axvline(100 * wanted, color=LIGHT["ink"], linewidth=0.8, dashes=(4, 3))
        axes.grid(axis="x")
        axes.set_xlabel("± percentage points")
        return to_svg(canvas, "fig-subgroups", alt)


def subgroup_table(found: Subgroups, splits: tuple[str, ...]) -> Table:
    """
    Every subgroup with what it lacks, test splits first; the first 60 rows.

    More than ten subgroups without a patient are one number in the caption.
    """
    ordered = sorted(found.rows, key=lambda row: row.split not in splits)
    rows, n_empty = _without_many_empty(ordered)
    more = "".join(
        f"; {integer(n)} more {name}s are counted as other" for name, n in found.levels_left_out
    )
    level = found.levels
    caption = (
        f"Patients of each class by subgroup, at a sensitivity of {found.sensitivity.value:g}; "
        f"{percent(level.confidence)} intervals, drops at "
        f"{asked_levels(level.power, level.alpha)}"
    )
    return make_table(
        "table-subgroups",
        caption + more + _empty_rows(n_empty, len(ordered)),
        (
            Column("Subgroup"),
            Column("Class"),
            Column("Split"),
            Column("Patients", number=True),
            Column("Others in subgroup", number=True),
            Column("Half-width", number=True, unit="± points"),
            Column(f"More for ±{100 * found.half_width.value:g}", number=True, unit="patients"),
            Column("Smallest drop seen", number=True, unit="points"),
            Column("Images", number=True),
            Column(f"Worth at ICC {found.icc.value:g}", number=True, unit="images"),
        ),
        (_row(row) for row in rows),
        TABLE_ROWS,
    )


def _empty_rows(n_empty: int, n_all: int) -> str:
    if not n_empty:
        return ""
    return f"; {of(n_empty, n_all, 'subgroup')} have no patient and stand in audit.json"


def _row(row: Subgroup) -> tuple[str, ...]:
    return (
        _level(row),
        label(row.name if row.name not in ("positive", "negative") else f"{row.label} {row.name}"),
        label(row.split) or "–",
        integer(row.n_patients),
        integer(row.n_others),
        _points(row.half_width),
        integer(row.n_more),
        _points(row.detectable_drop),
        integer(row.n_instances),
        decimal(row.effective[1]) if row.effective else "–",
    )


def _points(width: float | None) -> str:
    return "–" if width is None else f"{100 * width:.1f}"


def _name(row: Subgroup) -> str:
    name = row.label if row.name == "positive" else row.name
    level = row.level if row.attribute == "vendor" else _level(row)
    return label(f"{name} · {level}")


def _level(row: Subgroup) -> str:
    """A site is numbered, and says so itself."""
    return label(row.level if row.level.startswith("site") else f"{row.attribute} {row.level}")
