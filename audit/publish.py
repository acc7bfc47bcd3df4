"""Everything a run leaves in its output folder, in an order that never lies about being done."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from audit.errors import OutputNotWritten
from audit.folder import former_outputs
from audit.outputs.atomic import atomic_write
from audit.outputs.write import FORMATS, SUMS, Written, write_all
from audit.report.model import AuditReport

INVENTORY = "inventory.parquet"
RUN_RECORD = "run.json"


def publish(
    report: AuditReport, inventory: Path, record: bytes, folder: Path, formats: Sequence[str]
) -> Written:
    """
    Replace the outputs of an earlier run one by one; each is whole at any time.

    SHA256SUMS goes first and comes back last. Raises OutputNotWritten where the folder refuses.
    """
    former = former_outputs(folder)
    try:
        (folder / SUMS).unlink(missing_ok=True)
    except OSError:
        raise OutputNotWritten(f"an older {SUMS} cannot be removed from the folder") from None
    atomic_write(folder / INVENTORY, inventory_bytes(inventory, report.shareable))
    atomic_write(folder / RUN_RECORD, record)
    written = write_all(report, folder, formats, (INVENTORY,))
    _remove_stale(folder, former, written)
    return written


def inventory_bytes(inventory: Path, shareable: bool) -> bytes:
    """`inventory.parquet`; with `shareable` an item number stands where the path stood."""
    table = pq.read_table(inventory)
    if shareable:
        numbers = pc.binary_join_element_wise("item", table["item"].cast(pa.string()), " ")
        table = table.set_column(table.schema.get_field_index("path"), "path", numbers)
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    data: bytes = sink.getvalue().to_pybytes()
    return data


def _remove_stale(folder: Path, former: Sequence[str], written: Written) -> None:
    """Files of the earlier run that this one was not asked for would tell of other data."""
    ours = {file for pairs in FORMATS.values() for file, _ in pairs}
    kept = {*written.files, *(name for name, _ in written.missing)}
    for name in sorted((ours & set(former)) - kept):
        (folder / name).unlink(missing_ok=True)
