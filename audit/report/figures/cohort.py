"""Who was imaged and when: the age pyramid and the timeline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.profile.model import Cohort
from audit.report.figures.canvas import ROW, colour, drawing, new_canvas, place, to_svg
from audit.report.view import Column, Figure, make_table
from audit.report.words import integer, label, number_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_SIDES = (("F", "Women", 2, 0.35), ("M", "Men", 0, 3.45))
_YEARS = 40


def age_figure(cohort: Cohort) -> Figure | None:
    """Patients by ten-year band, women left and men right; None below two bands with patients."""
    bands = _bands(cohort)
    counted = {(one.band, one.sex): one.n_patients for one in cohort.age_bands}
    if len(bands) < 2:
        return None
    others = sum(n for (_, sex), n in counted.items() if sex not in ("F", "M"))
    totals = [(name, sum(counted.get((b, sex), 0) for b in bands)) for sex, name, _, _ in _SIDES]
    alt = (
        f"Age pyramid from {bands[0]} to {bands[-1]} years: "
        + ", ".join(f"{name.lower()} {integer(n)}" for name, n in totals)
        + f"; largest band {_largest(cohort, bands)}."
    )
    caption = (
        "Patients by age at their first study, in bands of ten years; PatientSex F to the left, "
        "M to the right, both on one scale. Short bars are groups for which little can be shown."
    )
    if others:
        caption += (
            f" {number_of(others, 'patient')} of another or no stated sex stand among its numbers."
        )
    sexes = sorted({one.sex for one in cohort.age_bands})
    table = make_table(
        "table-age",
        "Patients by age and PatientSex",
        (Column("Age", unit="years"), *(Column(_sex(sex), number=True) for sex in sexes)),
        ((band, *(integer(counted.get((band, sex), 0)) for sex in sexes)) for band in bands),
    )
    return Figure("fig-age", "Age and sex", caption, alt, _pyramid(bands, counted, alt), table)


def timeline_figure(cohort: Cohort) -> Figure | None:
    """Studies by year, empty years shown as empty; None unless dates are real and years several."""
    by_year = dict(cohort.dates.by_year)
    if cohort.dates.state != "measured" or len(by_year) < 2:
        return None
    years = list(range(min(by_year), max(by_year) + 1))
    peak = max(years, key=lambda year: (by_year.get(year, 0), -year))
    alt = (
        f"Bars: studies by year from {years[0]} to {years[-1]}; most in {peak}, "
        f"{number_of(by_year[peak], 'study')}."
    )
    caption = (
        "Studies by the year of StudyDate. A gap is a year without a study: scanners, protocols "
        "and patients may differ before and after it."
    )
    table = make_table(
        "table-years",
        "Studies by year",
        (Column("Year"), Column("Studies", number=True)),
        ((str(year), integer(by_year.get(year, 0))) for year in years),
    )
    return Figure("fig-years", "Studies by year", caption, alt, _years(years, by_year, alt), table)


def _bands(cohort: Cohort) -> list[str]:
    order: dict[str, int] = {}
    for one in cohort.age_bands:
        order[one.band] = order.get(one.band, 0) + one.n_patients
    held = [band for band in sorted(order, key=_first_year) if order[band]]
    if len(held) < 2:
        return held
    return [b for b in sorted(order, key=_first_year)
            if _first_year(held[0]) <= _first_year(b) <= _first_year(held[-1])]  # fmt: skip


def _first_year(band: str) -> int:
    return int("".join(c for c in band.split("-", maxsplit=1)[0] if c.isdigit()) or 0)


def _largest(cohort: Cohort, bands: list[str]) -> str:
    sums = {b: sum(one.n_patients for one in cohort.age_bands if one.band == b) for b in bands}
    best = max(bands, key=lambda band: (sums[band], band))
    return f"{best} with {number_of(sums[best], 'patient')}"


def _sex(sex: str) -> str:
    return label(sex) if sex else "none"


def _pyramid(bands: list[str], counted: dict[tuple[str, str], int], alt: str) -> str:
    high = ROW * len(bands)
    longest = max(1, *(counted.get((band, sex), 0) for band in bands for sex in ("F", "M")))
    with drawing():
        canvas = new_canvas(high + 0.8)
        for sex, name, rank, left in _SIDES:
            axes = place(canvas, 0.3, high, left=left, right=6.5 - left - 2.65)
            values = [counted.get((band, sex), 0) for band in bands]
            _side(axes, values, rank, longest, mirrored=sex == "F")
            axes.set_title(name, loc="right" if sex == "F" else "left", pad=4)
            axes.set_xlabel("patients")
        for row, band in enumerate(bands):
            canvas.text(3.225 / 6.5, 1 - (0.3 + ROW * (row + 0.5)) / (high + 0.8),
                        band.replace("-", "–"), ha="center", va="center")  # fmt: skip
        return to_svg(canvas, "fig-age", alt)


def _side(axes: Axes, values: list[int], rank: int, longest: int, *, mirrored: bool) -> None:
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415

    axes.barh(range(len(values)), values, color=colour(rank), height=0.72)
    axes.set_ylim(len(values) - 0.5, -0.5)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.set_xlim((longest * 1.15, 0) if mirrored else (0, longest * 1.15))
    axes.xaxis.set_major_locator(MaxNLocator(4, integer=True))
    axes.grid(axis="x")
    for row, value in enumerate(values):
        axes.annotate(
            integer(value), (value, row), xytext=(-4 if mirrored else 4, 0),
            textcoords="offset points", ha="right" if mirrored else "left", va="center",
            fontsize=8,
        )  # fmt: skip


def _years(years: list[int], by_year: dict[int, int], alt: str) -> str:
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415

    with drawing():
        canvas = new_canvas(2.1)
        axes = place(canvas, 0.2, 1.5, left=0.5, right=0.1)
        values = [by_year.get(year, 0) for year in years]
        axes.bar(years, values, color=colour(0), width=0.62)
        axes.set_ylim(0, max(1, *values) * 1.12)
        axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
        axes.grid(axis="y")
        axes.spines["left"].set_visible(False)
        axes.tick_params(axis="y", labelsize=8)
        step = 1 if len(years) <= 14 else (5 if len(years) <= _YEARS else 10)
        axes.set_xticks([year for year in years if year % step == 0])
        if len(years) <= _YEARS // 2:
            for year, value in zip(years, values, strict=True):
                axes.annotate(integer(value), (year, value), xytext=(0, 3), ha="center",
                              textcoords="offset points", fontsize=8)  # fmt: skip
        axes.set_ylabel("studies")
        return to_svg(canvas, "fig-years", alt)
