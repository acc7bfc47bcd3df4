from __future__ import annotations

from typing import Any

import pytest

from audit.checks.geometry import CHECKS
from audit.checks.model import Finding, NotAssessed, Severity
from audit.policy import Policy
from audit.profile.model import Subjects
from audit.profile.model.geometry import ModalityGeometry, Stack
from tests import records

ALL = {check.rule: check for check in CHECKS}
OF_STACKS = ("GEO001", "GEO002", "GEO003", "GEO004", "GEO006", "GEO010")


def stack(series: int = 1, modality: str = "CT", **changes: Any) -> Stack:
    plain: dict[str, Any] = {
        "series": series, "item": 10 * series, "modality": modality, "n_slices": 20,
        "spacing": 5.0, "smallest": 5.0, "largest": 5.0, "max_deviation": 0.0, "n_missing": 0,
        "n_duplicates": 0, "tilt_degrees": 0.0, "SliceThickness": 5.0,
        "SpacingBetweenSlices": 5.0, "stated_off": 0.0,
    }  # fmt: skip
    return Stack(**(plain | changes))


def series(*numbers: int) -> Subjects:
    return Subjects("series", numbers, tuple(10 * n for n in numbers))


def modality(name: str = "CT", **changes: Any) -> ModalityGeometry:
    plain: dict[str, Any] = {
        "modality": name, "n_series": 20, "n_stacked": 20, "not_stackable": (),
        "n_for_spacing": 20, "without_spacing": series(), "mixed_matrix": series(),
        "n_with_orientation": 20, "skewed": series(),
    }  # fmt: skip
    return ModalityGeometry(**(plain | changes))


def run(
    rule: str,
    *parts: Stack | ModalityGeometry,
    policy: dict[str, Any] | None = None,
) -> list[Finding]:
    geometry = records.geometry(
        stacks=tuple(part for part in parts if isinstance(part, Stack)),
        modalities=tuple(part for part in parts if isinstance(part, ModalityGeometry)),
    )
    chosen = Policy.model_validate({"geometry": policy or {}})
    return list(ALL[rule].function(records.profile(geometry=geometry), chosen))


def test_codes_family_and_severities() -> None:
    assert [check.rule for check in CHECKS] == [f"GEO{n:03}" for n in range(1, 11)]
    assert {check.family for check in CHECKS} == {"geometry"}
    assert [c.rule for c in CHECKS if c.severity is Severity.ERROR] == ["GEO001", "GEO003"]


@pytest.mark.parametrize("rule", sorted(ALL))
def test_a_regular_dataset_passes(rule: str) -> None:
    assert run(rule, stack(), stack(2, "MR"), modality(), modality("MR")) == []


@pytest.mark.parametrize("rule", sorted(ALL))
def test_without_series_nothing_is_passed(rule: str) -> None:
    with pytest.raises(NotAssessed):
        run(rule)


@pytest.mark.parametrize("rule", [*OF_STACKS, "GEO005"])
def test_stacks_below_the_least_size_are_not_judged(rule: str) -> None:
    with pytest.raises(NotAssessed, match="gives a stack of 25 or more parallel slices"):
        run(rule, stack(), modality(), policy={"min_slices": 25})


@pytest.mark.parametrize(
    ("rule", "part", "reason"),
    [
        ("GEO005", stack(stated_off=None), "no stack has one SpacingBetweenSlices"),
        ("GEO007", modality(n_for_spacing=0), "was read as far as PixelSpacing"),
        ("GEO009", modality(n_with_orientation=0), "has an ImageOrientationPatient"),
    ],
)
def test_what_cannot_be_judged_says_so(
    rule: str, part: Stack | ModalityGeometry, reason: str
) -> None:
    with pytest.raises(NotAssessed, match=reason):
        run(rule, part)


@pytest.mark.parametrize(
    ("rule", "changes", "fails"),
    [
        ("GEO001", {"max_deviation": 0.05}, False),
        ("GEO001", {"max_deviation": 0.050001}, True),
        ("GEO002", {"max_deviation": 0.01}, False),
        ("GEO002", {"max_deviation": 0.010001}, True),
        ("GEO002", {"max_deviation": 0.05}, True),
        ("GEO002", {"max_deviation": 0.050001}, False),
        ("GEO003", {"n_missing": 1}, True),
        ("GEO004", {"n_duplicates": 1}, True),
        ("GEO005", {"stated_off": 0.05}, False),
        ("GEO005", {"stated_off": 0.0501}, True),
        ("GEO006", {"tilt_degrees": 0.1, "drift": 3.0}, False),
        ("GEO006", {"tilt_degrees": 0.11, "drift": 0.1}, False),
        ("GEO006", {"tilt_degrees": 0.11, "drift": 0.11}, True),
        ("GEO010", {"every": 1, "told_by": ("SpacingBetweenSlices",)}, False),
        ("GEO010", {"every": 2, "told_by": ("SpacingBetweenSlices",)}, True),
    ],
)
def test_stacks_at_and_above_the_limit(rule: str, changes: dict[str, Any], fails: bool) -> None:
    found = run(rule, stack(1, **changes), stack(2), stack(3, "MR"))
    assert len(found) == int(fails)
    for finding in found:
        assert (finding.count, finding.total, finding.unit) == (1, 2, "series")
        assert finding.subject == "CT series"
        assert (finding.subjects.numbers, finding.subjects.items) == ((1,), (10,))


@pytest.mark.parametrize(
    ("rule", "changes", "fails"),
    [
        ("GEO007", {"without_spacing": series(1)}, False),
        ("GEO007", {"without_spacing": series(1, 2)}, True),
        ("GEO008", {"mixed_matrix": series(4)}, True),
        ("GEO009", {"skewed": series(4)}, True),
    ],
)
def test_modalities_at_and_above_the_limit(rule: str, changes: dict[str, Any], fails: bool) -> None:
    found = run(rule, modality(**changes), modality("MR"))
    assert len(found) == int(fails)
    for finding in found:
        assert (finding.count, finding.total) == (len(finding.subjects), 20)
        assert (finding.unit, finding.subject) == ("series", "CT series")


MESSAGES: list[tuple[str, tuple[Stack | ModalityGeometry, ...], str]] = [
    (
        "GEO001",
        (stack(7, smallest=1.08106, largest=6.99856, spacing=4.00186, max_deviation=0.748),),
        "1 of 1 CT series with a stack of slices have unequal distances; "
        "series 7: 1.081 to 6.999 mm apart, median 4.002 mm",
    ),
    (
        "GEO003",
        (stack(1, n_missing=1, largest=10.0), stack(2, n_missing=3, largest=20.0)),
        "2 of 2 CT series with a stack of slices lack slices: 4 in all; "
        "largest distance 10 to 20 mm",
    ),
    (
        "GEO003",
        (
            stack(
                1, n_missing=101, largest=24.0, told_by=("SpacingBetweenSlices", "InstanceNumber")
            ),
        ),
        "1 of 1 CT series with a stack of slices lack slices: 101 in all; "
        "largest distance 24 mm; counted by SpacingBetweenSlices or InstanceNumber in 1",
    ),
    (
        "GEO004",
        (stack(1, n_duplicates=2),),
        "1 of 1 CT series with a stack of slices repeat a position: 2 images in all",
    ),
    (
        "GEO005",
        (
            stack(1, "MR", SpacingBetweenSlices=1.0, stated_off=4.0, gap_stored=True),
            stack(2, "MR", SpacingBetweenSlices=2.5, stated_off=2.5),
            stack(3, "MR", SpacingBetweenSlices=4.0, stated_off=1.0),
        ),
        "3 of 3 MR series with slices and one SpacingBetweenSlices are 1 to 4 mm off it; "
        "the gap was stored in 1; the distance is a whole multiple in 1",
    ),
    (
        "GEO006",
        (
            stack(1, tilt_degrees=18.5, drift=48.2, GantryDetectorTilt=-18.1),
            stack(2, tilt_degrees=4.0, drift=5.0, GantryDetectorTilt=0.0),
        ),
        "2 of 2 CT series with a stack of slices are sheared by 4 to 18.5 degrees, "
        "up to 48.2 mm sideways; GantryDetectorTilt says the same in 1",
    ),
    (
        "GEO010",
        (
            stack(1, spacing=10.0, every=2, told_by=("SpacingBetweenSlices",)),
            stack(
                2,
                spacing=20.0,
                every=4,
                told_by=("SliceThickness", "InstanceNumber"),
                SpacingBetweenSlices=None,
            ),
            stack(3),
        ),
        "2 of 3 CT series with a stack of slices stand at a whole multiple of the distance stated; "
        "series 2: regular at 20 mm where SliceThickness says 5 mm: 3 of 4 slices may be absent; "
        "series 1: regular at 10 mm where SpacingBetweenSlices says 5 mm: every second slice may "
        "be absent; InstanceNumber skips as many in 1",
    ),
    (
        "GEO007",
        (modality(without_spacing=series(1, 2, 3)),),
        "3 of 20 CT series have no PixelSpacing; at least 95 % must have one",
    ),
]


@pytest.mark.parametrize(("rule", "parts", "message"), MESSAGES)
def test_what_is_said(rule: str, parts: tuple[Stack | ModalityGeometry, ...], message: str) -> None:
    (finding,) = run(rule, *parts)
    assert finding.message == message


def test_the_worst_stacks_come_first_and_the_rest_is_counted() -> None:
    stacks = [stack(n, max_deviation=0.06 + n / 100) for n in range(1, 8)]
    (finding,) = run("GEO001", *stacks)
    assert [finding.message.index(f"series {n}:") for n in (7, 6, 5, 4, 3)] == sorted(
        finding.message.index(f"series {n}:") for n in (7, 6, 5, 4, 3)
    )
    assert finding.message.endswith("; and 2 more stacks")
    assert finding.count == 7


def test_two_stacks_of_one_series_are_one_series() -> None:
    (finding,) = run("GEO003", stack(1, n_missing=1), stack(1, n_missing=2), stack(2))
    assert (finding.count, finding.total, finding.subjects.numbers) == (1, 2, (1,))


def test_modalities_are_told_apart() -> None:
    found = run("GEO004", stack(2, "PT", n_duplicates=1), stack(1, "CT", n_duplicates=1))
    assert [finding.subject for finding in found] == ["CT series", "PT series"]


@pytest.mark.parametrize(
    ("rule", "policy", "part"),
    [
        ("GEO001", {"error_deviation": 0.1}, stack(max_deviation=0.1)),
        ("GEO002", {"warn_deviation": 0.02}, stack(max_deviation=0.02)),
        ("GEO005", {"warn_deviation": 0.02}, stack(stated_off=0.1)),
        ("GEO006", {"max_tilt_degrees": 1.0}, stack(tilt_degrees=1.0, drift=3.0)),
        ("GEO006", {"min_drift_mm": 3.0}, stack(tilt_degrees=1.0, drift=3.0)),
        ("GEO007", {"min_spacing_share": 0.5}, modality(without_spacing=series(*range(10)))),
    ],
)
def test_the_policy_moves_the_limit(
    rule: str, policy: dict[str, Any], part: Stack | ModalityGeometry
) -> None:
    assert run(rule, part)
    assert run(rule, part, policy=policy) == []
