"""The answers of the header table, worked out with pydicom alone; slow, and imported late."""

from __future__ import annotations

import logging
import math
import os
import stat
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pydicom
from pydicom.dataset import Dataset
from pydicom.multival import MultiValue

from audit.scan.keywords import Column, Keep, columns
from audit.scan.safe_text import safe_text
from audit.scan.tokens import token

logging.getLogger("pydicom").setLevel(logging.CRITICAL)
CODE_VALUES = ("CodeValue", "LongCodeValue", "URNCodeValue")
OTHER_MEANING = frozenset({"PixelPaddingValue"})
"""Signed or not by PixelRepresentation (PS3.3 C.7.5.1); pydicom takes the VR at its word."""


class Undecodable(Exception):
    """pydicom has the element and cannot give its value."""


def read(path: Path) -> Dataset | None:
    """The data set, or None where pydicom refuses it or cannot read it to its end."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            dataset = pydicom.dcmread(path, force=True)
            for element in dataset.iterall():
                _ = element.tag
        except Exception:
            return None
    return dataset if len(dataset) else None


def differing(path: bytes, flags: int, ours: dict[str, Any], key: bytes) -> list[str] | None:
    """
    The keywords of which pydicom gives another value than `ours`, the row of the same file.

    None where pydicom cannot read the file; a value that it cannot decode is left out.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            dataset = _open(path, flags)
            theirs = answers(dataset, key) if dataset else {}
    except Exception:  # pydicom raises what it likes; MemoryError is among it
        return None
    if not theirs:
        return None
    return [
        keyword
        for keyword, value in theirs.items()
        if value is not Undecodable
        and keyword not in OTHER_MEANING
        and not same(ours.get(keyword), value)
    ]


def _open(path: bytes, flags: int) -> Dataset | None:
    """The data set of a file, opened as the scan opens it: no link, nothing that blocks."""
    with os.fdopen(os.open(path, flags), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            return None
        return pydicom.dcmread(file, force=True)


def same(ours: Any, theirs: Any) -> bool:
    """Equal values; decimal text becomes a number in one way or another."""
    if isinstance(ours, list) and isinstance(theirs, list):
        return len(ours) == len(theirs) and all(map(same, ours, theirs))
    if isinstance(ours, float) and isinstance(theirs, float):
        return math.isclose(ours, theirs, rel_tol=1e-12, abs_tol=0)
    return bool(ours == theirs)


def answers(dataset: Dataset, key: bytes) -> dict[str, Any]:
    """Every column by its keyword; absent ones are None."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return {column.keyword: _answer(dataset, column, key) for column in columns()}


def _answer(dataset: Dataset, column: Column, key: bytes) -> Any:
    if column.keyword == "TransferSyntaxUID":
        return str(dataset.file_meta.get("TransferSyntaxUID", "")) or None
    if column.keyword == "SOPClassUID" and not dataset.get("SOPClassUID"):
        return str(dataset.file_meta.get("MediaStorageSOPClassUID", "")) or None
    places = [] if column.keep is Keep.PRESENCE else list(_places(dataset, column))
    if not places:
        return None
    try:
        found = [_value(place, column, key) for place in places]
    except Exception:
        return Undecodable
    if column.collect_all or column.anywhere:
        return [value for values in found for value in values or []] or None
    return found[0]


def _places(dataset: Dataset, column: Column) -> Iterator[Dataset]:
    """The data sets that hold the attribute: the top level, else the nested paths in order."""
    if column.anywhere:
        yield from (d for d in all_datasets(dataset) if column.tag in d)
        return
    if column.tag in dataset:
        yield dataset
        if not column.collect_all:
            return
    for path in column.nested:
        yield from (d for d in _follow([dataset], path) if column.tag in d)


def _follow(datasets: list[Dataset], path: tuple[int, ...]) -> list[Dataset]:
    for tag in path:
        datasets = [item for d in datasets if tag in d for item in (d[tag].value or [])]
    return datasets


def all_datasets(dataset: Dataset) -> Iterator[Dataset]:
    """The data set and all items of its sequences; nothing but sequences is decoded."""
    yield dataset
    for tag in list(dataset.keys()):
        if dataset.get_item(tag).VR in ("SQ", "UN", None) and dataset[tag].VR == "SQ":
            for item in dataset[tag].value or []:
                yield from all_datasets(item)


def _value(dataset: Dataset, column: Column, key: bytes) -> Any:
    value = dataset[column.tag].value
    if column.keep is Keep.CODES:
        codes = [_code(item) for item in value or []]
        return [code for code in codes if code] or None
    values = list(value) if isinstance(value, MultiValue | list | tuple) else [value]
    kept = [_one(item, column, key) for item in values if value is not None]
    if kept in ([], [""], [None]):
        return None
    if column.multi:
        return kept
    return kept[0] if len(kept) == 1 else _one("\\".join(map(str, values)), column, key)


def _code(item: Dataset) -> str:
    for keyword in CODE_VALUES:
        if item.get(keyword):
            scheme = str(item.get("CodingSchemeDesignator", "") or "").strip(" \0")
            return f"{str(item.get(keyword)).strip()}:{scheme}"
    return ""


def _one(value: Any, column: Column, key: bytes) -> Any:
    if value is None or value == "":
        return None if not isinstance(value, str) else ""
    if column.keep is Keep.TOKEN:
        return token(key, str(value))
    if column.vr in ("DS", "FD", "FL"):
        return float(value)
    if column.vr in ("IS", "US", "SS", "UL", "SL", "US or SS"):
        return int(value)
    return safe_text(str(value).strip(" \0"))
