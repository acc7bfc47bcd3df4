"""Class by vendor: which findings came from whose scanners, by patient."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.profile.model import Classes
from audit.profile.model.classes import ClassVendor
from audit.report.figures.canvas import (
    CATEGORIES,
    LEFT,
    WIDTH,
    colour,
    drawing,
    new_canvas,
    place,
    short,
    to_svg,
)
from audit.report.palette import LIGHT
from audit.report.view import Column, Figure, make_table
from audit.report.words import integer, label, number_of, of, plural_word, share

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_VENDORS = 5
_LINE = 0.235
_RIGHT = 0.1
_NUMBER = 0.36
"""Inches for the count beside a bar."""
_GAP = 0.1
"""Inches between two vendors."""
Row = tuple[str, str]


def vendor_matrix(classes: Classes) -> Figure | None:
    """Patients of each class by vendor; None below two classes or two vendors."""
    vendors = list(dict.fromkeys(cell.vendor for cell in classes.vendors))
    rows = _largest(classes.vendors)
    if len(vendors) < 2 or len(rows) < 2:
        return None
    drawn, columns = rows[:CATEGORIES], vendors[:_VENDORS]
    held = {((cell.label, cell.name), cell.vendor): cell for cell in classes.vendors}
    alt = _in_words(drawn, columns, held)
    caption = (
        "Each number counts the patients of one class with images of one vendor; the bar is their "
        "share of that vendor's labelled patients. Classes should have bars of like length under "
        "all vendors: where one has not, a model can take the make of the scanner for the disease. "
        "A patient with images of two vendors counts under both."
    )
    if len(vendors) > len(columns):
        caption += f" The {len(columns)} largest of {len(vendors)} vendors are drawn."
    if len(rows) > len(drawn):
        caption += f" The {len(drawn)} most frequent of {len(rows)} classes are drawn."
    table = make_table(
        "table-class-vendor",
        "Patients by class and vendor",
        (
            Column("Label"),
            Column("Class"),
            Column("Vendor"),
            Column("Patients", number=True),
            Column("of", number=True),
            Column("Share", number=True),
            Column("Instances", number=True),
        ),
        (_row(cell) for cell in classes.vendors),
    )
    svg = _draw(drawn, columns, held, alt, len(classes.labels) > 1)
    return Figure("fig-class-vendor", "Classes by vendor", caption, alt, svg, table)


def _largest(cells: tuple[ClassVendor, ...]) -> list[Row]:
    """Classes with a patient, most frequent first, ties in their order."""
    sizes: dict[Row, int] = {}
    for cell in cells:
        row = cell.label, cell.name
        sizes[row] = sizes.get(row, 0) + cell.n_patients
    return sorted((row for row in sizes if sizes[row]), key=lambda row: (-sizes[row], row))


def _in_words(rows: list[Row], vendors: list[str], held: dict[tuple[Row, str], ClassVendor]) -> str:
    cells = [held[row, vendor] for row in rows for vendor in vendors]
    named = (
        f"{_name(cell.label, cell.name)} with {label(cell.vendor)} "
        f"{of(cell.n_patients, cell.n_patients_total)}"
        for cell in cells[:6]
    )
    kinds = f"{number_of(len(rows), 'class')} by {len(vendors)} {plural_word(2, 'vendor')}"
    return f"Matrix of {kinds}, patients: " + "; ".join(named)


def _name(label_: str, name: str, with_label: bool = False) -> str:
    if name == "positive":
        return label(label_)
    return label(f"{label_}: {name}" if with_label else name)


def _draw(
    rows: list[Row],
    vendors: list[str],
    held: dict[tuple[Row, str], ClassVendor],
    alt: str,
    with_label: bool,
) -> str:
    head = 0.5
    with drawing():
        canvas = new_canvas(head + _LINE * len(rows) + 0.08)
        axes = place(canvas, head, _LINE * len(rows), right=_RIGHT)
        axes.set_xlim(0, len(vendors))
        axes.set_ylim(len(rows) - 0.5, -0.5)
        names = [short(_name(*row, with_label)) for row in rows]
        axes.set_yticks(range(len(rows)), names)
        axes.set_xticks([])
        for spine in axes.spines.values():
            spine.set_visible(False)
        inch = len(vendors) / (WIDTH - LEFT - _RIGHT)
        for column, vendor in enumerate(vendors):
            total = held[rows[0], vendor].n_patients_total
            axes.text(column, -1.45, short(label(vendor), 15), fontweight=600, va="bottom")
            told = number_of(total, "patient")
            axes.text(column, -0.75, told, fontsize=8, va="bottom", color=LIGHT["quiet"])
            for place_, row in enumerate(rows):
                _draw_cell(axes, held[row, vendor], place_, column, inch)
        return to_svg(canvas, "fig-class-vendor", alt)


def _draw_cell(axes: Axes, cell: ClassVendor, row: int, column: int, inch: float) -> None:
    """`inch` in units of the axis: the count takes the same room in every figure."""
    width = 1 - (_NUMBER + _GAP) * inch
    part = width * cell.n_patients / cell.n_patients_total if cell.n_patients_total else 0.0
    axes.barh(row, width, left=column, height=0.62, color=LIGHT["wash"])
    axes.barh(row, part, left=column, height=0.62, color=colour(0))
    axes.text(
        column + width + 0.05 * inch,
        row,
        integer(cell.n_patients),
        va="center",
        fontsize=8,
        color=LIGHT["ink"] if cell.n_patients else LIGHT["quiet"],
    )


def _row(cell: ClassVendor) -> tuple[str, ...]:
    return (
        label(cell.label),
        label(cell.name),
        label(cell.vendor),
        integer(cell.n_patients),
        integer(cell.n_patients_total),
        share(cell.n_patients, cell.n_patients_total),
        integer(cell.n_instances),
    )
