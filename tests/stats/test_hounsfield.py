from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from audit.stats.hounsfield import hu_flags, hu_rescale, hu_sanity
from tests.stats.oracles import read_oracle

FINE: dict[str, Any] = {
    "minimum": -1024,
    "maximum": 1900,
    "bits_stored": 12,
    "unsigned": True,
    "intercepts": frozenset({-1024.0}),
    "rescale_types": frozenset({"HU"}),
}


@pytest.mark.parametrize(
    ("mode", "minimum", "told"),
    [
        (-950, -1100, "ok"),
        (-950, -1101, "padding_or_double_offset"),
        (-949, -1024, "air_peak_elsewhere"),
        (-1051, -1051, "padding_or_double_offset"),
        (150, -50, "missing_or_wrong_intercept"),
        (151, 0, "air_peak_elsewhere"),
    ],
)
def test_air_at_and_beyond_its_limits(mode: float, minimum: float, told: str) -> None:
    assert hu_sanity(mode, minimum) == told


@pytest.mark.parametrize(
    ("changes", "flags"),
    [
        ({}, ()),
        ({"intercepts": frozenset({None})}, ("rescale_absent",)),
        ({"rescale_types": frozenset({"US"})}, ("rescale_type_not_hu",)),
        ({"intercepts": frozenset({-1024.0, -1000.0})}, ("several_intercepts",)),
        ({"maximum": 3071}, ("saturated",)),
        ({"maximum": 3071, "bits_stored": 16}, ()),
        ({"minimum": 0, "intercepts": frozenset({0.0})}, ("offset_not_applied",)),
        ({"minimum": -1101}, ("below_air",)),
    ],
)
def test_flags(changes: dict[str, Any], flags: tuple[str, ...]) -> None:
    assert hu_flags(**FINE | changes) == flags


@pytest.mark.corpus
def test_against_reference(shared: Path) -> None:
    oracle = read_oracle(shared, "B7.hu_rescale")
    assert list(hu_rescale(**oracle.inputs)) == oracle.expected["hu"]
    oracle = read_oracle(shared, "B7.hu_sanity")
    told = [hu_sanity(case["air_mode"], case["min"]) for case in oracle.inputs["cases"]]
    assert told == oracle.expected["status"]
