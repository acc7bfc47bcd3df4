"""Rows 16a to 16b.i of Table 2: normal and abnormal patients, by class."""

from __future__ import annotations

from dataclasses import replace

from audit.datasheet.answers import answered, shown
from audit.datasheet.declaration import DatasheetDeclaration
from audit.datasheet.row import Side, settle
from audit.datasheet.sections_use import Pathologies
from audit.datasheet.wording import join, out_of
from audit.profile.model import Profile
from audit.profile.model.classes import ClassCount, Classes, Convention
from audit.profile.model.documentation import Table2Row
from audit.units import amount

POINTS = 0.5
"""Percentage points; a declared share may be rounded to a whole one."""
LISTED = 12


def normals(profile: Profile, declaration: DatasheetDeclaration) -> Table2Row:
    """16a."""
    facts, said = profile.classes, declaration.normals
    name = said.normal_class or facts.normal_class
    rows = _normal_rows(facts, name)
    n, total = _over_splits(facts, rows)
    conflicts = []
    if name and facts.counts and not rows:
        conflicts.append("the declared normal class stands nowhere in the label table")
    if said.share_percent is not None and total:
        share = 100 * n / total
        if abs(share - said.share_percent) > POINTS:
            conflicts.append(
                f"{said.share_percent:g} % normal declared, {out_of(n, total, 'patient')} found"
            )
    return settle(
        "16a",
        said,
        Side(join(*(_say_normal(row) for row in rows)), bool(rows) and total > 0),
        enough=said.share_percent is not None and answered(said, "definition"),
        evidence=("label table",),
        advice="Give a label table, and declare which class means normal and what normal is.",
        conflicts=tuple(conflicts),
        agrees=said.share_percent is not None and total > 0,
    )


def _normal_rows(facts: Classes, name: str) -> list[ClassCount]:
    """The rows of the normal class in the first label that has it; [] where nothing is normal."""
    rows = [row for row in _by_class(facts, facts.counts) if name and row.name == name]
    return [row for row in rows if row.label == rows[0].label]


def _over_splits(facts: Classes, rows: list[ClassCount]) -> tuple[int, int]:
    """Normal and labelled patients, one in two splits counted once: sums over splits would not."""
    for row in _by_class(facts, facts.totals):
        if rows and (row.label, row.name) == (rows[0].label, rows[0].name):
            return row.n_patients, row.n_patients_total
    return sum(row.n_patients for row in rows), sum(row.n_patients_total for row in rows)


def _by_class(facts: Classes, rows: tuple[ClassCount, ...]) -> list[ClassCount]:
    """A column of 1, 0, -1 is one class, called as the column is: its positive patients."""
    columns = {label for label, how in facts.conventions if how == Convention.INDICATOR}
    return [
        replace(row, name=row.label) if row.label in columns else row
        for row in rows
        if row.label not in columns or row.name == "positive"
    ]


def _say_normal(row: ClassCount) -> str:
    split = f"{shown(row.split)}: " if row.split else ""
    interval = (
        f" (95 % interval {100 * row.share.low:.1f} to {100 * row.share.high:.1f} %)"
        if row.share
        else ""
    )
    return f"{split}{out_of(row.n_patients, row.n_patients_total, 'patient')} normal{interval}"


def abnormals(profile: Profile, declaration: DatasheetDeclaration) -> Table2Row:
    """16b. Labels count abnormal patients; only people can describe them."""
    facts, said = profile.classes, declaration.abnormals
    name = declaration.normals.normal_class or facts.normal_class
    rows = _normal_rows(facts, name)
    parts = [
        f"{shown(row.split) + ': ' if row.split else ''}"
        f"{out_of(row.n_patients_total - row.n_patients, row.n_patients_total, 'patient')} abnormal"
        for row in rows
    ]
    others = (
        {row.name for row in _by_class(facts, facts.counts) if row.name != name} if rows else set()
    )
    return settle(
        "16b",
        said,
        Side(join(*parts, amount(len(others), "abnormal class") if others else ""), False),
        enough=answered(said, "summary"),
        evidence=("label table",) if rows else (),
        advice="Describe the abnormal examinations, from subtle to severe.",
    )


def pathologies(profile: Profile, declaration: DatasheetDeclaration) -> Table2Row:
    """16b.i."""
    facts, said = profile.classes, declaration.pathologies
    sums = _count_classes(facts)
    told = [f"{shown(key[1])} in {n}" for key, n in sums.items()]
    more = len(told) - LISTED
    text = join(
        ", ".join(told[:LISTED])
        + (f" and {amount(more, 'other class')}" if more > 0 else "")
        + f" of {amount(facts.n_patients_labelled, 'labelled patient')}"
        if told
        else "",
    )
    return settle(
        "16b.i",
        said,
        Side(text, bool(sums) and facts.n_patients_labelled == facts.n_patients),
        enough=bool(said.classes) and all(one.n_patients is not None for one in said.classes),
        evidence=("label table",) if sums else (),
        advice="Give a label for every patient, and declare each class with its meaning and count.",
        conflicts=_compare_classes(sums, said, facts),
        agrees=bool(sums) and bool(said.classes),
    )


def _count_classes(facts: Classes) -> dict[tuple[str, str], int]:
    """Patients of each class of each label; one that stands in two splits counts once."""
    return {(row.label, row.name): row.n_patients for row in _by_class(facts, facts.totals)}


def _compare_classes(
    sums: dict[tuple[str, str], int], said: Pathologies, facts: Classes
) -> tuple[str, ...]:
    if not said.classes or not sums:
        return ()
    declared = {one.name for one in said.classes}
    conflicts = []
    for number, one in enumerate(said.classes, 1):
        found = _count_of(sums, one.name)
        if found is None or (found != one.n_patients and one.n_patients is not None):
            wanted = "" if one.n_patients is None else f" with {amount(one.n_patients, 'patient')}"
            have = "is not in the label table" if found is None else f"has {found} in the labels"
            conflicts.append(f"declared class {number}{wanted} {have}")
    extra = [key for key in sums if key[1] not in declared and key[1] != facts.normal_class]
    if extra:
        conflicts.append(f"{amount(len(extra), 'class')} of the label table are not declared")
    return tuple(conflicts)


def _count_of(sums: dict[tuple[str, str], int], name: str) -> int | None:
    """Patients of a class, of the first label that has it; None where no label has."""
    return next((n for (_, value), n in sums.items() if value == name), None)
