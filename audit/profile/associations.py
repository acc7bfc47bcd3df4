"""How much of a class one header field gives away: all measures of one question (B2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from audit.profile.attributes import OTHER, Attribute
from audit.profile.model.shared import Interval
from audit.profile.model.shortcuts import Association, Exclusive
from audit.profile.targets import Question
from audit.stats.association import corrected_v, theils_u
from audit.stats.counted_auc import area_within_folds, rank_auc
from audit.stats.encoding import FOLDS, fold_counts, out_of_fold, stratified_folds
from audit.stats.multiplicity import benjamini_hochberg
from audit.stats.permutation import permutation_p, seed_of

Codes = NDArray[np.int64]
EXCLUSIVE_FROM = 10
"""Patients a level needs before its having one class only says anything."""
BY_CHANCE = 0.01
_REFINED = 0.02
"""What q should be able to reach where no draw comes near the association."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question narrowed to patients who count: who they are, their answers, their folds."""

    question: Question
    split: str
    who: Codes
    answer: Codes
    folds: Codes

    @property
    def n_with(self) -> int:
        """Patients of the class."""
        return int(self.answer.sum())

    @property
    def key(self) -> tuple[str, str, str]:
        """Label, class, split."""
        return self.question.label, self.question.name, self.split


def ask(question: Question, split: str, inside: NDArray[np.bool_]) -> Asked:
    """The patients of a split who are on either side, dealt out to five folds."""
    who = np.flatnonzero(inside & (question.answer >= 0))
    answer = question.answer[who]
    seed = seed_of("folds", question.label, question.name, split)
    return Asked(question, split, who, answer, stratified_folds(answer, seed))


def associate(asked: Asked, attribute: Attribute, n_draws: int) -> Association:
    """All measures of one field; q is set later, when all p of the label are known."""
    shape = (len(attribute.levels), FOLDS)
    codes = attribute.codes[asked.who]
    positive, total = fold_counts(codes, asked.answer, asked.folds, shape)
    ones, every = positive.sum(axis=1), total.sum(axis=1)
    table = np.array([ones, every - ones])
    area = area_within_folds(out_of_fold(positive, total), positive, total - positive)
    label, name, split = asked.key
    permuted = permutation_p([table], seed_of(*asked.key, attribute.name), n_draws)
    numbers = attribute.numbers
    return Association(
        label=label,
        name=name,
        split=split,
        field=attribute.name,
        kind=attribute.field.kind,
        n_patients=len(asked.who),
        n_with=asked.n_with,
        n_levels=int((every > 0).sum()),
        v=corrected_v(table),
        u=theils_u(table, corrected=True),
        auc=area.auc,
        interval=Interval(area.low, area.high),
        rank_auc=None if numbers is None else rank_auc(numbers[asked.who], asked.answer),
        p=permuted.p,
        q=permuted.p,
        n_draws=permuted.n_draws,
        exclusive=find_exclusive(ones, every, attribute.levels),
    )


def find_exclusive(ones: NDArray[np.float64], every: NDArray[np.float64],
                   levels: Sequence[str]) -> Exclusive:  # fmt: skip
    """Levels of one class only, but for those that chance makes so and the pool of rare values."""
    share = ones.sum() / every.sum()
    large = (every >= EXCLUSIVE_FROM) & np.array([level != OTHER for level in levels])
    with_only = large & (ones == every) & (share**every < BY_CHANCE)
    without_only = large & (ones == 0) & ((1 - share) ** every < BY_CHANCE)
    return Exclusive(
        int(with_only.sum() + without_only.sum()),
        int(ones[with_only].sum()),
        int(every[without_only].sum()),
    )


def adjust(
    found: Sequence[Association], asked: Sequence[Asked], attributes: Sequence[Attribute]
) -> list[Association]:
    """
    Set q over all fields and classes of a label, and redraw where draws were too few for it.

    With m tests the smallest possible p times m may stay above any limit; those few that no draw
    came near get as many new draws as m and their number ask for, until that is enough.
    """
    by_key = {one.key: one for one in asked}
    by_name = {one.name: one for one in attributes}
    refined = list(found)
    while (n_draws := _wanted(refined)) is not None:
        for n in [n for n, one in enumerate(refined) if _out_of_reach(one)]:
            one = refined[n]
            key = (one.label, one.name, one.split)
            refined[n] = _redraw(one, by_key[key], by_name[one.field], n_draws)
    qs = benjamini_hochberg([one.p for one in refined])
    return [replace(one, q=q) for one, q in zip(refined, qs, strict=True)]


def _out_of_reach(one: Association) -> bool:
    """No draw was as strong as what was found: p says only how many draws there were."""
    return one.n_draws > 0 and one.p * (one.n_draws + 1) < 1.5


def _wanted(found: Sequence[Association]) -> int | None:
    """Draws that let q reach its goal; None where they were made, or nothing asks for them."""
    lowest = [one.n_draws for one in found if _out_of_reach(one)]
    if not lowest:
        return None
    n_draws = int(np.ceil(len(found) / (len(lowest) * _REFINED)))
    return n_draws if n_draws > min(lowest) else None


def _redraw(one: Association, asked: Asked, attribute: Attribute, n_draws: int) -> Association:
    table = class_table(asked, attribute)
    seed = seed_of(*asked.key, attribute.name, str(n_draws))
    permuted = permutation_p([table], seed, n_draws)
    return replace(one, p=permuted.p, n_draws=permuted.n_draws)


def class_table(asked: Asked, attribute: Attribute) -> NDArray[np.int64]:
    """Two rows, with the class and without; a column a level."""
    size = len(attribute.levels)
    place = (1 - asked.answer) * size + attribute.codes[asked.who]
    return np.bincount(place, minlength=2 * size).reshape(2, size).astype(np.int64)


def strongest_first(found: Sequence[Association]) -> list[Association]:
    """By AUC, then V; fields that say the same keep the order in which they were measured."""
    return sorted(found, key=lambda one: (-round(one.auc, 9), -round(one.v, 9)))
