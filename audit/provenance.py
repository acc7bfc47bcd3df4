"""What went into a run: versions, digests, and the run record with its times."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from audit import __version__
from audit.errors import UserError
from audit.report.model import Digests, Versions

RUN_FORMAT = "1.0"
_PACKAGES = ("pydicom", "pyarrow", "duckdb", "pandas", "numpy", "scipy", "matplotlib", "weasyprint")


class Stopwatch:
    """Seconds by stage, for the run record and `-v`."""

    def __init__(self) -> None:
        self.started = datetime.now(UTC)
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time what happens inside."""
        begin = time.monotonic()
        try:
            yield
        finally:
            self.seconds[name] = round(time.monotonic() - begin, 3)


def find_versions() -> Versions:
    """What decides the bytes of a report besides the data."""
    from pydicom import _version  # noqa: PLC0415 - costs start-up time

    return Versions(__version__, version("pydicom"), _version.__dicom_version__)


def make_digests(
    inventory: Path,
    labels: Path | None,
    declaration: Path | None,
    policy: Path | None,
    protocol: Path | None = None,
    procedures: Path | None = None,
) -> Digests:
    """SHA-256 of everything that went in."""
    return Digests(
        inventory=digest_inventory(inventory),
        labels=_digest_file(labels),
        declaration=_digest_file(declaration),
        policy=_digest_file(policy),
        protocol=_digest_file(protocol),
        procedures=_digest_file(procedures),
    )


def digest_inventory(inventory: Path) -> str:
    """
    One digest of the dataset: over the sorted lines `status codes size sha256` of all items.

    Paths are not part of it: a dataset that was moved or renamed is the same dataset.
    """
    digest = hashlib.sha256()
    for line, n_items in sorted(inventory_lines(inventory).items()):
        digest.update((line.encode("utf-8") + b"\n") * n_items)
    return digest.hexdigest()


def inventory_lines(inventory: Path) -> Counter[str]:
    """One line an item, and how many items have it: what `verify --source` compares."""
    table = pq.read_table(inventory, columns=["status", "codes", "size_bytes", "sha256"])
    lines = pc.binary_join_element_wise(
        table["status"],
        pc.binary_join(table["codes"], ","),
        pc.fill_null(table["size_bytes"].cast(pa.string()), "-"),
        pc.fill_null(table["sha256"], "-"),
        " ",
    )
    counted = pc.value_counts(lines)
    return Counter({one["values"].as_py(): one["counts"].as_py() for one in counted})


def _digest_file(path: Path | None) -> str:
    if path is None:
        return ""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        raise UserError("a file that was given with an option went away during the run") from None


def run_record(clock: Stopwatch, exit_code: int, options: dict[str, Any], workers: int) -> bytes:
    """
    `run.json`: the only output in which times and versions of the machine stand.

    Neither user, host nor path is among them.
    """
    record = {
        "format_version": RUN_FORMAT,
        "started": clock.started.isoformat(timespec="seconds"),
        "rendering_began": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": clock.seconds,
        "verdict_exit_code": exit_code,
        "options": options,
        "workers": workers,
        "processors": os.cpu_count(),
        "dicom_audit": __version__,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "packages": {name: _version_of(name) for name in _PACKAGES},
    }
    return (json.dumps(record, indent=2, sort_keys=True, allow_nan=False) + "\n").encode("utf-8")


def _version_of(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
