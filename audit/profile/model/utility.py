"""Facts of the family `utility`: what can still be computed from the headers, and what broke it."""

from __future__ import annotations

from dataclasses import dataclass

from audit.profile.model.shared import NO_SERIES, Subjects


@dataclass(frozen=True, slots=True)
class Gap:
    """A need of a task that series do not meet. A series may have several gaps."""

    keyword: str
    """The attribute that is named: the first of those that would do."""
    others: tuple[str, ...]
    """What would do as well, keywords and private tags: absent too."""
    series: Subjects
    states: tuple[tuple[str, int], ...]
    """
    Series by the state of the attribute in them: absent, empty, placeholder, invalid; `another
    value` where it has one with which the task cannot be done.
    """
    source: str

    @property
    def is_of_value(self) -> bool:
        """Whether the attribute is there, with a value with which the task cannot be done."""
        return tuple(word for word, _ in self.states) == ("another value",)


@dataclass(frozen=True, slots=True)
class Task:
    """One use of the images, and the series it is about."""

    task: str
    title: str
    words: str
    """Which series it is about."""
    n_series: int
    """Series it is about of which is known whether it can be done."""
    n_unknown: int
    """Series it is about, behind a fault or in a table without the columns."""
    broken: Subjects = NO_SERIES
    gaps: tuple[Gap, ...] = ()
    n_deidentified: int = 0
    """Of the broken ones, those that say that identity was removed."""

    @property
    def n_possible(self) -> int:
        """Series for which the header still holds all that the task needs."""
        return self.n_series - len(self.broken)


@dataclass(frozen=True, slots=True)
class Utility:
    """All tasks in the order of `audit/data/utility_tasks.tsv`, also those about no series."""

    tasks: tuple[Task, ...] = ()

    def find(self, task: str) -> Task | None:
        """The task of this key."""
        return next((one for one in self.tasks if one.task == task), None)
