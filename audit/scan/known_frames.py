"""Frames of reference that the standard itself names: they are shared by everybody."""

from __future__ import annotations

from functools import cache

import pyarrow as pa
from pydicom._uid_dict import UID_dictionary

from audit.scan.tokens import token


@cache
def known_frames() -> tuple[str, ...]:
    """UIDs of atlases and machine coordinates (PS3.6, Annex A), sorted."""
    kind = "Well-known frame of reference"
    return tuple(sorted(uid for uid, entry in UID_dictionary.items() if entry[1] == kind))


def known_frame_tokens(key: bytes) -> pa.Table:
    """One column `token`: how the header table of this key would hold them."""
    return pa.table({"token": pa.array([token(key, uid) for uid in known_frames()], pa.string())})
