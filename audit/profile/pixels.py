"""The table `pixels` -> Pixels: what was decoded, what is constant or clipped."""

from __future__ import annotations

from audit.profile.model.pixels import Pixels
from audit.scan.table import HeaderTable


def has_pixels(table: HeaderTable) -> bool:
    """Whether pixels were decoded (`--pixels`)."""
    found = table.rows("select count(*) from duckdb_views() where view_name = 'pixels'")
    return bool(found[0][0])


def measure_pixels(table: HeaderTable) -> Pixels:
    """`absent` where pixels were not decoded."""
    if not has_pixels(table):
        return Pixels()
    raise NotImplementedError
