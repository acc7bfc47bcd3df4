"""A frame in figures: what changes its digest, what its perceptual hash, what is at the limits."""

from __future__ import annotations

import numpy as np
import pytest

from audit.scan.pixel_facts import content_digest, measure_frame, perceptual_hash

RNG = np.random.default_rng(5)
FRAME = RNG.integers(0, 4096, (40, 50)).astype("<u2")


def smooth(rows: int, columns: int, seed: int = 1) -> np.ndarray:
    chance = np.random.default_rng(seed)
    y, x = np.mgrid[0 : 1 : complex(rows), 0 : 1 : complex(columns)]
    waves = (
        np.cos(np.pi * (u * x + v * y) + chance.uniform(0, 6)) * chance.uniform(0.5, 1)
        for u in range(6)
        for v in range(6)
    )
    return 2000 + 100 * sum(waves, np.zeros((rows, columns)))


def bits(one: int | None, other: int | None) -> int:
    assert one is not None and other is not None
    return (one ^ other).bit_count()


def test_the_digest_does_not_depend_on_how_values_are_held() -> None:
    plain = content_digest(FRAME, "MONOCHROME2")
    assert content_digest(FRAME.astype(">u2"), "MONOCHROME2") == plain
    assert content_digest(FRAME.astype("i2"), "MONOCHROME2") == plain
    assert content_digest(np.asfortranarray(FRAME), "MONOCHROME2") == plain


@pytest.mark.parametrize(
    ("frame", "photometric"),
    [
        (FRAME.reshape(50, 40), "MONOCHROME2"),
        (FRAME, "MONOCHROME1"),
        (FRAME[:, :, None].repeat(3, 2), "RGB"),
        (FRAME.astype("f4"), "MONOCHROME2"),
        (FRAME + np.eye(40, 50, dtype="<u2"), "MONOCHROME2"),
    ],
)
def test_the_digest_depends_on_shape_colours_and_values(
    frame: np.ndarray, photometric: str
) -> None:
    assert content_digest(frame, photometric) != content_digest(FRAME, "MONOCHROME2")


def test_a_hash_survives_brightness_contrast_size_and_noise() -> None:
    picture = smooth(128, 96)
    plain = perceptual_hash(picture)
    assert bits(plain, perceptual_hash(picture + 300)) == 0
    assert bits(plain, perceptual_hash(picture * 1.7)) == 0
    assert bits(plain, perceptual_hash(smooth(256, 192))) <= 4
    assert bits(plain, perceptual_hash(picture + RNG.normal(0, 5, picture.shape))) <= 4
    colour = np.stack([picture] * 3, axis=2)
    assert bits(plain, perceptual_hash(colour)) == 0


def test_hashes_of_other_pictures_differ() -> None:
    hashes = [perceptual_hash(smooth(64, 64, seed)) for seed in range(20)]
    assert min(bits(a, b) for i, a in enumerate(hashes) for b in hashes[:i]) > 8


def test_small_images_have_a_hash_and_blank_ones_none() -> None:
    assert perceptual_hash(FRAME[:2, :3]) is not None
    assert perceptual_hash(np.full((8, 8), 7, "u1")) is None
    blank = measure_frame(np.zeros((8, 8), "u1"), "MONOCHROME2", 8, False)
    assert (blank.constant, blank.perceptual_hash, blank.low_share) == (True, None, 1.0)


def test_shares_at_the_limits_of_bits_stored() -> None:
    frame = np.array([[0, 0, 4095, 7]], "<u2")
    facts = measure_frame(frame, "MONOCHROME2", 12, False)
    assert (facts.low_share, facts.high_share) == (0.5, 0.25)
    signed = measure_frame(np.array([[-2048, 2047, 2047, 0]], "<i2"), "MONOCHROME2", 12, True)
    assert (signed.low_share, signed.high_share) == (0.25, 0.5)
    assert measure_frame(frame.astype("f4"), "MONOCHROME2", 12, False).high_share is None
