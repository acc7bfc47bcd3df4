"""What a reader can take from the section on sample size, as sentences."""

from __future__ import annotations

from collections.abc import Iterator

from audit.profile.model import Classes, Samples
from audit.profile.model.learning_curve import LearningCurve
from audit.profile.model.samples import Subgroup, Subgroups
from audit.report.figures.learning_curve import metric_of
from audit.report.words import asked_levels, integer, number_of, percent, prose

_UNNAMED = ("several", "not known", "other")
_STATES = (
    ("meets", "is met", "are met"),
    ("does not meet", "is not met", "are not met"),
    ("not assessable", "is not assessable", "are not assessable"),
    ("not applicable", "does not apply", "do not apply"),
    ("informative only", "only informs", "only inform"),
)
_MOST = 4
_CLASSES = 2
_CROWDED = 0.20
_NO_CEILING = 1e-3


def sample_sentences(samples: Samples, classes: Classes) -> tuple[str, ...]:
    """Verdicts counted, drops that would go unseen, patients that lack, the learning curve."""
    told = [*_verdicts(samples)]
    if samples.subgroups is not None:
        rows = _tested(samples.subgroups, classes)
        told += [*_drops(samples.subgroups, rows), *_lacking(samples.subgroups, rows)]
        told += _absent(samples.subgroups)
    if samples.curve is not None:
        told.append(" ".join(_curve(samples.curve)))
    told += [*_crowded(samples), *_repeated(samples), *_outlines(samples)]
    return tuple(prose(one) for one in told)


def _verdicts(samples: Samples) -> Iterator[str]:
    counted = [
        (sum(rule.state == state for rule in samples.rules), one, many)
        for state, one, many in _STATES
    ]
    shown = [f"{integer(n)} {one if n == 1 else many}" for n, one, many in counted if n]
    if shown:
        yield (
            f"Of {number_of(len(samples.rules), 'rule')} on sample size {', '.join(shown)}. A rule "
            "that is not assessable says which input lacks; it belongs into the section model of "
            "the datasheet."
        )


def _tested(found: Subgroups, classes: Classes) -> list[Subgroup]:
    """Named subgroups of the test splits, of classes that a sensitivity is about."""
    apart = (classes.normal_class or "negative", "negative")
    return [
        row
        for row in found.rows
        if row.level not in _UNNAMED
        and row.name not in apart
        and (row.split in classes.test_splits or not classes.splits)
    ]


def _drops(found: Subgroups, rows: list[Subgroup]) -> Iterator[str]:
    """The subgroups in which most would go unseen, one a class and attribute."""
    best: dict[tuple[str, str, str], Subgroup] = {}
    for row in rows:
        key = row.label, row.name, row.attribute
        if row.detectable_drop is None or not row.n_patients:
            continue
        if key not in best or row.detectable_drop > (best[key].detectable_drop or 0):
            best[key] = row
    sizes = {(r.label, r.name): r.n_patients + r.n_rest for r in best.values()}
    shown = asked_levels(found.levels.power, found.levels.alpha)
    for one in sorted(sizes, key=lambda one: (-sizes[one], one))[:_CLASSES]:
        mine = [row for row in best.values() if (row.label, row.name) == one]
        split = f" in {mine[0].split}" if mine[0].split else ""
        yield (
            f"In {_of(mine[0])}{split} these drops of sensitivity from "
            f"{found.sensitivity.value:g} would go unseen ({shown}): "
            f"{'; '.join(_drop(row) for row in mine)}."
        )


def _drop(row: Subgroup) -> str:
    points = 100 * (row.detectable_drop or 0)
    return (
        f"with {integer(row.n_patients)}{_where(row)} against "
        f"{number_of(row.n_rest, 'other')} any smaller than {points:.0f} points"
    )


def _lacking(found: Subgroups, rows: list[Subgroup]) -> Iterator[str]:
    short = [row for row in rows if row.n_more]
    if not short:
        return
    ordered = sorted(short, key=lambda row: (row.n_more, row.label, row.name, row.level))
    shown = "; ".join(f"{integer(r.n_more)} more {_of(r)}{_where(r)}" for r in ordered[:_MOST])
    more = len(short) - len(ordered[:_MOST])
    yield (
        f"To know a sensitivity of {found.sensitivity.value:g} to ±{found.half_width.value:g} "
        f"({percent(found.levels.confidence)} interval), the subgroups that come nearest need "
        f"{shown}" + (f"; {number_of(more, 'further subgroup')} need more." if more else ".")
    )


def _absent(found: Subgroups) -> Iterator[str]:
    if found.absent:
        names = ", ".join(found.absent)
        yield f"Not assessable by {names}: no header of a labelled patient gives it."
    if found.n_rows_left_out:
        yield (
            f"{number_of(found.n_rows_left_out, 'row')} of subgroups beyond the largest classes "
            "and levels are not listed."
        )


def _of(row: Subgroup) -> str:
    name = row.label if row.name == "positive" else row.name
    return f"patients of {name}"


def _where(row: Subgroup) -> str:
    words = {
        "sex": f" of sex {row.level}",
        "age": f" of age {row.level}",
        "vendor": f" on scanners of {row.level}",
        "site": f" of {row.level}",
    }
    return words[row.attribute]


def _curve(curve: LearningCurve) -> Iterator[str]:
    if curve.state != "fitted" or curve.asymptote is None:
        yield f"The declared learning curve is not fitted: {curve.reason}."
        return
    settles = (
        "does not level off below 1"
        if curve.a is not None and curve.a < _NO_CEILING
        else f"levels off at {curve.asymptote:.3f} "
        f"({percent(curve.confidence)} interval ±{curve.asymptote_half_width or 0:.3f})"
    )
    yield (
        f"Learning curve, {number_of(len(curve.points), 'point')}: the {metric_of(curve)} "
        f"{settles}, if further patients are like those so far."
    )
    for one, when in ((curve.now, "of today"), (curve.at_horizon, "of the declared horizon")):
        if one is not None:
            yield (
                f"At the {number_of(one.n_train, 'training patient')} {when} the curve predicts "
                f"{one.score:.3f} ±{one.confidence_half_width:.3f} (a new model "
                f"±{one.prediction_half_width:.3f}; {percent(curve.confidence)} intervals)."
            )
    if curve.horizon_reason:
        yield f"The declared horizon lies {curve.horizon_reason}."
    if curve.n_for_target is not None:
        n = number_of(curve.n_for_target, "training patient")
        yield f"The target of {curve.target:g} is met at about {n}."
    elif curve.target is not None:
        yield f"The target of {curve.target:g} is not met: {curve.target_reason}."
    if curve.warnings:
        yield f"Read the curve with care: {'; '.join(curve.warnings)}."


def _crowded(samples: Samples) -> Iterator[str]:
    for one in samples.lesions:
        if one.largest_share is not None and one.largest_share > _CROWDED:
            where = f" in {one.split}" if one.split else ""
            yield (
                f"One patient holds {integer(one.maximum)} of {integer(one.n_lesions)} "
                f"lesions{where}: a lesion-level result hangs on this patient."
            )


def _repeated(samples: Samples) -> Iterator[str]:
    """What stands behind the tables of repeated images and of sites."""
    if (cluster := samples.cluster) is not None:
        shown = "is the declared one" if cluster.icc_declared else "is not declared: four are shown"
        yield (
            f"{integer(cluster.n_instances)} images come from {integer(cluster.n_patients)} "
            "patients; images a patient vary by "
            f"{100 * cluster.size_cv:.0f} % of their mean (SD over mean). The ICC {shown}. An "
            f"average by patient is worth {integer(cluster.n_patients)}, also where all images of "
            "a patient are alike."
        )
    if (sites := samples.site_cluster) is not None and not sites.estimable:
        yield (
            f"With {number_of(sites.n_sites, 'site')}, fewer than 10, the variance between sites "
            "is not estimable; the table shows what usual likenesses would cost."
        )


def _outlines(samples: Samples) -> Iterator[str]:
    if (dice := samples.dice) is not None:
        how = "as declared" if dice.declared else "not declared: 0.03, 0.10 and 0.20 are shown"
        yield (
            f"Outlines are tested by patient: slices and patches are no cases. SD of Dice: {how}."
        )
