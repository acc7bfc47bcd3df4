"""Which instances of a series an attribute is asked of: all, its images, its acquired images."""

from __future__ import annotations

from typing import Literal

from audit.profile.letters import letter_of
from audit.scan.keywords import Column

_CAPTURES = ", ".join(f"'1.2.840.10008.5.1.4.1.1.7{part}'" for part in ("", ".1", ".2", ".3", ".4"))
_LOCALIZER = (
    "(l.series_modality in ('CT', 'PT') and "
    "coalesce(list_has_any(l.ImageType, ['LOCALIZER', 'SCOUT']), false))"
)
RANK_OF_IMAGE = (
    "case when l.role <> 'image' then 0 "
    f"when coalesce(l.SOPClassUID in ({_CAPTURES}), false) or {_LOCALIZER} then 1 else 2 end"
)
"""
SQL over `located l`: 2 an image that was acquired as its modality acquires, 1 a secondary capture
(PS3.3 A.8) or a localizer of CT or PET (C.8.2.1.1.1), 0 no image.
"""
_OPTIONS = "upper(array_to_string(l.ScanOptions, ' '))"
_TABLE_MOVES = "['00189309', '00189310']"
HELICAL = (
    f"(l.series_modality = 'CT' and ({RANK_OF_IMAGE}) = 2 and ("
    f"{letter_of('SpiralPitchFactor', 'l.')} <> 'a' or coalesce("
    f"regexp_matches({_OPTIONS}, 'HELI|SPIRAL') and not "
    f"regexp_matches({_OPTIONS}, 'NON.?(HELI|SPIRAL)'), false) or l.item in ("
    f"select item from headers where list_has_any(present, {_TABLE_MOVES}))))"
)
"""SQL: SpiralPitchFactor, TableSpeed, TableFeedPerRotation or ScanOptions tell of a spiral."""
_OF_ANY_IMAGE = frozenset(
    {"FrameOfReferenceUID", "PixelSpacing", "ImagePositionPatient", "ImageOrientationPatient"}
)
"""Attributes of some modalities that say where an image lies: asked of localizers too."""


def scope_of(column: Column) -> Literal["all", "image", "acquired"]:
    """`acquired` for what the applied modality alone has, and how it was acquired."""
    if "all" in column.applies:
        return "all"
    if "image" in column.applies or column.keyword in _OF_ANY_IMAGE:
        return "image"
    return "acquired"
