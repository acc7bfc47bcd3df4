"""The images of CT, MR and PT series that may be slices, read series by series."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from audit.profile.letters import letter_of
from audit.profile.volumes import Slices
from audit.scan.table import HeaderTable

STACKED = ("CT", "MR", "PT")
"""Modalities whose series are made of slices with a place in the patient."""
CAPTURED = """coalesce(SOPClassUID = '1.2.840.10008.5.1.4.1.1.7'
    or starts_with(SOPClassUID, '1.2.840.10008.5.1.4.1.1.7.'), false)"""
"""SQL: a picture of a screen (Secondary Capture), which needs no place and no spacing."""
BY_SERIES = "known from one row of a table, not image by image"
FARTHEST, LONGEST = 1e6, 2
"""mm and cosine; beyond them a header is damaged, and says nothing of a place."""
_KEYS = {
    "ImageType": "ImageType",
    "echo": "coalesce(EchoTime, EffectiveEchoTime), EchoNumbers",
    "DiffusionBValue": "DiffusionBValue",
    "TemporalPositionIdentifier": "TemporalPositionIdentifier",
    "TriggerTime": "TriggerTime",
    "AcquisitionNumber": "AcquisitionNumber",
}
_NUMBERS = ("InstanceNumber", "SliceThickness", "SpacingBetweenSlices", "GantryDetectorTilt")


def _largest(keyword: str) -> str:
    return f"list_max([abs(number) for number in {keyword}])"


_IMAGES = f"""
create or replace temp table stack_images as
select item, series, series_item, series_modality as modality, ImagePositionPatient as position,
       ImageOrientationPatient as orientation, frame_positions, {", ".join(_NUMBERS)},
       {CAPTURED} as captured, series_instances is not null as by_series,
       {letter_of("ImagePositionPatient")} = 'u' or {letter_of("ImageOrientationPatient")} = 'u'
           as unread,
       coalesce(list_contains(ImageType, 'LOCALIZER'), false) as localizer,
       coalesce(list_contains(ImageType, 'MOSAIC'), false) as mosaic,
       coalesce(len(ImagePositionPatient) = 3 and {_largest("ImagePositionPatient")} < {FARTHEST}
                and len(ImageOrientationPatient) = 6
                and {_largest("ImageOrientationPatient")} <= {LONGEST}, false) as placed,
       case when {_largest("frame_positions")} < {FARTHEST} then len(frame_positions) // 3
            else 0 end as n_places,
       greatest(coalesce(NumberOfFrames, 1), 1) as n_frames,
       {", ".join(f"hash({value}) as {name}_key" for name, value in _KEYS.items())}
from located
where role = 'image' and series is not null and series_modality in {STACKED}
"""
_SLICE = "not captured and not localizer and not mosaic"
_SERIES = f"""
create or replace temp table stack_series as
select series, min(series_item) as item, min(modality) as modality,
       bool_or(n_places > 0) filter ({_SLICE}) as framed,
       case
           when bool_and(captured) then 'only pictures of a screen'
           when bool_or(by_series) then '{BY_SERIES}'
           when count(*) filter ({_SLICE}) = 0 and bool_or(localizer) then 'localizer'
           when count(*) filter ({_SLICE}) = 0 then 'mosaic: many slices in one image'
           when bool_or(unread and not placed) filter ({_SLICE})
               then 'position or orientation not known'
           when count(*) filter ({_SLICE} and placed) = 0 then 'no position or orientation'
           when bool_or(not placed) filter ({_SLICE})
               then 'an image without position or orientation'
           when bool_or(n_frames > 1 and n_places <> n_frames) filter ({_SLICE})
               then 'frames without positions of their own'
           when count(distinct position) filter ({_SLICE})
                + coalesce(sum(n_places) filter ({_SLICE}), 0) < 3 then 'fewer than 3 positions'
           else '' end as reason
from stack_images group by series
"""
_ROWS = f"""
select i.series, i.item, {", ".join(f"i.position[{n}] as p{n}" for n in (1, 2, 3))},
       {", ".join(f"i.orientation[{n}] as o{n}" for n in range(1, 7))},
       {", ".join(f"i.{name}::double as {name}" for name in _NUMBERS)},
       {", ".join(f"i.{name}_key" for name in _KEYS)}, n_places
from stack_images i join stack_series s on s.series = i.series
where s.reason = '' and {_SLICE} order by i.series, i.item
"""


@dataclass(frozen=True, slots=True)
class Source:
    """Whose slices they are. `framed`: at least one object holds several frames."""

    series: int
    item: int
    modality: str
    framed: bool


def find_series(table: HeaderTable) -> None:
    """
    Add the tables `stack_images` and `stack_series`; needs the view `located`.

    `stack_series.reason` says why a series gives no stack as far as SQL can tell, "" otherwise.
    """
    table.rows(_IMAGES)
    table.rows(_SERIES)


def read_slices(table: HeaderTable) -> Iterator[tuple[Source, Slices]]:
    """Each series that may give a stack, with its slices in the order of items."""
    rows = _with_frames(table, table.sql(_ROWS))
    slices = Slices(
        rows[["p1", "p2", "p3"]].to_numpy(dtype=np.float64),
        rows[[f"o{n}" for n in range(1, 7)]].to_numpy(dtype=np.float64),
        rows[[f"{name}_key" for name in _KEYS]].to_numpy(dtype=np.uint64),
        *(rows[name].to_numpy(dtype=np.float64) for name in _NUMBERS),
    )
    known = table.rows("""
        select series, item, modality, framed from stack_series
        where reason = '' order by series""")
    column = rows["series"].to_numpy(dtype=np.int64)
    for series, item, modality, framed in known:
        first, last = np.searchsorted(column, (series, series + 1))
        yield Source(series, item, modality, framed), slices.take(slice(first, last))


def _with_frames(table: HeaderTable, rows: pd.DataFrame) -> pd.DataFrame:
    """One row a frame where an object holds several."""
    n_places = rows["n_places"].to_numpy(dtype=np.int64)
    if not n_places.any():
        return rows
    held = table.sql(f"""
        select i.frame_positions from stack_images i join stack_series s on s.series = i.series
        where s.reason = '' and n_places > 0 and {_SLICE} order by i.series, i.item""")
    places: NDArray[np.float64] = np.concatenate(held["frame_positions"].tolist()).reshape(-1, 3)
    times = np.maximum(n_places, 1)
    framed = np.repeat(n_places > 0, times)
    spread = rows.loc[np.repeat(np.arange(len(rows)), times)].reset_index(drop=True)
    spread.loc[framed, ["p1", "p2", "p3"]] = places
    spread.loc[framed, "InstanceNumber"] = np.nan
    return spread
