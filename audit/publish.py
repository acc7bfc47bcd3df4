"""Everything a run leaves in its output folder, in an order that never lies about being done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from audit.errors import OutputNotWritten
from audit.fingerprint import FINGERPRINT
from audit.folder import former_outputs
from audit.outputs.atomic import atomic_write, place, stage
from audit.outputs.write import FORMATS, Written, write_all
from audit.report.model import AuditReport

INVENTORY = "inventory.parquet"
RUN_RECORD = "run.json"


def publish(
    report: AuditReport,
    inventory: Path,
    record: bytes,
    folder: Path,
    formats: Sequence[str],
    show: Callable[[str], None] = lambda text: None,
    fingerprint: bytes = b"",
) -> Written:
    """
    Make all outputs in the folder of `inventory`, then replace those of an earlier run, which are
    whole until then.

    A fingerprint of nothing is not written, and that of an earlier run is taken away. SHA256SUMS
    goes before the first is replaced and comes back last. Raises OutputNotWritten where the folder
    refuses.
    """
    former = former_outputs(folder)
    items = inventory_bytes(inventory, report.shareable, bool(report.gaps))
    listed = stage(folder / INVENTORY, items, inventory.parent)
    drawn = replace(report, inventory=listed)  # outputs that show paths look there
    also = (INVENTORY, FINGERPRINT) if fingerprint else (INVENTORY,)

    def replace_others() -> None:
        place(listed, folder / INVENTORY)
        atomic_write(folder / RUN_RECORD, record)
        _write_fingerprint(folder, fingerprint)

    written = write_all(drawn, folder, formats, also, show, replace_others, inventory.parent)
    return replace(written, removed=_remove_stale(folder, former, written))


def _write_fingerprint(folder: Path, data: bytes) -> None:
    if data:
        return atomic_write(folder / FINGERPRINT, data)
    try:
        (folder / FINGERPRINT).unlink(missing_ok=True)
    except OSError:
        raise OutputNotWritten(f"an older {FINGERPRINT} cannot be removed") from None


def inventory_bytes(inventory: Path, shareable: bool, few: bool = False) -> bytes:
    """
    `inventory.parquet`; with `shareable` an item number stands where the path stood; with
    `few`, where counts of few persons are withheld, no patient number: they could be counted by it.
    """
    table = pq.read_table(inventory)
    if shareable:
        numbers = pc.binary_join_element_wise("item", table["item"].cast(pa.string()), " ")
        table = table.set_column(table.schema.get_field_index("path"), "path", numbers)
    if few:
        nobody = pa.nulls(table.num_rows, pa.int64())
        table = table.set_column(table.schema.get_field_index("patient"), "patient", nobody)
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    data: bytes = sink.getvalue().to_pybytes()
    return data


def _remove_stale(folder: Path, former: Sequence[str], written: Written) -> tuple[str, ...]:
    """
    Files of the earlier run that this one was not asked for would tell of other data.

    Gives back their names, so that the user is told.
    """
    ours = {file for pairs in FORMATS.values() for file, _ in pairs}
    kept = {*written.files, *(name for name, _ in written.missing)}
    stale = tuple(name for name in sorted((ours & set(former)) - kept) if (folder / name).exists())
    for name in stale:
        (folder / name).unlink(missing_ok=True)
    return stale
