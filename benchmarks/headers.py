"""
How fast headers are read: ours against pydicom, and against reading the bytes alone.

    python benchmarks/headers.py FOLDER [--files 2000] [--rounds 5]

FOLDER holds DICOM files; those that both readers read to their end are copied, in turn and each as
an instance of its own, until there are so many. All three run on one processor, interleaved, each
round one after the other; printed are medians. Ours is the whole way from paths to Parquet with its
supervised worker process; pydicom is `dcmread(stop_before_pixels=True)` and the same answers: every
column and whether it is there, the tags present and empty, private elements and their creators,
nested values, words of descriptions, positions of frames and a digest, into the same Parquet
table; cells that differ are counted. (Ours alone says which values are faulty or placeholders, and
what the pixel data are.) A run searches every header for people, too; pydicom has no such answer:
this is a line of its own, `whole`, and its cost is told as a share of the throughput.
"""

from __future__ import annotations

import argparse
import logging
import os
import resource
import shutil
import statistics
import sys
import tempfile
import time
import warnings
from pathlib import Path

import pydicom

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from with_pydicom import KEY, count_differing, read_with_pydicom

from audit.scan.headers import HeaderReader
from audit.scan.pydicom_answers import read
from audit.scan.scanner import ScanOptions, write_parts
from audit.scan.workers import Settings, Workers


def copy_files(source: Path, target: Path, n_files: int) -> list[Path]:
    """`n_files` files that both read to their end, as copies in folders of 500."""
    reader = HeaderReader(KEY)
    good = []
    for path in sorted(p for p in source.rglob("*") if p.is_file()):
        if reader.read(os.fsencode(path)).status in ("ok", "finding"):
            good += [path] if read(path) is not None and _is_plain(path) else []
    copies = []
    for number in range(n_files):
        copy = target / f"{number // 500:03d}" / f"{number:06d}.dcm"
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes(_as_another(good[number % len(good)], number))
        copies.append(copy)
    return copies


def _as_another(path: Path, number: int) -> bytes:
    """The file under a SOPInstanceUID of its own, of the same length, so that nothing is double."""
    data = path.read_bytes()
    dataset = pydicom.dcmread(path, stop_before_pixels=True, specific_tags=["SOPInstanceUID"])
    uid = str(dataset.get("SOPInstanceUID", "")).encode()
    if len(uid) < 20:
        return data
    return data.replace(uid, uid[:-6] + b"%06d" % number)


def _is_plain(path: Path) -> bool:
    """Whether pydicom reads it without being forced."""
    return path.open("rb").read(132)[128:] == b"DICM"


def read_bytes(paths: list[Path]) -> None:
    """Open, read as much as our reader reads first, close."""
    for path in paths:
        descriptor = os.open(path, os.O_RDONLY)
        os.pread(descriptor, 65536, 0)
        os.close(descriptor)


def read_with_ours(folder: Path, work: Path, marks: bool) -> None:
    """Paths to Parquet parts: discovery, one supervised worker process with all its limits."""
    with Workers(1, Settings(KEY, marks=marks)) as workers:
        write_parts([folder], work, ScanOptions(jobs=1, key=KEY), workers)


def _processor_time() -> float:
    """User and system time of this process and of the workers that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def main() -> int:
    """Print medians a file and the ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--files", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    logging.getLogger("pydicom").setLevel(logging.CRITICAL)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    times: dict[str, list[float]] = {"bytes": [], "ours": [], "whole": [], "pydicom": []}
    walls: dict[str, list[float]] = {name: [] for name in times}
    with tempfile.TemporaryDirectory() as temporary:
        folder, work = Path(temporary, "files"), Path(temporary, "work")
        folder.mkdir()
        paths = copy_files(options.folder, folder, options.files)
        for _ in range(options.rounds):
            for name, run in (
                ("bytes", lambda: read_bytes(paths)),
                ("ours", lambda: read_with_ours(folder, work, False)),
                ("whole", lambda: read_with_ours(folder, work, True)),
                ("pydicom", lambda: read_with_pydicom(paths, work)),
            ):
                shutil.rmtree(work, ignore_errors=True)
                work.mkdir()
                start, used = time.perf_counter(), _processor_time()
                run()
                walls[name].append((time.perf_counter() - start) / len(paths) * 1e6)
                times[name].append((_processor_time() - used) / len(paths) * 1e6)
        ours = Path(temporary, "ours")
        ours.mkdir()
        read_with_ours(folder, ours, False)
        n_differing, n_all = count_differing(
            work / "pydicom.parquet", sorted(ours.glob("part-*.parquet"))
        )
    print(f"answers: {n_differing:,} of {n_all:,} cells and letters differ from pydicom's")
    report("processor time", times, options.files)
    report("wall time", walls, options.files)
    return 0


def report(what: str, times: dict[str, list[float]], n_files: int) -> None:
    """Medians, and the median of the ratios round by round."""
    rounds = len(times["ours"])
    print(f"{what}: {n_files} files, {rounds} rounds, one processor; microseconds a file")
    for name, values in times.items():
        low, high = min(values), max(values)
        print(f"  {name:8} median {statistics.median(values):8.0f}  ({low:.0f} to {high:.0f})")
    ratios = [p / o for p, o in zip(times["pydicom"], times["ours"], strict=True)]
    low, high = min(ratios), max(ratios)
    print(f"  pydicom / ours: {statistics.median(ratios):.1f} ({low:.1f} to {high:.1f})")
    shares = [100 * (1 - o / w) for o, w in zip(times["ours"], times["whole"], strict=True)]
    low, high = min(shares), max(shares)
    print(
        f"  people: {statistics.median(shares):.0f} % ({low:.0f} to {high:.0f}) of the throughput"
    )


if __name__ == "__main__":
    sys.exit(main())
