"""The catalogue of rules: ids that are unique, in order, and of their family."""

from __future__ import annotations

import re

import pytest

from audit.checks import ALL_CHECKS
from audit.checks.model import Check

PREFIX = {
    "integrity": "INT",
    "vendors": "VEN",
    "completeness": "CMP",
    "geometry": "GEO",
    "cohort": "COH",
    "classes": "CLS",
    "samples": "SMP",
    "leakage": "LKG",
    "shortcuts": "SHC",
    "datasheet": "DOC",
    "fair": "FAI",
}


def test_rules_are_unique() -> None:
    rules = [one.rule for one in ALL_CHECKS]
    assert len(rules) == len(set(rules))


def test_families_stand_in_order_and_whole() -> None:
    families = list(dict.fromkeys(one.family for one in ALL_CHECKS))
    assert families == [family for family in PREFIX if family in families]
    assert [one.family for one in ALL_CHECKS] == [
        one.family for family in families for one in ALL_CHECKS if one.family == family
    ]


@pytest.mark.parametrize("family", sorted({one.family for one in ALL_CHECKS}))
def test_rules_follow_the_prefix_of_their_family_and_are_sorted(family: str) -> None:
    rules = [one.rule for one in ALL_CHECKS if one.family == family]
    assert rules == sorted(rules)
    assert all(re.fullmatch(PREFIX[family] + "[0-9]{3}", rule) for rule in rules)


@pytest.mark.parametrize("one", ALL_CHECKS, ids=lambda one: one.rule)
def test_words_of_a_rule(one: Check) -> None:
    assert one.title == one.title.strip(". ")
    assert all(text.endswith(".") for text in (one.what, one.why, one.fix))
    words = " ".join((one.title, one.what, one.why, one.fix)).casefold()
    assert not {"compliant", "unbiased", "anonymous"} & set(re.findall("[a-z]+", words))
