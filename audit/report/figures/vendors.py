"""Vendors and models by modality."""

from __future__ import annotations

from audit.profile.model import Vendors
from audit.profile.model.withheld import withheld
from audit.report.figures.bars import Bar, Group, draw_bars, limited
from audit.report.palette import OTHER
from audit.report.view import Column, Figure, make_table
from audit.report.words import integer, label, number_of

_MODALITIES = 8
"""Modalities of one figure."""


def vendor_ranks(vendors: Vendors) -> dict[str, int]:
    """The colour of each vendor, by its place among all series; the same in every figure."""
    return {name: min(place, OTHER) for place, (name, _) in enumerate(vendors.Manufacturer.counts)}


def vendor_figure(vendors: Vendors) -> Figure | None:
    """Series by vendor in each modality; None where there is one, or no number to show."""
    if len(vendors.by_modality) < 2 or all(withheld(n) for _, _, n in vendors.by_modality):
        return None
    ranks = vendor_ranks(vendors)
    groups = []
    for modality in sorted({row[0] for row in vendors.by_modality}):
        rows = [(v, n) for m, v, n in vendors.by_modality if m == modality]
        rows.sort(key=lambda row: (-row[1], row[0]))
        bars = tuple(Bar(label(v), n, ranks.get(v, OTHER)) for v, n in rows)
        groups.append(Group(label(modality), bars))
    shown, n_other = limited(_largest(groups))
    alt = "Bars: " + "; ".join(_in_words(group) for group in shown)
    caption = (
        "Each bar counts the series of one vendor in one modality. One long bar beside short ones "
        "says that most of what a model can learn comes from one make. A vendor keeps its colour "
        "in all figures." + _rest(n_other) + _left_out(groups)
    )
    table = make_table(
        "table-vendor-modality",
        "Series by modality and vendor",
        (Column("Modality", code=True), Column("Vendor"), Column("Series", number=True)),
        ((label(m), label(v), integer(n)) for m, v, n in vendors.by_modality),
    )
    svg = draw_bars("fig-vendors", alt, "series", shown)
    return Figure("fig-vendors", "Vendors by modality", caption, alt, svg, table)


def model_figure(vendors: Vendors) -> Figure | None:
    """Series by model in each modality; None below two models, or where all are withheld."""
    if len(vendors.models) < 2 or all(withheld(row[3]) for row in vendors.models):
        return None
    ranks = vendor_ranks(vendors)
    groups = []
    for modality in sorted({row[0] for row in vendors.models}):
        rows = [(v, model, n) for m, v, model, n, _ in vendors.models if m == modality]
        rows.sort(key=lambda row: (-row[2], row[0], row[1]))
        bars = tuple(Bar(_model(v, model), n, ranks.get(v, OTHER)) for v, model, n in rows)
        groups.append(Group(label(modality), bars))
    shown, n_other = limited(_largest(groups))
    alt = "Bars: " + "; ".join(_in_words(group) for group in shown)
    caption = (
        "Each bar counts the series of one scanner model, in the colour of its vendor. "
        "A model with few series is a scanner on which nothing can be concluded."
        + _rest(n_other)
        + _left_out(groups)
    )
    return Figure(
        "fig-models",
        "Models by modality",
        caption,
        alt,
        draw_bars("fig-models", alt, "series", shown),
        make_table(
            "table-models",
            "Series and patients by model",
            (
                Column("Modality", code=True),
                Column("Vendor"),
                Column("ManufacturerModelName", code=True),
                Column("Series", number=True),
                Column("Patients", number=True),
            ),
            (
                (label(m), label(v), label(model), integer(n), integer(p))
                for m, v, model, n, p in vendors.models
            ),
        ),
    )


def _model(vendor: str, model: str) -> str:
    return label(f"{vendor} {model}" if model else f"{vendor}, no model named")


def _in_words(group: Group) -> str:
    bars = ", ".join(f"{bar.label} {integer(bar.value)}" for bar in group.bars[:4])
    more = len(group.bars) - 4
    return f"{group.name}: {bars}" + (f" and {more} more" if more > 0 else "") + " series"


def _largest(groups: list[Group]) -> tuple[Group, ...]:
    """The modalities with most series, in their order: more would not fit a page."""
    by_size = sorted(groups, key=lambda one: (-sum(bar.value for bar in one.bars), one.name))
    return tuple(group for group in groups if group in by_size[:_MODALITIES])


def _left_out(groups: list[Group]) -> str:
    if len(groups) <= _MODALITIES:
        return ""
    return (
        f" The {_MODALITIES} of {len(groups)} modalities with most series are drawn; "
        "its numbers hold all."
    )


def _rest(n_other: int) -> str:
    return f" The {number_of(n_other, 'smallest bar')} are summed as other." if n_other else ""
