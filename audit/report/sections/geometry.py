"""Geometry: matrix, spacing, images by series, and gaps between slices."""

from __future__ import annotations

from audit.policy import Policy
from audit.profile.model import Geometry, Profile, Spread
from audit.report.figures.geometry import outlier_table, outliers, spacing_figure
from audit.report.sections.integrity import examples
from audit.report.view import Column, Fact, FamilyPage, Table, drop_empty, make_table
from audit.report.words import decimal, integer, label, leading, of, prose

_SPREAD = tuple(Column(name, True) for name in ("Min", "5 %", "Median", "95 %", "Max"))


def geometry_page(profile: Profile, policy: Policy) -> FamilyPage:
    """Resolution and the regularity of stacks."""
    geometry = profile.geometry
    title = "Geometry"
    if geometry.n_image_series == 0:
        return FamilyPage("geometry", title, "No series of images was read.")
    limits = policy.geometry
    figure = spacing_figure(geometry, limits.warn_deviation, limits.error_deviation)
    odd = outliers(geometry)
    alone = () if figure else (outlier_table(odd),)
    return FamilyPage(
        "geometry",
        title,
        facts=_facts(profile),
        figures=(figure,) if figure else (),
        sentences=() if odd else _regular(geometry),
        tables=drop_empty(
            (
                *alone,
                _spacing(geometry),
                _matrix(geometry),
                _not_stackable(geometry),
                _series(geometry),
            )
        ),
    )


def _facts(profile: Profile) -> tuple[Fact, ...]:
    geometry = profile.geometry
    frames = integer(geometry.n_images)
    if profile.overview.n_series_by_row:
        frames += " or more: frames are not known of series that are rows of a table"
    made = [Fact("Images (frames)", frames)]
    if (by_series := geometry.images_by_series) is not None:
        made.append(
            Fact(
                "Images a series",
                f"median {decimal(by_series.median)}, from {decimal(by_series.minimum)} to "
                f"{decimal(by_series.maximum)}",
            )
        )
    spaced = of(geometry.n_series_with_spacing, geometry.n_series_for_spacing, "series")
    stacks = (
        f"{integer(len(geometry.stacks))}; {integer(geometry.n_not_stackable)} series give none"
    )
    if geometry.n_series_for_spacing:
        made.append(Fact("In-plane spacing", f"in {spaced} of CT, MR and PT"))
    made.append(Fact("Stacks of parallel slices", stacks))
    made.append(Fact("Bits stored / allocated", leading(geometry.bits) or "–"))
    return tuple(made)


def _regular(geometry: Geometry) -> tuple[str, ...]:
    if not geometry.stacks:
        return ("No series of CT, MR or PT forms a stack of slices, so gaps cannot be judged.",)
    return (f"Stacks with equally spaced slices: all, {integer(len(geometry.stacks))}.",)


def _five(spread: Spread) -> tuple[str, ...]:
    five = (spread.minimum, spread.p05, spread.median, spread.p95, spread.maximum)
    return tuple(decimal(value, 4) for value in five)


def _spacing(geometry: Geometry) -> Table:
    flat = [(label(m), label(k), *_five(s), integer(s.n)) for m, k, s in geometry.in_plane]
    deep = [
        (label(m), "distance between slices", *_five(s), integer(s.n))
        for m, s in geometry.through_plane
    ]
    return make_table(
        "table-resolution",
        "Spacing in mm; in-plane by series, between slices by stack",
        (Column("Modality", code=True), Column("Taken from"), *_SPREAD, Column("n", True)),
        (*flat, *deep),
    )


def _matrix(geometry: Geometry) -> Table:
    return make_table(
        "table-matrix",
        "Matrix size, Rows × Columns",
        (Column("Matrix"), Column("Series", True)),
        ((label(name).replace(" x ", " × "), integer(n)) for name, n in geometry.matrix.counts),
    )


def _not_stackable(geometry: Geometry) -> Table:
    return make_table(
        "table-not-stackable",
        "Series that give no stack of slices, and why",
        (Column("Modality", code=True), Column("Reason"), Column("Series", True)),
        (
            (label(one.modality), prose(reason), of(n, one.n_series))
            for one in geometry.modalities
            for reason, n in one.not_stackable
        ),
    )


def _series(geometry: Geometry) -> Table:
    rows = (
        ("InstanceNumber skips", geometry.instance_number_gaps),
        ("Images of different Rows or Columns", geometry.mixed_matrix),
    )
    return make_table(
        "table-odd-series",
        "Series that call for a look",
        (Column("What"), Column("Series", True), Column("Examples")),
        ((name, of(len(who), geometry.n_image_series), examples(who)) for name, who in rows if who),
    )
