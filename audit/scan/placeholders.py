"""Values that fill a field and say nothing (statistics B4)."""

from __future__ import annotations

import re

from audit.scan.dictionary import uids
from audit.scan.keywords import Column

_WORDS = re.compile(
    r"ANON.*|DE-?IDENTIF.*|UNKNOWN.*|UNSPECIFIED|UNDEFINED|REMOVED|REDACTED|NOT[ _]AVAILABLE"
    r"|X{3,}|\?+",
    re.IGNORECASE,
)
_NOTHING = {
    "LO": re.compile("NONE|NULL|N/?A", re.IGNORECASE),
    "SH": re.compile("NONE|NULL|N/?A", re.IGNORECASE),
    "PN": re.compile("NONE|NULL|N/A", re.IGNORECASE),  # Na is a surname
}
"""What programs write for nothing. Not in a CS, where `NONE` is often a defined term."""
_FEWEST = 4
"""Characters of an accession number, without leading zeros, below which it is one of a test."""
_ZEROS = re.compile(r"0{4,}|0+Y|(?:0001|1753|1800|1900)\.?01\.?01")
"""
No age or date at all. The years are those of first days that programs fill in: 0001 .NET
(DateTime.MinValue), 1753 SQL Server (SqlDateTime.MinValue), 1800 SAP HR (its earliest date), 1900
of statistics B4.
"""
_STANDARD_ROOT = "1.2.840.10008."
"""UIDs of the standard itself: of classes, syntaxes, code systems; of no object of a patient."""
_OF_OBJECTS = frozenset({"SOPInstanceUID", "StudyInstanceUID", "SeriesInstanceUID"})
_FIRST = frozenset("0aAdDnNrRuUxX?^1 ")
_TEXTS = frozenset({"LO", "SH", "PN", "CS", "LT", "ST", "UT", "UC", "AE"})
_NEVER_ZERO = frozenset(
    {"Rows", "Columns", "PixelSpacing", "ImagerPixelSpacing", "SliceThickness", "KVP",
     "MagneticFieldStrength", "RepetitionTime", "EchoTime", "BitsAllocated", "BitsStored",
     "SamplesPerPixel", "PixelBandwidth", "ImagingFrequency", "PatientWeight", "PatientSize",
     "RadionuclideHalfLife", "RadionuclideTotalDose", "ReconstructionDiameter", "RescaleSlope"}
)  # fmt: skip


def is_placeholder(column: Column, text: str) -> bool:
    """Whether a text stands for `nothing known`: `ANON…`, `None`, `000000`, `18000101`."""
    if column.keyword == "AccessionNumber" and _is_poor(text):
        return True
    if text[:1] not in _FIRST:  # most values are told apart by their first letter
        return False
    if column.vr == "UI":
        return column.keyword in _OF_OBJECTS and _is_of_the_standard(text)
    if column.vr in _TEXTS:
        last = text.replace("^", " ").strip()
        nothing = _NOTHING.get(column.vr)
        if nothing is not None and nothing.fullmatch(last) is not None:
            return True
        return _WORDS.fullmatch(last) is not None or re.fullmatch("0{4,}", text) is not None
    return column.vr in ("DA", "AS") and _ZEROS.fullmatch(text) is not None


def _is_poor(number: str) -> bool:
    """
    Whether an accession number, such as `1` or `7777`, is too poor to stand for one order.

    Two departments, or two makers of test data, come upon the same one by chance. A convention of
    ours.
    """
    bare = number.strip().lstrip("0")
    return len(bare) < _FEWEST or len(set(bare)) == 1


def _is_of_the_standard(uid: str) -> bool:
    """A UID of the standard's own root, other than those of the few objects that it publishes."""
    if not uid.startswith(_STANDARD_ROOT):
        return False
    entry = uids().get(uid)
    return entry is None or entry[1] != "Well-known SOP Instance"


def is_zero_impossible(keyword: str) -> bool:
    """Whether 0 cannot be a measurement of this attribute."""
    return keyword in _NEVER_ZERO
