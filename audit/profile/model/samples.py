"""Facts of the family `samples`: what precision this many patients can give."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SampleDeclaration:
    """What only a person can say of the model and the target; None where nobody said it."""

    n_parameters: int | None = None
    """Trainable parameters of the model."""
    n_predictors: int | None = None
    """Candidate predictor parameters of a low-dimensional model."""
    feature_dimension: int | None = None
    """Features of a classifier that models each class as a Gaussian."""
    icc: float | None = None
    """Correlation of the outcome within a patient, 0 to 1."""
    normal_class: str = ""

    def __post_init__(self) -> None:
        """Raises ValueError for a number that cannot be."""
        for name in ("n_parameters", "n_predictors", "feature_dimension"):
            value = getattr(self, name)
            if value is not None and value < 1:
                raise ValueError(f"{name} is at least 1")
        if self.icc is not None and not 0 <= self.icc <= 1:
            raise ValueError("icc lies between 0 and 1")


@dataclass(frozen=True, slots=True)
class Precision:
    """
    What `n_patients` of one class in one split can support, with nothing declared (no-input mode).

    Half-widths are 95 %. Sources: Wilson 1927; Hanley & McNeil 1982; Hanley & Lippman-Hand 1983.
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
    """Exact one-sided 95 % upper bound of a rate of which 0 events were seen in n_patients."""
    detectable_difference: float | None
    """Smallest drop from 0.90 seen against the others with 80 % power; None if none is."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of thumb with its inputs, where the declaration gives them."""

    name: str
    formula: str
    state: str
    """`meets`, `does not meet`, `not assessable`, `informative only`."""
    reason: str
    required: float | None
    measured: float | None
    source: str
    label: str = ""
    name_of_class: str = ""
    """The class that decides; "" where the rule looks at all patients."""
    split: str = ""
    """The training splits, joined by a comma; "" where no split is called train."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """
    Instances by patient: design effect and effective size at declared or shown ICCs (A7).

    At ICC 1 the effective number may lie below the number of patients, where patients have
    unequal numbers of images: then an average by patient is the better estimate.
    """

    n_patients: int
    n_instances: int
    effective: tuple[tuple[float, float, float], ...]
    """ICC, design effect, effective number of instances."""


@dataclass(frozen=True, slots=True)
class Samples:
    """The family `samples`. `state` is `absent` where no labels were given."""

    state: str
    reason: str
    precision: tuple[Precision, ...]
    rules: tuple[Rule, ...]
    cluster: Cluster | None
    """None where no instance names a patient."""
