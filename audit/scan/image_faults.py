"""Whether the pixel data can be what the header says, without reading them (PS3.5 8.1)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from audit.scan.dictionary import uids
from audit.scan.seen import Seen

_NATIVE = frozenset(
    {"1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2", "1.2.840.10008.1.2.1.99"}
)
_COMPRESSED = ("1.2.840.10008.1.2.4.", "1.2.840.10008.1.2.5")
_OTHERS = ("Segmentation Storage", "Parametric Map Storage", "RT Dose Storage")
_DOSE = "1.2.840.10008.5.1.4.1.1.481.2"


@cache
def image_classes() -> frozenset[str]:
    """SOP classes whose instances hold pixel data."""
    return frozenset(
        uid
        for uid, entry in uids().items()
        if entry[1] == "SOP Class" and ("Image Storage" in entry[0] or entry[0] in _OTHERS)
    )


def judge_image(row: Mapping[str, Any], seen: Seen) -> list[str]:
    """`pixel-data-missing` and `pixel-geometry`, where they hold."""
    if _is_mislabelled(row.get("TransferSyntaxUID"), seen.pixel_bytes):
        return ["syntax-wrong"]
    if seen.pixel_bytes is None:
        wanted = row.get("SOPClassUID") in image_classes() and _must_have_pixels(row)
        return ["pixel-data-missing"] if seen.complete and wanted else []
    if seen.pixel_bytes < 0:
        return []
    expected = _expected_bytes(row)
    return ["pixel-geometry"] if expected and seen.pixel_bytes < expected else []


def _must_have_pixels(row: Mapping[str, Any]) -> bool:
    """A dose may be a histogram alone, without a grid (PS3.3 A.18.3); an image has its pixels."""
    return row.get("SOPClassUID") != _DOSE or bool(row.get("Rows"))


def _is_mislabelled(syntax: str | None, pixel_bytes: int | None) -> bool:
    """Native pixels under the syntax of a compression, or fragments under one without (A.4)."""
    if pixel_bytes is None or syntax is None:
        return False
    if syntax in _NATIVE:
        return pixel_bytes < 0
    return pixel_bytes > 0 and syntax.startswith(_COMPRESSED)


def _expected_bytes(row: Mapping[str, Any]) -> int:
    """Rows x Columns x samples x bits, over all frames; chroma of YBR_FULL_422 is halved."""
    rows, width, bits = row.get("Rows"), row.get("Columns"), row.get("BitsAllocated")
    if not rows or not width or not bits:
        return 0
    samples = row.get("SamplesPerPixel") or 1
    if row.get("PhotometricInterpretation") in ("YBR_FULL_422", "YBR_PARTIAL_422"):
        samples = 2
    frames = max(1, row.get("NumberOfFrames") or 1)
    return int((rows * width * samples * bits * frames + 7) // 8)
