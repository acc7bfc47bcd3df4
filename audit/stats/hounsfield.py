"""Do CT numbers look like Hounsfield units? (statistics B7)."""

from __future__ import annotations

from numpy import asarray, float64
from numpy.typing import ArrayLike, NDArray

AIR = (-1050.0, -950.0)
"""HU between which the lowest peak of a CT histogram, air, is expected."""
STORED_AIR = (-50.0, 150.0)
"""Where air stands in stored values whose offset of -1024 was never applied."""
LOWEST = -1100.0
"""HU below which nothing exists but padding that was not declared."""
SATURATED = 3071.0
"""Largest HU of 12 bits with an intercept of -1024."""


def hu_rescale(stored: ArrayLike, slope: float, intercept: float) -> NDArray[float64]:
    """HU = stored value x RescaleSlope + RescaleIntercept. Source: DICOM PS3.3, C.11.1."""
    return asarray(stored, float64) * slope + intercept


def hu_sanity(air_mode: float, minimum: float) -> str:
    """
    What the lowest peak (`air_mode`) and the minimum of a series, padding masked, say.

    `ok`, `padding_or_double_offset` (values where no tissue and no air is),
    `missing_or_wrong_intercept` (air near 0 and nothing below it), or `air_peak_elsewhere`. A
    convention of ours: patients have no region of known HU, so `ok` is "consistent with HU",
    never "calibrated". Source: Kohli, Summers & Geis 2017 (water 0, air -1000).
    """
    if AIR[0] <= air_mode <= AIR[1] and minimum >= LOWEST:
        return "ok"
    if minimum < LOWEST or air_mode < AIR[0]:
        return "padding_or_double_offset"
    if STORED_AIR[0] <= air_mode <= STORED_AIR[1] and minimum >= STORED_AIR[0]:
        return "missing_or_wrong_intercept"
    return "air_peak_elsewhere"


def hu_flags(
    *,
    minimum: float,
    maximum: float,
    bits_stored: int,
    unsigned: bool,
    intercepts: frozenset[float | None],
    rescale_types: frozenset[str] = frozenset(),
) -> tuple[str, ...]:
    """
    What headers and extremes of one CT series give away beside `hu_sanity`.

    `intercepts` are those of all its images, None where the attribute is absent.
    """
    known = [value for value in intercepts if value is not None]
    flags = {
        "rescale_absent": None in intercepts,
        "rescale_type_not_hu": any(kind not in ("HU", "") for kind in rescale_types),
        "several_intercepts": len(known) > 1,
        "saturated": maximum >= SATURATED and bits_stored <= 12,
        "offset_not_applied": unsigned and minimum >= 0 and known == [0.0],
        "below_air": minimum < LOWEST,
    }
    return tuple(name for name, raised in flags.items() if raised)
