"""Facts of the family `samples`: what precision this many patients can give."""

from __future__ import annotations

from dataclasses import dataclass

from audit.profile.model.shared import Interval


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
    sensitivity_half_width: tuple[tuple[float, float], ...]
    """Assumed sensitivity (0.80, 0.90, 0.95), Wilson half-width."""
    auc_half_width: tuple[tuple[float, float], ...]
    """Assumed AUC (0.70, 0.80, 0.90), Hanley-McNeil half-width."""
    zero_events_upper: float | None
    """Exact upper bound of a rate of which 0 events were seen in n_patients."""
    detectable_difference: float | None
    """Smallest drop from 0.90 that would be seen against the others with 80 % power."""


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


@dataclass(frozen=True, slots=True)
class Cluster:
    """Instances by patient: design effect and effective size at declared or shown ICCs (A7)."""

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
    overall: Interval | None = None
