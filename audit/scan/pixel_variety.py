"""Whether pixels are varied enough that equal ones tell of one image: test patterns are not."""

from __future__ import annotations

MIN_VALUES = 9
"""Different values (bytes, where pixels were not decoded) that an image must have (ours)."""
_SAMPLE = 256
"""Bytes looked at first: nearly every image shows its variety in them."""


def is_varied(pixels: bytes | memoryview) -> bool:
    """
    Whether native pixel bytes hold `MIN_VALUES` different ones.

    Blank images, checkerboards and ramps of a few steps are equal in many files without being one
    image. Four grey values of 16 bits make eight bytes at most.
    """
    step = len(pixels) // _SAMPLE
    if step > 1 and len(set(pixels[::step])) >= MIN_VALUES:
        return True
    return len(set(pixels)) >= MIN_VALUES
