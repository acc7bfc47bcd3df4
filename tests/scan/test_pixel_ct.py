"""Stored values of CT frames: padding left out, the lowest peak found, noise not."""

from __future__ import annotations

import numpy as np
import pytest

from audit.scan.pixel_ct import measure_ct

RNG = np.random.default_rng(3)


def phantom(air: float, body: float, offset: int = 1024) -> np.ndarray:
    """64 x 64 stored values: air around a disc of tissue, with noise."""
    y, x = np.mgrid[-1:1:64j, -1:1:64j]
    hu = np.where(x**2 + y**2 < 0.5, body, air) + RNG.normal(0, 8, (64, 64))
    return np.round(hu + offset).astype("<i2")


@pytest.mark.parametrize("air", [-1000, 0, -500])
def test_the_lowest_peak_is_air(air: float) -> None:
    facts = measure_ct(phantom(air, 60), None, 1.0)
    assert facts is not None and facts.low_mode is not None
    assert facts.low_mode - 1024 == pytest.approx(air, abs=25)
    assert facts.minimum <= facts.low_mode <= facts.median <= facts.maximum


def test_padding_does_not_count() -> None:
    frame = phantom(-1000, 60)
    frame[:20] = -2000
    facts = measure_ct(frame, (-2000, -2000), 1.0)
    assert facts is not None and facts.low_mode is not None
    assert facts.minimum > -100
    undeclared = measure_ct(frame, None, 1.0)
    assert undeclared is not None
    assert (undeclared.minimum, undeclared.low_mode) == (-2000, -2000)
    assert measure_ct(frame[:20], (-2000, -2000), 1.0) is None


def test_a_range_of_padding() -> None:
    frame = phantom(-1000, 60)
    frame[:10], frame[10:20] = -2000, -1990
    facts = measure_ct(frame, (-2000, -1990), 1.0)
    assert facts is not None and facts.minimum > -100


def test_few_odd_pixels_are_no_peak() -> None:
    frame = phantom(-1000, 60)
    frame[0, :20] = -900
    facts = measure_ct(frame, None, 1.0)
    assert facts is not None and facts.low_mode is not None
    assert facts.minimum == -900
    assert facts.low_mode - 1024 == pytest.approx(-1000, abs=25)


def test_small_and_far_spread_frames_have_no_peak() -> None:
    small = measure_ct(phantom(-1000, 60)[:15, :15], None, 1.0)
    assert small is not None and small.low_mode is None
    wide = np.zeros((64, 64), "<i4")
    wide[0, 0] = 10**9
    spread = measure_ct(wide, None, 1.0)
    assert spread is not None and spread.low_mode is None


def test_the_slope_makes_the_width_of_a_bin() -> None:
    frame = (phantom(-1000, 60, 0).astype("<i4") * 100).astype("<i4")
    facts = measure_ct(frame, None, 0.01)
    assert facts is not None and facts.low_mode is not None
    assert facts.low_mode * 0.01 == pytest.approx(-1000, abs=25)


@pytest.mark.parametrize("high", [0, 9, 10, 19, 20])
def test_one_two_and_three_bins(high: int) -> None:
    frame = np.zeros((32, 32), "<i2")
    frame[16:] = high
    facts = measure_ct(frame, None, 1.0)
    assert facts is not None and (facts.minimum, facts.maximum, facts.low_mode) == (0, high, 0)


def test_what_is_no_number_does_not_count() -> None:
    frame = phantom(-1000, 60).astype("<f4")
    frame[0, :9] = np.nan, np.inf, -np.inf, *(np.nan,) * 6
    facts = measure_ct(frame, None, 1.0)
    assert facts is not None and np.isfinite(facts[:3]).all() and facts.low_mode is not None
    assert measure_ct(np.full((32, 32), np.nan, "<f4"), None, 1.0) is None
