"""Tables of the section on sample size: rules, repeated images, sites, Dice, lesions."""

from __future__ import annotations

from audit.profile.model import Samples
from audit.profile.model.samples import Effective, Rule
from audit.report.view import Column, Table, make_table
from audit.report.words import decimal, integer, label, percent, prose

_WORTH = (
    Column("Likeness within a patient", True, "ICC"),
    Column("Design effect", True),
    Column("Worth as many independent images", True),
)
_SIDES = ("positive", "negative")
_ICC_WORDS = {
    "estimated": "estimated from the labels",
    "copied": "labels copied from the patient: 1 by construction",
    "not assessable": "not assessable: no patient has two labelled images",
}


def rule_table(samples: Samples) -> Table:
    """Every rule with its inputs, their origin, and the result."""
    return make_table(
        "table-rules",
        "Rules on sample size, with what they need and where it came from",
        (
            Column("Rule"),
            Column("Class"),
            Column("Result"),
            Column("Measured", True),
            Column("Required", True),
            Column("Why"),
            Column("Inputs"),
        ),
        (_rule(one) for one in samples.rules),
    )


def _rule(one: Rule) -> tuple[str, ...]:
    name = one.label if one.name_of_class == "positive" else one.name_of_class or one.label
    where = f" ({one.split})" if one.split else ""
    unit = "" if one.unit == "patient" else f" ({one.unit})"
    return (
        label(one.name),
        label(f"{name or 'all'}{where}"),
        label(one.state),
        decimal(one.measured),
        decimal(one.required) + (unit if one.required is not None else ""),
        prose(one.reason),
        prose("; ".join(f"{i.name} {decimal(i.value)} ({i.origin})" for i in one.inputs)) or "–",
    )


def formula_table(samples: Samples) -> Table:
    """Formula and source of each rule, once."""
    first: dict[str, Rule] = {}
    for one in samples.rules:
        if one.formula:
            first.setdefault(one.name, one)
    return make_table(
        "table-rule-formulas",
        "Formulas of these rules and their sources",
        (Column("Rule"), Column("Formula"), Column("Source")),
        ((label(r.name), prose(r.formula), prose(r.source)) for r in first.values()),
    )


def _worth(effective: Effective) -> list[tuple[str, ...]]:
    return [(f"{icc:.2f}", decimal(deff), decimal(n)) for icc, deff, n in effective]


def cluster_table(samples: Samples) -> Table:
    """Design effect and effective number of images of all patients."""
    cluster = samples.cluster
    if cluster is None:
        return make_table("table-cluster", "Images of one patient", _WORTH, ())
    caption = (
        f"What {integer(cluster.n_instances)} images of {integer(cluster.n_patients)} patients "
        "are worth"
    )
    return make_table("table-cluster", caption, _WORTH, _worth(cluster.effective))


def class_cluster_table(samples: Samples) -> Table:
    """The same for the images of each class in each split, a column an ICC."""
    held = [one for one in samples.precision if one.effective]
    iccs = [icc for icc, *_ in held[0].effective] if held else []
    head = (Column("Class"), Column("Split"), Column("Patients", True), Column("Images", True))
    return make_table(
        "table-class-clusters",
        "What the images of each class are worth, with the design effect in brackets",
        (*head, *(Column(f"At ICC {icc:.2f}", True) for icc in iccs)),
        (
            (
                label(one.name if one.name not in _SIDES else f"{one.label} {one.name}"),
                label(one.split) or "–",
                integer(one.n_patients),
                integer(one.n_instances),
                *(f"{decimal(n)} ({decimal(effect)})" for _, effect, n in one.effective),
            )
            for one in held
        ),
    )


def site_table(samples: Samples) -> Table:
    """Patients by site."""
    head = (
        Column("Likeness within a site", True, "ICC"),
        Column("Design effect", True),
        Column("Worth as many independent patients", True),
    )
    sites = samples.site_cluster
    if sites is None:
        return make_table("table-sites-worth", "Patients of one site", head, ())
    caption = (
        f"What {integer(sites.n_patients)} patients of {integer(sites.n_sites)} sites are worth"
    )
    return make_table("table-sites-worth", caption, head, _worth(sites.effective))


def icc_table(samples: Samples) -> Table:
    """How alike the labels of one patient's images are."""
    return make_table(
        "table-icc",
        "Likeness of the labels of one patient's images",
        (
            Column("Class"),
            Column("Patients", True),
            Column("Images", True),
            Column("Patients with both", True),
            Column("ICC", True),
            Column("How"),
        ),
        (
            (
                label(one.label if one.name == "positive" else one.name),
                integer(one.n_patients),
                integer(one.n_instances),
                integer(one.n_mixed),
                "–" if one.icc is None else f"{one.icc:.3f}",
                _ICC_WORDS[one.state],
            )
            for one in samples.icc_from_labels
        ),
    )


def dice_table(samples: Samples) -> Table:
    """What a mean Dice on the test patients could be stated to."""
    head = (
        Column("SD of Dice over patients", True),
        Column("Half-width of the mean", True, f"± at {percent(samples.levels.confidence)}"),
    )
    dice = samples.dice
    if dice is None:
        return make_table("table-dice", "Mean Dice", head, ())
    caption = f"If outlines are tested: a mean Dice on {integer(dice.n_patients)} patients"
    rows = ((f"{sd:.2f}", f"{half:.4f}") for sd, half in dice.half_widths)
    return make_table("table-dice", caption, head, rows)


def lesion_table(samples: Samples) -> Table:
    """Declared lesions by patient."""
    sure = percent(samples.levels.confidence)
    return make_table(
        "table-lesions",
        "Lesions by patient, as declared",
        (
            Column("Split"),
            Column("Patients", True),
            Column("With a lesion", True),
            Column("Lesions", True),
            Column("Median (quartiles)", True, "a patient"),
            Column("Most in one patient", True),
            Column("Variance over mean", True),
            Column("Worth as many independent lesions", False, "at ICC"),
            Column("Sensitivity 0.90", False, f"± at ICC, {sure}"),
            Column("False positives", True, f"± a scan, {sure}"),
        ),
        (
            (
                label(one.split) or "all",
                integer(one.n_patients),
                integer(one.n_positive_patients),
                integer(one.n_lesions),
                f"{one.median:g} ({one.lower_quartile:g} to {one.upper_quartile:g})",
                integer(one.maximum),
                decimal(one.index_of_dispersion),
                ", ".join(f"{decimal(n)} at {icc:g}" for icc, _, n in one.effective),
                ", ".join(f"{w:.3f} at {icc:g}" for icc, w in one.sensitivity_half_width),
                decimal(one.false_positive_half_width),
            )
            for one in samples.lesions
        ),
    )
