"""Facts of the family `shortcuts`: what of a label the header gives away without a pixel."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from audit.profile.model.balance import Balance
from audit.profile.model.shared import Interval

Kind = Literal["provenance", "acquisition", "storage", "missing", "content"]
State = Literal["measured", "absent", "not assessable"]


@dataclass(frozen=True, slots=True)
class ShortcutOptions:
    """What a measurement of shortcuts needs to be told; the defaults are those of the policy."""

    min_patients: int = 10
    """Patients a class needs, and as many outside of it."""
    max_classes: int = 30
    """Classes of one label that are looked at one by one, the largest first."""
    covariates: tuple[str, ...] = ("PatientSex", "PatientAge")
    """DICOM keywords, or label columns, that may rightly go with the label."""
    n_permutations: int = 999
    reference_shares: tuple[tuple[str, tuple[tuple[str, float], ...]], ...] = ()
    """Attribute, and the share of each group in the population of the intended use."""


@dataclass(frozen=True, slots=True)
class HeaderField:
    """One attribute of patients that was looked at."""

    name: str
    """A DICOM keyword, a thing of ours (`file size`), or `missing KVP + 2` for gaps."""
    kind: Kind
    n_levels: int
    n_absent: int
    """Patients without a value; a level of its own."""
    n_several: int
    """Patients with several values (the commonest counts, or `several values` for provenance)."""
    alike: tuple[str, ...] = ()
    """Keywords with gaps in the same patients, for `missing`."""
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class SkippedField:
    """An attribute that is there and cannot be looked at, with the reason."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Target:
    """One class against the others in one split ("" for all patients)."""

    label: str
    name: str
    split: str
    n_with: int
    n_without: int
    reason: str = ""
    """Why it was not assessed; "" where it was."""


@dataclass(frozen=True, slots=True)
class Exclusive:
    """
    Levels of at least ten patients with one class only, where chance alone would do so in fewer
    than one of a hundred such levels; and the patients in them.
    """

    n_levels: int
    n_with: int
    """Patients of the class in levels where everybody is of the class."""
    n_without: int
    """Patients of the other classes in levels where nobody is of the class."""


@dataclass(frozen=True, slots=True)
class Conditional:
    """The association inside strata of covariates that may rightly go with the label."""

    covariates: tuple[str, ...]
    n_strata: int
    information: float
    """I(L; A | Z) in nats, less its Miller-Madow bias."""
    marginal: float
    """I(L; A) in nats, less its bias too."""
    p: float
    """Labels permuted within strata."""
    n_draws: int
    odds_ratio: float | None = None
    """Mantel-Haenszel's common odds ratio, for two levels, turned so that the next is 1 or more."""
    marginal_odds_ratio: float | None = None
    cmh_p: float | None = None


@dataclass(frozen=True, slots=True)
class Association:
    """
    One class and one header field; one row a patient.

    `auc` is that of out-of-fold prevalence by level (5 folds, seeded); 0.5 is chance, and values
    a little below are chance too. p comes from permuting labels over patients, q is p adjusted
    over all fields and classes of the label.
    """

    label: str
    name: str
    split: str
    field: str
    kind: Kind
    n_patients: int
    n_with: int
    n_levels: int
    v: float
    """Cramér's V without its bias."""
    u: float
    """Theil's U(label | field) less its Miller-Madow bias."""
    auc: float
    interval: Interval
    """DeLong, 95 %."""
    rank_auc: float | None
    """Of the number itself, whichever way it points; None for words."""
    p: float
    q: float
    n_draws: int
    exclusive: Exclusive
    conditional: Conditional | None = None


@dataclass(frozen=True, slots=True)
class ManyClasses:
    """All classes of a label at once, and one header field."""

    label: str
    field: str
    kind: Kind
    n_patients: int
    n_classes: int
    n_levels: int
    v: float
    u: float


@dataclass(frozen=True, slots=True)
class Ceiling:
    """What a model reaches that sees all acquisition attributes and no pixel."""

    label: str
    name: str
    split: str
    n_patients: int
    n_with: int
    n_fields: int
    auc: float
    interval: Interval
    n_available: int
    """Patients they were drawn from: at most 2,500 of each side are used."""


@dataclass(frozen=True, slots=True)
class LevelShare:
    """One level of a field: patients, and those of the class."""

    level: str
    n_patients: int
    n_with: int


@dataclass(frozen=True, slots=True)
class Strata:
    """The levels of a field that tells most of a class, largest first."""

    label: str
    name: str
    field: str
    n_patients: int
    n_with: int
    levels: tuple[LevelShare, ...]
    """Those of at least ten patients, 50 at most."""
    n_small: int
    """Further levels, and the patients in them."""
    n_small_patients: int
    n_matched: int
    """Patients left if in each level both sides are cut to the smaller one."""


@dataclass(frozen=True, slots=True)
class Shortcuts:
    """The family `shortcuts`. `state` is `absent` where no label table was given."""

    state: State
    reason: str
    n_patients: int
    """Patients with an image in the data."""
    fields: tuple[HeaderField, ...] = ()
    skipped: tuple[SkippedField, ...] = ()
    n_constant: int = 0
    """Attributes that are the same in all patients: no shortcut, and not listed."""
    targets: tuple[Target, ...] = ()
    n_classes_left_out: int = 0
    """Classes beyond the largest of their label that policy allows for."""
    associations: tuple[Association, ...] = ()
    """By label, class and split; the strongest first."""
    many_classes: tuple[ManyClasses, ...] = ()
    ceilings: tuple[Ceiling, ...] = ()
    strata: tuple[Strata, ...] = ()
    covariates: tuple[str, ...] = ()
    """Those that were measured and vary."""
    balance: Balance = field(default_factory=Balance)
