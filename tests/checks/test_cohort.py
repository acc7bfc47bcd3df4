from __future__ import annotations

from typing import Any

import pytest

from audit.checks.cohort import CHECKS
from audit.checks.model import Finding, NotAssessed, Severity
from audit.policy import Policy
from audit.profile.model import Counts
from audit.profile.model.cohort import DateRange
from tests import records

ALL = {check.rule: check for check in CHECKS}
NOTHING: dict[str, Any] = {"n_patients": 0, "PatientSex": Counts("patient", 0)}


def run(rule: str, policy: dict[str, Any] | None = None, **changes: Any) -> list[Finding]:
    profile = records.profile(cohort=records.cohort(**({"n_with_sex": 10} | changes)))
    chosen = Policy.model_validate({"cohort": policy or {}})
    return list(ALL[rule].function(profile, chosen))


def sexes(absent: int = 0, **counts: int) -> dict[str, Any]:
    valid = sum(n for sex, n in counts.items() if sex in ("M", "F", "O"))
    total = absent + sum(counts.values())
    return {
        "n_patients": total,
        "PatientSex": records.counts("patient", total, absent=absent, **counts),
        "n_with_sex": valid,
        "invalid_sex": records.subjects(counts.get("invalid", 0), "patient"),
    }


def people(n: int) -> Any:
    return records.subjects(n, "patient")


def aged(n: int, known: int, absent: int = 0, **more: Any) -> dict[str, Any]:
    age = records.spread(known, 20.0, 80.0) if known else None
    return {"n_patients": n, "age": age, "n_age_absent": absent, **more}


def sited(*sizes: int, without: int = 0) -> dict[str, Any]:
    total = sum(sizes) + without
    return {
        "n_patients": total,
        "n_sites": len(sizes),
        "site_sizes": sizes,
        "n_patients_without_site": without,
    }


def undated(state: str, reason: str = "", n: int = 0) -> dict[str, Any]:
    n_dated = 0 if state == "absent" else 10
    return {"dates": DateRange(state, None, None, 10, n_dated, reason, n_doubtful=n)}


def test_codes_family_and_severities() -> None:
    assert [check.rule for check in CHECKS] == [f"COH{n:03}" for n in range(1, 9)]
    assert {check.family for check in CHECKS} == {"cohort"}
    assert [c.rule for c in CHECKS if c.severity is Severity.NOTE] == ["COH008"]
    assert not [c.rule for c in CHECKS if c.severity is Severity.ERROR]


@pytest.mark.parametrize("rule", sorted(ALL))
def test_an_even_cohort_passes(rule: str) -> None:
    changes: dict[str, Any] = {"n_sites": 2, "site_sizes": (6, 4)}
    assert run(rule, **changes) == []


NOT_ASSESSED: list[tuple[str, dict[str, Any], str]] = [
    *((f"COH{n:03}", NOTHING, "no patient could be counted") for n in range(1, 8)),
    ("COH001", sexes(absent=10), "no patient has a PatientSex"),
    ("COH002", sexes() | {"n_patients": 3}, "no header could be read"),
    ("COH003", aged(10, 0, 10), "no patient has a PatientAge"),
    ("COH003", aged(10, 0, 7, n_age_unread=3), "no patient has a PatientAge"),
    ("COH004", aged(10, 0, 0, n_age_unread=10), "no header could be read"),
    ("COH005", aged(10, 0, 10), "no patient has a valid PatientAge"),
    ("COH006", sited(9, without=20), "patients who name an institution: 9; needed: 10"),
    ("COH006", sited(without=20), "patients who name an institution: 0; needed: 10"),
    ("COH007", sexes(M=9, absent=20), "patients with a PatientSex of M, F or O: 9; needed: 10"),
    ("COH008", undated("absent"), "no study has a valid StudyDate"),
]


@pytest.mark.parametrize(("rule", "changes", "reason"), NOT_ASSESSED)
def test_what_cannot_be_judged_says_so(rule: str, changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(NotAssessed, match=reason):
        run(rule, **changes)


PASSES: list[tuple[str, dict[str, Any]]] = [
    ("COH002", sexes(M=5, F=4, absent=1)),
    ("COH002", sexes(M=5, F=4, invalid=1)),
    ("COH004", aged(10, 9, 1)),
    ("COH004", aged(10, 5, 0, n_age_unread=5)),
    ("COH006", sited(8, 2)),
    ("COH007", sexes(M=7, F=3)),
    ("COH007", sexes(O=9, F=1)),
]


@pytest.mark.parametrize(("rule", "changes"), PASSES)
def test_at_the_limit(rule: str, changes: dict[str, Any]) -> None:
    assert run(rule, **changes) == []


FAILS: list[tuple[str, dict[str, Any], int, int, str]] = [
    (
        "COH001", sexes(M=5, F=4, invalid=1), 1, 10,
        "1 of 10 patients have a PatientSex that is not M, F or O",
    ),
    (
        "COH002", sexes(M=4, F=4, absent=1, invalid=1), 2, 10,
        "2 of 10 patients have no PatientSex of M, F or O (1 none at all); limit 10 %",
    ),
    (
        "COH003", aged(10, 8, 1, invalid_age=people(1)), 1, 10,
        "1 of 10 patients have a PatientAge that is not three digits and D, W, M or Y",
    ),
    (
        "COH003", aged(10, 8, 0, implausible_age=people(2), n_age_unread=1), 2, 9,
        "2 of 9 patients have a PatientAge of 000Y or over 120 years",
    ),
    (
        "COH004", aged(10, 8, 1), 2, 10,
        "2 of 10 patients have no valid PatientAge (1 none at all); limit 10 %",
    ),
    ("COH004", aged(9, 0, 9), 9, 9,
     "9 of 9 patients have no valid PatientAge (9 none at all); limit 10 %"),
    (
        "COH005", {"over_89": people(1)}, 1, 10,
        "1 of 10 patients with a valid PatientAge are over 89; "
        "090Y may be the class of all of them",
    ),
    ("COH006", sited(81, 19), 81, 100,
     "one of 2 sites has 81 of 100 patients with a site; limit 80 %"),
    ("COH006", sited(10, without=30), 10, 10,
     "the only site has 10 of 10 patients with a site; limit 80 %"),
    ("COH007", sexes(M=71, F=29, absent=50), 71, 100,
     "M: 71 of 100 patients with a PatientSex; limit 70 %"),
    ("COH008", undated("shifted", "3 of 10 dated studies declare x", 3), 3, 10,
     "3 of 10 dated studies declare x"),
    ("COH008", undated("implausible", "all 10 alike", 10), 10, 10, "all 10 alike"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "changes", "count", "total", "message"), FAILS)
def test_just_above_the_limit(
    rule: str, changes: dict[str, Any], count: int, total: int, message: str
) -> None:
    (finding,) = run(rule, **changes)
    assert (finding.count, finding.total, finding.message) == (count, total, message)
    assert finding.unit == ("study" if rule == "COH008" else "patient")
    assert finding.keyword


def test_form_and_size_of_the_age_are_two_findings() -> None:
    found = run("COH003", **aged(10, 5, invalid_age=people(2), implausible_age=people(3)))
    assert [(f.subject, f.count) for f in found] == [("form of the age", 2), ("size of the age", 3)]
    assert [len(f.subjects) for f in found] == [2, 3]


@pytest.mark.parametrize(
    ("rule", "policy", "changes"),
    [
        ("COH002", {"max_unknown_sex_share": 0.2}, sexes(M=4, F=4, absent=2)),
        ("COH004", {"max_unknown_age_share": 0.2}, aged(10, 8, 2)),
        ("COH005", {"max_patients_over_89": 1}, {"over_89": people(1)}),
        ("COH006", {"max_site_share": 1.0}, sited(10)),
        ("COH007", {"max_sex_share": 1.0}, sexes(F=10)),
    ],
)
def test_the_policy_moves_the_limit(
    rule: str, policy: dict[str, Any], changes: dict[str, Any]
) -> None:
    assert run(rule, **changes)
    assert run(rule, policy, **changes) == []


def test_no_age_over_89_is_printed() -> None:
    (finding,) = run("COH005", over_89=people(2), age=records.spread(10, 40.0, 90.0))
    assert "90" not in finding.message.replace("090Y", "")
