"""VEN: at the limit, just above it, and not assessed."""

from __future__ import annotations

from typing import Any

import pytest

from audit.checks.model import Finding, NotAssessed
from audit.checks.vendors import CHECKS
from audit.policy import CompletenessPolicy, Policy, VendorsPolicy
from audit.profile.model import Counts, Profile
from audit.profile.model.vendors import Makers, VendorName
from tests import records as r

RULES = {one.rule: one for one in CHECKS}


def makers(modality: str, n: int, nameless: int = 0, image: bool = True, **more: int) -> Makers:
    devices = {"n_with_device": 0, "n_devices": 0, "n_with_station": 0, "n_stations": 0, **more}
    return Makers(modality, image, n, r.subjects(nameless, "series"), **devices)


def profile(*modalities: Makers, **facts: Any) -> Profile:
    return r.profile(vendors=r.vendors(modalities=modalities, **facts))


def found(rule: str, facts: Profile, missing: float = 0.1, **limits: Any) -> list[Finding]:
    policy = Policy(
        vendors=VendorsPolicy(**limits),
        completeness=CompletenessPolicy(max_missing_share=missing),
    )
    return list(RULES[rule].function(facts, policy))


@pytest.mark.parametrize(
    ("siemens", "nameless", "findings"),
    [(8, 0, 0), (9, 0, 1), (8, 1, 1), (7, 1, 0)],
)
def test_dominance_counts_series_that_name_a_vendor(
    siemens: int, nameless: int, findings: int
) -> None:
    others = 10 - siemens - nameless
    by_modality = (("CT", "GE", others), ("CT", "Siemens", siemens), ("SR", "QIICR", 99))
    facts = profile(
        makers("CT", 10, nameless), makers("SR", 99, image=False), by_modality=by_modality
    )
    told = found("VEN001", facts, min_series=5)
    assert len(told) == findings
    if findings:
        n = 10 - nameless
        assert told[0].message == (
            f"Siemens: {siemens} of {n} CT series that name a Manufacturer; limit 80 %"
        )
        assert (told[0].count, told[0].total, told[0].subject) == (siemens, n, "CT series")


@pytest.mark.parametrize(("n", "assessed"), [(9, False), (10, True)])
def test_small_modalities_are_left_out(n: int, assessed: bool) -> None:
    facts = profile(makers("CT", n), by_modality=(("CT", "GE", n),))
    if assessed:
        assert len(found("VEN001", facts)) == 1
    else:
        with pytest.raises(NotAssessed, match="no modality has 10 or more image series"):
            found("VEN001", facts)


@pytest.mark.parametrize(("limit", "findings"), [(1, 1), (2, 0)])
def test_spellings_against_the_limit(limit: int, findings: int) -> None:
    names = (
        VendorName("Siemens", 8, 7, (("SIEMENS", 6), ("Siemens", 2)), True),
        VendorName("GE", 4, 3, (("GE", 4),), True),
    )
    told = found("VEN002", profile(names=names), max_spellings=limit)
    assert len(told) == findings
    assert all((one.count, one.total, one.subject) == (2, 8, "vendor Siemens") for one in told)


@pytest.mark.parametrize(("nameless", "findings"), [(1, 0), (2, 1)])
def test_absent_manufacturer_against_the_limit(nameless: int, findings: int) -> None:
    facts = profile(makers("CT", 10, nameless), makers("SR", 5, 5, image=False))
    told = found("VEN003", facts)
    assert len(told) == findings
    if findings:
        assert told[0].message == "2 of 10 CT series name no Manufacturer"
        assert told[0].subjects == r.subjects(2, "series")


def test_a_modality_that_is_absent_has_words_of_its_own() -> None:
    (one,) = found("VEN003", profile(makers("none", 4, 4)))
    assert one.message == "4 of 4 series without Modality name no Manufacturer"
    assert one.subject == "series without Modality"


def test_unknown_vendors_in_one_finding() -> None:
    names = [VendorName(f"Maker {n}", 1, 1, ((f"Maker {n}", 1),), False) for n in range(7)]
    known = VendorName("GE", 4, 3, (("GE", 4),), True)
    facts = profile(names=(known, *names), unrecognised=r.subjects(7, "series"))
    (one,) = found("VEN004", facts)
    assert one.message == (
        "7 of 12 series name one of 7 vendors that are not known: "
        "Maker 0, Maker 1, Maker 2, Maker 3, Maker 4 and 2 more"
    )
    assert found("VEN004", profile(names=(known,))) == []


@pytest.mark.parametrize(
    ("devices", "keyword"),
    [
        ({"n_with_device": 10, "n_devices": 1, "n_with_station": 10, "n_stations": 2},
         "DeviceSerialNumber"),
        ({"n_with_station": 10, "n_stations": 1}, "StationName"),
        ({"n_with_device": 10, "n_devices": 2, "n_with_station": 10, "n_stations": 1}, None),
    ],
)  # fmt: skip
def test_a_single_device(devices: dict[str, int], keyword: str | None) -> None:
    told = found("VEN005", profile(makers("CT", 12, **devices)))
    assert [one.keyword for one in told] == ([keyword] if keyword else [])
    assert all((one.count, one.total) == (10, 12) for one in told)


def test_few_series_with_a_device_are_not_assessed() -> None:
    few = makers("CT", 12, n_with_device=9, n_devices=1)
    with pytest.raises(NotAssessed, match="DeviceSerialNumber or StationName"):
        found("VEN005", profile(few))


def test_impossible_field_strength() -> None:
    fields = Counts("series", 5, (("1.5", 3), ("15000 (invalid)", 1)), 1)
    facts = profile(MagneticFieldStrength=fields, invalid_field_strength=r.subjects(1, "series"))
    (one,) = found("VEN006", facts)
    assert one.message == "1 of 4 MR series have a field strength that cannot be tesla"
    assert found("VEN006", profile(MagneticFieldStrength=fields)) == []
    with pytest.raises(NotAssessed, match="MagneticFieldStrength"):
        found("VEN006", profile(MagneticFieldStrength=Counts("series", 5, (), 5)))


def test_a_series_of_two_vendors() -> None:
    (one,) = found("VEN007", profile(mixed_vendor=r.subjects(2, "series")))
    assert one.message == "2 of 12 series name two vendors"
    assert found("VEN007", profile()) == []


@pytest.mark.parametrize("rule", ["VEN002", "VEN004", "VEN007"])
def test_without_a_name_nothing_can_be_said(rule: str) -> None:
    with pytest.raises(NotAssessed, match="no series names a Manufacturer"):
        found(rule, profile(names=()))


@pytest.mark.parametrize("rule", ["VEN001", "VEN003", "VEN005"])
def test_without_an_image_nothing_can_be_said(rule: str) -> None:
    with pytest.raises(NotAssessed, match="no image series"):
        found(rule, profile(makers("SR", 20, image=False)))
