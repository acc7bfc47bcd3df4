"""Tables on what labels say: values of columns of 1, 0, -1, numbers, and how rare classes are."""

from __future__ import annotations

from collections.abc import Iterator

from audit.profile.model import Classes
from audit.profile.model.classes import ClassCount, Convention
from audit.report.view import Column, Table, for_paper, make_table
from audit.report.words import decimal, integer, label, share

VALUES = ("positive", "negative", "uncertain", "not mentioned")
_ON_PAPER = 15
"""Classes on paper; the page and audit.json hold more."""


def value_table(classes: Classes) -> Table:
    """One row a column of 1, 0, -1 and a split: patients by the strongest of what is said."""
    return make_table(
        "table-values",
        "What columns of 1, 0, -1 and blanks say, by patient",
        (
            Column("Label"),
            Column("Split"),
            *(Column(value.capitalize(), True) for value in VALUES),
            Column("of", True, "patients"),
            Column("Uncertain", True, "%"),
            Column("Not mentioned", True, "%"),
        ),
        (_value_row(rows) for rows in _grid(classes)),
    )


def _grid(classes: Classes) -> Iterator[list[ClassCount]]:
    columns = {one for one, how in classes.conventions if how == Convention.INDICATOR}
    for one in classes.labels:
        for split in classes.splits or ("",):
            rows = [row for row in classes.counts if row.label == one and row.split == split]
            if one in columns and rows:
                yield rows


def _value_row(rows: list[ClassCount]) -> tuple[str, ...]:
    found = {row.name: row.n_patients for row in rows}
    sizes = [found.get(value, 0) for value in VALUES]
    total = rows[0].n_patients_total
    return (
        label(rows[0].label),
        label(rows[0].split) or "–",
        *(integer(n) for n in sizes),
        integer(total),
        *(share(n, total).removesuffix(" %") for n in sizes[2:]),
    )


def number_table(classes: Classes) -> Table:
    """Labels that are numbers, one number a patient."""
    return make_table(
        "table-numbers",
        "Labels that are numbers, over patients (each by the median of its numbers)",
        (
            Column("Label"),
            Column("Split"),
            Column("Patients", True),
            Column("Numbers", True),
            Column("Least", True),
            Column("25 %", True),
            Column("Median", True),
            Column("75 %", True),
            Column("Most", True),
        ),
        (
            (
                label(one.label),
                label(one.split) or "–",
                integer(one.values.n),
                integer(one.n_numbers),
                *(
                    decimal(value)
                    for value in (
                        one.values.minimum,
                        one.values.p25,
                        one.values.median,
                        one.values.p75,
                        one.values.maximum,
                    )
                ),
            )
            for one in classes.numbers
        ),
    )


def rarity_table(classes: Classes) -> Table:
    """How rare each class is beside the most frequent of its label."""
    made = make_table(
        "table-rarity",
        "Rarity of classes over patients",
        (
            Column("Label"),
            Column("Split"),
            Column("Class"),
            Column("Patients", True),
            Column("Times rarer than the largest", True),
            Column("Mean of the label", True),
        ),
        (
            (
                label(one.label),
                label(one.split) or "–",
                label(name),
                integer(n),
                "no patient" if ratio is None else decimal(ratio),
                decimal(one.mean_ir),
            )
            for one in classes.multi_label
            for name, n, ratio in one.classes
        ),
    )
    return for_paper(made, _ON_PAPER)
