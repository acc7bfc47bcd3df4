from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from audit.profile.associations import adjust, ask, associate, find_exclusive, strongest_first
from audit.profile.attributes import OTHER, Attribute, find_people
from audit.profile.ceiling import encode, measure_ceiling
from audit.profile.classes import measure_classes
from audit.profile.conditioning import condition, find_strata
from audit.profile.model.shortcuts import HeaderField, Kind, LevelShare
from audit.profile.targets import Question, label_covariate, read_questions, read_splits
from audit.stats.encoding import stratified_folds
from tests.label_tables import headers, image, labels

RNG = np.random.default_rng(11)


def attribute(codes: np.ndarray, name: str = "field", kind: Kind = "acquisition") -> Attribute:
    n = int(codes.max()) + 1
    field = HeaderField(name, kind, n, 0, 0)
    return Attribute(field, codes.astype(np.int64), tuple(f"v{i}" for i in range(n)))


def question(answer: np.ndarray) -> Question:
    return Question("d", "ill", answer.astype(np.int64))


def everybody(answer: np.ndarray) -> np.ndarray:
    return np.ones(len(answer), bool)


def test_only_patients_on_a_side_count() -> None:
    answer = np.array([1, 0, -1, 1, 0, 0])
    asked = ask(question(answer), "", np.array([True, True, True, True, True, False]))
    assert asked.who.tolist() == [0, 1, 3, 4]
    assert asked.answer.tolist() == [1, 0, 1, 0]
    assert asked.n_with == 2


def test_a_useless_and_a_perfect_field() -> None:
    answer = np.arange(200) % 2
    asked = ask(question(answer), "", everybody(answer))
    perfect = associate(asked, attribute(answer), 199)
    assert (perfect.auc, round(perfect.v, 6)) == (1.0, 1.0)
    assert perfect.p == 1 / 200
    assert perfect.exclusive.n_with == perfect.exclusive.n_without == 100
    useless = associate(asked, attribute(RNG.integers(0, 4, 200)), 199)
    assert useless.auc == pytest.approx(0.5, abs=0.1)
    assert max(useless.v, useless.u) < 0.2
    assert useless.p > 0.02
    assert strongest_first([useless, perfect])[0] is perfect


def test_levels_of_one_class_only_beyond_chance() -> None:
    ones = np.array([12.0, 0.0, 9.0, 10.0, 12.0])
    every = np.array([12.0, 14.0, 9.0, 30.0, 12.0])
    found = find_exclusive(ones, every, ("a", "b", "c", "d", OTHER))
    assert (found.n_levels, found.n_with, found.n_without) == (2, 12, 14)
    rare = find_exclusive(np.array([5.0, 0.0]), np.array([900.0, 30.0]), ("a", "b"))
    assert rare.n_without == 0, "thirty without a class of five in nine hundred are no wonder"


def test_many_tests_are_drawn_again_where_the_smallest_p_is_too_large() -> None:
    answer = np.arange(120) % 2
    asked = [ask(question(answer), "", everybody(answer))]
    fields = [attribute(answer, "scanner")]
    fields += [attribute(RNG.integers(0, 3, 120), f"free {n}") for n in range(60)]
    found = [associate(asked[0], one, 99) for one in fields]
    assert min(one.p for one in found) * len(found) > 0.05
    adjusted = adjust(found, asked, fields)
    assert adjusted[0].n_draws > 99
    assert adjusted[0].q < 0.05
    assert sum(one.q < 0.05 for one in adjusted) <= 3


def test_the_ceiling_joins_what_single_fields_hold() -> None:
    half_a, half_b = RNG.integers(0, 2, 600), RNG.integers(0, 2, 600)
    answer = (half_a + half_b + RNG.integers(0, 2, 600) > 1).astype(int)
    asked = ask(question(answer), "", everybody(answer))
    fields = [attribute(half_a, "a"), attribute(half_b, "b"), attribute(answer, "c", "content")]
    ceiling = measure_ceiling(asked, fields)
    assert ceiling is not None
    assert ceiling.n_fields == 2
    single = max(associate(asked, one, 99).auc for one in fields[:2])
    assert single + 0.05 < ceiling.auc < 0.95
    assert ceiling.interval.low < ceiling.auc < ceiling.interval.high
    assert measure_ceiling(asked, fields[2:]) is None


def test_the_ceiling_of_nothing_is_chance_however_many_fields() -> None:
    answer = np.arange(200) % 2
    asked = ask(question(answer), "", everybody(answer))
    fields = [attribute(RNG.integers(0, 9, 200), f"f{n}") for n in range(40)]
    ceiling = measure_ceiling(asked, fields)
    assert ceiling is not None
    assert ceiling.auc == pytest.approx(0.5, abs=0.13)


def test_no_answer_of_a_test_row_enters_its_encoding() -> None:
    codes, answer = np.arange(60) % 6, np.arange(60) % 2
    folds = stratified_folds(answer, 3)
    changed = np.where(folds == 2, 1 - answer, answer)
    one, other = (encode(codes, which, folds, 2, 6) for which in (answer, changed))
    assert np.array_equal(one, other)


def test_large_sides_are_cut_for_the_ceiling(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audit.profile.ceiling.MOST", 50)
    answer = (np.arange(400) < 30).astype(int)
    asked = ask(question(answer), "", everybody(answer))
    ceiling = measure_ceiling(asked, [attribute(np.arange(400) % 3)])
    assert ceiling is not None
    assert (ceiling.n_patients, ceiling.n_with, ceiling.n_available) == (80, 30, 400)


def test_what_a_covariate_explains_goes_away_within_its_groups() -> None:
    sex = np.arange(400) % 2
    field = np.where(RNG.random(400) < 0.9, sex, 1 - sex)
    answer = np.where(RNG.random(400) < 0.8, sex, 1 - sex)
    asked = ask(question(answer), "", everybody(answer))
    found = condition(asked, attribute(field), [attribute(sex, "PatientSex")], 999)
    assert found is not None
    assert found.n_strata == 2
    assert found.marginal > 0.1
    assert found.information < 0.02
    assert found.p > 0.05
    assert found.marginal_odds_ratio is not None
    assert found.odds_ratio is not None
    assert abs(np.log(found.marginal_odds_ratio)) > 2 * abs(np.log(found.odds_ratio))
    assert condition(asked, attribute(field), [], 999) is None


def test_values_with_their_shares_and_what_matching_leaves() -> None:
    field = np.repeat([0, 1, 2], [40, 20, 5])
    answer = np.concatenate([np.arange(40) < 10, np.arange(20) < 18, np.arange(5) < 1]).astype(int)
    asked = ask(question(answer), "", everybody(answer))
    found = find_strata(asked, attribute(field))
    assert found.levels == (LevelShare("v0", 40, 10), LevelShare("v1", 20, 18))
    assert (found.n_small, found.n_small_patients) == (1, 5)
    assert found.n_matched == 2 * (10 + 2 + 1)


def test_questions_of_each_convention(tmp_path: Path) -> None:
    rows = [image(f"P{n}", n, SOPInstanceUID=f"1.{n}") for n in range(6)]
    rows.append(image("P0", 9, SOPInstanceUID="1.9"))
    text = (
        "SOPInstanceUID,label,Edema,tags,split\n1.0,a,1,x|y,train\n1.9,b,0,x,train\n1.1,a,0,y,train\n"
        "1.2,b,-1,x,test\n1.3,c,,z,test\n1.4,b,0,x|z,test\n"
    )
    table = headers(tmp_path, *rows)
    found = measure_classes(table, labels(tmp_path, text, labels=("label", "Edema", "tags")))
    people = find_people(table)
    single, edema, tags = read_questions(table, people, found, 2)
    assert [(q.name, q.answer.tolist()) for q in single.questions] == [
        ("b", [-1, 0, 1, 0, 1, -1]),
        ("a", [-1, 1, 0, 0, 0, -1]),
    ]
    assert single.n_left_out == 1
    assert single.classes is not None
    assert single.classes.tolist() == [-1, 0, 1, 2, 1, -1]
    assert edema.questions[0].answer.tolist() == [1, 0, -1, -1, 0, -1]
    assert [(q.name, q.answer.tolist()) for q in tags.questions] == [
        ("x", [1, 0, 1, 0, 1, -1]),
        ("y", [1, 1, 0, 0, 0, -1]),
    ]
    names, codes, n_in_two = read_splits(table, people, found)
    assert names == ("train", "test")
    assert codes.tolist() == [0, 0, 1, 1, 1, -1]
    assert n_in_two == 0
    one = label_covariate(edema)
    assert one is not None
    assert one.levels == ("unknown", "class 0", "class 1")
    assert label_covariate(tags) is None


def test_of_two_classes_the_one_that_is_not_normal_is_asked_for(tmp_path: Path) -> None:
    table = headers(tmp_path, *(image(f"P{n}", n) for n in range(3)))
    read = labels(tmp_path, "PatientID,label\nP0,ok\nP1,ill\nP2,ill\n")
    for normal, asked in (("ok", "ill"), ("", "ok")):
        found = measure_classes(table, read, normal)
        (one,) = read_questions(table, find_people(table), found, 30)
        assert [q.name for q in one.questions] == [asked]
