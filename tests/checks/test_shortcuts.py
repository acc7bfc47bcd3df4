from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from audit.checks.model import Finding, NotAssessed, Severity
from audit.checks.shortcut_grades import balanced_levels, exclusive_share, grade, lead
from audit.checks.shortcuts import CHECKS
from audit.policy import Policy, ShortcutsPolicy
from audit.profile.model import Interval, Shortcuts
from audit.profile.model.balance import (
    Balance,
    GroupComparison,
    MissingRate,
    PairComparison,
    RepresentationRatio,
)
from audit.profile.model.shortcuts import (
    Association,
    Ceiling,
    Exclusive,
    LevelShare,
    Strata,
    Target,
)
from tests import records

ALL = {check.rule: check for check in CHECKS}
LIMITS = ShortcutsPolicy()
NONE = Exclusive(0, 0, 0)


def one(**changes: Any) -> Association:
    """100 patients, 40 of the class; nothing to see."""
    plain = Association(
        "d", "ill", "", "Manufacturer", "provenance", 100, 40, 2, 0.1, 0.01, 0.55,
        Interval(0.45, 0.65), None, 0.001, 0.01, 999, NONE,
    )  # fmt: skip
    return replace(plain, **changes)


def run(
    rule: str, *found: Association, policy: dict[str, Any] | None = None, **more: Any
) -> list[Finding]:
    splits = more.pop("test_splits", ())
    plain = Shortcuts("measured", "", 100, associations=found)
    profile = records.profile(
        shortcuts=replace(plain, **more), classes=records.classes(test_splits=splits)
    )
    return list(ALL[rule].function(profile, Policy.model_validate({"shortcuts": policy or {}})))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"auc": 0.90}, "critical"),
        ({"auc": 0.8999}, "high"),
        ({"auc": 0.75}, "high"),
        ({"auc": 0.7499}, "medium"),
        ({"auc": 0.60}, "medium"),
        ({"auc": 0.5999}, ""),
        ({"u": 0.5}, "critical"),
        ({"u": 0.4999}, ""),
        ({"v": 0.5}, "high"),
        ({"v": 0.3}, "medium"),
        ({"v": 0.2999}, ""),
        ({"exclusive": Exclusive(1, 40, 0)}, "critical"),
        ({"exclusive": Exclusive(1, 0, 60)}, "critical"),
        ({"exclusive": Exclusive(1, 39, 59)}, ""),
        ({"auc": 0.99, "u": 0.9, "v": 0.9, "q": 0.05}, ""),
        ({"auc": 0.99, "q": 0.0499}, "critical"),
    ],
)
def test_effect_sizes_decide_and_q_qualifies(changes: dict[str, Any], expected: str) -> None:
    assert grade(one(**changes), LIMITS) == expected


def test_the_published_case_is_high() -> None:
    """Zech 2018, from the rounded counts: AUC .857, V .485, U .324."""
    assert grade(one(auc=0.857, v=0.485, u=0.324), LIMITS) == "high"


def test_severities() -> None:
    assert [c.rule for c in CHECKS] == [f"SHC{n:03}" for n in range(1, 10)]
    assert {c.rule for c in CHECKS if c.severity is Severity.ERROR} == {"SHC001", "SHC003"}


@pytest.mark.parametrize("rule", ["SHC001", "SHC002", "SHC003", "SHC004", "SHC005", "SHC007"])
def test_without_labels_nothing_passes(rule: str) -> None:
    with pytest.raises(NotAssessed, match="no label table"):
        run(rule, state="absent", reason="no label table was given")


@pytest.mark.parametrize("rule", ["SHC006", "SHC008", "SHC009"])
def test_without_anything_to_compare_nothing_passes(rule: str) -> None:
    with pytest.raises(NotAssessed):
        run(rule)


def test_a_high_risk_names_the_strongest_field_first_with_its_numbers() -> None:
    (found,) = run(
        "SHC001",
        one(field="KVP", auc=0.80, kind="acquisition"),
        one(auc=0.95),
        one(field="SoftwareVersions", auc=0.7),
        one(field="BodyPartExamined", kind="content", auc=0.99),
        one(field="missing KVP", kind="missing", auc=0.99),
    )
    assert found.message.startswith("Manufacturer alone foretells class ill of label d: AUC 0.950")
    assert "40 of 100 patients with the class; critical shortcut risk" in found.message
    assert "q 0.01 by 999 permutations" in found.message
    assert found.message.endswith("then KVP (ill, AUC 0.800, V 0.10)")
    assert (found.count, found.total, found.unit) == (2, 3, "header field")
    assert (found.subject, found.keyword) == ("label d", "Manufacturer")
    assert run("SHC001", one(auc=0.95, split="test")) == []
    assert run("SHC001", one(auc=0.80), policy={"high_auc": 0.81}) == []


def test_a_risk_in_two_labels_is_two_findings_and_classes_are_counted() -> None:
    found = run("SHC001", one(auc=0.9), one(name="well", auc=0.8), one(label="e", auc=0.8))
    assert [f.subject for f in found] == ["label d", "label e"]
    assert "1 of 1 fields at this level in 2 of 2 classes" in found[0].message


def test_classes_that_could_not_be_looked_at_are_told() -> None:
    targets = (Target("d", "ill", "", 40, 60), Target("d", "rare", "", 3, 97, "fewer than 10"))
    with pytest.raises(NotAssessed, match="1 of 2 classes: fewer than 10"):
        run("SHC001", one(), targets=targets)


def test_medium_stands_by_itself() -> None:
    (found,) = run("SHC002", one(auc=0.7), one(field="KVP", auc=0.9))
    assert "medium shortcut risk" in found.message
    assert found.count == 1


def test_a_class_of_values_of_its_own() -> None:
    (found,) = run("SHC003", one(exclusive=Exclusive(1, 21, 0)))
    assert "21 of 40 patients of class ill come from values of Manufacturer" in found.message
    assert (found.count, found.total, found.unit) == (21, 40, "patient")
    assert run("SHC003", one(exclusive=Exclusive(1, 20, 0))) == []
    (other,) = run("SHC003", one(exclusive=Exclusive(1, 5, 60)))
    assert "60 of 60 patients without class ill" in other.message
    assert run("SHC003", one(exclusive=Exclusive(1, 40, 0), q=0.05)) == []
    assert exclusive_share(one(exclusive=Exclusive(2, 10, 15))) == (10, 40, True)


def ceiling(auc: float, low: float) -> Ceiling:
    return Ceiling("d", "ill", "", 100, 40, 12, auc, Interval(low, 0.99), 100)


def test_the_ceiling_at_its_limit() -> None:
    (found,) = run("SHC004", ceilings=(ceiling(0.75, 0.6),))
    assert "12 header fields together and no pixel" in found.message
    assert (found.count, found.total, found.unit) == (1, 1, "class")
    assert run("SHC004", ceilings=(ceiling(0.7499, 0.6),)) == []
    assert run("SHC004", ceilings=(ceiling(0.9, 0.5),)) == []
    with pytest.raises(NotAssessed):
        run("SHC004", ceilings=())


def test_the_test_split_alone() -> None:
    (found,) = run("SHC005", one(auc=0.8, split="test"), test_splits=("test",))
    assert found.subject == "label d, split test"
    assert run("SHC005", one(split="test"), one(auc=0.99), test_splits=("test",)) == []
    for splits in ((), ("test",)):
        with pytest.raises(NotAssessed):
            run("SHC005", one(auc=0.9), test_splits=splits)


def comparison(v: float, q: float = 0.01, axis: Any = "split") -> GroupComparison:
    groups = (("train", 60), ("test", 40))
    return GroupComparison(axis, "PatientAge", "content", groups, 100, 3, v, 9.0, 2, 0.01, q, 0)


def pair(smd: float | None = None, psi: float = 0.0, critical: float = 0.2) -> PairComparison:
    return PairComparison(
        "PatientAge", "content", "train", "test", 60, 40, smd, None, None, 0.1, psi, critical, 3
    )


@pytest.mark.parametrize(
    ("group", "pairs", "n"),
    [
        (comparison(0.1), (), 1),
        (comparison(0.0999), (), 0),
        (comparison(0.5, q=0.05), (), 0),
        (comparison(0.0), (pair(smd=-0.101),), 1),
        (comparison(0.0), (pair(smd=0.1),), 0),
        (comparison(0.0), (pair(psi=0.2),), 1),
        (comparison(0.0), (pair(psi=0.19),), 0),
        (comparison(0.0), (pair(psi=0.09, critical=0.01),), 0),
    ],
)
def test_splits_differ(group: GroupComparison, pairs: tuple[PairComparison, ...], n: int) -> None:
    balance = Balance(splits=("train", "test"), comparisons=(group,), pairs=pairs)
    found = run("SHC006", balance=balance)
    assert len(found) == n
    if n:
        assert "1 of 1 attributes differ between train, test (100 patients)" in found[0].message
    sites = Balance(comparisons=(comparison(0.5, axis="site"),), split_reason="no two splits")
    with pytest.raises(NotAssessed, match="no two splits"):
        run("SHC006", balance=sites)


def test_gaps_that_tell_of_the_label() -> None:
    gap = {"field": "missing KVP", "kind": "missing"}
    (found,) = run("SHC007", one(auc=0.61, **gap), one(auc=0.99))
    assert found.message.startswith("missing KVP alone foretells class ill")
    assert found.keyword == ""
    assert run("SHC007", one(auc=0.59, **gap)) == []


def test_gaps_by_vendor() -> None:
    def rate(v: float, q: float) -> Balance:
        groups = (("GE", 30, 40), ("Siemens", 3, 60))
        return Balance(missing=(MissingRate("vendor", ("KVP",), groups, 0.7, v, q, q, 0),))

    (found,) = run("SHC008", balance=rate(0.3, 0.01))
    assert "KVP (gap 0.70, V 0.30, q 0.01, 100 patients)" in found.message
    assert run("SHC008", balance=rate(0.2999, 0.01)) == []
    assert run("SHC008", balance=rate(0.9, 0.05)) == []


def test_shares_against_the_declared_population() -> None:
    def groups(low: float, high: float) -> Balance:
        rows = (("F", 40, 0.5, low), ("M", 60, 0.5, high))
        return Balance(representation=(RepresentationRatio("PatientSex", rows, 100, 0, 0.2),))

    (found,) = run("SHC009", balance=groups(0.79, 1.21))
    assert "1 of 2 groups" in found.message
    assert "F 0.79 (40 patients)" in found.message
    assert run("SHC009", balance=groups(0.8, 1.25)) == []
    (found,) = run("SHC009", balance=groups(0.9, 1.26))
    assert found.count == 1


def test_where_the_label_is_balanced() -> None:
    levels = (
        LevelShare("at", 100, 50), LevelShare("above", 100, 51), LevelShare("all", 10, 10),
        LevelShare("low", 100, 30),
    )  # fmt: skip
    strata = Strata("d", "ill", "KVP", 400, 160, levels, 0, 0, 300)
    assert [one.level for one in balanced_levels(strata, LIMITS)] == ["at", "low"]


def test_a_trace_does_not_come_before_its_cause() -> None:
    cause = one(auc=0.92, interval=Interval(0.88, 0.96))
    trace = one(field="file size", kind="storage", auc=0.95)
    assert lead([trace, cause]) is cause
    assert lead([replace(trace, auc=0.961), cause]).field == "file size"
    assert lead([trace, replace(cause, name="well")]) is trace
    assert lead([cause, one(field="KVP", kind="acquisition", auc=0.93)]).field == "KVP"
    (found,) = run("SHC001", trace, cause)
    assert found.message.startswith("Manufacturer alone")
    assert found.message.endswith("then file size (ill, AUC 0.950, V 0.10)")
