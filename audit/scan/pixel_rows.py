"""The shape of what decoding gives: one row a frame, or one that says why there is none."""

from __future__ import annotations

from typing import Any, NamedTuple

import pyarrow as pa

PIXELS = pa.schema(
    [
        ("item", pa.int64()),
        ("frame", pa.int32()),  # from 1; null where the object was not decoded
        ("frame_sha256", pa.string()),  # of decoded values, rows, columns, samples, colour space
        ("perceptual_hash", pa.uint64()),
        ("constant", pa.bool_()),
        ("low_share", pa.float64()),  # of pixels at the smallest value that BitsStored allows
        ("high_share", pa.float64()),
        ("ct_minimum", pa.float64()),  # stored values of a CT frame outside of its padding
        ("ct_median", pa.float64()),
        ("ct_maximum", pa.float64()),
        ("ct_low_mode", pa.float64()),  # the commonest value in the lowest peak; null: no peak
        ("object_sha256", pa.string()),  # of a `compared` object, in the row of its first frame
        ("code", pa.string()),  # why it was not decoded
    ]
)


class Wanted(NamedTuple):
    """One object to decode, as far as its header says how; travels as JSON."""

    item: int
    path: str
    syntax: str
    photometric: str
    bits_stored: int
    signed: bool
    ct_slope: float | None = None
    """RescaleSlope (1 where absent) of a CT image, whose values are measured; None: no CT."""
    padding: tuple[float, float] | None = None
    """Stored values between which a CT image holds nothing."""
    compared: bool = False
    """Another item has its SOPInstanceUID and other bytes: all it says and shows is digested."""


def no_pixels(item: int, code: str) -> dict[str, Any]:
    """The row of an object that was not decoded."""
    return {"item": item, "code": code}
