"""
How long a ready header table takes, and how much memory: stage by stage, and in total.

    python benchmarks/million.py TABLE [--label COLUMN] [--formats html,pdf,json] [--out FOLDER]

TABLE is a Parquet or CSV file with DICOM keywords as columns. A million rows come with the
package idc-index-data (`pip download idc-index-data --no-deps`, unzip the wheel:
`idc_index.parquet`), whose column `collection_id` can be the label. The whole run takes place in
this one process, and what is printed is its own: wall time, processor time, and the most memory
held until the end of each stage.
Stages that use several threads take more processor time than wall time; on a machine that others
use, it is the other way round.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from audit import pipeline
from audit.pipeline import Finished, run
from audit.provenance import Stopwatch
from audit.request import RunOptions
from audit.scan.label_columns import LabelOptions

STARTED = time.perf_counter()
"""After the imports, which take a second."""
TICK = 0.05
LIMIT_SECONDS, LIMIT_BYTES = 120, 3 << 30


class Meter(Stopwatch):
    """A stopwatch that also notes processor time and the most memory held so far."""

    notes: list[tuple[str, float, float, int]] = []  # noqa: RUF012 - one run, one list

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Measure what happens inside."""
        wall, used = time.perf_counter(), processor_seconds()
        with super().stage(name):
            yield
        self.notes.append(
            (name, time.perf_counter() - wall, processor_seconds() - used, peak_bytes())
        )


def processor_seconds() -> float:
    """User and system time of this process and of those it has waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def peak_bytes() -> int:
    """The most memory that this process has ever held."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


class Watcher(threading.Thread):
    """The most memory that this process and its children hold at one time (Linux only)."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.peak = 0
        self.stopped = threading.Event()

    def run(self) -> None:
        """Look until told to stop."""
        while not self.stopped.wait(TICK):
            self.peak = max(self.peak, sum(map(_held, _family())))


def _family() -> list[Path]:
    own = Path("/proc/self")
    try:
        lists = [(task / "children").read_text() for task in (own / "task").iterdir()]
    except OSError:
        return [own]
    return [own, *(Path("/proc", number) for text in lists for number in text.split())]


def _held(process: Path) -> int:
    try:
        return int((process / "statm").read_text().split()[1]) * resource.getpagesize()
    except (OSError, ValueError, IndexError):
        return 0


def main() -> int:
    """Print one line a stage and one in all; 1 where the limits were not kept."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("table", type=Path)
    parser.add_argument("--label", default="", help="column of the table that holds the label")
    parser.add_argument("--formats", default="", help="all, if not given")
    parser.add_argument("--out", type=Path, help="where to leave the report")
    asked = parser.parse_args()
    pipeline.Stopwatch = Meter  # type: ignore[misc]
    watcher = Watcher()
    watcher.start()
    with tempfile.TemporaryDirectory() as temporary:
        finished = run(
            RunOptions(
                sources=(str(asked.table),),
                out=asked.out or Path(temporary, "out"),
                label_options=LabelOptions(source=f"column:{asked.label}" if asked.label else ""),
                formats=tuple(name for name in asked.formats.split(",") if name),
            )
        )
        watcher.stopped.set()
        return report(finished, max(watcher.peak, peak_bytes()))


def report(finished: Finished, peak: int) -> int:
    """Stages, sizes and totals."""
    size, n_rows = finished.report.profile.overview, finished.report.profile.integrity.n_items_read
    print(
        f"{n_rows:,} rows: {size.n_patients:,} patients, {size.n_series:,} series, "
        f"{size.n_instances:,} instances"
    )
    print(f"{'stage':10}{'wall s':>9}{'processor s':>13}{'peak GiB':>10}")
    for name, wall, used, held in Meter.notes:
        print(f"{name:10}{wall:9.1f}{used:13.1f}{held / 2**30:10.2f}")
    wall = time.perf_counter() - STARTED
    print(f"{'in all':10}{wall:9.1f}{processor_seconds():13.1f}{peak / 2**30:10.2f}")
    for name in ("report.html", "report.pdf", "audit.json"):
        path = finished.folder / name
        if path.exists():
            print(f"{name}: {path.stat().st_size / 1e6:.2f} MB")
    kept = wall <= LIMIT_SECONDS and peak <= LIMIT_BYTES
    print(f"within {LIMIT_SECONDS} s and {LIMIT_BYTES >> 30} GiB: {'yes' if kept else 'no'}")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
