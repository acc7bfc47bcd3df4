"""Pixels decoded in processes of their own, into a table beside the headers (`--pixels`)."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, ClassVar

import pyarrow as pa
import pyarrow.parquet as pq

from audit.scan import limits
from audit.scan.doubles import full_path
from audit.scan.pixel_rows import PIXELS, Wanted, no_pixels
from audit.scan.table import HeaderTable
from audit.scan.workers import Settings, Task, Workers

# One-bit masks are drawings about an image and no image.
_IMAGES = """
select item, path, source, coalesce(TransferSyntaxUID, ''),
       coalesce(PhotometricInterpretation, ''), coalesce(BitsStored, 0),
       coalesce(PixelRepresentation, 0) = 1,
       Rows::double * Columns * coalesce(SamplesPerPixel, 1) * ceil(BitsAllocated / 8.0),
       coalesce(NumberOfFrames, 1)
from headers
where status <> 'rejected' and pixel_bytes <> 0 and Rows > 0 and Columns > 0 and BitsAllocated > 1
order by item
"""


class PixelWorkers(Workers):
    """Processes that decode."""

    module = "audit.scan.pixel_worker"
    # threads of a numeric library would eat the address space that is meant for pixels
    environment: ClassVar[dict[str, str]] = dict.fromkeys(
        ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1"
    )


def scan_pixels(
    table: HeaderTable, roots: Sequence[Path], work: Path, jobs: int, follow_links: bool
) -> None:
    """
    Decode every image of the table and attach the table `pixels` (`pixel_rows.PIXELS`).

    An object beyond a limit, or one that no decoder takes, has one row with a code and no frame.
    """
    settings = Settings(
        b"",
        follow_links,
        limits.PIXEL_SECONDS,
        limits.PIXEL_SECONDS_ALONE,
        limits.PIXEL_WORKER_BYTES,
    )
    target = work / "pixels.parquet"
    target.touch(mode=0o600)
    wanted, refused = _plan(table, roots)
    with PixelWorkers(jobs, settings) as workers, pq.ParquetWriter(target, PIXELS) as writer:
        writer.write_table(pa.Table.from_pylist(refused, schema=PIXELS))
        for task, answer in workers.run(_tasks(wanted)):
            writer.write_table(_table(task, answer))
    table.attach("pixels", target)


def _plan(table: HeaderTable, roots: Sequence[Path]) -> tuple[list[Wanted], list[dict[str, Any]]]:
    """What is to be decoded, and rows for what its own header says is too large."""
    wanted, refused = [], []
    for item, path, source, syntax, colours, bits, signed, size, n_frames in table.rows(_IMAGES):
        if (
            size > limits.FRAME_BYTES
            or size * n_frames > limits.PIXEL_BYTES
            or n_frames > limits.PIXEL_FRAMES
        ):
            refused.append(no_pixels(item, "pixel-limit"))
        else:
            full = os.fsdecode(full_path(roots[source - 1], path))
            wanted.append(Wanted(item, full, syntax, colours, bits, signed))
    return wanted, refused


def _tasks(wanted: list[Wanted]) -> Iterator[Task]:
    ahead = iter(wanted)
    for chunk in iter(lambda: list(islice(ahead, limits.PIXEL_BATCH)), []):
        yield {"items": chunk}


def _table(task: Task, answer: bytes | str) -> pa.Table:
    if isinstance(answer, str):
        return pa.Table.from_pylist([no_pixels(task["items"][0][0], answer)], schema=PIXELS)
    return pa.ipc.open_stream(answer).read_all()
