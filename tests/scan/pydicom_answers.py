"""The answers of the header table, worked out with pydicom alone."""

from __future__ import annotations

import logging
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
