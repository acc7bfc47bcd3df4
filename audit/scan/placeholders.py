"""Values that fill a field and say nothing (statistics B4)."""

from __future__ import annotations

import re

from audit.scan.keywords import Column

_WORDS = re.compile(
    r"ANON.*|DE-?IDENTIF.*|UNKNOWN.*|UNSPECIFIED|UNDEFINED|REMOVED|REDACTED|NOT[ _]AVAILABLE"
    r"|X{3,}|\?+",
    re.IGNORECASE,
)
_ZEROS = re.compile(r"0{4,}|0+Y|0001\.?01\.?01|1900\.?01\.?01")
_FIRST = frozenset("0aAdDnNrRuUxX?^1 ")
_TEXTS = frozenset({"LO", "SH", "PN", "CS", "LT", "ST", "UT", "UC", "AE"})
_NEVER_ZERO = frozenset(
    {"Rows", "Columns", "PixelSpacing", "ImagerPixelSpacing", "SliceThickness", "KVP",
     "MagneticFieldStrength", "RepetitionTime", "EchoTime", "BitsAllocated", "BitsStored",
     "SamplesPerPixel", "PixelBandwidth", "ImagingFrequency", "PatientWeight", "PatientSize",
     "RadionuclideHalfLife", "RadionuclideTotalDose", "ReconstructionDiameter", "RescaleSlope"}
)  # fmt: skip


def is_placeholder(column: Column, text: str) -> bool:
    """Whether a text stands for `nothing known`: `ANON…`, `UNKNOWN`, `000000`, `19000101`."""
    if text[:1] not in _FIRST:  # most values are told apart by their first letter
        return False
    if column.vr in _TEXTS:
        last = text.replace("^", " ").strip()
        return _WORDS.fullmatch(last) is not None or re.fullmatch("0{4,}", text) is not None
    return column.vr in ("DA", "AS") and _ZEROS.fullmatch(text) is not None


def is_zero_impossible(keyword: str) -> bool:
    """Whether 0 cannot be a measurement of this attribute."""
    return keyword in _NEVER_ZERO
