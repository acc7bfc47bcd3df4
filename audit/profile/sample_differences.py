"""Which drop between subgroups would go unseen, class by class (statistics A8)."""

from __future__ import annotations

from collections.abc import Iterator

from audit.profile.model.classes import Classes
from audit.profile.model.samples import Rule, RuleInput, SampleDeclaration, Subgroup, Subgroups
from audit.profile.sample_areas import level_input
from audit.profile.sample_classes import patients
from audit.profile.sample_training import state_of

_NAME = "drop in a subgroup that is seen"
_FORMULA = (
    "smallest d seen by the pooled z test at these sizes, two-sided, with the power asked for"
)
_SOURCE = "Fleiss, Levin & Paik 2003, chapter 4"


def difference_rules(
    found: Subgroups, classes: Classes, declared: SampleDeclaration
) -> Iterator[Rule]:
    """For each class of the test split and each attribute, the subgroup that hides most."""
    rows = [row for row in found.rows if _counts(row, classes, declared)]
    for key in dict.fromkeys((row.label, row.name, row.split, row.attribute) for row in rows):
        mine = [r for r in rows if (r.label, r.name, r.split, r.attribute) == key and r.n_patients]
        if len(mine) > 1:
            yield _rule(min(mine, key=lambda row: (-_size(row), row.n_patients)), found, declared)


def _counts(row: Subgroup, classes: Classes, declared: SampleDeclaration) -> bool:
    """Only levels that say something, of classes that a sensitivity is about, in the test."""
    interesting = row.name not in (declared.normal_class or "negative", "negative")
    in_test = row.split in classes.test_splits or not classes.splits
    return interesting and in_test and row.level not in ("not known", "several", "other")


def _size(row: Subgroup) -> float:
    return 2.0 if row.detectable_drop is None else row.detectable_drop


def _rule(worst: Subgroup, found: Subgroups, declared: SampleDeclaration) -> Rule:
    n, rest, drop = worst.n_patients, worst.n_rest, worst.detectable_drop
    where = f"{worst.attribute} {worst.level}" if worst.attribute != "site" else worst.level
    reason = f"{where}: {patients(n)} of {worst.name} against {rest} others of it"
    reason += (
        "; not even a drop to 0 would be seen" if drop is None else
        f"; a drop of less than {100 * drop:.0f} points from {found.sensitivity.value:g} "
        "would go unseen"
    )  # fmt: skip
    inputs: tuple[RuleInput, ...] = (
        found.sensitivity,
        RuleInput("patients", n, "measured"),
        RuleInput("rest of the class", rest, "measured"),
        level_input("alpha", declared),
        level_input("power", declared),
    )
    wanted = declared.drop
    state = "informative only" if wanted is None else state_of(drop is not None and drop <= wanted)
    if wanted is not None:
        inputs = (*inputs, RuleInput("drop that must be seen", wanted, "declared"))
    return Rule(
        _NAME, _FORMULA, state, reason, wanted, drop, _SOURCE, worst.label, worst.name,
        worst.split, "share", inputs,
    )  # fmt: skip
