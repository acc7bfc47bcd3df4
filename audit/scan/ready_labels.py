"""Labels that stand in a column of the ready header table itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from audit.errors import UserError
from audit.scan.label_columns import KEYS, LabelOptions
from audit.scan.parts import write_table
from audit.scan.ready_table import BadRows, ReadyTable, read_batches

PREFIX = "column:"


def find_label_table(
    tables: Sequence[ReadyTable], asked: str, options: LabelOptions
) -> tuple[ReadyTable, LabelOptions]:
    """
    The table that has the labels, and what to ask of it, for `--labels-from column:NAME`.

    Raises UserError where there is not exactly one table, or where it has no such column.
    """
    name = asked.removeprefix(PREFIX).strip()
    if not asked.startswith(PREFIX) or not name:
        raise UserError("--labels-from takes column:NAME, a column of the header table audited")
    own = [table for table in tables if not table.is_stored]
    if len(own) != 1:
        raise UserError(
            "--labels-from column:NAME needs one ready header table among the sources, "
            f"and there are {len(own)}: give the labels with --labels"
        )
    keys = [key for key in KEYS if key in own[0].names]
    if own[0].by_series and "SeriesInstanceUID" in keys:
        keys = ["SeriesInstanceUID"]
    if not keys:
        raise UserError(
            f"the table has labels and no key: it needs one of the columns {', '.join(KEYS)}"
        )
    return own[0], replace(options, key=options.key or keys[0], labels=(name,))


def write_label_table(table: ReadyTable, options: LabelOptions, work: Path) -> Path:
    """
    Key, label and split of all rows as a label table in the folder `work`.

    Raises UserError where a column is absent.
    """
    path = work / "labels.parquet"
    key, _, _ = options.key.partition("=")
    wanted = [table.names.get(key, key), *options.labels, *filter(None, (options.split,))]
    wanted = list(dict.fromkeys(wanted))
    if absent := sum(name not in table.heads for name in wanted):
        raise UserError(
            f"{absent} of the {len(wanted)} columns named by --labels-from, --key and --split are "
            f"not in source {table.source}: check its head"
        )
    batches = list(read_batches(table, BadRows(), wanted))
    if not batches:
        raise UserError(f"source {table.source} holds no row, and so no label")
    write_table(pa.Table.from_batches(batches), path)
    return path
