"""Rows of the family `samples` as its checks ask for them, and the findings made of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from audit.checks.model import Finding, NotAssessed, need
from audit.checks.wording import SHOWN, some, subject
from audit.profile.model import Profile, Samples
from audit.profile.model.samples import Precision, Rule, Subgroup
from audit.units import amount

RILEY = "Riley's criteria"
GENERAL = (
    "test set: 100 events",
    "rule of 10",
    "events per variable",
    "samples per dimension",
    RILEY,
)
"""Rules that no declared target of precision stands behind."""
UNNAMED = ("several", "not known", "other")
"""Levels of a subgroup that name nobody's."""
Row = TypeVar("Row", Precision, Subgroup)


def in_test(profile: Profile, rows: tuple[Row, ...]) -> list[Row]:
    """Those of the test splits; all where there are no splits."""
    classes = profile.classes
    need(
        classes.test_splits or not classes.splits,
        "there are splits, and none has a name that begins with test",
    )
    return [row for row in rows if row.split in classes.test_splits or not classes.splits]


def name_subgroups(few: list[Subgroup], total: int) -> str:
    """
    `, 12 of 40 have none: ill / F (4)`: the small ones by name, those without a patient by number.

    Up to ten of these are named too: many classes make hundreds, which are no news one by one.
    """
    empty = [row for row in few if row.n_patients == 0]
    named = few if len(empty) <= SHOWN else [row for row in few if row.n_patients]
    none = f", {len(empty)} of {total} have none" if len(named) < len(few) else ""
    shown = some([f"{row.name} / {row.level} ({row.n_patients})" for row in named])
    return f"{none}: {shown}" if shown else none


def unmet(judged: list[Rule]) -> Iterator[Finding]:
    """One finding a rule: all its classes, with the first ten named."""
    for name in dict.fromkeys(rule.name for rule in judged):
        mine = [rule for rule in judged if rule.name == name]
        failing = [rule for rule in mine if rule.state == "does not meet"]
        if failing:
            shown = some([f"{_about(rule)} ({_amount(rule)})" for rule in failing])
            message = f"{name}: {len(failing)} of {len(mine)} do not meet it: {shown}"
            yield Finding(message, len(failing), len(mine), "class", name)


def _about(rule: Rule) -> str:
    """The class, and the subgroup where the rule is about one."""
    where = f", {rule.reason.split(':', 1)[0]}" if rule.unit == "share" else ""
    return f"{rule.name_of_class or 'all'}{where}"


def _amount(rule: Rule) -> str:
    both = [f"{v:.4g}" if v is not None else "none" for v in (rule.measured, rule.required)]
    return f"{both[0]}, asked for {both[1]}"


def measured(profile: Profile) -> Samples:
    """Raises NotAssessed where no labelled patient was counted."""
    need(profile.samples.state == "measured", profile.samples.reason)
    return profile.samples


def tested(profile: Profile) -> tuple[Precision, ...]:
    """Classes of the test splits; all where there are no splits."""
    return tuple(in_test(profile, measured(profile).precision))


def groups(rows: tuple[Precision, ...]) -> Iterator[tuple[str, str, list[Precision]]]:
    """Classes that have a patient, by label and split."""
    for label, split in dict.fromkeys((row.label, row.split) for row in rows):
        members = [row for row in rows if (row.label, row.split) == (label, split)]
        yield label, split, [row for row in members if row.n_patients]


def under(
    rows: tuple[Precision, ...], small: Callable[[Precision], bool], limit: int
) -> Iterator[Finding]:
    """One finding a label and split for the classes that are small."""
    for label, split, members in groups(rows):
        few = [row for row in members if small(row)]
        if few:
            where = subject(label, split)
            shown = some([f"{row.name} ({row.n_patients})" for row in few])
            message = (
                f"{where}: {len(few)} of {len(members)} classes have fewer than "
                f"{amount(limit, 'patient')}: "
                f"{shown}"
            )
            yield Finding(message, len(few), len(members), "class", where)


def rules(profile: Profile, name: str) -> list[Rule]:
    """The rules of this name; raises NotAssessed where none of them says yes or no."""
    named = [rule for rule in measured(profile).rules if rule.name == name]
    judged = [rule for rule in named if rule.state in ("meets", "does not meet")]
    if not judged:
        reason = named[0].reason if named else "no label to apply the rule to"
        raise NotAssessed(reason)
    return judged
