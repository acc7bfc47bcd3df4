"""Checks of sample size that came with subgroups, declared targets and learning curves."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from audit.checks.model import Finding, NotAssessed
from audit.checks.samples import CHECKS
from audit.policy import Policy
from audit.profile.model.learning_curve import LearningCurve
from audit.profile.model.samples import (
    LabelIcc,
    Rule,
    RuleInput,
    Samples,
    Subgroup,
    Subgroups,
)
from tests import records

ALL = {check.rule: check for check in CHECKS}
TESTED = {"splits": ("train", "test"), "test_splits": ("test",), "train_splits": ("train",)}
DECLARED = (RuleInput("expected value", 0.9, "declared"),)
DEFAULT = (RuleInput("wanted half-width", 0.1, "default"),)


def run(
    code: str, policy: dict[str, Any] | None = None, classes: Any = TESTED, **parts: Any
) -> list[Finding]:
    samples = Samples("measured", "", (), parts.pop("rules", ()), None, **parts)
    profile = records.profile(classes=records.classes(**classes), samples=samples)
    return list(ALL[code].function(profile, Policy.model_validate(policy or {})))


def subgroup(level: str, n: int, split: str = "test", attribute: str = "sex") -> Subgroup:
    return Subgroup(attribute, level, "d", "ill", split, n, 9, 9, 0.1, 0, 0.2, n, (1.0, float(n)))


def grid(*rows: Subgroup) -> Subgroups:
    given = (RuleInput("x", 0.9, "default"),) * 3
    return Subgroups(rows, 0, (), (), *given)


def rule(name: str, state: str, inputs: tuple[RuleInput, ...] = DECLARED, **more: Any) -> Rule:
    return Rule(name, "", state, "because", 57, 44.0, "", "d", "ill", "test", inputs=inputs, **more)


@pytest.mark.parametrize(("n", "count"), [(30, 0), (29, 1), (0, 1)])
def test_small_subgroups_at_and_below_the_limit(n: int, count: int) -> None:
    found = run("SMP006", subgroups=grid(subgroup("F", n), subgroup("M", 99)))
    assert len(found) == count
    for finding in found:
        assert finding.message == (
            f"label d, split test, by sex: 1 of 2 subgroups have fewer than 30 patients: "
            f"ill / F ({n})"
        )
        assert (finding.count, finding.total, finding.unit) == (1, 2, "subgroup")
    assert run("SMP006", {"samples": {"min_patients": n or 1}},
               subgroups=grid(subgroup("F", n or 1))) == []  # fmt: skip


@pytest.mark.parametrize(
    ("n_empty", "told"),
    [
        (0, ": ill / F (4)"),
        (
            10,
            ": ill / F (4), " + ", ".join(f"ill / site {n} (0)" for n in range(9)) + " and 1 more",
        ),
        (11, ", 11 of 13 have none: ill / F (4)"),
        (800, ", 800 of 802 have none: ill / F (4)"),
    ],
)
def test_many_subgroups_without_a_patient_are_one_number(n_empty: int, told: str) -> None:
    empty = [subgroup(f"site {n}", 0) for n in range(n_empty)]
    (finding,) = run("SMP006", subgroups=grid(subgroup("M", 99), subgroup("F", 4), *empty))
    assert finding.message.endswith("have fewer than 30 patients" + told)
    assert (finding.count, finding.total) == (n_empty + 1, n_empty + 2)


def test_where_no_subgroup_has_a_patient_none_is_named() -> None:
    (finding,) = run("SMP006", subgroups=grid(*(subgroup(f"site {n}", 0) for n in range(11))))
    assert finding.message.endswith("have fewer than 30 patients, 11 of 11 have none")


def test_only_named_levels_of_the_test_split_count() -> None:
    rows = [subgroup(level, 1) for level in ("several", "not known", "other")]
    assert run("SMP006", subgroups=grid(*rows, subgroup("F", 1, "train"))) == []
    assert len(run("SMP006", classes={}, subgroups=grid(subgroup("F", 1, "")))) == 1
    with pytest.raises(NotAssessed, match="begins with test"):
        run("SMP006", classes={"splits": ("a",)}, subgroups=grid(subgroup("F", 1, "a")))
    with pytest.raises(NotAssessed, match="no header"):
        run("SMP006", subgroups=grid())


@pytest.mark.parametrize(
    ("code", "name"), [("SMP007", "test set: 100 events"), ("SMP009", "Riley's criteria")]
)
def test_rules_that_are_not_met_are_told_with_both_numbers(code: str, name: str) -> None:
    (finding,) = run(code, rules=(rule(name, "does not meet"), rule(name, "meets")))
    assert finding.message == f"{name}: 1 of 2 do not meet it: ill (44, asked for 57)"
    assert (finding.count, finding.total) == (1, 2)
    assert run(code, rules=(rule(name, "meets"),)) == []
    with pytest.raises(NotAssessed, match="because"):
        run(code, rules=(rule(name, "not assessable"),))


def test_of_100_events_the_message_says_which_side_is_short() -> None:
    """13 with the class, as SMP001 counts them, and 7 without."""
    inputs = (RuleInput("patients", 13, "measured"), RuleInput("others", 7, "measured"))
    few = replace(rule("test set: 100 events", "does not meet", inputs), measured=7, required=100)
    (finding,) = run("SMP007", rules=(few,))
    assert finding.message == (
        "test set: 100 events: 1 of 1 do not meet it: "
        "ill (13 with it, 7 without, asked for 100 of each)"
    )


def test_only_what_was_declared_is_a_target() -> None:
    unmet = rule("half-width of a sensitivity", "does not meet")
    (finding,) = run("SMP008", rules=(unmet,))
    assert finding.subject == "half-width of a sensitivity"
    for other in (
        rule("half-width of a sensitivity", "does not meet", DEFAULT),
        rule("test set: 100 events", "does not meet"),
        rule("Riley's criteria", "does not meet"),
        rule("half-width of a sensitivity", "not assessable"),
    ):
        with pytest.raises(NotAssessed, match="is declared"):
            run("SMP008", rules=(other,))
    assert run("SMP008", rules=(rule("mean Dice", "meets"),)) == []


def test_a_drop_names_its_subgroup() -> None:
    one = Rule("drop in a subgroup that is seen", "", "does not meet", "sex F: 2 patients", 0.15,
               None, "", "d", "ill", "test", "share", DECLARED)  # fmt: skip
    (finding,) = run("SMP008", rules=(one,))
    assert finding.message.endswith("ill, sex F (none, asked for 0.15)")


def curve(state: str = "fitted", **more: Any) -> LearningCurve:
    return LearningCurve(state, more.pop("reason", ""), "AUC", (), "", **more)


def test_a_learning_curve_that_leads_nowhere() -> None:
    (finding,) = run("SMP010", curve=curve(target=0.9, target_reason="above the asymptote"))
    assert finding.message == "learning curve of 0 points: above the asymptote"
    assert len(run("SMP010", curve=curve("refused", reason="does not rise"))) == 1
    assert run("SMP010", curve=curve(target=0.9, n_for_target=100)) == []
    with pytest.raises(NotAssessed, match="no target score"):
        run("SMP010", curve=curve(target_reason="no target score is declared"))
    with pytest.raises(NotAssessed, match="no learning curve"):
        run("SMP010")


def test_copied_labels() -> None:
    copied = (LabelIcc("d", "ill", "copied", 8, 20, 0, 1.0),
              LabelIcc("d", "well", "copied", 8, 20, 0, 1.0))  # fmt: skip
    images = {**TESTED, "level": "instance"}
    (finding,) = run("SMP011", classes=images, icc_from_labels=copied)
    assert finding.message == (
        "label d: no class differs within any of 8 patients with 20 labelled images"
    )
    differing = (LabelIcc("d", "ill", "estimated", 8, 20, 3, 0.4),)
    assert run("SMP011", classes=images, icc_from_labels=differing) == []
    with pytest.raises(NotAssessed, match="by patient"):
        run("SMP011", icc_from_labels=copied)
    with pytest.raises(NotAssessed, match="two labelled images"):
        run("SMP011", classes=images, icc_from_labels=())
