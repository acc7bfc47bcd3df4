"""Facts on balance: do splits and sites differ, and where are values missing together?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Axis = Literal["split", "site", "vendor"]


@dataclass(frozen=True, slots=True)
class GroupComparison:
    """
    One attribute compared over all splits, sites or vendors; one row a patient.

    p is that of chi-square, or of `n_draws` permutations where an expected count is below 5; q is
    p adjusted over the comparisons of the same axis (Benjamini-Hochberg).
    """

    axis: Axis
    attribute: str
    kind: str
    groups: tuple[tuple[str, int], ...]
    """Name and patients with a value or a known lack of it."""
    n_patients: int
    n_levels: int
    v: float
    """Cramér's V without its bias (Bergsma 2013)."""
    chi2: float
    df: int
    p: float
    q: float
    n_draws: int


@dataclass(frozen=True, slots=True)
class PairComparison:
    """One attribute in one split against the reference split, patients as the unit."""

    attribute: str
    kind: str
    reference: str
    other: str
    n_reference: int
    n_other: int
    smd: float | None
    """Standardised mean difference, other less reference; None for words or without spread."""
    ks: float | None
    """Largest distance of the cumulative distributions; None for words."""
    ks_p: float | None
    """Exact; None where n times m exceeds 10,000."""
    js: float
    """Jensen-Shannon divergence in bits, 0 to 1."""
    psi: float
    psi_critical: float
    """95th percentile of PSI if both splits came from one source."""
    n_bins: int


@dataclass(frozen=True, slots=True)
class MissingRate:
    """How often attributes are missing, group by group (vendors or classes)."""

    by: str
    """`vendor`, or the label."""
    keywords: tuple[str, ...]
    """Missing in the same patients."""
    groups: tuple[tuple[str, int, int], ...]
    """Name, patients without the value in any image, patients."""
    gap: float
    """Highest less lowest rate."""
    v: float
    p: float
    q: float
    n_draws: int


@dataclass(frozen=True, slots=True)
class MissingPattern:
    """A combination of attributes that are missing together (first ones named), and patients."""

    keywords: tuple[str, ...]
    n_patients: int


@dataclass(frozen=True, slots=True)
class MissingPair:
    """Two groups of attributes whose gaps go together."""

    first: tuple[str, ...]
    second: tuple[str, ...]
    n_both: int
    n_either: int
    phi: float


@dataclass(frozen=True, slots=True)
class MissingFlux:
    """How the gaps of one group of attributes lie to the values of others (van Buuren)."""

    keywords: tuple[str, ...]
    n_missing: int
    n_patients: int
    influx: float
    outflux: float


@dataclass(frozen=True, slots=True)
class LittleResult:
    """Little's test over numeric attributes: for information, never a judgement."""

    attributes: tuple[str, ...]
    n_patients: int
    n_patterns: int
    chi2: float
    df: int
    p: float


@dataclass(frozen=True, slots=True)
class RepresentationRatio:
    """Patients of each group against a declared reference population."""

    attribute: str
    groups: tuple[tuple[str, int, float, float], ...]
    """Name, patients, declared share, observed over declared share."""
    n_patients: int
    n_elsewhere: int
    """Patients of no declared group, left out of the shares."""
    w: float
    """Cohen's w: 0.1 small, 0.3 medium, 0.5 large."""


@dataclass(frozen=True, slots=True)
class Balance:
    """Splits, sites and missing values. Each part is empty where there is nothing to compare."""

    splits: tuple[str, ...] = ()
    n_in_two_splits: int = 0
    """Patients of two splits, left out here: the family `leakage` names them."""
    split_reason: str = ""
    """Why splits are not compared."""
    site_reason: str = ""
    comparisons: tuple[GroupComparison, ...] = ()
    pairs: tuple[PairComparison, ...] = ()
    missing: tuple[MissingRate, ...] = ()
    patterns: tuple[MissingPattern, ...] = ()
    n_patterns: int = 0
    n_pattern_patients: int = 0
    missing_pairs: tuple[MissingPair, ...] = ()
    flux: tuple[MissingFlux, ...] = ()
    little: LittleResult | None = None
    little_reason: str = ""
    representation: tuple[RepresentationRatio, ...] = field(default=())
