"""Rules of thumb for training sets; screening only, never a proof (statistics A1, A6)."""

from __future__ import annotations

INFORMATIVE_ABOVE = 10_000
"""Parameters above which the rule of 10 says nothing: deep networks are regularised."""


def rule_of_ten(n_parameters: int, multiplier: int = 10) -> int:
    """
    Training patients the rule asks for: ten for each trainable parameter.

    Source: Kohli, Summers & Geis 2017 (C-MIMI white paper), "a reasonable estimate".
    """
    return multiplier * n_parameters


def events_used(n: int, events: int) -> int:
    """The rarer of two outcomes is what limits a model: min(events, n - events)."""
    if not 0 <= events <= n:
        raise ValueError("events lie between 0 and n")
    return min(events, n - events)


def events_per_parameter(n: int, events: int, parameters: int) -> float:
    """
    Events for each candidate predictor parameter (EPV).

    Source: Peduzzi 1996, J Clin Epidemiol 49:1373 (10 or more); Riley 2019, Stat Med 38:1276
    advises against using it alone.
    """
    if parameters < 1:
        raise ValueError("a model has at least one parameter")
    return events_used(n, events) / parameters


def samples_per_dimension(n: int, dimension: int) -> float:
    """
    Patients of a class for each feature; five or more are asked for, and n - 1 below the
    dimension makes the covariance of the class singular.

    Source: Kalayeh & Landgrebe 1983, IEEE Trans Pattern Anal 5:664. No fixed multiple holds for
    every classifier (Fukunaga).
    """
    if dimension < 1:
        raise ValueError("a feature space has at least one dimension")
    return n / dimension


def required_by_dimension(dimension: int, multiplier: int = 5) -> int:
    """Training patients of each class that the rule of five for each feature asks for."""
    return multiplier * dimension


def is_singular(n: int, dimension: int) -> bool:
    """Whether so few patients of a class leave its covariance singular: n - 1 below d."""
    return n - 1 < dimension
