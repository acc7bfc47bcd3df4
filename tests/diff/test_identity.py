"""Which findings are the same, and which way they went."""

from __future__ import annotations

from typing import Any

import pytest

from audit.catalogue import list_rules
from audit.diff.audited import OldFinding
from audit.diff.identity import FEWER_IS_WORSE, judge, key_of, pair_up
from audit.profile.small_cells import TOLD
from tests.diff.audits import counted, finding


def one(made: dict[str, Any]) -> OldFinding:
    return OldFinding.model_validate(made)


def told(message: str, **changes: Any) -> dict[str, Any]:
    return finding(message=message, **changes)


_LIST = "2 of 20 series differ: Rows (1), Columns (1)"
_LARGER = "2 of 20 CT series: series 4: 2.5 to 5 mm apart"
CASES: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    ("the same", counted(2), counted(2), "same"),
    ("a higher count", counted(2), counted(3), "worse"),
    ("a lower count", counted(2), counted(1), "better"),
    ("the same count of more", counted(2, 20), counted(2, 40), "better"),
    ("the same count of fewer", counted(2, 20), counted(2, 19), "worse"),
    ("a lower count, a higher share", counted(2, 20), counted(1, 9), "worse"),
    ("a lower count, the same share", counted(2, 20), counted(1, 10), "better"),
    ("a higher count, a lower share", counted(2, 20), counted(3, 300), "worse"),
    ("nothing to divide by", counted(0, 0), counted(0, 0), "same"),
    ("severity up", counted(2, severity="warning"), counted(2), "worse"),
    ("severity down", counted(2), counted(2, severity="note"), "not_compared"),
    ("severity down, count up", counted(2), counted(3, severity="note"), "worse"),
    ("items renumbered", told(_LARGER), told(_LARGER.replace("series 4", "series 11")), "same"),
    ("lines renumbered", told("2 of 20 rows (lines 3, 4)"), told("2 of 20 rows (lines 7, 9)"),
     "same"),
    ("a figure changed", told(_LARGER), told(_LARGER.replace("5 mm", "50 mm")), "not_compared"),
    ("figures changed places", told("2 of 20: a (5), b (7)"), told("2 of 20: a (7), b (5)"),
     "not_compared"),
    ("another name", told(_LIST), told(_LIST.replace("Rows", "Exposure")), "not_compared"),
    ("a name less", told(_LIST), told("2 of 20 series differ: Rows (1)"), "better"),
    ("a name more", told("2 of 20 series differ: Rows (1)"), told(_LIST), "not_compared"),
    ("another item of Table 2", told("2 of 20 items: 9b, 15b"), told("2 of 20 items: 9b, 16b.i"),
     "not_compared"),
    ("another numbered item", told("2 of 20 items: 8, 12"), told("2 of 20 items: 8, 13"),
     "not_compared"),
    ("another principle", told("2 of 20: R1.2, F1"), told("2 of 20: R1.3, F1"), "not_compared"),
    ("another case of letters", told("2 of 20 are GE"), told("2 of 20 are ge"), "not_compared"),
    ("withheld before", finding(count=None), counted(2), "not_compared"),
    ("withheld after", counted(2), finding(count=None), "not_compared"),
    ("withheld in both", finding(count=None), finding(count=None), "not_compared"),
    ("total withheld", counted(2), finding(total=None), "not_compared"),
    ("words withheld", told(f"Title: {TOLD}"), told(f"Title: {TOLD}"), "not_compared"),
    ("a small class shrank", counted(9, rule="CLS004"), counted(5, rule="CLS004"), "worse"),
    ("a small class grew", counted(5, rule="CLS004"), counted(9, rule="CLS004"), "better"),
    ("a small class of more", counted(5, 20, rule="CLS004"), counted(5, 90, rule="CLS004"),
     "worse"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "effect"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_which_way_it_went(old: dict[str, Any], new: dict[str, Any], effect: str) -> None:
    judged = judge(one(old), one(new))
    assert judged.effect == effect
    assert bool(judged.told) is (effect != "same")
    assert not any(letter.isdigit() for text in judged.told for letter in text)


@pytest.mark.parametrize("made", [case[1] for case in CASES], ids=[case[0] for case in CASES])
def test_nothing_is_worse_or_better_than_itself(made: dict[str, Any]) -> None:
    assert judge(one(made), one(made)).effect in ("same", "not_compared")


@pytest.mark.parametrize(
    ("old", "new", "effect"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_what_got_better_would_be_worse_or_unclear_the_other_way(
    old: dict[str, Any], new: dict[str, Any], effect: str
) -> None:
    back = judge(one(new), one(old)).effect
    assert (effect, back) != ("better", "better")
    assert (effect == "same") is (back == "same")
    if effect == "better":
        assert back in ("worse", "not_compared")


def test_rules_that_count_what_should_be_more_exist() -> None:
    assert {line.split()[0] for line in list_rules()} >= FEWER_IS_WORSE


@pytest.mark.parametrize("field", ["rule", "subject", "keyword", "unit"])
def test_a_finding_is_known_by_its_rule_part_keyword_and_unit(field: str) -> None:
    other = one(finding(**{field: "ABC123"}))
    assert key_of(one(finding())) != key_of(other)
    assert len(list(pair_up([one(finding())], [other]))) == 2


def test_numbers_are_no_part_of_it() -> None:
    assert key_of(one(counted(2))) == key_of(one(counted(19, 400)))


def test_several_of_one_part_are_told_apart_by_their_words() -> None:
    def creator(name: str, n: int) -> OldFinding:
        return one(counted(n, message=f"{n} of 20 items have private elements of {name}"))

    old = [creator("ACME", 3), creator("GEMS", 5)]
    new = [creator("GEMS", 6), creator("ACME", 3), creator("SPI", 1)]
    pairs = list(pair_up(old, new))
    assert {(a and a.count, b and b.count) for a, b in pairs} == {(3, 3), (5, 6), (None, 1)}
    assert len(pairs) == 3
    assert list(pair_up(old, new)) == list(pair_up(old[::-1], new[::-1]))
