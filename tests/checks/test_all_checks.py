"""The catalogue of rules: ids that are unique, in order, and of their family."""

from __future__ import annotations

import re

import pytest

from audit.checks import ALL_CHECKS
from audit.checks.model import Check
from audit.policy import Policy

PREFIX = {
    "integrity": "INT",
    "hierarchy": "HIE",
    "conformance": "CNF",
    "vendors": "VEN",
    "completeness": "CMP",
    "geometry": "GEO",
    "cohort": "COH",
    "classes": "CLS",
    "samples": "SMP",
    "annotations": "ANN",
    "leakage": "LKG",
    "pixels": "PIX",
    "shortcuts": "SHC",
    "privacy": "PHI",
    "protocols": "PRO",
    "utility": "UTL",
    "values": "VAL",
    "datasheet": "DOC",
    "fair": "FAI",
}


def _keys(one: Check) -> list[str]:
    """Names of thresholds in the words of a rule: `classes.warn_ratio`."""
    return re.findall(r"`([a-z]+\.[a-z_]+)`", one.what.replace("datasheet.yaml", ""))


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


FIXED = {
    "INT009": {"0000"},
    "VEN006": {"0.01", "25", "0", "15000"},
    "CMP003": {"000", "19000101", "0"},
    "CNF001": {"1"},
    "CNF002": {"1"},
    "CNF003": {"2"},
    "CNF004": {"1", "2"},
    "GEO004": {"0.001"},
    "GEO009": {"0.0001"},
    "COH001": {"0000"},
    "COH003": {"77", "42", "000", "120"},
    "COH005": {"89", "90", "090"},
    "COH008": {"1980"},
    "CLS001": {"00012", "12"},
    "CLS009": {"1", "0"},
    "CLS011": {"1", "0"},
    "CLS013": {"1", "0"},
    "CLS017": {"1", "0"},
    "SMP002": {"0.90", "95"},
    "SMP003": {"10"},
    "SMP007": {"100"},
    "LKG001": {"5", "30"},
    "LKG006": {"20"},
    "LKG013": {"64"},
    "PIX003": {"5"},
    "PIX005": {"0"},
    "PIX007": {"0"},
    "SHC004": {"0.5"},
    "PHI012": {"30", "113102"},
    "PHI013": {"30"},
    "PHI014": {"113100", "113110"},
    "PHI015": {"1"},
    "PHI016": {"113100"},
    "PHI017": {"113100"},
    "VAL001": {"0"},
    "DOC001": {"2"},
    "DOC002": {"2"},
    "DOC003": {"2"},
}
"""Numbers in the words of a rule that no policy can change."""


@pytest.mark.parametrize("one", ALL_CHECKS, ids=lambda one: one.rule)
def test_words_of_a_rule_name_no_threshold_that_a_policy_may_set(one: Check) -> None:
    words = " ".join((one.title, one.what, one.why))
    numbers = set(re.findall(r"(?<![A-Z0-9.])\d+(?:\.\d+)?", words))
    assert numbers <= FIXED.get(one.rule, set())


@pytest.mark.parametrize("key", sorted({k for one in ALL_CHECKS for k in _keys(one)}))
def test_a_threshold_named_in_the_words_of_a_rule_is_one_of_the_policy(key: str) -> None:
    section, _, field = key.partition(".")
    assert field in type(getattr(Policy(), section)).model_fields


@pytest.mark.parametrize("one", ALL_CHECKS, ids=lambda one: one.rule)
def test_words_of_a_rule(one: Check) -> None:
    assert one.title == one.title.strip(". ")
    assert all(text.endswith(".") for text in (one.what, one.why, one.fix))
    words = " ".join((one.title, one.what, one.why, one.fix)).casefold()
    assert not {"compliant", "unbiased", "anonymous"} & set(re.findall("[a-z]+", words))
