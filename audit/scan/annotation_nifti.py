"""NIfTI files: their header of 348 or 540 bytes, and whether the file is as long as that says."""

from __future__ import annotations

import os
import re
import struct
import zlib
from math import prod

from audit.scan import limits
from audit.scan.annotation_parts import make_part
from audit.scan.annotation_rows import Row

LABEL = 1002
"""NIFTI_INTENT_LABEL: values are indices into a list of labels (nifti1.h, intent codes)."""
_LONGEST = 540
_NAMED = re.compile(
    r"(?<![a-z])(masks?|seg|segm|segmentations?|labels?|rois?|lesions?|annotations?)(?![a-z])"
)
_MAGIC = {348: (b"n+1\0", b"ni1\0"), 540: (b"n+2\0\r\n\x1a\n", b"ni2\0\r\n\x1a\n")}


def read_nifti(descriptor: int, size: int, name: str) -> Row:
    """
    The row of a file whose name ends in .nii or .nii.gz; raises OSError.

    A NIfTI header names no image, no patient and nobody who drew it. It is taken for a mask if
    its intent says labels, or by a word of its name.
    """
    raw, length = _beginning(descriptor, size, name)
    found = _judge(raw)
    if found is None:
        return {"kind": "NIfTI", "status": "unreadable", "codes": ["nifti-invalid"]}
    intent, wanted = found
    if length is not None and length < wanted:
        return {"kind": "NIfTI", "status": "unreadable", "codes": ["nifti-truncated"]}
    by_name = _NAMED.search(name.lower()) is not None
    unit = "mask" if intent == LABEL else "file called a mask" if by_name else "volume"
    return {
        "kind": "NIfTI",
        "status": "read",
        "codes": [],
        "annotates": unit != "volume",
        "parts": [make_part(unit, named=False)],
        "targets": [],
    }


def _beginning(descriptor: int, size: int, name: str) -> tuple[bytes, int | None]:
    """The header, and the length of the file unpacked; None where that cannot be told."""
    raw = os.pread(descriptor, limits.FIRST_READ, 0)
    if not name.lower().endswith(".gz"):
        return raw[:_LONGEST], size
    try:
        head = zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(raw, _LONGEST)
    except zlib.error:
        return b"", None
    # the last four bytes of a gzip file are its length modulo 2^32 (RFC 1952, 2.3.1)
    last = os.pread(descriptor, 4, max(0, size - 4))
    length = int.from_bytes(last, "little") if len(last) == 4 else 0
    return head, length if size < 1 << 28 else None  # packed to a sixteenth, it may wrap round


def _judge(raw: bytes) -> tuple[int, int] | None:
    """Intent code, and the bytes that the file has to have; None where this is no NIfTI header."""
    for order in ("<", ">"):
        length = struct.unpack_from(order + "i", raw)[0] if len(raw) >= 4 else 0
        if length not in _MAGIC or len(raw) < length:
            continue
        first = length == 348
        magic = raw[344:348] if first else raw[4:12]
        if magic not in _MAGIC[length]:
            return None
        dim = struct.unpack_from(order + ("8h" if first else "8q"), raw, 40 if first else 16)
        bits = struct.unpack_from(order + "h", raw, 72 if first else 14)[0]
        intent = struct.unpack_from(order + ("h" if first else "i"), raw, 68 if first else 504)[0]
        offset = struct.unpack_from(order + ("f" if first else "q"), raw, 108 if first else 168)[0]
        return _measure(dim, bits, intent, offset, magic.startswith(b"n+"))
    return None


def _measure(
    dim: tuple[int, ...], bits: int, intent: int, offset: float, single: bool
) -> tuple[int, int] | None:
    sizes = dim[1 : dim[0] + 1] if 1 <= dim[0] <= 7 else ()
    if not sizes or min(sizes) < 1 or bits < 1 or not 0 <= offset < 1 << 40:
        return None
    return intent, int(offset) + (prod(sizes) * bits + 7) // 8 if single else 0
