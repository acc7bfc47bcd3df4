"""Equal pixels tell of one image only where they are varied."""

from __future__ import annotations

from array import array

import numpy as np
import pytest

from audit.scan.pixel_facts import measure_frame
from audit.scan.pixel_variety import MIN_VALUES, is_varied

FOUR_GREYS = array("H", [0, 300, 700, 1100] * 256).tobytes()


@pytest.mark.parametrize(
    ("pixels", "told"),
    [
        (bytes(32 * 32), False),
        (b"\0\xff" * 512, False),
        (FOUR_GREYS, False),
        (bytes(range(MIN_VALUES - 1)) * 128, False),
        (bytes(range(MIN_VALUES)) * 128, True),
        (bytes(20_000) + bytes(range(200)), True),  # varied in a corner only
        (b"", False),
    ],
)
def test_bytes_of_native_pixels(pixels: bytes, told: bool) -> None:
    assert is_varied(pixels) is told
    assert is_varied(memoryview(pixels)) is told


def test_a_decoded_frame_of_few_values_has_no_content_to_compare() -> None:
    dull = np.arange(32 * 32, dtype="u2").reshape(32, 32) % (MIN_VALUES - 1)
    facts = measure_frame(dull, "MONOCHROME2", 12, False)
    assert (facts.sha256, facts.perceptual_hash, facts.constant) == (None, None, False)
    varied = measure_frame(dull + np.eye(32, dtype="u2") * 9, "MONOCHROME2", 12, False)
    assert varied.sha256 is not None
