"""Samples: what precision this many patients can give."""

from __future__ import annotations

from audit.policy import Policy
from audit.profile.model import Profile, Samples
from audit.report.figures.samples import precision_figure, precision_table
from audit.report.view import Column, Fact, FamilyPage, Table, drop_empty, make_table
from audit.report.words import decimal, label, number_of, prose


def samples_page(profile: Profile, policy: Policy) -> FamilyPage:
    """Precision reached, rules of thumb, and what repeated images are worth."""
    samples = profile.samples
    title = "Sample size"
    if samples.state == "absent":
        return FamilyPage("samples", title, f"Not measured: {prose(samples.reason)}.")
    figure = precision_figure(samples, policy.samples.max_half_width)
    alone = () if figure else (precision_table(samples),)
    return FamilyPage(
        "samples",
        title,
        facts=_facts(samples),
        figures=(figure,) if figure else (),
        tables=drop_empty((*alone, _rules(samples), _cluster(samples))),
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
                "(upper 95 % bound)",
            )
        )
    return tuple(made)


def _rules(samples: Samples) -> Table:
    return make_table(
        "table-rules",
        "Rules of thumb, with what they need",
        (
            Column("Rule"),
            Column("Formula"),
            Column("Result"),
            Column("Required", True),
            Column("Measured", True),
            Column("Why"),
            Column("Source"),
        ),
        (
            (
                label(one.name),
                label(one.formula),
                label(one.state),
                decimal(one.required),
                decimal(one.measured),
                prose(one.reason),
                label(one.source),
            )
            for one in samples.rules
        ),
    )


def _cluster(samples: Samples) -> Table:
    cluster = samples.cluster
    head = (
        Column("Likeness within a patient", True, "ICC"),
        Column("Design effect", True),
        Column("Worth as many independent images", True),
    )
    if cluster is None:
        return make_table("table-cluster", "Images of one patient", head, ())
    caption = (
        f"What {number_of(cluster.n_instances, 'image')} of "
        f"{number_of(cluster.n_patients, 'patient')} are worth"
    )
    rows = ((f"{icc:.2f}", decimal(deff), decimal(n)) for icc, deff, n in cluster.effective)
    return make_table("table-cluster", caption, head, rows)
