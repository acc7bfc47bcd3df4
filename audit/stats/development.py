"""Patients to develop a prediction model: Riley's criteria for three kinds of outcome (A2)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, exp, log, sqrt

from scipy.special import stdtrit

Z = 1.96
"""Literally, as the published criteria have it."""
SHRINKAGE = 0.9
OPTIMISM = 0.05
"""Allowed difference between apparent and adjusted R2 (Nagelkerke's, for events)."""
MARGIN = 0.05
"""Half-width of the overall risk."""
RATIO = 1.1
"""Upper bound of the mean outcome over the mean outcome."""


@dataclass(frozen=True, slots=True)
class Development:
    """What each criterion asks for, in patients, rounded up; the largest decides."""

    criteria: tuple[int, ...]
    n_required: int
    max_r2: float | None
    """Largest Cox-Snell R2 that this prevalence or rate allows; None for a continuous outcome."""
    shrinkage_2: float | None
    """Shrinkage that the second criterion asks for; None for a continuous outcome."""
    events: int | None
    events_per_parameter: float | None


@dataclass(frozen=True, slots=True)
class Survival:
    """The same for a time to an event, with the precision of its overall risk."""

    base: Development
    person_time: float
    risk: float
    """Cumulative incidence at the time of interest, 1 - exp(-rate t)."""
    risk_low: float
    risk_high: float


def max_cox_snell(prevalence: float) -> float:
    """The largest Cox-Snell R2 of a binary outcome, 1 - exp(2 (f ln f + (1-f) ln(1-f)))."""
    _check_share(prevalence)
    return 1 - exp(2 * (prevalence * log(prevalence) + (1 - prevalence) * log(1 - prevalence)))


def riley_binary(
    r2: float,
    parameters: int,
    prevalence: float,
    shrinkage: float = SHRINKAGE,
    margin: float = MARGIN,
) -> Development:
    """
    Patients for a model of a binary outcome with this Cox-Snell R2 (`r2`).

    Criteria: shrinkage, optimism in Nagelkerke's R2, overall risk. Source: Riley et al. 2019,
    Stat Med 38:1276; Riley et al. 2020, BMJ 368:m441. Raises ValueError where R2 is not below
    the shrinkage or above its maximum.
    """
    largest = max_cox_snell(prevalence)
    first, second, needed = _two_criteria(r2, parameters, largest, shrinkage)
    third = ceil((Z / margin) ** 2 * prevalence * (1 - prevalence))
    n = max(first, second, third)
    events = n * prevalence
    return Development(
        (first, second, third), n, largest, needed, ceil(events), events / parameters
    )


def riley_survival(
    r2: float,
    parameters: int,
    rate: float,
    time: float,
    follow_up: float,
    shrinkage: float = SHRINKAGE,
) -> Survival:
    """
    Patients for a model of a time to an event; `rate` a person and year, times in years.

    The largest R2 comes from the null likelihood of events at rate x mean follow-up, in 10 000
    people with events rounded up. Source: Riley et al. 2019, Stat Med 38:1276.
    """
    if min(rate, time, follow_up) <= 0:
        raise ValueError("rate, time and follow-up are above 0")
    people = 10_000
    share = ceil(people * rate * follow_up) / people
    largest = 1 - exp(2 * (share * log(share) - share))
    first, second, needed = _two_criteria(r2, parameters, largest, shrinkage)
    n = max(first, second)
    person_time = n * follow_up
    events = rate * person_time
    half = Z * sqrt(rate / person_time)
    base = Development((first, second), n, largest, needed, ceil(events), events / parameters)
    low, high = (1 - exp(-(rate + side) * time) for side in (-half, half))
    return Survival(base, person_time, 1 - exp(-rate * time), low, high)


def riley_continuous(
    r2: float,
    parameters: int,
    mean: float,
    deviation: float,
    shrinkage: float = SHRINKAGE,
) -> Development:
    """
    Patients for a model of a continuous outcome with this adjusted R2 (`r2`).

    Criteria: shrinkage, optimism, residual deviation (234 + p), mean outcome; the last is the
    smallest n from the largest of the others on. Source: Riley et al. 2019, Stat Med 38:1262.
    """
    if not 0 < r2 < 1 or mean <= 0 or deviation <= 0:
        raise ValueError("R2 lies between 0 and 1; mean and deviation are above 0")
    _check_parameters(parameters)
    p = parameters

    def shrinks_enough(n: int) -> bool:
        apparent = (r2 * (n - p - 1) + p) / (n - 1)
        return apparent < 1 and 1 + (p - 2) / (n * log(1 - apparent)) >= shrinkage

    def mean_is_known(n: int) -> bool:
        t = float(stdtrit(n - p - 1, 0.975))
        return (mean + t * sqrt(deviation**2 * (1 - r2) / n)) / mean <= RATIO

    first = _smallest(shrinks_enough, p + 2)
    second, third = ceil(1 + p * (1 - r2) / OPTIMISM), 234 + p
    fourth = _smallest(mean_is_known, max(first, second, third))
    return Development((first, second, third, fourth), fourth, None, None, None, None)


def _two_criteria(
    r2: float, parameters: int, largest: float, shrinkage: float
) -> tuple[int, int, float]:
    """Shrinkage and optimism in patients, and the shrinkage that the second asks for."""
    _check_parameters(parameters)
    if not 0 < r2 <= largest:
        raise ValueError(f"R2 lies above 0 and at most at {largest:.4f}, its largest value here")
    if r2 >= shrinkage:
        raise ValueError("R2 is not below the shrinkage that is asked for")
    needed = r2 / (r2 + OPTIMISM * largest)
    sizes = (parameters / ((s - 1) * log(1 - r2 / s)) for s in (shrinkage, needed))
    first, second = (ceil(size) for size in sizes)
    return first, second, needed


def _smallest(enough: Callable[[int], bool], start: int) -> int:
    """The smallest n from `start` on, for a condition that holds from some n on for good."""
    if enough(start):
        return start
    low, high = start, start * 2
    while not enough(high):
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def _check_share(prevalence: float) -> None:
    if not 0 < prevalence < 1:
        raise ValueError("prevalence lies between 0 and 1")


def _check_parameters(parameters: int) -> None:
    if parameters < 1:
        raise ValueError("a model has at least one parameter")
