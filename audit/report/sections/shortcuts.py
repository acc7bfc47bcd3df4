"""Shortcuts: could a model tell the label from the header alone?"""

from __future__ import annotations

from collections import Counter

from audit.checks.shortcut_grades import balanced_levels, grade, lead
from audit.policy import Policy, ShortcutsPolicy
from audit.profile.model import Profile, Shortcuts
from audit.profile.model.shortcuts import Association, Ceiling, Strata
from audit.report.figures.shortcuts import (
    forest_figure,
    forest_table,
    kind_word,
    level_figure,
    level_table,
    probability,
)
from audit.report.sections.shortcut_tables import (
    acquisition,
    balance_table,
    class_table,
    conditional_table,
    left_out_table,
    many_table,
    split_table,
)
from audit.report.view import Fact, FamilyPage, Figure, Table, drop_empty
from audit.report.words import integer, label, number_of, of, prose, share

TITLE = "Shortcuts: what the header gives away"
DRAWN = 3
"""Labels that get a forest of their own."""


def shortcuts_page(profile: Profile, policy: Policy) -> FamilyPage:
    """The strongest class of each label in full, the others in a table."""
    shortcuts, limits = profile.shortcuts, policy.shortcuts
    if shortcuts.state == "absent":
        return FamilyPage("shortcuts", TITLE, f"Not measured: {prose(shortcuts.reason)}.")
    if shortcuts.state != "measured" or not shortcuts.associations:
        reason = prose(shortcuts.reason) or "no header field varies over patients"
        return FamilyPage(
            "shortcuts", TITLE,
            sentences=(f"Not assessable: {reason}. Nothing is said here about whether a model "
                       "could cheat.",),
            facts=_facts(shortcuts),
            tables=drop_empty((left_out_table(shortcuts),)),
        )  # fmt: skip
    chosen = _strongest(shortcuts)[:DRAWN]
    figures, alone = _draw(shortcuts, limits, chosen)
    return FamilyPage(
        "shortcuts",
        TITLE,
        facts=_facts(shortcuts),
        figures=tuple(figures),
        sentences=tuple(s for one in chosen for s in _sentences(shortcuts, one, limits)),
        tables=drop_empty(
            (
                *alone,
                class_table(shortcuts, limits),
                conditional_table(shortcuts),
                balance_table(shortcuts.strata, limits),
                split_table(shortcuts, limits),
                many_table(shortcuts),
                left_out_table(shortcuts),
            )
        ),
    )


def _strongest(shortcuts: Shortcuts) -> list[Association]:
    """Of each label the field that tells most of a class, or what was imaged where no other."""
    found = acquisition(shortcuts.associations, "") or list(shortcuts.associations)
    of_label: dict[str, list[Association]] = {}
    for one in found:
        of_label.setdefault(one.label, []).append(one)
    return sorted(map(lead, of_label.values()), key=lambda one: -round(one.auc, 9))


def _draw(
    shortcuts: Shortcuts, limits: ShortcutsPolicy, chosen: list[Association]
) -> tuple[list[Figure], list[Table]]:
    """A forest and the values of the strongest field; tables where there is nothing to draw."""
    figures: list[Figure] = []
    tables: list[Table] = []
    for number, top in enumerate(chosen, 1):
        mine = [one for one in shortcuts.associations if _same(one, top)]
        forest = forest_figure(mine, _ceiling(shortcuts, top), limits, number)
        strata = _strata(shortcuts, top)
        levels = level_figure(strata, limits, number) if strata else None
        figures += [one for one in (forest, levels) if one]
        tables += [] if forest else [forest_table(mine, limits, number)]
        tables += [level_table(strata, limits, number)] if strata and not levels else []
    return figures, tables


def _same(one: Association | Ceiling, top: Association) -> bool:
    return (one.label, one.name, one.split) == (top.label, top.name, top.split)


def _ceiling(shortcuts: Shortcuts, top: Association) -> Ceiling | None:
    return next((one for one in shortcuts.ceilings if _same(one, top)), None)


def _strata(shortcuts: Shortcuts, top: Association) -> Strata | None:
    mine = [one for one in shortcuts.strata if (one.label, one.name) == (top.label, top.name)]
    return next((one for one in mine if one.field == top.field), mine[0] if mine else None)


def _facts(shortcuts: Shortcuts) -> tuple[Fact, ...]:
    assessed = [one for one in shortcuts.targets if not one.reason and not one.split]
    asked = [one for one in shortcuts.targets if not one.split]
    kinds = Counter(kind_word(one.kind) for one in shortcuts.fields)
    words = ", ".join(f"{word} {integer(n)}" for word, n in sorted(kinds.items()))
    left = shortcuts.n_classes_left_out
    more = f"; {number_of(left, 'smaller class')} not looked at" if left else ""
    return (
        Fact("Patients with an image", integer(shortcuts.n_patients)),
        Fact("Header fields that vary", f"{integer(len(shortcuts.fields))} ({words})"
             if shortcuts.fields else "none"),
        Fact("The same in all patients", number_of(shortcuts.n_constant, "field")),
        Fact("Classes assessed", of(len(assessed), len(asked)) + more),
        Fact("May rightly go with the label", ", ".join(map(label, shortcuts.covariates)) or
             "nothing that varies"),
    )  # fmt: skip


def _sentences(shortcuts: Shortcuts, top: Association, limits: ShortcutsPolicy) -> tuple[str, ...]:
    mark = grade(top, limits)
    risk = f"a {mark} risk" if mark else "no risk by the limits of the policy"
    made = [
        f"Label {label(top.label)}: {label(top.field)} alone puts a patient of class "
        f"{label(top.name)} before one of the others in {100 * top.auc:.1f} % of pairs (95 % "
        f"interval {100 * top.interval.low:.1f} to {100 * top.interval.high:.1f} %; "
        f"{of(top.n_with, top.n_patients)} patients are of the class; q {probability(top.q)}): "
        f"{risk}."
    ]
    if ceiling := _ceiling(shortcuts, top):
        made.append(
            f"An algorithm that never looks at a pixel, and sees {integer(ceiling.n_fields)} "
            f"header fields only, reaches an AUC of {ceiling.auc:.3f} (95 % interval "
            f"{ceiling.interval.low:.3f} to {ceiling.interval.high:.3f}; "
            f"{integer(ceiling.n_patients)} patients) for this class."
        )
    made += _within(top)
    if (strata := _strata(shortcuts, top)) and mark:
        made.append(_remaining(strata, limits))
    return tuple(made)


def _within(top: Association) -> list[str]:
    inside = top.conditional
    if inside is None or inside.marginal <= 0:
        return []
    kept = share(round(1000 * inside.information), round(1000 * inside.marginal) or 1)
    names = " and ".join(label(one) for one in inside.covariates)
    return [
        f"Among patients alike in {names} ({number_of(inside.n_strata, 'group')}), "
        f"{kept if inside.information <= inside.marginal else 'all'} of what the field tells of "
        f"the class remains (information {inside.information:.3f} of {inside.marginal:.3f} nats, "
        f"its unit; p {probability(inside.p)}; {integer(top.n_patients)} patients)."
    ]


def _remaining(strata: Strata, limits: ShortcutsPolicy) -> str:
    levels = balanced_levels(strata, limits)
    n = sum(one.n_patients for one in levels)
    return (
        f"In {of(len(levels), len(strata.levels), 'value')} of {label(strata.field)} the class is "
        f"about as frequent as in all patients (within {100 * limits.max_share_gap:g} percentage "
        f"points): {of(n, strata.n_patients)} patients. Matched one to one within each value, "
        f"{of(strata.n_matched, strata.n_patients)} would remain."
    )
