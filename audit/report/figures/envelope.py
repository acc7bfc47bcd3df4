"""The acquisition envelope: the limits inside which a model was trained."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.profile.model import Vendors
from audit.profile.model.vendors import Envelope
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
from audit.report.figures.vendors import vendor_ranks
from audit.report.palette import LIGHT, OTHER
from audit.report.view import Column, Figure, make_table
from audit.report.words import decimal, integer, label, number_of, of

if TYPE_CHECKING:
    from matplotlib.axes import Axes


_PANELS = 8


def envelope_figure(vendors: Vendors) -> Figure | None:
    """A panel a modality and parameter; None where no row has a range."""
    panels = _panels(vendors.envelope)
    if not panels:
        return None
    alt = "Ranges: " + "; ".join(_in_words(panel) for panel in panels[:6])
    more = len(vendors.envelope) - sum(len(panel) for panel in panels)
    caption = (
        "Thin line: smallest to largest value. Thick line: the middle 90 % of series (5th to 95th "
        "percentile). Small circle: the median; half of the series lie below it. A scanner setting "
        "outside these lines is one that no model trained here has seen."
    )
    if more:
        further = number_of(more, "further range")
        caption += f" {further}, of one value or beyond {_PANELS} panels, stand among its numbers."
    return Figure(
        "fig-envelope",
        "Acquisition envelope",
        caption,
        alt,
        _draw(panels, vendor_ranks(vendors), alt),
        make_table(
            "table-envelope",
            "Range of acquisition parameters by modality and vendor, over series",
            (
                Column("Modality", code=True),
                Column("Vendor"),
                Column("Keyword", code=True),
                Column("Unit"),
                *(Column(name, number=True) for name in ("Min", "5 %", "Median", "95 %", "Max")),
                Column("Series with a value", number=True),
            ),
            (_row(one) for one in vendors.envelope),
        ),
    )


def _panels(envelope: tuple[Envelope, ...]) -> list[tuple[Envelope, ...]]:
    """Whole panels up to the row limit; a parameter of one single value is left to the table."""
    grouped: dict[tuple[str, str], list[Envelope]] = {}
    for one in envelope:
        grouped.setdefault((one.modality, one.keyword), []).append(one)
    chosen: list[tuple[Envelope, ...]] = []
    room = CATEGORIES
    for panel in grouped.values():
        values = {v for one in panel for v in (one.spread.minimum, one.spread.maximum)}
        if len(values) > 1 and len(panel) <= room and len(chosen) < _PANELS:
            chosen.append(tuple(panel))
            room -= len(panel)
    return chosen


def _draw(panels: list[tuple[Envelope, ...]], ranks: dict[str, int], alt: str) -> str:
    head, foot = 0.36, 0.26
    with drawing():
        canvas = new_canvas(sum(head + foot + ROW * len(panel) for panel in panels) + 0.05)
        top = 0.0
        for panel in panels:
            axes = place(canvas, top + head, ROW * len(panel))
            _draw_panel(axes, panel, ranks)
            top += head + foot + ROW * len(panel)
        return to_svg(canvas, "fig-envelope", alt)


def _draw_panel(axes: Axes, panel: tuple[Envelope, ...], ranks: dict[str, int]) -> None:
    for row, one in enumerate(panel):
        tint, spread = colour(ranks.get(one.vendor, OTHER)), one.spread
        axes.plot([spread.minimum, spread.maximum], [row, row], color=tint, linewidth=1)
        axes.plot(
            [spread.p05, spread.p95], [row, row], color=tint, linewidth=6, solid_capstyle="butt"
        )
        axes.plot(
            [spread.median], [row], marker="o", markersize=4.2, color=LIGHT["paper"],
            markeredgecolor=tint, markeredgewidth=1,
        )  # fmt: skip
    rows_down(axes, [label(one.vendor) for one in panel])
    axes.margins(x=0.03)
    axes.grid(axis="x")
    first = panel[0]
    unit = f", {first.unit}" if first.unit else ""
    axes.set_title(f"{label(first.modality)}  {label(first.keyword)}{unit}", pad=5)


def _in_words(panel: tuple[Envelope, ...]) -> str:
    low = min(one.spread.minimum for one in panel)
    high = max(one.spread.maximum for one in panel)
    first = panel[0]
    span = f"{decimal(low)} to {decimal(high)} {first.unit}".rstrip()
    return f"{label(first.modality)} {label(first.keyword)} {span}"


def _row(one: Envelope) -> tuple[str, ...]:
    spread = one.spread
    five = (spread.minimum, spread.p05, spread.median, spread.p95, spread.maximum)
    return (
        label(one.modality),
        label(one.vendor),
        label(one.keyword),
        label(one.unit),
        *(decimal(value) for value in five),
        of(spread.n, one.n_series) if one.n_series != spread.n else integer(spread.n),
    )
