"""SampleDeclaration: what only a person can say of the model and the target."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """One line of a learning curve: mean score of models trained on `n_train` patients."""

    n_train: int
    score: float
    sd: float | None = None
    """Standard deviation of the score over `repeats` trainings."""
    repeats: int | None = None


@dataclass(frozen=True, slots=True)
class LesionRow:
    """Lesions of one patient."""

    split: str
    n_lesions: int


@dataclass(frozen=True, slots=True)
class Levels:
    """How sure a number must be; the defaults are usual ones, and the policy may set others."""

    confidence: float = 0.95
    """Of every interval and bound; the Riley criteria keep 1.96, as their authors print it."""
    power: float = 0.80
    """With which a difference is seen."""
    alpha: float = 0.05
    """Two-sided, of the test behind a power."""

    def origin(self, name: str) -> str:
        """`default`, or `policy` where the value is another; for the inputs of a rule."""
        return "default" if getattr(self, name) == getattr(Levels(), name) else "policy"


USUAL_LEVELS = Levels()


@dataclass(frozen=True, slots=True)
class SampleDeclaration:
    """What was declared; None, "" or () where nobody said it. Raises ValueError for nonsense."""

    n_parameters: int | None = None
    """Trainable parameters of the model."""
    n_predictors: int | None = None
    """Candidate predictor parameters of a low-dimensional model."""
    feature_dimension: int | None = None
    """Features of a classifier that models each class as a Gaussian."""
    icc: float | None = None
    """Correlation of the outcome within a patient, 0 to 1."""
    normal_class: str = ""
    outcome: str = ""
    """`binary` (also where nothing is said), `survival` or `continuous`."""
    r2: float | None = None
    """Anticipated R2: Cox-Snell, for a continuous outcome adjusted."""
    c_statistic: float | None = None
    event_rate: float | None = None
    """Events a person and year."""
    mean_follow_up: float | None = None
    """Years."""
    time_point: float | None = None
    """Years at which a risk is predicted."""
    outcome_mean: float | None = None
    outcome_sd: float | None = None
    prevalence: float | None = None
    """Of the one class of interest where the model will be used."""
    class_prevalence: tuple[tuple[str, float], ...] = ()
    """The same for classes by name."""
    sensitivity: float | None = None
    specificity: float | None = None
    auc: float | None = None
    reference_auc: float | None = None
    """An AUC that shall be beaten; 0.5 where nothing is said."""
    half_width: float | None = None
    """Wanted, of sensitivity, specificity and AUC."""
    drop: float | None = None
    """Difference between subgroups that must be seen."""
    oe_width: float | None = None
    """Wanted full width of the interval of observed/expected."""
    min_cases: int | None = None
    """Patients of each class that a test set must hold."""
    dice_sd: float | None = None
    dice_half_width: float | None = None
    false_positives: float | None = None
    """Expected, a scan."""
    target_score: float | None = None
    horizon: int | None = None
    """Training patients that could be reached."""
    curve: tuple[CurvePoint, ...] = ()
    curve_metric: str = ""
    lesions: tuple[LesionRow, ...] = ()
    levels: Levels = USUAL_LEVELS
    """From the policy, not from the datasheet."""

    def __post_init__(self) -> None:
        whole = ("n_parameters", "n_predictors", "feature_dimension", "min_cases", "horizon")
        for name in whole:
            value = getattr(self, name)
            if value is not None and value < 1:
                raise ValueError(f"{name} is at least 1")
        for name in ("icc", "prevalence", "sensitivity", "specificity", "auc", "target_score"):
            value = getattr(self, name)
            if value is not None and not 0 <= value <= 1:
                raise ValueError(f"{name} lies between 0 and 1")

    def says(self, name: str) -> bool:
        """Whether anything was declared under this name; KeyError where there is no such."""
        default = {field.name: field.default for field in fields(self)}[name]
        return bool(getattr(self, name) != default)
