"""COCO files: JSON with images, annotations and categories."""

from __future__ import annotations

import json
from collections import Counter
from posixpath import basename, dirname, join, normpath
from typing import Any

from audit.scan import limits
from audit.scan.annotation_parts import make_part
from audit.scan.annotation_rows import Row
from audit.scan.tokens import token

_KEYS = (b'"images"', b'"annotations"', b'"categories"', b'"file_name"')


def read_coco(data: bytes, path: str, key: bytes) -> Row:
    """
    The row of a JSON file: `other` where it is no COCO file, `unreadable` where it is broken.

    `path` is the file's own, relative to its source: images are named by file names, which may
    count from its folder or from the source. Names leave only as tokens.
    """
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return _broken(looks_like_coco(data))
    if not isinstance(found, dict) or not {"images", "annotations"} <= found.keys():
        return _broken(False)
    images, drawn, categories = (found.get(w, []) for w in ("images", "annotations", "categories"))
    if not all(_is_list_of_objects(one) for one in (images, drawn, categories)):
        return _broken(True)
    info = found.get("info")
    by = info.get("contributor") if isinstance(info, dict) else None
    row = _row(images, drawn, categories, dirname(path), key)
    return {**row, "observer": isinstance(by, str) and bool(by.strip())}


def _is_list_of_objects(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)


def looks_like_coco(data: bytes) -> bool:
    """Two keys of the format at the beginning."""
    return sum(word in data[: limits.FIRST_READ] for word in _KEYS) >= 2


def _broken(is_coco: bool) -> Row:
    if not is_coco:
        return {"kind": "COCO", "status": "other", "codes": []}
    return {"kind": "COCO", "status": "unreadable", "codes": ["coco-invalid"]}


def _row(
    images: list[dict[str, Any]],
    annotations: list[dict[str, Any]],
    categories: list[dict[str, Any]],
    folder: str,
    key: bytes,
) -> Row:
    by_category = Counter(str(one.get("category_id")) for one in annotations)
    drawn = Counter(str(one.get("image_id")) for one in annotations)
    listed = {str(one.get("id")) for one in images}
    return {
        "kind": "COCO",
        "status": "read",
        "codes": [],
        "annotates": True,
        "n_broken": sum(n for image, n in drawn.items() if image not in listed),
        "parts": [
            make_part("category", named=bool(one.get("name")), n=by_category[str(one.get("id"))])
            for one in categories
        ],
        "targets": [
            {
                "is_object": True,
                "direct": str(one.get("id")) in drawn,
                "names": _names(str(one.get("file_name", "")), folder, key),
            }
            for one in images
        ],
    }


def _names(file_name: str, folder: str, key: bytes) -> list[str]:
    """From the surest on: below the folder of the file, below the source, by name alone."""
    plain = file_name.replace("\\", "/")
    return [token(key, name_of_file(one)) for one in (join(folder, plain), plain, basename(plain))]


def name_of_file(path: str) -> str:
    """A path without its last suffix, in lower case: `1.dcm` and `1.png` are taken for one."""
    folder, name = dirname(normpath(path)), basename(path)
    stem = name.rpartition(".")[0] or name
    return join(folder, stem).lower()
