"""What the records of every family are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from audit.profile.model.withheld import HIDDEN

Level = Literal["patient", "study", "series", "instance", "item"]


@dataclass(frozen=True, slots=True)
class Subjects:
    """
    Who a fact is about: the numbers of patients, studies, series or instances.

    `numbers[i]` is the subject's own number in the fixed order of items (1-based), `items[i]`
    the number of its first item, which leads to a path through `inventory.parquet`.
    """

    level: Level = "instance"
    numbers: tuple[int, ...] = ()
    items: tuple[int, ...] = ()
    weight: int = 0
    """Instances in all, where a subject is a row that stands for more than one."""
    hidden: bool = False
    """How many, and who, is withheld from a shareable report: nothing of it is here."""

    @property
    def count(self) -> int:
        """How many; `HIDDEN` where that is withheld."""
        return HIDDEN if self.hidden else len(self.numbers)

    def __bool__(self) -> bool:
        return self.hidden or bool(self.numbers)

    @property
    def n_instances(self) -> int:
        """How many instances the subjects are, if they are rows of the table."""
        return self.weight or len(self.numbers)

    def __len__(self) -> int:
        return len(self.numbers)

    def examples(self, limit: int = 10) -> tuple[str, ...]:
        """The first few subjects as a reader sees them: `series 12`."""
        return tuple(f"{self.level} {number}" for number in self.numbers[:limit])


NO_ITEM, NO_SERIES, NO_INSTANCE = Subjects("item"), Subjects("series"), Subjects("instance")
"""Nobody, at each level."""
NOBODY = Subjects("patient")


@dataclass(frozen=True, slots=True)
class Counts:
    """
    How often each value stands, most frequent first, ties by name.

    `total` is the number of `unit`s looked at; `absent` those without a value. A unit may carry
    several values, so the counts may add up to more than `total - absent`.
    """

    unit: str
    total: int
    counts: tuple[tuple[str, int], ...] = ()
    absent: int = 0

    def commonest(self) -> tuple[str, int]:
        """The most frequent value and its count; raises IndexError where there is none."""
        return self.counts[0]

    @property
    def present(self) -> int:
        """Units that carry a value."""
        return self.total - self.absent


@dataclass(frozen=True, slots=True)
class Interval:
    """A confidence interval; `level` 0.95 unless said otherwise."""

    low: float
    high: float
    level: float = 0.95

    @property
    def half_width(self) -> float:
        """Half of the distance between the ends."""
        return (self.high - self.low) / 2


@dataclass(frozen=True, slots=True)
class Spread:
    """Min, 5th, 50th and 95th percentile and max of `n` numbers, and their unit of measure."""

    n: int
    minimum: float
    p05: float
    median: float
    p95: float
    maximum: float
