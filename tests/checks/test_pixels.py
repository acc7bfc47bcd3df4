from __future__ import annotations

from typing import Any

import pytest

from audit.checks import pixels_hounsfield
from audit.checks.model import Finding, NotAssessed
from audit.checks.pixels import CHECKS
from audit.policy import Policy
from audit.profile.model import Subjects
from audit.profile.model.pixels import Pixels
from tests import records

ALL = {check.rule: check for check in CHECKS if check not in pixels_hounsfield.CHECKS}


def instances(n: int) -> Subjects:
    return Subjects("instance", tuple(range(1, n + 1)), tuple(range(1, n + 1)))


def pixels(**changes: Any) -> Pixels:
    return Pixels(**{"state": "measured", "n_images": 20, "n_decoded": 10, "n_frames": 10,
                     "n_gauged": 10} | changes)  # fmt: skip


def run(rule: str, facts: Pixels, **policy: Any) -> list[Finding]:
    profile = records.profile(leakage=records.leakage(pixels=facts))
    return list(ALL[rule].function(profile, Policy.model_validate(policy)))


@pytest.mark.parametrize("rule", sorted(ALL))
def test_nothing_is_assessed_without_pixels(rule: str) -> None:
    with pytest.raises(NotAssessed, match="not decoded"):
        run(rule, Pixels())
    with pytest.raises(NotAssessed, match="no image has pixels"):
        run(rule, pixels(n_images=0, n_decoded=0))


@pytest.mark.parametrize("rule", ["PIX002", "PIX003"])
def test_where_no_image_could_be_decoded_nothing_is_known(rule: str) -> None:
    with pytest.raises(NotAssessed, match="0 of 20 images"):
        run(rule, pixels(n_decoded=0))


def test_damaged_pixels_and_absent_decoders_are_two_things() -> None:
    facts = pixels(
        not_decoded=(("pixel-no-decoder", 3, instances(3)), ("timeout", 2, instances(2)))
    )
    (damaged,) = run("PIX001", facts)
    assert damaged.message == "2 of 20 images could not be decoded: code timeout"
    (unknown,) = run("PIX004", facts)
    assert unknown.message == "3 of 20 images have a compression that no installed decoder takes"
    assert run("PIX001", facts, pixels={"max_undecoded_share": 0.1}) == []
    assert run("PIX001", pixels()) == run("PIX004", pixels()) == []


def test_constant_images() -> None:
    (finding,) = run("PIX002", pixels(constant=instances(1)))
    assert finding.message == "1 of 10 images have a frame of a single value"
    assert run("PIX002", pixels(constant=instances(1)), pixels={"max_constant_share": 0.1}) == []


@pytest.mark.parametrize(("n", "n_findings"), [(0, 0), (1, 0), (2, 1)])
def test_clipped_images(n: int, n_findings: int) -> None:
    assert len(run("PIX003", pixels(clipped=instances(n)))) == n_findings


def test_floats_have_no_limits() -> None:
    with pytest.raises(NotAssessed, match="BitsStored"):
        run("PIX003", pixels(n_gauged=0))
