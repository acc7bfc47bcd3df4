"""Tables of the section on shortcuts, beside its figures."""

from __future__ import annotations

from collections.abc import Iterable

from audit.checks.shortcut_grades import balanced_levels, grade, lead
from audit.policy import ShortcutsPolicy
from audit.profile.model import Shortcuts
from audit.profile.model.shortcuts import Association, Ceiling, Strata
from audit.report.figures.shortcuts import kind_word, probability
from audit.report.view import Column, Table, make_table
from audit.report.words import decimal, integer, label, of, prose

MANY = 15


def class_table(shortcuts: Shortcuts, policy: ShortcutsPolicy) -> Table:
    """One row a class: its strongest field, and all fields together."""
    ceilings = {(c.label, c.name): c for c in shortcuts.ceilings if not c.split}
    found: dict[tuple[str, str], list[Association]] = {}
    for one in acquisition(shortcuts.associations, ""):
        found.setdefault((one.label, one.name), []).append(one)
    best = {key: lead(members) for key, members in found.items()}
    return make_table(
        "table-shortcut-classes",
        "Each class: its strongest header field, and all fields together",
        (
            Column("Label"),
            Column("Class"),
            Column("Patients", True),
            Column("Strongest field", code=True),
            Column("AUC", True),
            Column("95 % interval", True),
            Column("V", True),
            Column("q", True),
            Column("Risk"),
            Column("All fields", True, "AUC"),
            Column("95 % interval", True),
        ),
        (_class_row(one, ceilings.get(key), policy) for key, one in best.items()),
    )


def _class_row(
    one: Association, ceiling: Ceiling | None, policy: ShortcutsPolicy
) -> tuple[str, ...]:
    together = ("–", "–")
    if ceiling is not None:
        bounds = ceiling.interval
        together = (f"{ceiling.auc:.3f}", f"{bounds.low:.3f} to {bounds.high:.3f}")
    return (
        label(one.label),
        label(one.name),
        of(one.n_with, one.n_patients),
        label(one.field),
        f"{one.auc:.3f}",
        f"{one.interval.low:.3f} to {one.interval.high:.3f}",
        f"{one.v:.2f}",
        probability(one.q),
        grade(one, policy) or "–",
        *together,
    )


def acquisition(found: Iterable[Association], split: str) -> list[Association]:
    """Without what was imaged, which may be the label itself."""
    return [one for one in found if one.split == split and one.kind != "content"]


def conditional_table(shortcuts: Shortcuts) -> Table:
    """The association in all patients beside that among patients alike in the covariates."""
    rows = [one for one in shortcuts.associations if one.conditional and not one.split]
    with_odds = any(one.conditional and one.conditional.odds_ratio is not None for one in rows)
    odds = (Column("Odds ratio", True, "all"), Column("Odds ratio", True, "within groups"),
            Column("p", True, "of the latter"))  # fmt: skip
    names = " and ".join(shortcuts.covariates)
    return make_table(
        "table-conditional",
        f"Does it hold among patients alike in {names}?" if names else "Within groups",
        (
            Column("Class"),
            Column("Header field", code=True),
            Column("Patients", True),
            Column("Groups", True),
            Column("Information", True, "all, nats"),
            Column("Information", True, "within groups, nats"),
            Column("p", True, "within groups"),
            *(odds if with_odds else ()),
        ),
        (_conditional_row(one, with_odds) for one in rows),
    )


def _conditional_row(one: Association, with_odds: bool) -> tuple[str, ...]:
    inside = one.conditional
    if inside is None:
        raise ValueError("not looked at within groups")
    p = "–" if inside.cmh_p is None else probability(inside.cmh_p)
    odds = (decimal(inside.marginal_odds_ratio), decimal(inside.odds_ratio), p)
    return (
        label(one.name),
        label(one.field),
        integer(one.n_patients),
        integer(inside.n_strata),
        f"{inside.marginal:.3f}",
        f"{inside.information:.3f}",
        probability(inside.p),
        *(odds if with_odds else ()),
    )


def balance_table(strata: Iterable[Strata], policy: ShortcutsPolicy) -> Table:
    """How many patients remain where the label is balanced, and after matching."""
    return make_table(
        "table-balanced",
        "Patients that remain where the class is balanced",
        (
            Column("Class"),
            Column("Header field", code=True),
            Column("Patients", True),
            Column("Balanced values", True),
            Column("Patients in them", True),
            Column("Left after matching", True, "one to one in each value"),
        ),
        (_balanced_row(one, policy) for one in strata),
    )


def _balanced_row(one: Strata, policy: ShortcutsPolicy) -> tuple[str, ...]:
    levels = balanced_levels(one, policy)
    return (
        label(one.name),
        label(one.field),
        integer(one.n_patients),
        integer(len(levels)),
        of(sum(level.n_patients for level in levels), one.n_patients),
        of(one.n_matched, one.n_patients),
    )


def many_table(shortcuts: Shortcuts) -> Table:
    """V and U over all classes of a label at once."""
    return make_table(
        "table-many-classes",
        "All classes of a label at once",
        (
            Column("Label"),
            Column("Header field", code=True),
            Column("Kind"),
            Column("Patients", True),
            Column("Classes", True),
            Column("Values", True),
            Column("V", True, "0 to 1"),
            Column("U", True, "0 to 1"),
        ),
        (
            (
                label(one.label), label(one.field), kind_word(one.kind), integer(one.n_patients),
                integer(one.n_classes), integer(one.n_levels), f"{one.v:.2f}", f"{one.u:.2f}",
            )
            for one in shortcuts.many_classes
        ),
    )  # fmt: skip


def split_table(shortcuts: Shortcuts, policy: ShortcutsPolicy) -> Table:
    """The strongest fields of each class within the test splits alone."""
    held: dict[tuple[str, str], int] = {}
    rows = []
    for one in acquisition(shortcuts.associations, "test"):
        held[one.label, one.name] = held.get((one.label, one.name), 0) + 1
        if held[one.label, one.name] <= 3:
            rows.append(_class_row(one, None, policy)[:-2])
    return make_table(
        "table-shortcuts-test",
        "The same within the test split alone",
        (
            Column("Label"),
            Column("Class"),
            Column("Patients", True),
            Column("Header field", code=True),
            Column("AUC", True),
            Column("95 % interval", True),
            Column("V", True),
            Column("q", True),
            Column("Risk"),
        ),
        rows,
    )


def left_out_table(shortcuts: Shortcuts) -> Table:
    """Classes and fields that could not be looked at, with the reason."""
    classes = [
        (
            f"class {label(one.name)} of {label(one.label)}"
            + (f", split {label(one.split)}" if one.split else ""),
            f"{prose(one.reason)}: {integer(one.n_with)} with, {integer(one.n_without)} without",
        )
        for one in shortcuts.targets
        if one.reason
    ]
    fields = [(f"field {label(one.name)}", prose(one.reason)) for one in shortcuts.skipped]
    return make_table(
        "table-shortcuts-left-out",
        "Not assessed here",
        (Column("What"), Column("Why")),
        (*classes, *fields),
    )
