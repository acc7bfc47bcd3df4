"""The table `pixels` -> Hounsfield: do the values of CT series look like Hounsfield units?"""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

import numpy as np

from audit.profile.model.shared import Spread, Subjects
from audit.profile.model.values import Hounsfield, HuSeries
from audit.profile.pixels import has_pixels
from audit.scan.table import HeaderTable
from audit.stats.hounsfield import hu_flags, hu_sanity

ANSWERS = ("ok", "missing_or_wrong_intercept", "padding_or_double_offset", "air_peak_elsewhere")
# Derived images and secondary captures may hold anything; an image is rescaled by its own header.
_SERIES = """
select series, min(item), bool_and(RescaleSlope is not null and RescaleIntercept is not null),
       quantile_disc(ct_low_mode * RescaleSlope + RescaleIntercept, 0.5),
       min(ct_minimum * RescaleSlope + RescaleIntercept),
       max(ct_maximum * RescaleSlope + RescaleIntercept),
       max(BitsStored), bool_and(PixelRepresentation = 0),
       list(distinct RescaleIntercept order by RescaleIntercept),
       list(distinct upper(trim(RescaleType)) order by upper(trim(RescaleType)))
from pixels join located using (item)
where series is not null and ct_minimum is not null and not constant and ImageType[1] = 'ORIGINAL'
  and not list_contains(ImageType, 'LOCALIZER') and RescaleSlope is distinct from 0
group by series order by series
"""


class _Series(NamedTuple):
    number: int
    item: int
    rescaled: bool
    air: float | None
    minimum: float
    maximum: float
    bits: int | None
    unsigned: bool | None
    intercepts: list[float]
    types: list[str]

    def flags(self) -> tuple[str, ...]:
        """Of statistics B7."""
        return hu_flags(
            minimum=self.minimum,
            maximum=self.maximum,
            bits_stored=self.bits or 16,
            unsigned=bool(self.unsigned),
            intercepts=frozenset(self.intercepts),
            rescale_types=frozenset(self.types),
        )


def measure_hounsfield(table: HeaderTable) -> Hounsfield:
    """
    By series: the middle of the lowest peaks of its frames, and the smallest value of all.

    `ok` says that values are consistent with Hounsfield units, never that they are calibrated.
    """
    if not has_pixels(table):
        return Hounsfield()
    every = [_Series(*row) for row in table.rows(_SERIES)]
    rescaled = [one for one in every if one.rescaled]
    judged = [one for one in rescaled if one.air is not None]
    answers: dict[str, list[_Series]] = defaultdict(list)
    for one in judged:
        answers[hu_sanity(one.air or 0.0, one.minimum)].append(one)
    return Hounsfield(
        state="measured",
        n_series=len(judged),
        n_without_rescale=len(every) - len(rescaled),
        n_without_mode=len(rescaled) - len(judged),
        answers=tuple(HuSeries(name, _subjects(answers[name])) for name in ANSWERS),
        below_air=_subjects([one for one in judged if "below_air" in one.flags()]),
        saturated=_subjects([one for one in judged if "saturated" in one.flags()]),
        air=_spread([one.air for one in judged if one.air is not None]),
    )


def _subjects(series: list[_Series]) -> Subjects:
    return Subjects(
        "series", tuple(one.number for one in series), tuple(one.item for one in series)
    )


def _spread(values: list[float]) -> Spread | None:
    if not values:
        return None
    low, p05, median, p95, high = np.quantile(values, (0, 0.05, 0.5, 0.95, 1)).tolist()
    return Spread(len(values), low, p05, median, p95, high)
