"""Pixels decoded in processes of their own, into a table beside the headers (`--pixels`)."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import ClassVar

import pyarrow as pa
import pyarrow.parquet as pq

from audit.scan import limits
from audit.scan.doubles import full_path
from audit.scan.pixel_rows import PIXELS, Wanted, no_pixels
from audit.scan.ready_table import ReadyTable
from audit.scan.table import HeaderTable
from audit.scan.workers import Settings, Task, Workers

PAGE = 50_000
"""Objects whose plan is held at a time."""
# One-bit masks are drawings about an image and no image.
_IMAGES = f"""
select item, path, source, coalesce(TransferSyntaxUID, ''),
       coalesce(PhotometricInterpretation, ''), coalesce(BitsStored, 0),
       coalesce(PixelRepresentation, 0) = 1,
       Rows::double * Columns * coalesce(SamplesPerPixel, 1) * ceil(BitsAllocated / 8.0),
       coalesce(NumberOfFrames, 1), list_contains(codes, 'uid-conflict'),
       case when Modality = 'CT' then coalesce(RescaleSlope, 1) end,
       PixelPaddingValue, coalesce(PixelPaddingRangeLimit, PixelPaddingValue)
from headers
where status <> 'rejected' and pixel_bytes <> 0 and Rows > 0 and Columns > 0 and BitsAllocated > 1
      and item > {{after}} and not list_contains({{tables}}::integer[], source)
order by item limit {PAGE}
"""


class PixelWorkers(Workers):
    """Processes that decode."""

    module = "audit.scan.pixel_worker"
    # threads of a numeric library would eat the address space that is meant for pixels
    environment: ClassVar[dict[str, str]] = dict.fromkeys(
        ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1"
    )


def scan_pixels(
    table: HeaderTable,
    roots: Sequence[Path],
    work: Path,
    jobs: int,
    follow_links: bool,
    tables: Sequence[ReadyTable] = (),
) -> None:
    """
    Decode every image of the table and attach the table `pixels` (`pixel_rows.PIXELS`).

    An object beyond a limit, or one that no decoder takes, has one row with a code and no frame.
    Rows of the ready `tables` have no pixels here.
    """
    no_files = [ready.source for ready in tables]
    settings = Settings(
        b"",
        follow_links,
        limits.PIXEL_SECONDS,
        limits.PIXEL_SECONDS_ALONE,
        limits.PIXEL_WORKER_BYTES,
    )
    target = work / "pixels.parquet"
    target.touch(mode=0o600)
    refused: list[int] = []
    with PixelWorkers(jobs, settings) as workers, pq.ParquetWriter(target, PIXELS) as writer:
        for task, answer in workers.run(_tasks(table, roots, no_files, refused)):
            writer.write_table(_table(task, answer))
        rows = [no_pixels(item, "pixel-limit") for item in refused]
        writer.write_table(pa.Table.from_pylist(rows, schema=PIXELS))
    table.attach("pixels", target)


def _tasks(
    table: HeaderTable, roots: Sequence[Path], no_files: list[int], refused: list[int]
) -> Iterator[Task]:
    """Batches of what is to be decoded; adds to `refused` what its own header says is too large."""
    ahead = _wanted(table, roots, no_files, refused)
    for chunk in iter(lambda: list(islice(ahead, limits.PIXEL_BATCH)), []):
        yield {"items": chunk}


def _wanted(
    table: HeaderTable, roots: Sequence[Path], no_files: list[int], refused: list[int]
) -> Iterator[Wanted]:
    after = 0
    while rows := table.rows(_IMAGES.format(after=after, tables=no_files)):
        for item, path, source, syntax, colours, bits, signed, size, n_frames, twice, *ct in rows:
            if _is_too_large(size, n_frames):
                refused.append(item)
            else:
                full = os.fsdecode(full_path(roots[source - 1], path))
                values = _of_ct(signed, *ct)
                yield Wanted(item, full, syntax, colours, bits, signed, *values, twice)
        after = rows[-1][0]


def _of_ct(
    signed: bool, slope: float | None, first: int | None, last: int | None
) -> tuple[float | None, tuple[int, int] | None]:
    """Slope and padding of a CT image; the limit of padding is US or SS as the pixels are."""
    if slope is None or first is None or last is None:
        return slope, None
    if signed and last >= 0x8000:
        last -= 0x10000
    return slope, (min(first, last), max(first, last))


def _is_too_large(frame_bytes: float, n_frames: int) -> bool:
    return (
        frame_bytes > limits.FRAME_BYTES
        or frame_bytes * n_frames > limits.PIXEL_BYTES
        or n_frames > limits.PIXEL_FRAMES
    )


def _table(task: Task, answer: bytes | bytearray | str) -> pa.Table:
    if isinstance(answer, str):
        return pa.Table.from_pylist([no_pixels(task["items"][0][0], answer)], schema=PIXELS)
    return pa.ipc.open_stream(answer).read_all()
