"""One decoded frame in figures: its digest, its perceptual hash, what of it is at the limits."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audit.scan.pixel_variety import MIN_VALUES

Frame = NDArray[Any]
SIDE = 32
"""Rows and columns of the small image that the perceptual hash is made of."""
_BITS = 64
_SAMPLE = 4096


@dataclass(frozen=True, slots=True)
class FrameFacts:
    """Shares are of pixels (of all samples); None where BitsStored sets no limits."""

    sha256: str | None
    """None for a frame of so few values that equal ones need not be one image."""
    perceptual_hash: int | None
    """None too for such a frame, which looks like nothing."""
    constant: bool
    low_share: float | None
    high_share: float | None


def measure_frame(frame: Frame, photometric: str, bits_stored: int, signed: bool) -> FrameFacts:
    """
    `frame` is (rows, columns) or (rows, columns, samples), as decoded.

    The digest depends on rows, columns, samples, colour space and the values alone: not on how
    they were compressed, ordered by plane, padded to more bits, or what the header says besides.
    """
    constant = bool(frame.min() == frame.max())
    low, high = _shares(frame, bits_stored, signed)
    if not _is_varied(frame):
        return FrameFacts(None, None, constant, low, high)
    look = perceptual_hash(frame)
    return FrameFacts(content_digest(frame, photometric), look, constant, low, high)


def _is_varied(frame: Frame) -> bool:
    flat = frame.reshape(-1)
    some = flat[:: max(1, flat.size // _SAMPLE)]
    return any(len(np.unique(values)) >= MIN_VALUES for values in (some, flat))


def content_digest(frame: Frame, photometric: str) -> str:
    """SHA-256 of the values in one form: integers as 32 bits (64 where they need it)."""
    samples = frame.shape[2] if frame.ndim == 3 else 1
    colours = "RGB" if samples == 3 else photometric
    whole = "<i8" if frame.dtype.itemsize > 2 else "<i4"
    form = "<f8" if frame.dtype.kind == "f" else whole
    head = f"{frame.shape[0]} {frame.shape[1]} {samples} {colours} {form}\n".encode()
    return sha256(head + np.ascontiguousarray(frame, form).data).hexdigest()


def perceptual_hash(frame: Frame) -> int | None:
    """
    64 bits: which low frequencies of the image are above their median (DCT, 32 x 32).

    The 64 lowest frequencies but the mean, in the order of row + column (Zauner 2010). The
    brightness and contrast of the image do not count. None where nothing is left to see.
    """
    grey = frame.astype(np.float64)
    if grey.ndim == 3:
        grey = grey.mean(axis=2)
    small = _shrink(_shrink(np.nan_to_num(grey)).T).T
    if np.ptp(small) == 0:
        return None
    waves = (_cosines() @ (small - small.mean()) @ _cosines().T)[_lowest()]
    scale = np.abs(waves).max()
    waves = np.round(waves / scale, 6)  # the last bits of the arithmetic decide nothing
    above = waves > np.median(waves)
    return int.from_bytes(np.packbits(above).tobytes(), "big")


def _shrink(grey: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mean over each of 32 bands of rows; a row stands several times where there are fewer."""
    n_rows = len(grey)
    starts = np.arange(SIDE) * n_rows // SIDE
    if n_rows < SIDE:
        return np.asarray(grey[starts])
    sizes = np.diff(np.append(starts, n_rows))
    return np.asarray(np.add.reduceat(grey, starts, axis=0) / sizes[:, None])


@cache
def _cosines() -> NDArray[np.float64]:
    """The discrete cosine transform (type II) of 32 values, without its factors."""
    n = np.arange(SIDE)
    made: NDArray[np.float64] = np.cos(np.pi / SIDE * (n[None, :] + 0.5) * n[:, None])
    return made


@cache
def _lowest() -> tuple[list[int], list[int]]:
    places = sorted(
        ((u, v) for u in range(SIDE) for v in range(SIDE)), key=lambda uv: (uv[0] + uv[1], uv[0])
    )
    chosen = places[1 : _BITS + 1]
    return [u for u, _ in chosen], [v for _, v in chosen]


def _shares(frame: Frame, bits: int, signed: bool) -> tuple[float | None, float | None]:
    if frame.dtype.kind == "f" or not 1 < bits <= 32:
        return None, None
    low = -(1 << (bits - 1)) if signed else 0
    high = low + (1 << bits) - 1
    n_low, n_high = (int(np.count_nonzero(frame == value)) for value in (low, high))
    return n_low / frame.size, n_high / frame.size
