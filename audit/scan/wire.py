"""How rows travel from a reading process to its parent: as one Arrow batch."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from audit.scan.schema import header_schema

_SHARED = frozenset({"present", "empty"})
"""Lists of tags: headers of one layout have the very same list."""


def pack(rows: list[dict[str, Any]]) -> memoryview:
    """Rows by column name; columns that a row has not are null."""
    filled: dict[str, list[Any]] = {}
    for number, row in enumerate(rows):
        for name, value in row.items():
            try:
                filled[name][number] = value
            except KeyError:
                column = filled[name] = [None] * len(rows)
                column[number] = value
    schema = header_schema()
    arrays = [_array(f.name, filled.get(f.name), f.type, len(rows)) for f in schema]
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, schema) as writer:
        writer.write_batch(pa.record_batch(arrays, schema=schema))
    return memoryview(sink.getvalue())


def _array(name: str, values: list[Any] | None, kind: pa.DataType, size: int) -> pa.Array:
    """A column; the lists of tags, which all rows of one layout share, are converted once."""
    if values is None:
        return pa.nulls(size, kind)
    if name not in _SHARED:
        return pa.array(values, kind)
    numbers: dict[int, int] = {}
    taken = [numbers.setdefault(id(value), len(numbers)) for value in values]
    lists = {id(value): value for value in values}  # in the same order, by first appearance
    return pa.array(list(lists.values()), kind).take(pa.array(taken, pa.int32()))


def unpack(answer: bytes | bytearray) -> pa.Table:
    """The rows of `pack`."""
    return pa.ipc.open_stream(answer).read_all()
