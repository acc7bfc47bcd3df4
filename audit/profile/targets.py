"""The labels as yes and no, one row a patient: what a header might give away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from audit.profile.attributes import Attribute, People
from audit.profile.model.classes import Classes, Convention
from audit.profile.model.shortcuts import HeaderField
from audit.scan.label_values import VALUES, Value
from audit.scan.table import HeaderTable

Codes = NDArray[np.int64]
NEITHER = -1
_POSITIVE, _NEGATIVE = VALUES.index(Value.POSITIVE), VALUES.index(Value.NEGATIVE)

_SAID = """
select s.person, l.label, l.name, max(l.rank) as rank
from label_patients l join attribute_people s on s.patient = l.patient
group by s.person, l.label, l.name order by l.label, l.name, s.person
"""
_SPLITS = """
select s.person, min(m.split) as split, count(distinct m.split) as n
from {source} m join attribute_people s on s.patient = m.patient
where m.split <> '' group by s.person order by s.person
"""


@dataclass(frozen=True, slots=True)
class Question:
    """One class against the others: `answer` is 1, 0, or -1 for patients who do not count."""

    label: str
    name: str
    answer: Codes


@dataclass(frozen=True, slots=True)
class Questions:
    """All questions of one label; `classes` is one code a patient where there are several."""

    label: str
    questions: tuple[Question, ...]
    n_left_out: int
    classes: Codes | None = None


def read_questions(
    table: HeaderTable, people: People, classes: Classes, max_classes: int
) -> tuple[Questions, ...]:
    """
    Needs `label_patients` and `attribute_people`.

    One class a row: each class against the others, one question where there are two, patients of
    two classes left out. Several joined: with the class against labelled without it. 1/0/-1:
    positive against negative.
    """
    said = table.sql(_SAID)
    how = dict(classes.conventions)
    made = []
    for label in classes.labels:
        of_label = said[said["label"] == label]
        if how.get(label) == Convention.INDICATOR:
            made.append(_indicator(label, of_label, len(people)))
        else:
            single = how.get(label) == Convention.SINGLE
            made.append(_named(label, of_label, len(people), single, classes, max_classes))
    return tuple(made)


def _indicator(label: str, said: pd.DataFrame, n: int) -> Questions:
    answer = np.full(n, NEITHER, np.int64)
    person, rank = said["person"].to_numpy(np.int64), said["rank"].to_numpy(np.int64)
    answer[person[rank == _POSITIVE]] = 1
    answer[person[rank == _NEGATIVE]] = 0
    return Questions(label, (Question(label, str(Value.POSITIVE), answer),), 0)


def _named(
    label: str, said: pd.DataFrame, n: int, single: bool, classes: Classes, max_classes: int
) -> Questions:
    said = said[said["rank"] == _POSITIVE]
    person = said["person"].to_numpy(np.int64)
    names, code = np.unique(said["name"].to_numpy(str), return_inverse=True)
    n_classes_of = np.bincount(person, minlength=n)
    counts = (n_classes_of == 1) if single else (n_classes_of > 0)
    sizes = np.bincount(code[counts[person]], minlength=len(names))
    order = [int(i) for i in np.argsort(-sizes, kind="stable")]
    asked = order[:max_classes]
    if single and len(order) == 2:
        asked = [_rarer(order, names, classes.normal_class)]
    questions = []
    for index in asked:
        answer = np.where(counts, 0, NEITHER)
        mine = person[code == index]
        answer[mine[counts[mine]]] = 1
        questions.append(Question(label, str(names[index]), answer))
    left_out = len(order) - max_classes
    several = _codes(person, code, counts) if single and len(order) > 2 else None
    return Questions(label, tuple(questions), max(0, left_out), several)


def _rarer(order: Sequence[int], names: NDArray[np.str_], normal: str) -> int:
    """Of two classes the one that is not declared normal, else the one of fewer patients."""
    first, second = order
    return first if names[second] == normal else second


def _codes(person: Codes, code: Codes, counts: NDArray[np.bool_]) -> Codes:
    held = np.full(len(counts), NEITHER, np.int64)
    held[person] = code
    return np.where(counts, held, NEITHER)


def read_splits(
    table: HeaderTable, people: People, classes: Classes
) -> tuple[tuple[str, ...], Codes, int]:
    """
    Names of the splits, the code of each patient (-1 for none or two), and how many have two.

    Needs `label_match` or `label_items`, as the join left them.
    """
    codes = np.full(len(people), NEITHER, np.int64)
    if classes.split_source == "none":
        return (), codes, 0
    source = "label_match" if classes.split_source == "column" else "label_items"
    found = table.sql(_SPLITS.format(source=source))
    person, n = found["person"].to_numpy(np.int64), found["n"].to_numpy(np.int64)
    place = {split: code for code, split in enumerate(classes.splits)}
    split = np.array([place.get(name, NEITHER) for name in found["split"]], np.int64)
    codes[person] = np.where(n == 1, split, NEITHER)
    return classes.splits, codes, int((n > 1).sum())


def label_covariate(one: Questions) -> Attribute | None:
    """A label column that was declared as a covariate, as an attribute; -1 is a level too."""
    if one.classes is None and len(one.questions) != 1:
        return None
    raw = one.classes if one.classes is not None else one.questions[0].answer
    used, codes = np.unique(raw, return_inverse=True)
    field = HeaderField(one.label, "content", len(used), int((raw < 0).sum()), 0)
    levels = tuple("unknown" if code < 0 else f"class {code}" for code in used)
    return Attribute(field, codes.ravel().astype(np.int64), levels)
