"""The decoding process: pixels of objects to one row a frame; dies when told to."""

from __future__ import annotations

import mmap
import os
import sys
import warnings
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

import pyarrow as pa
from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.pixels.decoders.base import get_decoder
from pydicom.pixels.utils import iter_pixels, pixel_array
from pydicom.uid import (
    UID,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)

from audit.scan import limits
from audit.scan.headers import READ_FLAGS
from audit.scan.object_digest import ObjectDigest
from audit.scan.pixel_ct import measure_ct
from audit.scan.pixel_facts import Frame, measure_frame
from audit.scan.pixel_rows import PIXELS, Wanted, no_pixels
from audit.scan.worker import DONE, LENGTH, Answerer, serve

Row = dict[str, Any]


def prepare(settings: dict[str, Any]) -> Answerer:
    """What answers a batch; every object of it has at least one row."""
    warnings.simplefilter("ignore")  # a warning of a library may hold a value
    flags = READ_FLAGS if settings["follow_links"] else READ_FLAGS | os.O_NOFOLLOW
    return lambda batch, progress: _answer(batch, progress, flags)


def _answer(batch: dict[str, Any], progress: mmap.mmap, flags: int) -> memoryview:
    rows: list[Row] = []
    for item in batch["items"]:
        wanted = Wanted(*item)
        progress[:8] = LENGTH.pack(wanted.item)
        rows += _guarded(wanted, flags, "alone" in batch)
    progress[:8] = LENGTH.pack(DONE)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, PIXELS) as writer:
        writer.write_table(pa.Table.from_pylist(rows, schema=PIXELS))
    return memoryview(sink.getvalue())


def _guarded(wanted: Wanted, flags: int, alone: bool) -> list[Row]:
    """Whatever a file does to a decoder is a code, never a text; half an object is none."""
    if not can_decode(wanted.syntax):
        return [no_pixels(wanted.item, "pixel-no-decoder")]
    try:
        descriptor = os.open(os.fsencode(wanted.path), flags)
    except OSError:
        return [no_pixels(wanted.item, "unreadable")]
    try:
        with os.fdopen(descriptor, "rb") as file:
            digest = ObjectDigest() if wanted.compared else None
            rows = list(_rows(wanted, file, digest))
            if digest:
                rows[0]["object_sha256"] = digest.finish(file)
            return rows
    except MemoryError:
        if not alone:  # others may have filled the memory: it is tried again in a new process
            os._exit(1)
        return [no_pixels(wanted.item, "memory-limit")]
    except Exception:
        return [no_pixels(wanted.item, "pixel-undecodable")]


def can_decode(syntax: str) -> bool:
    """Whether an installed decoder takes this transfer syntax; "" may turn out to be any."""
    try:
        return not syntax or bool(get_decoder(UID(syntax)).is_available)
    except NotImplementedError:
        return False


def _rows(wanted: Wanted, file: BinaryIO, digest: ObjectDigest | None = None) -> Iterator[Row]:
    n_frames = n_bytes = 0
    for frame in _frames(wanted, file):
        n_frames, n_bytes = n_frames + 1, n_bytes + frame.nbytes
        if n_bytes > limits.PIXEL_BYTES or n_frames > limits.PIXEL_FRAMES:
            raise MemoryError
        facts = measure_frame(frame, wanted.photometric, wanted.bits_stored, wanted.signed)
        if digest:
            digest.add(frame, wanted.photometric)
        yield {
            "item": wanted.item,
            "frame": n_frames,
            "frame_sha256": facts.sha256,
            "perceptual_hash": facts.perceptual_hash,
            "constant": facts.constant,
            "low_share": facts.low_share,
            "high_share": facts.high_share,
            "code": None,
            **_ct_facts(frame, wanted),
        }
    if not n_frames:
        raise ValueError("no frame")


def _ct_facts(frame: Frame, wanted: Wanted) -> Row:
    if wanted.ct_slope is None or frame.ndim != 2:
        return {}
    try:
        facts = measure_ct(frame, wanted.padding, wanted.ct_slope)
    except (ArithmeticError, ValueError):  # a frame that has no such facts is decoded all the same
        return {}
    return {f"ct_{name}": value for name, value in facts._asdict().items()} if facts else {}


def _frames(wanted: Wanted, file: BinaryIO) -> Iterator[Frame]:
    """
    One frame after the other, so that only one is held.

    Read whole: a deflated object, and one whose bytes are not in the syntax it names. By number:
    one whose sign pydicom would correct in a buffer that it may not write to.
    """
    ways: list[Callable[[], Iterator[Frame]]] = [
        lambda: iter_pixels(_read_whole(file)),
        lambda: _by_number(file),
    ]
    if wanted.syntax and wanted.syntax != DeflatedExplicitVRLittleEndian:
        ways.insert(0, lambda: iter_pixels(file))
    for n_left, way in zip(range(len(ways) - 1, -1, -1), ways, strict=True):
        n_frames = 0
        file.seek(0)
        try:
            for frame in way():
                n_frames += 1
                yield frame
        except MemoryError:
            raise
        except Exception:
            if n_frames or not n_left:
                raise
        else:
            return


def _by_number(file: BinaryIO) -> Iterator[Frame]:
    image = _read_whole(file)
    for n in range(int(image.get("NumberOfFrames") or 1)):
        yield pixel_array(image, index=n)


def _read_whole(file: BinaryIO) -> Dataset:
    image = dcmread(file, force=True)
    if "TransferSyntaxUID" not in image.file_meta:
        implicit, little = image.original_encoding
        explicit = ExplicitVRLittleEndian if little else ExplicitVRBigEndian
        image.file_meta.TransferSyntaxUID = ImplicitVRLittleEndian if implicit else explicit
    return image


if __name__ == "__main__":
    sys.exit(serve(prepare))
