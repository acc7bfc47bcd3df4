from __future__ import annotations

from typing import Any

import pytest

from audit.checks.classes import CHECKS as CLASS_CHECKS
from audit.checks.model import Finding, NotAssessed, Severity
from audit.checks.samples import CHECKS as SAMPLE_CHECKS
from audit.policy import Policy
from audit.profile.model import Subjects
from audit.profile.model.classes import (
    Boxes,
    ClassCount,
    Classes,
    Convention,
    FaultKind,
    Imbalance,
    LabelFault,
)
from audit.profile.model.samples import Precision, Rule, Samples
from tests import records

ALL = {check.rule: check for check in (*CLASS_CHECKS, *SAMPLE_CHECKS)}
SINGLE = (("diagnosis", str(Convention.SINGLE)),)
NEED_MORE = ("CLS011", "CLS012", "CLS013", "CLS015", "CLS016", "CLS018")  # readers, boxes, splits


def run(rule: str, policy: dict[str, Any] | None = None, **parts: Any) -> list[Finding]:
    profile = records.profile(**parts)
    return list(ALL[rule].function(profile, Policy.model_validate(policy or {})))


def classes(**changes: Any) -> Classes:
    return records.classes(**({"conventions": SINGLE} | changes))


def sized(split: str = "", **sizes: int) -> tuple[ClassCount, ...]:
    total = sum(sizes.values())
    return tuple(
        ClassCount("d", name, split, n, n, total, total, None) for name, n in sizes.items()
    )


def fault(kind: FaultKind, *rows: int) -> LabelFault:
    return LabelFault(str(kind), len(rows), rows)


def patients(*numbers: int) -> Subjects:
    return Subjects("patient", numbers, numbers)


def test_codes_families_and_severities() -> None:
    assert [c.rule for c in CLASS_CHECKS] == [f"CLS{n:03}" for n in range(1, 19)]
    assert [c.rule for c in SAMPLE_CHECKS] == [f"SMP{n:03}" for n in range(1, 12)]
    assert {c.family for c in CLASS_CHECKS} == {"classes"}
    assert {c.family for c in SAMPLE_CHECKS} == {"samples"}
    assert {rule for rule, c in ALL.items() if c.severity is Severity.ERROR} == {
        "CLS003",
        "CLS010",
    }


@pytest.mark.parametrize("rule", sorted(ALL))
def test_without_labels_nothing_is_passed(rule: str) -> None:
    with pytest.raises(NotAssessed):
        run(rule, classes=records.no_classes(), samples=records.samples())


@pytest.mark.parametrize("rule", [c.rule for c in CLASS_CHECKS if c.rule not in NEED_MORE])
def test_a_clean_table_passes(rule: str) -> None:
    assert run(rule, classes=classes()) == []


@pytest.mark.parametrize("rule", NEED_MORE)
def test_a_table_without_readers_boxes_or_uncertain_labels(rule: str) -> None:
    with pytest.raises(NotAssessed):
        run(rule, classes=classes())


@pytest.mark.parametrize(
    "kind",
    [
        FaultKind.NOT_IN_DATA,
        FaultKind.NOT_READ,
        FaultKind.CASE,
        FaultKind.ZEROS,
        FaultKind.UNICODE,
    ],
)
def test_unjoined_rows(kind: FaultKind) -> None:
    found = classes(faults=(fault(kind, 3, 9),))
    (finding,) = run("CLS001", classes=found)
    assert finding.message == f"2 of 10 label rows: {kind} (lines 3, 9)"
    assert (finding.count, finding.total, finding.unit) == (2, 10, "label row")
    assert run("CLS001", {"classes": {"max_unjoined_share": 0.2}}, classes=found) == []
    assert len(run("CLS001", {"classes": {"max_unjoined_share": 0.19}}, classes=found)) == 1


def test_lines_beyond_ten_are_counted() -> None:
    lines = LabelFault(str(FaultKind.DOUBLED), 250, tuple(range(2, 102)))
    (finding,) = run("CLS006", classes=classes(n_rows=500, faults=(lines,)))
    assert finding.message.endswith("(lines 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 240 more)")


def test_unlabelled_patients() -> None:
    found = classes(unlabelled=patients(4))
    (finding,) = run("CLS002", classes=found)
    assert finding.message == "1 of 10 patients have no label"
    assert finding.subjects.examples() == ("patient 4",)
    assert run("CLS002", {"classes": {"max_unlabelled_share": 0.1}}, classes=found) == []
    with pytest.raises(NotAssessed):
        run("CLS002", classes=classes(n_patients=0))


def test_conflicts() -> None:
    found = classes(faults=(fault(FaultKind.CONFLICT, 4, 5),), conflicting=patients(2))
    (finding,) = run("CLS003", classes=found)
    assert (finding.count, finding.subjects) == (2, patients(2))
    joined = classes(conventions=(("diagnosis", str(Convention.JOINED)),))
    with pytest.raises(NotAssessed):
        run("CLS003", classes=joined)


@pytest.mark.parametrize(
    ("large", "warned", "noted"),
    [(10, 0, 0), (11, 0, 1), (100, 0, 1), (101, 1, 0)],
)
def test_imbalance_at_and_above_its_limits(large: int, warned: int, noted: int) -> None:
    counts = sized(a=large, b=1)
    found = classes(
        labels=("d",), counts=counts, totals=counts, imbalance=(Imbalance("d", "", 2, large, 0, 1),)
    )
    assert len(run("CLS004", classes=found)) == warned
    findings = run("CLS008", classes=found)
    assert len(findings) == noted
    for finding in findings:
        assert finding.message == f"label d: a has {large} patients, b 1; limit 10 to 1"


def test_imbalance_that_could_not_be_measured() -> None:
    for changes in ({"imbalance": ()}, {"n_patients_labelled": 0}, {"n_patients": 0}):
        for rule in ("CLS004", "CLS008"):
            with pytest.raises(NotAssessed):
                run(rule, classes=classes(**changes))


def test_empty_classes() -> None:
    counts = (*sized("train", a=3, b=1), *sized("test", a=2, b=0))
    found = classes(labels=("d",), splits=("train", "test"), counts=counts, totals=sized(a=5, b=1))
    (finding,) = run("CLS005", classes=found)
    assert finding.message == "label d, split test: 1 of 2 classes have no patient: b"
    assert (finding.count, finding.total, finding.unit) == (1, 2, "class")
    with pytest.raises(NotAssessed):
        run("CLS005", classes=classes(n_patients_labelled=0))


def test_values_that_are_no_class_may_be_empty() -> None:
    counts = sized(positive=2, negative=0, uncertain=0)
    found = classes(
        labels=("d",), counts=counts, totals=counts, conventions=(("d", str(Convention.INDICATOR)),)
    )
    assert run("CLS005", classes=found) == []


def test_spellings() -> None:
    counts = sized(Mass=1, mass=1, none=1)
    found = classes(
        totals=counts,
        labels=("d",),
        spellings=(("d", ("Mass", "mass")),),
        faults=(fault(FaultKind.CLASS_CASE, 7),),
    )
    (finding,) = run("CLS007", classes=found)
    assert finding.message == "label d: Mass, mass are 2 classes; line 7"
    assert (finding.count, finding.total) == (2, 3)


@pytest.mark.parametrize(
    "kind",
    [
        FaultKind.UNREADABLE,
        FaultKind.KEY_EMPTY,
        FaultKind.UNKNOWN_VALUE,
        FaultKind.LABEL_EMPTY,
        FaultKind.SPLIT_EMPTY,
        FaultKind.SPLIT_CASE,
        FaultKind.NO_NUMBER,
        FaultKind.READER_EMPTY,
        FaultKind.BOX_PARTIAL,
    ],
)
def test_unusable_rows(kind: FaultKind) -> None:
    (finding,) = run("CLS009", classes=classes(faults=(fault(kind, 8),)))
    assert finding.message == f"1 of 10 label rows: {kind} (line 8)"


def test_every_kind_of_fault_has_a_check() -> None:
    rules = ("CLS001", "CLS003", "CLS006", "CLS007", "CLS009", "CLS015", "CLS016")
    boxes = Boxes(5, 5, 3, 3, None, (), 5, 4, 1)
    for kind in FaultKind:
        faults, spelt = (fault(kind, 2),), (("d", ("a", "A")),)
        found = classes(faults=faults, spellings=spelt, boxes=boxes)
        findings = [f for rule in rules if rule != "CLS007" for f in run(rule, classes=found)]
        shown = [f for f in findings if str(kind) in f.message]
        if kind is FaultKind.CLASS_CASE:
            shown = [f for f in run("CLS007", classes=found) if "line 2" in f.message]
        if kind in (FaultKind.BOX_FLAT, FaultKind.BOX_OUTSIDE):
            shown = [f for f in findings if f.unit == "box" and "line 2" in f.message]
        assert len(shown) == 1, kind


def test_a_table_that_joins_nothing() -> None:
    found = run("CLS010", classes=classes(n_rows_joined=0))
    assert [one.message for one in found] == ["0 of 10 label rows join by PatientID"]


@pytest.mark.parametrize(
    ("splits", "told"),
    [
        (("trainn", "test"), None),
        (("tset", "train"), "of 2 splits none is called test"),
        (("a", "b", "c"), "of 3 splits none is called training and none test"),
        (("development", "test_2"), "of 2 splits none is called training"),
    ],
)
def test_split_names(splits: tuple[str, ...], told: str | None) -> None:
    named = {
        f"{word}_splits": tuple(name for name in splits if name.startswith(word))
        for word in ("train", "test")
    }
    found = run("CLS018", classes=classes(splits=splits, **named))
    assert [one.message for one in found] == ([told] if told else [])


def precise(name: str, n: int, width: float, split: str = "") -> Precision:
    return Precision("d", name, split, n, 50, ((0.8, 0.5), (0.9, width)), (), None, None)


def samples(*precision: Precision, rules: tuple[Rule, ...] = ()) -> Samples:
    return Samples("measured", "", precision, rules, None)


def test_small_classes() -> None:
    given = samples(precise("a", 30, 0), precise("b", 29, 0), precise("c", 0, 0))
    (finding,) = run("SMP001", classes=classes(), samples=given)
    assert finding.message == "label d: 1 of 2 classes have fewer than 30 patients: b (29)"
    assert run("SMP001", {"samples": {"min_patients": 29}}, classes=classes(), samples=given) == []


def test_wide_sensitivity_is_judged_in_the_test_split() -> None:
    rows = (
        precise("a", 9, 0.3, "train"),
        precise("a", 40, 0.1, "test"),
        precise("b", 39, 0.1001, "test"),
    )
    split = classes(splits=("train", "test"), test_splits=("test",))
    (finding,) = run("SMP002", classes=split, samples=samples(*rows))
    assert finding.message == (
        "label d, split test: 1 of 2 classes have a half-width over 0.1 at a sensitivity of 0.9 "
        "(95 % interval): b (39 patients, ±0.1001)"
    )
    assert len(run("SMP002", classes=classes(), samples=samples(precise("a", 9, 0.3)))) == 1
    with pytest.raises(NotAssessed):
        run("SMP002", classes=classes(splits=("train",)), samples=samples(*rows))


def rule(name: str, state: str, measured: float | None, required: float | None = 100) -> Rule:
    return Rule(name, "", state, "because", required, measured, "", "d")


@pytest.mark.parametrize(("state", "n"), [("meets", 0), ("does not meet", 1)])
def test_rule_of_10(state: str, n: int) -> None:
    given = samples(rules=(rule("rule of 10", state, 40.0),))
    found = run("SMP003", classes=classes(), samples=given)
    assert [f.message for f in found] == ["40 training patients; the rule of 10 asks for 100"] * n


@pytest.mark.parametrize("name", ["rule of 10", "events per variable"])
@pytest.mark.parametrize("state", ["not assessable", "informative only"])
def test_rules_that_say_nothing(name: str, state: str) -> None:
    code = "SMP003" if name == "rule of 10" else "SMP004"
    with pytest.raises(NotAssessed, match="because"):
        run(code, classes=classes(), samples=samples(rules=(rule(name, state, None),)))


@pytest.mark.parametrize(("measured", "n"), [(10.0, 0), (9.99, 1)])
def test_events_per_variable(measured: float, n: int) -> None:
    given = samples(rules=(rule("events per variable", "meets", measured),))
    assert len(run("SMP004", classes=classes(), samples=given)) == n


def test_small_test_classes() -> None:
    rows = (precise("a", 9, 0, "train"), precise("a", 10, 0, "test"), precise("b", 9, 0, "test"))
    split = classes(splits=("train", "test"), test_splits=("test",))
    (finding,) = run("SMP005", classes=split, samples=samples(*rows))
    assert finding.subject == "label d, split test"
    assert finding.message.endswith("fewer than 10 patients: b (9)")
    with pytest.raises(NotAssessed):
        run("SMP005", classes=classes(), samples=samples(*rows))
