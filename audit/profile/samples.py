"""Facts of the family `samples`: what precision this many patients can give, and rules of thumb."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from audit.profile.class_balance import INDICATOR_VALUES
from audit.profile.model.classes import ClassCount, Classes
from audit.profile.model.samples import Cluster, Precision, Rule, SampleDeclaration, Samples
from audit.scan.cohort import LabelTable
from audit.scan.label_columns import Convention
from audit.scan.table import WEIGHT, HeaderTable
from audit.stats.auc import hanley_mcneil_half_width
from audit.stats.clustering import design_effect, effective_size
from audit.stats.intervals import wilson_half_width
from audit.stats.power import detectable_drop
from audit.stats.rare import zero_events_upper
from audit.stats.rules import INFORMATIVE_ABOVE, rule_of_ten, samples_per_dimension
from audit.units import amount

SENSITIVITIES = (0.80, 0.90, 0.95)
AUCS = (0.70, 0.80, 0.90)
BASE = 0.90
ICCS = (0.0, 0.2, 0.5, 1.0)
EVENTS = 10.0
PER_DIMENSION = 5.0

_SIZES = f"""
select count(*), sum(m), sum(m * m) from (
    select sum({WEIGHT}) as m from instances where patient is not null group by patient)
"""
_PAPER = "Kohli, Summers & Geis 2017, Sample Size: a reasonable estimate, no proof"
_PEDUZZI = "Peduzzi 1996; Riley 2019 advises against using it alone"
_KALAYEH = "Kalayeh & Landgrebe 1983; no fixed multiple holds for every classifier"


def measure_samples(
    table: HeaderTable,
    labels: LabelTable | None,
    classes: Classes,
    declared: SampleDeclaration = SampleDeclaration(),  # noqa: B008 frozen
) -> Samples:
    """
    What the counts of `classes` can support; only the rules need something declared.

    `absent` without labels, `not assessable` where no label row leads to a patient: patients are
    the unit, and instances never stand in for them.
    """
    cluster = _cluster(table, declared)
    if labels is None or classes.state != "measured":
        return Samples("absent", classes.reason, (), (), cluster)
    if not classes.n_patients_labelled:
        reason = "no label row leads to a patient (PatientID absent, or nothing joins)"
        return Samples("not assessable", reason, (), (), cluster)
    indicators = {label for label, how in classes.conventions if how == Convention.INDICATOR}
    precision = tuple(
        _precision(row, _others(row, classes.counts, indicators))
        for row in classes.counts
        if row.label not in indicators or row.name in INDICATOR_VALUES
    )
    rules = (*_parameters(classes, declared), *_by_label(classes, declared, indicators))
    return Samples("measured", "", precision, rules, cluster)


def _others(row: ClassCount, counts: Sequence[ClassCount], indicators: set[str]) -> int:
    if row.label not in indicators:
        return row.n_patients_total - row.n_patients
    (other,) = (name for name in INDICATOR_VALUES if name != row.name)
    return sum(
        r.n_patients
        for r in counts
        if r.label == row.label and r.split == row.split and r.name == other
    )


def _precision(row: ClassCount, n_others: int) -> Precision:
    n = row.n_patients
    widths = tuple((p, wilson_half_width(p, n)) for p in SENSITIVITIES) if n else ()
    both = n > 0 and n_others > 0
    areas = tuple((a, hanley_mcneil_half_width(a, n, n_others)) for a in AUCS) if both else ()
    return Precision(
        row.label,
        row.name,
        row.split,
        n,
        n_others,
        widths,
        areas,
        zero_events_upper(n) if n else None,
        detectable_drop(BASE, n_others, n) if both else None,
    )


def _training(classes: Classes) -> tuple[str, list[ClassCount]]:
    """The training splits and the counts in them; all patients where no split is called train."""
    if not classes.train_splits:
        return "", list(classes.totals)
    rows = [row for row in classes.counts if row.split in classes.train_splits]
    return ", ".join(classes.train_splits), rows


def _parameters(classes: Classes, declared: SampleDeclaration) -> Iterator[Rule]:
    split, rows = _training(classes)
    name, formula = "rule of 10", "training patients >= 10 x trainable parameters"
    n = sum({row.split: row.n_patients_total for row in rows}.values())
    if declared.n_parameters is None:
        reason = "the number of trainable parameters is not declared"
        yield Rule(name, formula, "not assessable", reason, None, n, _PAPER, split=split)
        return
    required = rule_of_ten(declared.n_parameters)
    if declared.n_parameters > INFORMATIVE_ABOVE:
        reason = f"more than {INFORMATIVE_ABOVE} parameters: the rule was not made for such models"
        yield Rule(name, formula, "informative only", reason, required, n, _PAPER, split=split)
        return
    reason = f"{amount(n, 'patient')} for {amount(declared.n_parameters, 'parameter')}"
    yield Rule(name, formula, _state(n >= required), reason, required, n, _PAPER, split=split)


def _by_label(
    classes: Classes, declared: SampleDeclaration, indicators: set[str]
) -> Iterator[Rule]:
    for label in classes.labels:
        yield _events(label, classes, declared, indicators)
        yield from _dimensions(label, classes, declared, indicators)


def _smallest(
    label: str, classes: Classes, indicators: set[str], rarer: bool
) -> tuple[str, int] | None:
    """The class with the fewest patients in training, or whose rarer side has the fewest."""
    _, rows = _training(classes)
    sizes: dict[str, tuple[int, int]] = {}
    for row in rows:
        if row.label == label and (label not in indicators or row.name in INDICATOR_VALUES):
            n, side = row.n_patients, min(row.n_patients, _others(row, rows, indicators))
            before = sizes.get(row.name, (0, 0))
            sizes[row.name] = (before[0] + (side if rarer else n), before[1] + n)
    if not sizes:
        return None
    name = min(sizes, key=lambda name: (sizes[name], name))
    return name, sizes[name][0]


def _events(
    label: str, classes: Classes, declared: SampleDeclaration, indicators: set[str]
) -> Rule:
    name, formula = "events per variable", "patients of the rarest class / predictors >= 10"
    split, _ = _training(classes)
    found = _smallest(label, classes, indicators, rarer=True)
    if declared.n_predictors is None or found is None:
        reason = "the number of predictors is not declared"
        return Rule(
            name, formula, "not assessable", reason, EVENTS, None, _PEDUZZI, label, "", split
        )
    class_name, n = found
    ratio = n / declared.n_predictors
    reason = (
        f"{amount(n, 'patient')} of the rarer side of {class_name} "
        f"for {amount(declared.n_predictors, 'predictor')}"
    )
    state = _state(ratio >= EVENTS)
    return Rule(name, formula, state, reason, EVENTS, ratio, _PEDUZZI, label, class_name, split)


def _dimensions(
    label: str, classes: Classes, declared: SampleDeclaration, indicators: set[str]
) -> Iterator[Rule]:
    """Only where a dimension is declared: few models ask for it."""
    found = _smallest(label, classes, indicators, rarer=False)
    if declared.feature_dimension is None or found is None:
        return
    class_name, n = found
    ratio = samples_per_dimension(n, declared.feature_dimension)
    singular = n - 1 < declared.feature_dimension
    reason = f"{amount(n, 'patient')} of {class_name} "
    reason += f"for {amount(declared.feature_dimension, 'feature')}"
    reason += "; the covariance of this class is singular" if singular else ""
    yield Rule(
        "samples per dimension",
        "patients of the smallest class / features >= 5",
        _state(ratio >= PER_DIMENSION),
        reason,
        PER_DIMENSION,
        ratio,
        _KALAYEH,
        label,
        class_name,
        _training(classes)[0],
    )


def _state(meets: bool) -> str:
    return "meets" if meets else "does not meet"


def _cluster(table: HeaderTable, declared: SampleDeclaration) -> Cluster | None:
    k, total, squares = table.rows(_SIZES)[0]
    if not k:
        return None
    sums = int(k), int(total), int(squares)
    iccs = ICCS if declared.icc is None else (declared.icc,)
    shown = ((icc, design_effect(*sums, icc), effective_size(*sums, icc)) for icc in iccs)
    return Cluster(sums[0], sums[1], tuple(shown))
