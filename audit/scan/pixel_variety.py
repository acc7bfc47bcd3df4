"""Whether pixels are varied enough that equal ones tell of one image: test patterns are not."""

from __future__ import annotations

MIN_VALUES = 9
"""Different values (bytes, where pixels were not decoded) that an image must have (ours)."""
_SAMPLES = (32, 256)
"""Bytes looked at first: nearly every image shows its variety in them."""


def is_varied(pixels: bytes | memoryview) -> bool:
    """
    Whether native pixel bytes hold `MIN_VALUES` different ones.

    Blank images, checkerboards and ramps of a few steps are equal in many files without being one
    image. Four grey values of 16 bits make eight bytes at most.
    """
    for n_bytes in _SAMPLES:
        step = len(pixels) // n_bytes
        if step > 1 and len(set(pixels[::step])) >= MIN_VALUES:
            return True
    rest = bytes(pixels)
    for _ in range(MIN_VALUES - 1):  # one value less each time: quicker than a set of them all
        rest = rest.translate(None, rest[:1])
    return bool(rest)
