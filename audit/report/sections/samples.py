"""Samples: what precision this many patients can give."""

from __future__ import annotations

from audit.policy import Policy
from audit.profile.model import Profile, Samples
from audit.report.figures.learning_curve import curve_figure, curve_table
from audit.report.figures.samples import precision_figure, precision_table
from audit.report.figures.subgroups import subgroup_figure, subgroup_table
from audit.report.sections.sample_sentences import sample_sentences
from audit.report.sections.sample_tables import (
    class_cluster_table,
    cluster_table,
    dice_table,
    formula_table,
    icc_table,
    lesion_table,
    rule_table,
    site_table,
)
from audit.report.view import Fact, FamilyPage, Figure, Table, drop_empty, for_paper
from audit.report.words import label, number_of, percent, prose

_TITLE = "Sample size"
_ON_PAPER = 15


def samples_page(profile: Profile, policy: Policy) -> FamilyPage:
    """Precision reached, subgroups, rules, learning curve, and what repeated images are worth."""
    samples, classes = profile.samples, profile.classes
    if samples.state == "absent" and samples.curve is None and not samples.lesions:
        return FamilyPage("samples", _TITLE, f"Not measured: {prose(samples.reason)}.")
    by_class = precision_figure(samples, policy.samples.max_half_width)
    by_group = (
        subgroup_figure(samples.subgroups, classes.test_splits, classes.normal_class)
        if samples.subgroups
        else None
    )
    curve = curve_figure(samples.curve)
    return FamilyPage(
        "samples",
        _TITLE,
        facts=_facts(samples),
        figures=tuple(one for one in (by_class, by_group, curve) if one is not None),
        sentences=sample_sentences(samples, classes),
        tables=drop_empty((*_undrawn(profile, by_class, by_group, curve), *_tables(samples))),
    )


def _undrawn(
    profile: Profile, by_class: Figure | None, by_group: Figure | None, curve: Figure | None
) -> tuple[Table, ...]:
    """Numbers whose figure would show too little."""
    samples, splits = profile.samples, profile.classes.test_splits
    made = [precision_table(samples)] if by_class is None else []
    if samples.subgroups and by_group is None:
        made.append(subgroup_table(samples.subgroups, splits))
    made += [curve_table(samples.curve)] if samples.curve and curve is None else []
    return tuple(made)


def _tables(samples: Samples) -> tuple[Table, ...]:
    return (
        for_paper(rule_table(samples), _ON_PAPER),
        formula_table(samples),
        cluster_table(samples),
        for_paper(class_cluster_table(samples), _ON_PAPER),
        for_paper(icc_table(samples), _ON_PAPER),
        site_table(samples),
        dice_table(samples),
        lesion_table(samples),
    )


def _facts(samples: Samples) -> tuple[Fact, ...]:
    if not samples.precision:
        return ()
    least = min(samples.precision, key=lambda one: (one.n_patients, one.name, one.split))
    where = f" in {label(least.split)}" if least.split else ""
    made = [
        Fact(
            "Smallest class",
            f"{label(least.name)}{where}: {number_of(least.n_patients, 'patient')}",
        )
    ]
    if least.zero_events_upper is not None:
        made.append(
            Fact(
                "If it shows no miss",
                f"the true rate of misses may still be {100 * least.zero_events_upper:.1f} % "
                f"(upper {percent(samples.levels.confidence)} bound)",
            )
        )
    return tuple(made)
