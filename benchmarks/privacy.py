"""
What the privacy family costs the reading of headers: with and without it, on the same files.

    python benchmarks/privacy.py FOLDER [--files 2000] [--rounds 5] [--mixed]

FOLDER holds DICOM files, copied as `benchmarks/headers.py` does; in the order of their names, so
that series lie together, or in turn with --mixed. Printed are medians of processor time a file of
`HeaderReader.read`: nothing of the family, the echo check, free text, and both.
"""

from __future__ import annotations

import argparse
import logging
import os
import statistics
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from headers import copy_files

from audit.scan import privacy_marks
from audit.scan.headers import HeaderReader
from audit.scan.privacy_marks import PrivacyMarks

KEY = b"benchmark key of 32 bytes length"
Mark = Callable[..., None]


def nothing(marks: PrivacyMarks, row: dict[str, Any], *where: Any) -> None:
    """The row is left as it is."""


def echo(marks: PrivacyMarks, row: dict[str, Any], *where: Any) -> None:
    """The echo check alone."""
    marks.mark_echoes(row, *where)


def text(marks: PrivacyMarks, row: dict[str, Any], *where: Any) -> None:
    """Free text alone."""
    marks.mark_signs(row, *where)


def main() -> int:
    """Print medians a file and what each part adds."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--files", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--mixed", action="store_true")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    logging.getLogger("pydicom").setLevel(logging.CRITICAL)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    ways: dict[str, Mark] = {
        "nothing": nothing, "echo": echo, "text": text, "both": PrivacyMarks.mark,
    }  # fmt: skip
    times: dict[str, list[float]] = {name: [] for name in ways}
    with tempfile.TemporaryDirectory() as temporary:
        paths = copy_files(options.folder, Path(temporary), options.files)
        if not options.mixed:  # copies are made in turn: put those of one original together
            paths.sort(key=lambda path: (path.stat().st_size, path.name))
        names = [os.fsencode(path) for path in paths]
        for _ in range(options.rounds):
            for name, way in ways.items():
                privacy_marks.PrivacyMarks.mark = way  # type: ignore[method-assign]
                reader, start = HeaderReader(KEY), time.process_time()
                for path in names:
                    reader.read(path)
                times[name].append((time.process_time() - start) / len(names) * 1e6)
    base = statistics.median(times["nothing"])
    print(f"{options.files} files, {options.rounds} rounds; microseconds of processor time a file")
    for name, values in times.items():
        middle = statistics.median(values)
        print(f"  {name:8} {middle:7.0f}  ({min(values):.0f} to {max(values):.0f})"
              f"  {middle - base:+.0f}")  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main())
