"""The table `pixels` -> Pixels: what was decoded, what is constant or clipped."""

from __future__ import annotations

from audit.profile.leak_base import number
from audit.profile.model.pixels import NO_PIXELS, Pixels
from audit.profile.model.shared import Subjects
from audit.profile.near_duplicates import measure_near
from audit.scan.table import HeaderTable

CLIPPED, AT_BOTTOM = 0.05, 0.5
"""Shares of the pixels of a frame, as `audit.profile.model.pixels` says."""
_OBJECTS = """
create or replace temp table pixel_objects as
select item, count(frame) as n_frames, count(*) filter (constant) as n_constant,
       max(high_share) as high, max(low_share) as low, min(code) as code
from pixels join places using (item) where role = 'image' group by 1
"""


def has_pixels(table: HeaderTable) -> bool:
    """Whether pixels were decoded (`--pixels`)."""
    query = "select count(*) from duckdb_views() where view_name = 'pixels'"
    return number(table, query) > 0


def measure_pixels(table: HeaderTable) -> Pixels:
    """
    `absent` where pixels were not decoded. Needs the tables of `measure_leakage`.

    Copies of an instance count once; masks and other annotations are no images.
    """
    if not has_pixels(table):
        return NO_PIXELS
    table.rows(_OBJECTS)
    ((n_images, n_decoded, n_gauged),) = table.rows(
        "select count(*), count(*) filter (n_frames > 0), count(high) from pixel_objects"
    )
    ((n_frames, n_constant),) = table.rows(
        "select coalesce(sum(n_frames), 0), coalesce(sum(n_constant), 0) from pixel_objects"
    )
    return Pixels(
        state="measured",
        n_images=n_images,
        n_decoded=n_decoded,
        n_frames=int(n_frames),
        not_decoded=_not_decoded(table),
        constant=_where(table, "n_constant > 0"),
        n_constant_frames=int(n_constant),
        clipped=_where(table, f"high >= {CLIPPED} and n_constant < n_frames"),
        n_at_bottom=number(table, f"select count(*) from pixel_objects where low >= {AT_BOTTOM}"),
        n_gauged=n_gauged,
        near=measure_near(table),
    )


def _where(table: HeaderTable, condition: str) -> Subjects:
    rows = table.rows(f"select item from pixel_objects where {condition} order by item")
    items = tuple(row[0] for row in rows)
    return Subjects("instance", items, items)


def _not_decoded(table: HeaderTable) -> tuple[tuple[str, int, Subjects], ...]:
    codes = table.rows("select distinct code from pixel_objects where code is not null order by 1")
    found = [(code, _where(table, f"code = '{code}'")) for (code,) in codes]
    return tuple((code, len(who), who) for code, who in found)
