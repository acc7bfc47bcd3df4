"""Cells of a ready header table as the text that DICOM would have."""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

from audit.scan.keywords import INTEGERS, Column

_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ]00:00(?::00(?:\.0+)?)?)?")
_WHOLE = re.compile(r"([+-]?[0-9]+)\.0*")
_LISTED = re.compile(r"'([^']*)'|\"([^\"]*)\"|([^,'\"\[\]\s][^,'\"\[\]]*)")
_TIME_FORMATS = {"DA": "%Y%m%d", "DT": "%Y%m%d%H%M%S", "TM": "%H%M%S"}


def to_text(column: pa.Array, vr: str) -> pa.DictionaryArray | None:
    """
    A column as text, each different text once; None where its type is no kind of value.

    Lists become the text of several values; a float that is no number becomes null.
    """
    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.dictionary_decode()
        kind = column.type
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        joined = _join(column)
        return None if joined is None else joined.dictionary_encode()
    if pa.types.is_floating(kind):
        column = pc.if_else(pc.is_nan(column), pa.scalar(None, kind), column)
    elif pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        column = pc.strftime(column, format=_TIME_FORMATS.get(vr, "%Y%m%d"))
    elif pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return None
    return column.cast(pa.string()).dictionary_encode()


def _join(column: pa.Array) -> pa.Array | None:
    try:
        items = column.cast(pa.list_(pa.string()))
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return None
    parts = pa.ListArray.from_arrays(items.offsets, pc.fill_null(items.values, ""))
    joined = pc.binary_join(parts, "\\")
    return pc.if_else(items.is_valid(), joined, pa.scalar(None, pa.string()))


def as_dicom(column: Column, text: str) -> str:
    """
    What tables write otherwise than DICOM does, written as DICOM does: `2020-01-31` of a date,
    `512.0` of a whole number, `['ORIGINAL', 'PRIMARY']` of several values.
    """
    bare = text.strip(" \0\t\r\n")
    if column.multi and bare[:1] == "[" and bare[-1:] == "]":
        return "\\".join(as_dicom(column, part) for part in _parts(bare))
    if column.vr == "DA" and (found := _ISO_DATE.fullmatch(bare)):
        return "".join(found.groups())
    if column.vr in INTEGERS and (found := _WHOLE.fullmatch(bare)):
        return found[1]
    return text


def _parts(listed: str) -> list[str]:
    if "," not in listed and "'" not in listed and '"' not in listed:
        return listed[1:-1].split()
    return ["".join(groups).strip() for groups in _LISTED.findall(listed)]
