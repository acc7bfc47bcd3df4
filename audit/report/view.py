"""What a page is made of: tables, figures and facts as text, ready for any template."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

ROW_LIMIT = 500
"""Rows of one table in HTML and PDF; the rest is counted, and stands in `audit.json`."""
PRINTED = 40
"""Rows of one table on paper: two thirds of a page, and setting a row takes milliseconds."""
_NIL = re.compile(r"–|0|0 %|0 of .*|none|not known")
FOLD_FROM = 12
"""A longer table is folded on screen."""


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a column; `number` aligns it right, `unit` stands in the head."""

    name: str
    number: bool = False
    unit: str = ""
    code: bool = False
    """A DICOM keyword or a code, kept in one piece."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text. `n_rows` counts those of the data, also the ones that are not shown."""

    id: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    n_rows: int
    where_more: str = "audit.json"
    on_paper: int = PRINTED
    """Rows on paper."""
    skip_nil: bool = False
    """Whether a row in which nothing was found is left out on paper."""

    @property
    def n_more(self) -> int:
        """Rows that exist and are not shown."""
        return self.n_rows - len(self.rows)

    @property
    def printed(self) -> tuple[tuple[str, ...], ...]:
        """The rows that stand on paper."""
        return self._telling[: self.on_paper]

    @property
    def n_nil(self) -> int:
        """Rows of nothing that are left out on paper."""
        return len(self.rows) - len(self._telling)

    @property
    def _telling(self) -> tuple[tuple[str, ...], ...]:
        if not self.skip_nil:
            return self.rows
        places = [place for place, column in enumerate(self.columns) if column.number]
        return tuple(
            row for row in self.rows if not all(_NIL.fullmatch(row[place]) for place in places)
        )

    @property
    def folded(self) -> bool:
        """Whether the screen shows the table only when asked."""
        return len(self.rows) > FOLD_FROM


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture with its words: what it shows, how to read it, and its numbers."""

    id: str
    title: str
    caption: str
    alt: str
    svg: str
    table: Table | None
    printed: bool = False
    """Whether the numbers are on paper too: only where the picture does not carry them itself."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One measured thing in words: `Vendors`, `2, over 12 series`."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class FamilyPage:
    """One family. `empty` is the one line that stands in its place when nothing was measured."""

    family: str
    title: str
    empty: str = ""
    facts: tuple[Fact, ...] = ()
    figures: tuple[Figure, ...] = ()
    sentences: tuple[str, ...] = ()
    """What would have been a figure of one value."""
    tables: tuple[Table, ...] = ()


def make_table(
    id_: str,
    caption: str,
    columns: Iterable[Column],
    rows: Iterable[tuple[str, ...]],
    limit: int = ROW_LIMIT,
) -> Table:
    """Cut at `limit` rows and remember how many there are; raises ValueError on a ragged row."""
    head = tuple(columns)
    all_rows = tuple(rows)
    if any(len(row) != len(head) for row in all_rows):
        raise ValueError(f"table {id_}: a row has another number of cells than the head")
    return Table(id_, caption, head, all_rows[:limit], len(all_rows))


def for_paper(table: Table, rows: int = PRINTED, skip_nil: bool = False) -> Table:
    """The same table, shorter on paper: the page holds all of it."""
    return replace(table, on_paper=rows, skip_nil=skip_nil)


def drop_empty(tables: Iterable[Table]) -> tuple[Table, ...]:
    """The tables that have a row; an empty table tells a reader nothing."""
    return tuple(table for table in tables if table.rows)
