"""What works on this machine, one line each."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import version
from importlib.resources import files

PANGO = (
    "install it with `apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0` "
    "(Debian, Ubuntu) or `brew install pango` (macOS)"
)
DICOM3TOOLS = "is part of dicom3tools (`apt-get install dicom3tools` on Debian and Ubuntu)"


def examine() -> Iterator[tuple[bool, str]]:
    """Whether each part works, and a sentence about it."""
    yield True, f"Python {platform.python_version()} on {platform.system()} {platform.machine()}"
    yield True, f"{os.cpu_count()} processors"
    for look in (_reader, _tables, _templates, _typeface, _pdf, _decoders, _deep):
        try:
            yield True, look()
        except Exception as fault:
            yield False, f"{NAMES[look]}: {type(fault).__name__}{HINTS.get(look, '')}"


def _reader() -> str:
    """One header through the whole reader, in a worker process of its own."""
    import tempfile  # noqa: PLC0415
    from pathlib import Path  # noqa: PLC0415

    from audit.demo.plan import make_plan, path_of  # noqa: PLC0415
    from audit.scan.scanner import ScanOptions, scan  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        source, work = Path(folder, "source"), Path(folder, "work")
        source.mkdir()
        work.mkdir()
        (source / "one.dcm").write_bytes(make_plan().bytes_of(path_of(1, 1)))
        table = scan([str(source)], work, ScanOptions(jobs=1))
        status = table.rows("select status from inventory")[0][0]
        table.close()
    if status != "ok":
        raise ValueError
    return f"reading headers in worker processes, pydicom {version('pydicom')}"


def _tables() -> str:
    import duckdb  # noqa: PLC0415

    with duckdb.connect() as db:
        if db.execute("select 1").fetchall() != [(1,)]:
            raise ValueError
    return f"tables: duckdb {version('duckdb')}, pyarrow {version('pyarrow')}"


def _templates() -> str:
    from audit.report.environment import environment  # noqa: PLC0415

    return f"HTML: {len(environment().list_templates())} templates, jinja2 {version('jinja2')}"


def _typeface() -> str:
    found = sum(1 for one in files("font_source_sans_pro").joinpath("files").iterdir())
    if not found:
        raise FileNotFoundError
    return f"typeface: Source Sans Pro, {found} files"


def _pdf() -> str:
    import weasyprint  # noqa: PLC0415

    data = weasyprint.HTML(string="<p>one</p>").write_pdf()
    if not data.startswith(b"%PDF"):
        raise ValueError
    return f"PDF: weasyprint {version('weasyprint')}"


def _decoders() -> str:
    """An extra that is not installed is no fault; what lacks it is counted as not assessed."""
    from audit.scan.pixel_worker import can_decode  # noqa: PLC0415

    there = sum(map(can_decode, COMPRESSIONS))
    hint = "" if there == len(COMPRESSIONS) else '; more with pip install "dicom-audit[pixels]"'
    return f"--pixels: {there} of {len(COMPRESSIONS)} usual compressions can be decoded{hint}"


def _deep() -> str:
    """A program that is not there is no fault, either."""
    if shutil.which("dciodvfy"):
        return "--conformance deep: dciodvfy"
    return f"without --conformance deep: dciodvfy {DICOM3TOOLS}"


COMPRESSIONS = (
    "1.2.840.10008.1.2.5",  # RLE
    "1.2.840.10008.1.2.4.50",  # JPEG baseline
    "1.2.840.10008.1.2.4.51",  # JPEG extended, 12 bits
    "1.2.840.10008.1.2.4.70",  # JPEG lossless
    "1.2.840.10008.1.2.4.80",  # JPEG-LS lossless
    "1.2.840.10008.1.2.4.90",  # JPEG 2000 lossless
    "1.2.840.10008.1.2.4.91",  # JPEG 2000
    "1.2.840.10008.1.2.4.201",  # High-Throughput JPEG 2000 lossless
)
NAMES: dict[Callable[[], str], str] = {
    _reader: "reading headers",
    _tables: "tables",
    _templates: "HTML",
    _typeface: "typeface",
    _pdf: "PDF",
    _decoders: "decoding pixels",
    _deep: "conformance",
}
HINTS: dict[Callable[[], str], str] = {
    _pdf: f"; Pango is missing: {PANGO}",
    _reader: f" (Python is {sys.executable!r})",
}
