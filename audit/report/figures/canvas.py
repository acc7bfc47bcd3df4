"""One width, one style, and an SVG that is the same on every machine."""

from __future__ import annotations

import atexit
import io
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from audit.report.figures.svg import tidy
from audit.report.palette import OTHER, SERIES_LIGHT
from audit.report.typeface import WEIGHTS, drawable, font_path

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

WIDTH = 6.5
"""Inches, of every figure."""
ROW = 0.235
"""Inches of one row of bars or dots."""
LEFT = 2.05
"""Inches kept for labels left of the axes."""
CATEGORIES = 30
"""Rows of one figure; the rest is counted in its caption and stands in its table."""
_LABEL = 32
_STYLE = Path(__file__).with_name("journal.mplstyle")


@contextmanager
def drawing() -> Iterator[None]:
    """Everything between is drawn in our style, whatever the user's own settings are."""
    _prepare()
    import matplotlib as mpl  # noqa: PLC0415
    from matplotlib import style  # noqa: PLC0415

    with mpl.rc_context():
        mpl.rcdefaults()
        style.use(_STYLE)
        yield


@cache
def _prepare() -> None:
    """
    Load matplotlib once, with our typeface known to it.

    Its font list would be written to the user's home; an audit writes only to its output, so it
    gets a temporary folder that is removed at the end.
    """
    if "matplotlib" not in sys.modules and "MPLCONFIGDIR" not in os.environ:
        folder = tempfile.mkdtemp(prefix="dicom-audit-fonts-")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        os.environ["MPLCONFIGDIR"] = folder
    from matplotlib import font_manager  # noqa: PLC0415

    for weight in WEIGHTS:
        font_manager.fontManager.addfont(font_path(weight))


def new_canvas(height: float) -> Canvas:
    """An empty figure of our width; `height` in inches. Never pyplot: that one is global."""
    from matplotlib.figure import Figure  # noqa: PLC0415

    return Figure(figsize=(WIDTH, height))


def place(
    canvas: Canvas, top: float, height: float, left: float = LEFT, right: float = 0.45
) -> Axes:
    """Axes at a distance from the top, all in inches, so that rows are equally high everywhere."""
    full = float(canvas.get_figheight())
    box = (left / WIDTH, 1 - (top + height) / full, (WIDTH - left - right) / WIDTH, height / full)
    return canvas.add_axes(box)


def to_svg(canvas: Canvas, id_: str, alt: str) -> str:
    """The figure as inline SVG: no date, no metadata, ids of its own, `alt` as its title."""
    held = io.StringIO()
    canvas.savefig(held, format="svg", metadata={"Date": None, "Creator": None})
    return tidy(held.getvalue(), id_, drawable(alt))


def short(text: str, limit: int = _LABEL) -> str:
    """A label that fits beside a figure; the whole one stands in the table."""
    fitting = text if len(text) <= limit else f"{text[: limit - 1]}…"
    return drawable(fitting)


def colour(rank: int) -> str:
    """The colour of the category of this rank; grey beyond the seventh."""
    return SERIES_LIGHT[min(rank, OTHER)]


def rows_down(axes: Axes, labels: list[str]) -> None:
    """One label a row, the first on top, no line at the left."""
    axes.set_yticks(range(len(labels)), [short(one) for one in labels])
    axes.set_ylim(len(labels) - 0.5, -0.5)
    axes.spines["left"].set_visible(False)
