"""The precision that this many patients can give, class by class."""

from __future__ import annotations

from audit.profile.model import Samples
from audit.profile.model.samples import Precision
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
from audit.report.view import Column, Figure, Table, for_paper, make_table
from audit.report.words import asked_levels, integer, label, number_of, percent

ON_PAPER = 15
"""Rows of classes on paper; the page and audit.json hold more."""


def precision_figure(samples: Samples, max_half_width: float) -> Figure | None:
    """Half-widths of sensitivity and AUC with the policy's limit; None below two classes."""
    drawn = [one for one in samples.precision if one.sensitivity_half_width]
    if len(drawn) < 2:
        return None
    shown = drawn[:CATEGORIES]
    sure = percent(samples.levels.confidence)
    alt = f"Half-widths of sensitivity at 0.90, {sure} interval: " + "; ".join(
        f"{_label(one)} ±{_percent(_at(one.sensitivity_half_width, 0.90))} with "
        f"{number_of(one.n_patients, 'patient')}"
        for one in shown[:6]
    )
    caption = (
        "How far from the truth a result measured on these patients may lie, in percentage "
        f"points: half the width of its {sure} confidence interval. Filled: a sensitivity (share "
        "of the ill that are found) of 0.90, the line spans 0.80 to 0.95. Open: an area under the "
        "ROC curve (AUC) of 0.80, the chance that an ill patient scores above another. Dashed: "
        f"the policy's limit of ±{_percent(max_half_width)} points. Left is better."
    )
    if len(drawn) > CATEGORIES:
        caption += f" The first {CATEGORIES} of {len(drawn)} rows are drawn."
    svg = _draw(shown, max_half_width, alt)
    return Figure(
        "fig-precision", "Precision reached", caption, alt, svg, precision_table(samples), True
    )


def _draw(rows: list[Precision], limit: float, alt: str) -> str:
    high = ROW * 1.25 * len(rows)
    with drawing():
        canvas = new_canvas(high + 0.85)
        axes = place(canvas, 0.35, high, right=0.25)
        for row, one in enumerate(rows):
            widths = [100 * width for _, width in one.sensitivity_half_width]
            axes.plot([min(widths), max(widths)], [row, row], color=colour(0), linewidth=1.4)
            middle = 100 * (_at(one.sensitivity_half_width, 0.90) or widths[0])
            axes.plot([middle], [row], marker="o", markersize=5, color=colour(0))
            if (auc := _at(one.auc_half_width, 0.80)) is not None:
                axes.plot([100 * auc], [row], marker="D", markersize=5, color=colour(1),
                    markerfacecolor="none",
                    linestyle="none",
                          markeredgecolor=colour(1), markeredgewidth=1.3)  # fmt: skip
        rows_down(axes, [f"{_label(one)}, n = {integer(one.n_patients)}" for one in rows])
        axes.set_xlim(0, max(axes.get_xlim()[1] * 1.03, 130 * limit))
        axes.axvline(100 * limit, color=LIGHT["ink"], linewidth=0.8, dashes=(4, 3))
        axes.annotate("limit", (100 * limit, -0.5), xytext=(3, 2), textcoords="offset points",
                      fontsize=8)  # fmt: skip
        axes.grid(axis="x")
        axes.set_xlabel("± percentage points (filled: sensitivity 0.90; open: AUC 0.80)")
        return to_svg(canvas, "fig-precision", alt)


def precision_table(samples: Samples) -> Table:
    """The same numbers and some more, one row a class and split."""
    level = samples.levels
    sure = percent(level.confidence)
    made = make_table(
        "table-precision",
        f"Half-width of the {sure} interval, in percentage points; drops at "
        f"{asked_levels(level.power, level.alpha)}",
        (
            Column("Class"),
            Column("Split"),
            Column("Patients", number=True),
            Column("Others", number=True),
            *(Column(f"Sensitivity {value}", number=True) for value in ("0.80", "0.90", "0.95")),
            *(Column(f"AUC {value}", number=True) for value in ("0.70", "0.80", "0.90")),
            Column("Rate if 0 seen", number=True, unit=f"upper {sure} bound"),
            Column("Smallest drop seen from 0.90", number=True),
        ),
        (_row(one) for one in samples.precision),
    )
    return for_paper(made, ON_PAPER)


def _row(one: Precision) -> tuple[str, ...]:
    upper = one.zero_events_upper
    return (
        label(one.name),
        label(one.split) or "–",
        integer(one.n_patients),
        integer(one.n_others),
        *(_percent(_at(one.sensitivity_half_width, value)) for value in (0.80, 0.90, 0.95)),
        *(_percent(_at(one.auc_half_width, value)) for value in (0.70, 0.80, 0.90)),
        "–" if upper is None else f"{100 * upper:.1f} %",
        _percent(one.detectable_difference),
    )


def _at(pairs: tuple[tuple[float, float], ...], wanted: float) -> float | None:
    return next((width for value, width in pairs if abs(value - wanted) < 1e-9), None)


def _percent(width: float | None) -> str:
    return "–" if width is None else f"{100 * width:.1f}"


def _label(one: Precision) -> str:
    return label(f"{one.name} ({one.split})" if one.split else one.name)
