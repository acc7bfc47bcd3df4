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


def no_pixels(item: int, code: str) -> dict[str, Any]:
    """The row of an object that was not decoded."""
    return {"item": item, "code": code}
