"""HeaderTable -> Shortcuts: could a model tell the label from the header alone?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from audit.profile.associations import (
    Asked,
    adjust,
    ask,
    associate,
    strongest_first,
)
from audit.profile.attributes import Attribute, People, find_people, is_varied, measure_fields
from audit.profile.balance import measure_balance
from audit.profile.ceiling import measure_ceiling
from audit.profile.conditioning import condition, find_strata
from audit.profile.derived_attributes import measure_covariates, measure_derived
from audit.profile.gaps import measure_gaps
from audit.profile.model.classes import Classes
from audit.profile.model.shortcuts import (
    Association,
    Ceiling,
    ManyClasses,
    ShortcutOptions,
    Shortcuts,
    SkippedField,
    Strata,
    Target,
)
from audit.profile.targets import Questions, label_covariate, read_questions, read_splits
from audit.scan.table import HeaderTable
from audit.stats.association import corrected_v, theils_u

Codes = NDArray[np.int64]
CLOSER = 5
"""Fields of a class that are looked at inside strata; fewer where there are many classes."""
_OWN = "nearly every patient has a value of its own"


@dataclass(frozen=True, slots=True)
class Measured:
    """One row a patient: everything that the questions are put to."""

    attributes: tuple[Attribute, ...]
    skipped: tuple[SkippedField, ...]
    n_constant: int
    covariates: tuple[Attribute, ...]


def measure_shortcuts(
    table: HeaderTable,
    classes: Classes,
    options: ShortcutOptions = ShortcutOptions(),  # noqa: B008 frozen
) -> Shortcuts:
    """
    Every label against every header field, patients as the unit, and the balance of splits.

    Needs what `measure_classes` left beside the headers, and works on any HeaderTable. Only the
    levels of each patient are held in memory, never headers.
    """
    people = find_people(table)
    if not len(people):
        return Shortcuts("not assessable", "no image has a PatientID: patients are the unit", 0)
    measured = measure_attributes(table, people, options)
    splits, split_of, n_in_two = read_splits(table, people, classes)
    asked_labels: tuple[Questions, ...] = ()
    if classes.state == "measured":
        asked_labels = read_questions(table, people, classes, options.max_classes)
        measured = _with_label_covariates(measured, asked_labels, options)
    balance = measure_balance(
        measured.attributes, measured.covariates, asked_labels, splits, split_of, options
    )
    plain = Shortcuts(
        state="absent",
        reason=classes.reason,
        n_patients=len(people),
        fields=tuple(one.field for one in measured.attributes),
        skipped=measured.skipped,
        n_constant=measured.n_constant,
        covariates=tuple(one.name for one in measured.covariates),
        balance=replace(balance, n_in_two_splits=n_in_two),
    )
    if classes.state != "measured":
        return plain
    tests = [n for n, split in enumerate(splits) if split in classes.test_splits]
    return answer(plain, asked_labels, measured, np.isin(split_of, tests), options)


def measure_attributes(table: HeaderTable, people: People, options: ShortcutOptions) -> Measured:
    """The attributes that vary over patients, and the covariates that do."""
    found = [
        *measure_fields(table, people, options.covariates),
        *measure_derived(table, people),
        *measure_gaps(table, people),
    ]
    made = [one for one in found if isinstance(one, Attribute)]
    skipped = [one for one in found if isinstance(one, SkippedField)]
    varied = [one for one in made if is_varied(one)]
    most = max(2, len(people) // 2)
    kept = tuple(one for one in varied if len(one.levels) <= most)
    skipped += [SkippedField(one.name, _OWN) for one in varied if len(one.levels) > most]
    covariates = measure_covariates(table, people, options.covariates)
    return Measured(
        kept, tuple(skipped), len(made) - len(varied), tuple(filter(is_varied, covariates))
    )


def answer(
    plain: Shortcuts,
    labels: Sequence[Questions],
    measured: Measured,
    in_test: NDArray[np.bool_],
    options: ShortcutOptions,
) -> Shortcuts:
    """Put every question to every attribute; pure, so that other answers can be tried quickly."""
    everybody = np.ones(len(in_test), bool)
    parts = [("", everybody)] + ([("test", in_test)] if in_test.any() else [])
    targets: list[Target] = []
    associations: list[Association] = []
    ceilings: list[Ceiling] = []
    strata: list[Strata] = []
    for one in labels:
        for split, inside in parts:
            asked = [ask(question, split, inside) for question in one.questions]
            targets += [_target(each, options.min_patients) for each in asked]
            able = [each for each in asked if not _target(each, options.min_patients).reason]
            found = _associate_all(able, measured, options, len(asked))
            associations += found
            ceilings += [c for e in able if (c := measure_ceiling(e, measured.attributes))]
            strata += [] if split else _strata(able, found, measured.attributes)
    assessed = any(not target.reason for target in targets)
    reason = "" if assessed else _why_not(targets, options.min_patients)
    return replace(
        plain,
        state="measured" if assessed else "not assessable",
        reason=reason,
        targets=tuple(targets),
        n_classes_left_out=sum(one.n_left_out for one in labels),
        associations=tuple(associations),
        many_classes=tuple(
            m for one in labels for m in _many(one, measured.attributes, options.min_patients)
        ),
        ceilings=tuple(ceilings),
        strata=tuple(strata),
    )


def _target(asked: Asked, min_patients: int) -> Target:
    n_with, n_without = asked.n_with, len(asked.who) - asked.n_with
    label, name, split = asked.key
    few = min(n_with, n_without) < max(2, min_patients)
    reason = f"fewer than {min_patients} patients on one side" if few else ""
    return Target(label, name, split, n_with, n_without, reason)


def _why_not(targets: Sequence[Target], min_patients: int) -> str:
    if not targets:
        return "no label row leads to a patient with an image"
    most = max(min(one.n_with, one.n_without) for one in targets)
    return (
        f"no class has {min_patients} patients with and {min_patients} without it: "
        f"at most {most} on the smaller side"
    )


def _associate_all(
    asked: Sequence[Asked], measured: Measured, options: ShortcutOptions, n_asked: int
) -> list[Association]:
    n_closer = CLOSER if n_asked <= 5 else 1
    attributes = measured.attributes
    found = [associate(e, one, options.n_permutations) for e in asked for one in attributes]
    adjusted = adjust(found, asked, attributes)
    by_name = {one.name: one for one in attributes}
    result: list[Association] = []
    for each in asked:
        mine = strongest_first([a for a in adjusted if a.name == each.question.name])
        closer = [
            replace(a, conditional=condition(
                each, by_name[a.field], measured.covariates, options.n_permutations))
            for a in mine[:n_closer]
        ]  # fmt: skip
        result += [*closer, *mine[n_closer:]]
    return result


def _strata(
    asked: Sequence[Asked], found: Sequence[Association], attributes: Sequence[Attribute]
) -> list[Strata]:
    """For the strongest field of each class; three where classes are few."""
    by_name = {one.name: one for one in attributes}
    n_fields = 3 if len(asked) <= 5 else 1
    made = []
    for each in asked:
        mine = [a for a in found if a.name == each.question.name][:n_fields]
        made += [find_strata(each, by_name[a.field]) for a in mine]
    return made


def _many(one: Questions, attributes: Sequence[Attribute], min_patients: int) -> list[ManyClasses]:
    """V and U over all classes of a label with enough patients, where they are more than two."""
    if one.classes is None:
        return []
    sizes = np.bincount(one.classes[one.classes >= 0])
    large = np.flatnonzero(sizes >= min_patients)
    if len(large) < 3:
        return []
    who = np.flatnonzero(np.isin(one.classes, large))
    codes = np.searchsorted(large, one.classes[who])
    made = [_over_classes(one.label, codes, attribute, who) for attribute in attributes]
    return sorted(made, key=lambda m: -round(m.u, 9))


def _over_classes(label: str, codes: Codes, attribute: Attribute, who: Codes) -> ManyClasses:
    size, n_classes = len(attribute.levels), int(codes.max()) + 1
    place = codes * size + attribute.codes[who]
    table = np.bincount(place, minlength=n_classes * size).reshape(n_classes, size)
    return ManyClasses(
        label,
        attribute.name,
        attribute.field.kind,
        len(who),
        n_classes,
        int((table.sum(axis=0) > 0).sum()),
        corrected_v(table),
        theils_u(table, corrected=True),
    )


def _with_label_covariates(
    measured: Measured, labels: Sequence[Questions], options: ShortcutOptions
) -> Measured:
    declared = [label_covariate(one) for one in labels if one.label in options.covariates]
    more = tuple(one for one in declared if one is not None and is_varied(one))
    return replace(measured, covariates=(*measured.covariates, *more))
