"""One annotation object or file to one row: bounded, and an answer whatever it holds."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from typing import Any

import pyarrow as pa

from audit.scan import limits
from audit.scan.annotation_coco import looks_like_coco, read_coco
from audit.scan.annotation_nifti import read_nifti
from audit.scan.annotation_parts import (
    Part,
    graphics_of,
    groups_of,
    maps_of,
    regions_of,
    segments_of,
)
from audit.scan.annotation_references import references_of
from audit.scan.annotation_reports import findings_of, has_observer, template_of
from audit.scan.annotation_rows import ANNOTATIONS, CARRIERS, FILES, Row, unread
from audit.scan.annotation_xml import read_aim
from audit.scan.container import NotRead, open_container
from audit.scan.item_reader import Item, ItemReader
from audit.scan.source_bytes import Bytes, FileBytes, Inflated

_PARTS: dict[str, Callable[[Item, bool], list[Part]]] = {
    "SEG": segments_of,
    "RTSTRUCT": regions_of,
    "SR": findings_of,
    "ANN": groups_of,
    "PR": graphics_of,
    "PMAP": maps_of,
}
_ANNOTATE = ("SEG", "RTSTRUCT", "SR", "ANN")
_IN_OWN_FRAME = ("SEG", "PMAP", "ANN")
Begin = Callable[[int], None]
"""Says which item is next."""


def annotate(batch: dict[str, Any], flags: int, key: bytes, begin: Begin) -> memoryview:
    """All answers of a batch as one Arrow table of `ANNOTATIONS`; `begin` hears of each item."""
    rows = []
    for number, full, path, kind, *_ in batch["items"]:
        begin(number)
        row = _guarded(os.fsencode(full), path, kind, flags, key, "alone" in batch)
        rows.append({**row, "item": number})
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, ANNOTATIONS) as writer:
        writer.write_table(pa.Table.from_pylist(rows, schema=ANNOTATIONS))
    return memoryview(sink.getvalue())


def _guarded(full: bytes, path: str, kind: str, flags: int, key: bytes, alone: bool) -> Row:
    try:
        descriptor = os.open(full, flags)
    except OSError:
        return unread(0, kind, "unreadable")
    try:
        return read_annotation(descriptor, path, kind, key)
    except OSError:
        return unread(0, kind, "read-error")
    except NotRead as refused:
        return unread(0, kind, refused.codes[0])
    except MemoryError:
        if not alone:  # others may have filled the memory: it is tried again in a new process
            os._exit(1)
        return unread(0, kind, "memory-limit")
    except Exception:
        return unread(0, kind, "internal-error")
    finally:
        os.close(descriptor)


def read_annotation(descriptor: int, path: str, kind: str, key: bytes) -> Row:
    """The row without its item; raises OSError, NotRead, MemoryError."""
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        return unread(0, kind, "unreadable")
    if kind in FILES:
        return _read_file(descriptor, status.st_size, path, kind, key)
    return _read_object(FileBytes(descriptor, status.st_size), kind, key)


def _read_file(descriptor: int, size: int, path: str, kind: str, key: bytes) -> Row:
    if kind == "NIfTI":
        return read_nifti(descriptor, size, os.path.basename(path))  # noqa: PTH119
    longest = limits.ANNOTATION_XML_BYTES if kind == "AIM" else limits.ANNOTATION_JSON_BYTES
    with os.fdopen(os.dup(descriptor), "rb") as file:
        data = file.read(longest + 1)
    if len(data) <= longest:
        return read_aim(data, key) if kind == "AIM" else read_coco(data, path, key)
    named = b"ImageAnnotation" in data[: limits.FIRST_READ]
    if named if kind == "AIM" else looks_like_coco(data):
        return unread(0, kind, "file-limit")
    return {"kind": kind, "status": "other", "codes": []}


def _read_object(source: FileBytes, kind: str, key: bytes) -> Row:
    opened = open_container(source, source.fetch(0, limits.FIRST_READ))
    start, data_set = opened.start, _unpack(source, opened.start, opened.deflated)
    reader = ItemReader(data_set, 0 if opened.deflated else start, opened.encoding)
    root = reader.read()
    whole = not reader.codes
    parts = _PARTS[kind](root, whole) if kind in _PARTS else []
    frame = root.get("FrameOfReferenceUID", "") if kind in _IN_OWN_FRAME else ""
    drawn = kind == "PR" and any(part["n"] for part in parts)
    return {
        "kind": kind,
        "status": "read" if whole else "partial",
        "codes": reader.codes,
        "template": template_of(root) if kind in ("SR", "KO") else None,
        "annotates": kind in _ANNOTATE or drawn,
        "observer": has_observer(root, kind) if kind in CARRIERS else None,
        "parts": parts,
        "targets": references_of(root, frame, key),
    }


def _unpack(source: FileBytes, start: int, deflated: bool) -> Bytes:
    return Inflated(source, start) if deflated else source
