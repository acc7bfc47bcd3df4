"""A declared learning curve, fitted: what more patients of the same kind are likely to bring."""

from __future__ import annotations

from dataclasses import dataclass

from audit.profile.model.sample_declaration import CurvePoint


@dataclass(frozen=True, slots=True)
class CurveAt:
    """The curve at one training size, with half-widths at the confidence asked for."""

    n_train: int
    score: float
    confidence_half_width: float
    """Of the mean curve."""
    prediction_half_width: float
    """Of one new point."""


@dataclass(frozen=True, slots=True)
class LearningCurve:
    """
    y(n) = (1 - a) - b n^c through declared scores (statistics A5).

    Source: Figueroa 2012, BMC Med Inform Decis Mak 12:8; Mukherjee 2003. Scores are what the user
    measured on a fixed test set; the program has not seen a model.
    """

    state: str
    """`fitted` or `refused`."""
    reason: str
    metric: str
    points: tuple[CurvePoint, ...]
    weights: str
    """Which weights were used, in words."""
    a: float | None = None
    b: float | None = None
    c: float | None = None
    asymptote_half_width: float | None = None
    warnings: tuple[str, ...] = ()
    now: CurveAt | None = None
    """At the training patients that the labels show; None where they show none."""
    at_horizon: CurveAt | None = None
    horizon_reason: str = ""
    """Why there is no number at the declared horizon."""
    target: float | None = None
    n_for_target: int | None = None
    target_reason: str = ""
    bootstrap: tuple[float, float] | None = None
    """Interval at the largest observed size by residual bootstrap, from eight points on."""
    confidence: float = 0.95
    """Of all intervals here."""
    band: tuple[CurveAt, ...] = ()
    """The curve from its first point to what may be said of it."""

    @property
    def asymptote(self) -> float | None:
        """1 - a: the score that ever more patients come near to."""
        return None if self.a is None else 1 - self.a
