"""Parquet label files: each column becomes text."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from audit.errors import UserError
from audit.scan.label_cells import BLANKS, JOINER, TextColumns, check_names
from audit.scan.label_faults import FaultList


def read_parquet(path: Path) -> TextColumns:
    """
    The file; whole numbers become their digits, null and a float that is no number become "".

    A column of another kind (a struct, bytes) is left out: it can be neither key nor label.
    """
    try:
        table = pq.read_table(path)
    except pa.ArrowException:
        raise UserError(
            "the label table is no Parquet file that can be read: write it again"
        ) from None
    names = [name.strip(BLANKS) for name in table.column_names]
    check_names(names)
    columns = {}
    for name, column in zip(names, table.columns, strict=True):
        cells = _text(column.combine_chunks())
        if name and cells is not None:
            columns[name] = cells
    lines = pa.array(range(2, table.num_rows + 2), pa.int64())
    return TextColumns(columns, lines, table.num_rows, FaultList())


def _text(column: pa.Array) -> pa.Array | None:
    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.dictionary_decode()
        kind = column.type
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return _joined(column)
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_nested(kind):
        return None
    if pa.types.is_floating(kind):
        column = pc.if_else(pc.is_nan(column), pa.scalar(None, kind), column)
    text = pc.fill_null(column.cast(pa.string()), "")
    return pc.utf8_trim(text, BLANKS)


def _joined(column: pa.Array) -> pa.Array | None:
    """A list of classes as one text."""
    try:
        items = column.cast(pa.list_(pa.string()))
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return None
    return pc.fill_null(pc.binary_join(items, JOINER), "")
