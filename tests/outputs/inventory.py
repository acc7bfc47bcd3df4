"""A small inventory on disk, with paths that must not get out."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from audit.scan.schema import INVENTORY

CANARY = "DOE^JANE"


def write_inventory(folder: Path, n: int = 5000) -> Path:
    """`item` 1 to n; each path holds the canary."""
    rows = [
        {"item": k, "path": f"{CANARY}/{k:05}.dcm", "status": "ok", "codes": [], "size_bytes": 1,
         "sha256": "00"}
        for k in range(1, n + 1)
    ]  # fmt: skip
    path = folder / "inventory.parquet"
    pq.write_table(pa.Table.from_pylist(rows, INVENTORY), path)
    return path
