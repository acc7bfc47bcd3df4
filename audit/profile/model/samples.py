"""Facts of the family `samples`: what precision this many patients can give."""

from __future__ import annotations

from dataclasses import dataclass

from audit.profile.model.learning_curve import LearningCurve
from audit.profile.model.sample_declaration import (
    USUAL_LEVELS,
    CurvePoint,
    LesionRow,
    Levels,
    SampleDeclaration,
)

__all__ = [
    "Cluster",
    "CurvePoint",
    "DicePrecision",
    "LabelIcc",
    "LearningCurve",
    "LesionFacts",
    "LesionRow",
    "Levels",
    "Precision",
    "Rule",
    "RuleInput",
    "SampleDeclaration",
    "Samples",
    "SiteCluster",
    "Subgroup",
    "Subgroups",
]

Effective = tuple[tuple[float, float, float], ...]
"""ICC, design effect, effective number of instances."""


@dataclass(frozen=True, slots=True)
class Precision:
    """
    What `n_patients` of one class in one split can support, with nothing declared (no-input mode).

    Half-widths and bounds are at `Samples.levels.confidence`. Sources: Wilson 1927; Hanley &
    McNeil 1982; Hanley & Lippman-Hand 1983.
    """

    label: str
    name: str
    split: str
    n_patients: int
    n_others: int
    """
    Labelled patients of the split that are not of the class; in a column with 1, 0, -1 only those
    with the opposite value, since a blank says nothing.
    """
    sensitivity_half_width: tuple[tuple[float, float], ...]
    """Assumed sensitivity (0.80, 0.90, 0.95), Wilson half-width; empty without a patient."""
    auc_half_width: tuple[tuple[float, float], ...]
    """Assumed AUC (0.70, 0.80, 0.90), Hanley-McNeil half-width; empty where a group is empty."""
    zero_events_upper: float | None
    """Exact one-sided upper bound of a rate of which 0 events were seen in n_patients."""
    detectable_difference: float | None
    """Smallest drop from 0.90 seen against the others with the power asked for, or None."""
    n_instances: int = 0
    """Instances of the class of these patients ..."""
    effective: Effective = ()
    """... and what they are worth; empty without one."""


@dataclass(frozen=True, slots=True)
class RuleInput:
    """One number that went into a rule, and where it came from."""

    name: str
    value: float
    origin: str
    """`measured`, `declared`, `policy` or `default`."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule on sample size with its inputs, formula, result and source."""

    name: str
    formula: str
    state: str
    """`meets`, `does not meet`, `not assessable`, `not applicable`, `informative only`."""
    reason: str
    required: float | None
    measured: float | None
    source: str
    label: str = ""
    name_of_class: str = ""
    """The class that decides; "" where the rule looks at all patients."""
    split: str = ""
    """Training splits are joined by a comma; "" where no split is called so."""
    unit: str = "patient"
    """Of `required` and `measured`."""
    inputs: tuple[RuleInput, ...] = ()


@dataclass(frozen=True, slots=True)
class Cluster:
    """
    Instances by patient: design effect and effective size at declared or shown ICCs (A7).

    At ICC 1 the effective number may lie below the number of patients, where patients have
    unequal numbers of images: then an average by patient is the better estimate.
    """

    n_patients: int
    n_instances: int
    effective: Effective
    size_cv: float = 0.0
    """Standard deviation over mean of instances a patient (0: all have as many)."""
    icc_declared: bool = False


@dataclass(frozen=True, slots=True)
class SiteCluster:
    """Patients by site (InstitutionName); with fewer than 10 sites nothing can be estimated."""

    n_sites: int
    n_patients: int
    """Patients with one site; those of several are left out."""
    effective: Effective
    """Of patients, at ICCs as they are met between sites."""
    estimable: bool


@dataclass(frozen=True, slots=True)
class LabelIcc:
    """How alike the labels of one patient's images are (one-way ANOVA)."""

    label: str
    name: str
    state: str
    """`estimated`, `copied` (no class varies within a patient), `not assessable`."""
    n_patients: int
    n_instances: int
    n_mixed: int
    """Patients with images of the class and images of others."""
    icc: float | None
    """Not truncated at 0; 1 by construction where labels are copied."""


@dataclass(frozen=True, slots=True)
class Subgroup:
    """One class of one split in one subgroup; a subgroup without a patient is here, with 0."""

    attribute: str
    """`sex`, `age`, `vendor` or `site`."""
    level: str
    """As measured from headers; `several`, `not known`, or `other` for levels beyond 30."""
    label: str
    name: str
    split: str
    n_patients: int
    n_others: int
    """Patients of the subgroup without the class."""
    n_rest: int
    """Patients of the class outside the subgroup."""
    half_width: float | None
    """Wilson, at the assumed sensitivity; None without a patient."""
    n_more: int
    """Patients of the class that lack for the wanted half-width."""
    detectable_drop: float | None
    """Smallest drop against the rest of the class seen with the power asked for, or None."""
    n_instances: int
    effective: tuple[float, float] | None
    """Design effect and effective number of instances at the ICC shown."""


@dataclass(frozen=True, slots=True)
class Subgroups:
    """The grid of split, class and subgroup, bounded; what was assumed."""

    rows: tuple[Subgroup, ...]
    n_rows_left_out: int
    levels_left_out: tuple[tuple[str, int], ...]
    """Attribute, levels that stand under `other`."""
    absent: tuple[str, ...]
    """Attributes that no header gives."""
    sensitivity: RuleInput
    half_width: RuleInput
    icc: RuleInput
    levels: Levels = USUAL_LEVELS


@dataclass(frozen=True, slots=True)
class DicePrecision:
    """Half-width of a mean Dice on this many patients, by Student's t."""

    n_patients: int
    split: str
    half_widths: tuple[tuple[float, float], ...]
    """Standard deviation of Dice, half-width."""
    declared: bool
    """Whether the standard deviation was; else three are shown."""


@dataclass(frozen=True, slots=True)
class LesionFacts:
    """Declared lesions by patient in one split ("" for all together)."""

    split: str
    n_patients: int
    n_positive_patients: int
    n_lesions: int
    median: float
    lower_quartile: float
    upper_quartile: float
    maximum: int
    index_of_dispersion: float | None
    largest_share: float | None
    effective: Effective
    """ICC, design effect, effective number of lesions."""
    sensitivity_half_width: tuple[tuple[float, float], ...]
    """ICC, Wilson half-width of a lesion-level sensitivity of 0.90 on the effective number."""
    false_positive_half_width: float | None
    """Of the expected false positives a scan, one scan a patient; None where not declared."""


@dataclass(frozen=True, slots=True)
class Samples:
    """The family `samples`. `state` is `absent` where no labels were given."""

    state: str
    reason: str
    precision: tuple[Precision, ...]
    rules: tuple[Rule, ...]
    cluster: Cluster | None
    """None where no instance names a patient."""
    site_cluster: SiteCluster | None = None
    icc_from_labels: tuple[LabelIcc, ...] = ()
    subgroups: Subgroups | None = None
    curve: LearningCurve | None = None
    """None where no learning curve was declared."""
    dice: DicePrecision | None = None
    lesions: tuple[LesionFacts, ...] = ()
    levels: Levels = USUAL_LEVELS
    """Confidence, power and alpha of every number here."""
