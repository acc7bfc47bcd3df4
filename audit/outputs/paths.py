"""From item numbers to paths, for the outputs that may show them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from audit.scan.safe_text import safe_text

PATH_LIMIT = 4096
"""A path is a key back to a file: it is made safe, and not cut like a label."""


def paths_of_items(inventory: Path, items: Sequence[int]) -> dict[int, str]:
    """The relative path of each item number, as stored; unknown numbers are left out."""
    table = pq.read_table(inventory, columns=["item", "path"])
    wanted = table.filter(pc.is_in(table["item"], value_set=pa.array(items, pa.int64())))
    pairs = zip(wanted["item"].to_pylist(), wanted["path"].to_pylist(), strict=True)
    return {item: safe_text(path, PATH_LIMIT) for item, path in pairs}
