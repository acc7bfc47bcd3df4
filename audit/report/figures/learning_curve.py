"""The declared learning curve: observed points, the fitted curve and its intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.profile.model.learning_curve import CurveAt, LearningCurve
from audit.report.figures.canvas import colour, drawing, new_canvas, place, to_svg
from audit.report.palette import LIGHT
from audit.report.view import Column, Figure, Table, make_table
from audit.report.words import integer, label, percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_HEIGHT = 2.6
_TICKS = 7


def curve_figure(curve: LearningCurve | None) -> Figure | None:
    """Score against training patients, on a logarithmic axis; None where nothing was fitted."""
    if curve is None or curve.state != "fitted" or not curve.band:
        return None
    first, last = curve.points[0], curve.points[-1]
    alt = (
        f"Learning curve: {metric_of(curve)} from {first.score:g} at "
        f"{integer(first.n_train)} to {last.score:g} at {integer(last.n_train)} training "
        f"patients; fitted asymptote {curve.asymptote or 0:.3f}."
    )
    sure = percent(curve.confidence)
    caption = (
        f"{_headed(curve)} on one test set against the number of training patients "
        "(logarithmic). Dots: declared points. Line: the inverse power law fitted to them; dark "
        f"band: {sure} confidence interval of the curve; light band: {sure} prediction interval "
        "of a new point. To the right of the last dot the line is extrapolated."
    )
    if curve.target is not None:
        caption += f" Dashed: the declared target, {curve.target:g}."
    svg = _draw(curve, alt)
    return Figure("fig-curve", "Learning curve", caption, alt, svg, curve_table(curve))


def metric_of(curve: LearningCurve) -> str:
    """The name of the score, as declared."""
    return label(curve.metric) if curve.metric else "score"


def _headed(curve: LearningCurve) -> str:
    name = metric_of(curve)
    return name[:1].upper() + name[1:]


def _draw(curve: LearningCurve, alt: str) -> str:
    with drawing():
        canvas = new_canvas(_HEIGHT + 0.75)
        axes = place(canvas, 0.15, _HEIGHT, left=0.75, right=0.25)
        sizes = [one.n_train for one in curve.band]
        _band(axes, curve.band, [one.prediction_half_width for one in curve.band], 0.14)
        _band(axes, curve.band, [one.confidence_half_width for one in curve.band], 0.26)
        axes.plot(sizes, [one.score for one in curve.band], color=colour(0), linewidth=1.4)
        axes.plot([p.n_train for p in curve.points], [p.score for p in curve.points], marker="o",
                  markersize=5, linestyle="none", color=colour(1))  # fmt: skip
        if curve.target is not None:
            axes.axhline(curve.target, color=LIGHT["ink"], linewidth=0.8, dashes=(4, 3))
        _scale(axes, curve)
        axes.grid(axis="y")
        axes.set_xlabel("Training patients")
        axes.set_ylabel(_headed(curve))
        return to_svg(canvas, "fig-curve", alt)


def _band(axes: Axes, told: tuple[CurveAt, ...], halves: list[float], opacity: float) -> None:
    low = [max(0.0, one.score - half) for one, half in zip(told, halves, strict=True)]
    high = [min(1.0, one.score + half) for one, half in zip(told, halves, strict=True)]
    axes.fill_between([one.n_train for one in told], low, high, color=colour(0), alpha=opacity,
                      linewidth=0)  # fmt: skip


def _scale(axes: Axes, curve: LearningCurve) -> None:
    """Ticks where sizes were observed, and at the end of what is shown."""
    axes.set_xscale("log")
    observed = sorted({p.n_train for p in curve.points} | {curve.band[-1].n_train})
    step = -(-len(observed) // _TICKS)
    ticks = observed[::-1][::step][::-1]
    axes.set_xticks(ticks, [integer(n) for n in ticks])
    axes.set_xticks([], minor=True)
    lowest = min(p.score for p in curve.points)
    bottom = min(lowest, *(one.score - one.confidence_half_width for one in curve.band))
    top = max(curve.target or 0, *(one.score + one.prediction_half_width for one in curve.band))
    axes.set_ylim(max(0.0, bottom - 0.02), min(1.005, top + 0.02))


def curve_table(curve: LearningCurve) -> Table:
    """The declared points."""
    return make_table(
        "table-curve",
        f"Declared points of the learning curve; weights {curve.weights}",
        (
            Column("Training patients", number=True),
            Column("Score", number=True),
            Column("SD", number=True),
            Column("Repeats", number=True),
        ),
        (
            (
                integer(p.n_train),
                f"{p.score:.4g}",
                "–" if p.sd is None else f"{p.sd:.3g}",
                "–" if p.repeats is None else integer(p.repeats),
            )
            for p in curve.points
        ),
    )
