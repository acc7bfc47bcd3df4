"""
How long a label table of a million rows takes: read, joined, counted, readers compared.

    python benchmarks/labels.py [--rows 1000000] [--kind single|columns|unjoined]

`single`: one class a row, three readers an image. `columns`: fourteen columns of 1, 0, -1 and
blanks, one image a patient: fourteen million entries. `unjoined`: not one key is in the data, so
that every other way to write it is tried. Headers are made up and not scanned. Printed are seconds
by the clock and of the processor, and the largest memory of the process.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from audit.profile.classes import measure_classes
from audit.scan.cohort import LabelOptions, read_labels
from audit.scan.keywords import columns
from audit.scan.schema import INVENTORY, header_schema
from audit.scan.table import HeaderTable
from audit.scan.tokens import token

KEY = b"benchmark key of 32 bytes length"
VENDORS = ("SIEMENS", "GE MEDICAL SYSTEMS", "Philips")
CLASSES = ("Atelectasis", "Cardiomegaly", "Effusion", "Mass", "Nodule", "No finding")


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Print how long it took and how large the process has been."""
    clock, processor = time.monotonic(), time.process_time()
    yield
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(
        f"{what:8} {time.monotonic() - clock:6.1f} s, processor "
        f"{time.process_time() - processor:6.1f} s, up to {memory:.2f} GB"
    )


def write_headers(folder: Path, n: int, per_patient: int) -> HeaderTable:
    """`n` instances, so many a patient, with what labels need and nothing else."""
    held = {
        "item": pa.array(np.arange(1, n + 1)),
        "path": pa.array([f"{i}.dcm" for i in range(n)]),
        "status": pa.array(["ok"] * n),
        "PatientID": pa.array([token(KEY, f"P{i // per_patient}") for i in range(n)]),
        "SOPInstanceUID": pa.array([token(KEY, f"1.2.3.{i}") for i in range(n)]),
        "SeriesInstanceUID": pa.array([f"s{i // per_patient}" for i in range(n)]),
        "Manufacturer": pa.array([VENDORS[i % 3] for i in range(n)]),
        "Modality": pa.array(["CR"] * n),
        "Rows": pa.array(np.full(n, 512)),
        "Columns": pa.array(np.full(n, 512)),
    }
    states = "".join("p" if column.keyword in held else "a" for column in columns())
    held["states"] = pa.array([states] * n)
    schema = header_schema()
    filled = {
        field.name: held[field.name].cast(field.type)
        if field.name in held
        else pa.array([[]] * n, field.type)
        if field.name in ("codes", "present", "empty", "private_creators")
        else pa.nulls(n, field.type)
        for field in schema
    }
    table = pa.table(filled, schema=schema)
    pq.write_table(table, folder / "part.parquet")
    pq.write_table(table.select(INVENTORY.names), folder / "inventory.parquet")
    return HeaderTable([folder / "part.parquet"], folder / "inventory.parquet")


def write_labels(path: Path, kind: str, n: int) -> None:
    """The label table, always the same."""
    random = np.random.default_rng(1)
    with path.open("w", encoding="utf-8") as file:
        if kind == "columns":
            said = random.choice(["1.0", "0.0", "-1.0", ""], (n, 14))
            file.write("PatientID," + ",".join(f"class {k}" for k in range(14)) + "\n")
            file.writelines(f"P{i},{','.join(row)}\n" for i, row in enumerate(said))
            return
        names = random.choice(CLASSES, n)
        if kind == "unjoined":
            file.write("PatientID,label\n")
            file.writelines(f"Q{i:07d},{name}\n" for i, name in enumerate(names))
            return
        file.write("SOPInstanceUID,label,split,reader\n")
        file.writelines(
            f"1.2.3.{i // 3},{name},{'train' if i % 5 else 'test'},R{i % 3}\n"
            for i, name in enumerate(names)
        )


def main() -> None:
    """Make, read, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--kind", choices=("single", "columns", "unjoined"), default="single")
    given = parser.parse_args()
    many = given.kind == "columns"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_labels(folder / "labels.csv", given.kind, given.rows)
        table = write_headers(folder, given.rows if many else given.rows // 3 + 1, 1 if many else 4)
        with timed("read"):
            labels = read_labels(folder / "labels.csv", LabelOptions(), KEY)
        with timed("measure"):
            found = measure_classes(table, labels)
        print(f"{found.n_rows_joined} of {found.n_rows} rows join; {len(labels.entries)} entries")


if __name__ == "__main__":
    main()
