"""SCHEMA: the one declared shape of a header table and of an inventory."""

from __future__ import annotations

from functools import cache

import pyarrow as pa

from audit.scan.keywords import INTEGERS, REALS, Column, Keep, columns

INVENTORY = pa.schema(
    [
        ("item", pa.int64()),
        ("path", pa.string()),
        ("status", pa.string()),
        ("codes", pa.list_(pa.string())),
        ("size_bytes", pa.int64()),
        ("sha256", pa.string()),
        ("source", pa.int32()),
    ]
)
"""
One row an item found, opened or not. `item` counts from 1 in the fixed order; `path` is relative
to source number `source`; `sha256` is that of the bytes parsed.
"""

PUBLISHED = pa.schema(
    [*INVENTORY, ("patient", pa.int64()), ("study", pa.int64()), ("series", pa.int64())]
)
"""
`inventory.parquet` as a run leaves it: with the numbers by which a report names patients, studies
and series. A number is null where the identifier is absent, unknown or the item was not read.
"""
STORED_NOTE = b"dicom_audit.stored_tables"
"""
In the notes of an inventory file: how many sources were tables of `dicom-audit scan`, where any
was. Such a table has no row of a file that is not DICOM, so that the inventory has none either.
"""

_FRONT = list(INVENTORY)
_BACK = [
    ("patient_id_normalised", pa.string()),  # token of PatientID without case, blanks, letter form
    ("states", pa.string()),  # one letter a keyword, in the order of the columns (keywords.State)
    ("present", pa.list_(pa.string())),  # top-level tags, eight hex digits, in file order
    ("empty", pa.list_(pa.string())),  # those of them without a value
    ("private_creators", pa.list_(pa.string())),
    ("n_private", pa.int32()),
    ("n_elements", pa.int32()),  # at every level
    ("pixel_bytes", pa.int64()),  # declared length of PixelData; -1 where encapsulated
    ("pixel_sha256", pa.string()),  # only where the scan held all pixel bytes already
    ("pixel_varied", pa.bool_()),  # whether these are varied enough to tell of one image
    ("frame_positions", pa.list_(pa.float64())),  # x, y, z of each frame of an enhanced object
    ("read_to", pa.string()),  # the last tag before a fault; null where read to its end
    ("series_words", pa.list_(pa.string())),  # listed words of its description, tokens of others
    ("study_words", pa.list_(pa.string())),
    ("echoes", pa.string()),  # kind@place|... where the person's own name, ID, date stands
    ("echo_searched", pa.string()),  # kind|... that were searched for
    ("echo_unsearched", pa.string()),  # kind:reason|...
    ("text_signs", pa.string()),  # kind@place|... of free text that looks like a name, date
    ("uid_origins", pa.string()),  # study|series: of StudyInstanceUID and SeriesInstanceUID
    ("series_instances", pa.int64()),  # of the series that the row stands for; null: an instance
]


@cache
def header_schema() -> pa.Schema:
    """Item, status and digest; then a column a keyword; then what was seen of the whole header."""
    kept = [(column.keyword, arrow_type(column)) for column in columns()]
    return pa.schema([*_FRONT, *kept, *_BACK])


def arrow_type(column: Column) -> pa.DataType:
    """The Arrow type of a column, by its VR, its VM and what is kept of it."""
    scalar = pa.string()
    if column.keep is Keep.VALUE and column.vr in INTEGERS:
        scalar = pa.int64()
    elif column.keep is Keep.VALUE and column.vr in REALS:
        scalar = pa.float64()
    if column.keep is Keep.PRESENCE:
        return pa.string()
    return pa.list_(scalar) if column.multi else scalar
