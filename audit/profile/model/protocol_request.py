"""What is measured of protocols, and not only judged: tolerances, limits, the user's files."""

from __future__ import annotations

from dataclasses import dataclass

Value = str | float


@dataclass(frozen=True, slots=True)
class Constraint:
    """What a reference protocol asks of one attribute; only what is given counts."""

    keyword: str
    values: tuple[Value, ...] = ()
    """The value, all values of a list in their order; of a TOKEN column its token."""
    tolerance: float = 0.0
    minimum: float | None = None
    maximum: float | None = None
    contains: tuple[str, ...] = ()
    """Each in one of the values, without regard to case."""
    contains_any: tuple[Value, ...] = ()
    asked: str = ""
    """The constraint in words, made safe."""


@dataclass(frozen=True, slots=True)
class ReferenceAcquisition:
    """One acquisition: what holds for all its series; each also has one of the sets of `series`."""

    name: str
    constraints: tuple[Constraint, ...]
    series: tuple[tuple[Constraint, ...], ...] = ()
    n_not_evaluated: int = 0


@dataclass(frozen=True, slots=True)
class ReferenceProtocol:
    """A user's protocol file."""

    name: str
    acquisitions: tuple[ReferenceAcquisition, ...]


@dataclass(frozen=True, slots=True)
class ProtocolRequest:
    """Limits of the policy and files of the user that decide what is measured."""

    min_series: int = 5
    min_majority: float = 0.5
    min_share: float = 0.1
    max_differences: int = 3
    tolerances: tuple[tuple[str, float], ...] = ()
    """Keyword and absolute tolerance, instead of those of the table."""
    similarity: float = 80.0
    reference: ReferenceProtocol | None = None
    procedure_map: frozenset[str] | None = None
    """Tokens of the StudyDescriptions that the user's map has a code for."""
