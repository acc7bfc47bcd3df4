"""Nested items to references: what an object points to, where it says that lies, and how."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from audit.scan.annotation_words import LISTS, NO_OBJECTS, VERSIONS
from audit.scan.item_reader import Item
from audit.scan.tokens import token

_FRAMES = ("ReferencedFrameOfReferenceUID", "FrameOfReferenceUID")

_PLACES = frozenset({"SeriesInstanceUID", *_FRAMES})


class _Place(NamedTuple):
    """What the items around a reference say of it."""

    series: str = ""
    frame: str = ""
    is_object: bool = True
    direct: bool = True
    of_version: bool = False
    """Below a sequence of earlier or identical documents."""


def references_of(root: Item, frame: str, key: bytes) -> list[dict[str, Any]]:
    """
    Every ReferencedSOPInstanceUID at any depth, once for each frame of reference claimed for it.

    `frame` is that of the object itself, which holds where no item says otherwise. The series of
    a target is known wherever one of its references stands in a series.
    """
    found: dict[tuple[str, bool], dict[str, Any]] = {}
    for target, place in _walk(root, _Place(frame=frame)):
        one = found.setdefault(
            (target, place.is_object), {"series": "", "frames": set(), "direct": False}
        )
        one["series"] = one["series"] or place.series
        one["direct"] |= place.direct
        one["frames"] |= {place.frame} - {""}
    return [
        {
            "target": token(key, target),
            "series": token(key, one["series"]) if one["series"] else None,
            "frame": token(key, claimed) if claimed else None,
            "is_object": is_object,
            "direct": one["direct"],
        }
        for (target, is_object), one in found.items()
        for claimed in sorted(one["frames"]) or [""]
    ]


def _walk(root: Item, place: _Place) -> Iterator[tuple[str, _Place]]:
    """All references with their places; without recursion, in no order that matters."""
    waiting: list[tuple[Item, _Place]] = [(root, place)]
    while waiting:
        item, outer = waiting.pop()
        place = outer if item is root else _enter(item, outer)
        if named := item.get("ReferencedSOPInstanceUID"):
            yield from ((one.strip(), place) for one in named.split("\\") if one.strip())
        for keyword, inner in item.items():
            if isinstance(inner, list) and inner:
                listed = place.direct and keyword not in LISTS
                of_version = place.of_version or keyword in VERSIONS
                is_object = keyword not in NO_OBJECTS and not of_version
                below = place
                if listed != place.direct or is_object != place.is_object:
                    below = _Place(place.series, place.frame, is_object, listed, of_version)
                waiting.extend((one, below) for one in inner)


def _enter(item: Item, outer: _Place) -> _Place:
    if not _PLACES & item.keys():
        return outer
    series = item.get("SeriesInstanceUID") or outer.series
    frame = next((item[word] for word in _FRAMES if word in item), outer.frame)
    if series == outer.series and frame == outer.frame:
        return outer
    return outer._replace(series=series, frame=frame)
