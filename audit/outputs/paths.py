"""From item numbers to paths, for the outputs that may show them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from audit.report.model import AuditReport
from audit.scan.safe_text import safe_text

PATH_LIMIT = 4096
"""A path is a key back to a file: it is made safe, and not cut like a label."""


def shown_paths(report: AuditReport, items: Iterable[int]) -> dict[int, str] | None:
    """The paths of these items where `--show-paths` lets them be seen; None where it does not."""
    if report.inventory is None or report.shareable or not report.show_paths:
        return None
    return paths_of_items(report.inventory, sorted(set(items)))


def all_paths(inventory: Path) -> tuple[pa.Array, pa.Array]:
    """All item numbers, ascending, and their paths made safe, for millions of occurrences."""
    table = pq.read_table(inventory, columns=["item", "path"]).sort_by("item").combine_chunks()
    paths = table["path"].combine_chunks()
    plain = pc.match_substring_regex(paths, r"^[\x20-\x7e]{0,1000}$")
    if not pc.all(plain).as_py():
        made = [
            path if good else safe_text(path, PATH_LIMIT)
            for path, good in zip(paths.to_pylist(), plain.to_pylist(), strict=True)
        ]
        paths = pa.array(made, pa.string())
    return table["item"].combine_chunks(), paths


def paths_of_items(inventory: Path, items: Sequence[int]) -> dict[int, str]:
    """The relative path of each item number, as stored; unknown numbers are left out."""
    table = pq.read_table(inventory, columns=["item", "path"])
    wanted = table.filter(pc.is_in(table["item"], value_set=pa.array(items, pa.int64())))
    pairs = zip(wanted["item"].to_pylist(), wanted["path"].to_pylist(), strict=True)
    return {item: safe_text(path, PATH_LIMIT) for item, path in pairs}
