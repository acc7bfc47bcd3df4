"""A label file, read by its suffix: CSV, TSV, Parquet, JSON Lines."""

from __future__ import annotations

from pathlib import Path

from audit.errors import UserError
from audit.scan.label_cells import TextColumns
from audit.scan.label_jsonl import read_json_lines
from audit.scan.label_parquet import read_parquet
from audit.scan.label_text import read_text

READERS = {
    ".csv": read_text,
    ".tsv": read_text,
    ".parquet": read_parquet,
    ".jsonl": read_json_lines,
    ".ndjson": read_json_lines,
}


def read_columns(path: Path) -> TextColumns:
    """
    All columns as text, no cell interpreted: `00012`, `1e5`, `NA` stay what they are.

    Raises UserError for a file that is absent, unreadable, not UTF-8, empty or of no known suffix.
    """
    if (reader := READERS.get(path.suffix.lower())) is None:
        raise UserError(
            "the suffix of the label table is unknown: use .csv, .tsv, .parquet or .jsonl"
        )
    if not path.is_file():
        raise UserError("--labels names no file: give the path of a label table")
    try:
        found = reader(path)
    except OSError:
        raise UserError("the label table cannot be opened: check who may read it") from None
    except UnicodeDecodeError:
        raise UserError(
            'the label table is not UTF-8: save it as UTF-8 (in Excel "CSV UTF-8")'
        ) from None
    if not found.n_rows:
        raise UserError("the label table holds no row below its head: add one row a labelled key")
    return found
