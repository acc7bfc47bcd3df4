"""A header table that `dicom-audit scan` wrote, as a source: report and gate without the data."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from audit.errors import UserError
from audit.scan.codes import MEANING
from audit.scan.description_words import WORDS, safe_word
from audit.scan.dictionary import is_keyword
from audit.scan.keywords import Column, Keep, columns
from audit.scan.ready_table import BadRows, ReadyTable, read_batches, unreadable
from audit.scan.safe_text import safe_text
from audit.scan.schema import header_schema
from audit.scan.stored_marks import MARKS, is_ours
from audit.scan.tokens import TOKEN_BYTES, token

KEY_NOTE = "dicom_audit.key"
"""Where the file says which key made its tokens: the token of a word of ours, not the key."""
UNKNOWN = "u"
_TOKEN = re.compile(f"[0-9a-f]{{{2 * TOKEN_BYTES}}}")
_LETTERS = re.compile(r"[phieau]*")
_STATUSES = ("ok", "finding", "partial", "rejected")
_DIGEST, _TAG = re.compile(r"[0-9a-f]{64}"), re.compile(r"[0-9A-F]{8}")
_PATTERNS = {"sha256": _DIGEST, "pixel_sha256": _DIGEST, "read_to": _TAG, "present": _TAG,
             "empty": _TAG}  # fmt: skip


def key_mark(key: bytes) -> str:
    """Tells whether two tables have the same key, and nothing of the key."""
    return token(key, "dicom-audit key mark")


def check_keys(tables: Sequence[ReadyTable], key: bytes, joins: str) -> None:
    """
    Raise UserError where tokens of a stored table would meet tokens of another key.

    `joins` says what they would meet, as `labels` or `the other sources`; "" where nothing.
    """
    for table in tables:
        if joins and table.is_stored and _mark_of(table) != key_mark(key):
            raise UserError(
                f"source {table.source} was scanned with another key, so that {joins} cannot be "
                "joined with it: give the --key-file of that scan, or scan again with one"
            )


def _mark_of(table: ReadyTable) -> str:
    try:
        notes = pq.read_schema(table.path).metadata or {}
    except (OSError, pa.ArrowException):
        raise unreadable(table.source) from None
    mark: bytes = notes.get(KEY_NOTE.encode(), b"")
    return mark.decode("ascii", "replace")


def read_stored(table: ReadyTable, key: bytes, last: int) -> Iterator[pa.Table]:
    """
    The rows as tables of the SCHEMA; their item numbers are kept, behind `last`.

    Whatever the file holds is made safe again: it may have been edited since. Raises UserError
    where it cannot be a table of ours.
    """
    maker = _Keeper(table, key)
    names = [f.name for f in maker.held]
    for batch in read_batches(table, BadRows(), names):
        yield maker.make(batch, last)


class _Keeper:
    """What all batches of one table have in common."""

    def __init__(self, table: ReadyTable, key: bytes) -> None:
        self._source = table.source
        self._key = key
        names = pq.read_schema(table.path).names
        self.held = [f for f in header_schema() if f.name in set(names) and f.name != "source"]
        self._order = [name for name in names[: names.index("states")] if is_keyword(name)]

    def make(self, batch: pa.RecordBatch, last: int) -> pa.Table:
        """One batch."""
        n_rows = batch.num_rows
        try:
            found = {f.name: batch.column(f.name).cast(f.type) for f in self.held}
        except pa.ArrowException:
            raise unreadable(self._source) from None
        self._check(found)
        for column in columns():
            if column.keyword in found:
                found[column.keyword] = self._safe(column, found[column.keyword])
        if "private_creators" in found:
            found["private_creators"] = _each(found["private_creators"], safe_text)
        for name in WORDS.keys() & found.keys():
            found[name] = _each(found[name], safe_word)
        found["states"] = _each(found["states"], self._states)
        found["item"] = pc.add(found["item"], last)
        found["source"] = pa.repeat(pa.scalar(self._source, pa.int32()), n_rows)
        schema = header_schema()
        arrays = [found.get(f.name, pa.nulls(n_rows, f.type)) for f in schema]
        return pa.table(arrays, schema=schema)

    def _check(self, found: dict[str, pa.Array]) -> None:
        """Raise UserError where words that are ours are others."""
        words = {"status": _STATUSES, "codes": MEANING.keys()}
        known = all(set(_distinct(found[name])) <= {*allowed} for name, allowed in words.items())
        opened = pc.not_equal(found["status"], "rejected")
        whole = not pc.any(pc.and_(opened, found["states"].is_null())).as_py()
        digests = all(
            pattern.fullmatch(text)
            for name, pattern in _PATTERNS.items()
            if name in found
            for text in _distinct(found[name])
        )
        marks = all(
            is_ours(name, text)
            for name in MARKS.keys() & found.keys()
            for text in _distinct(found[name])
        )
        if found["item"].null_count or not (known and whole and digests and marks):
            raise strange(self._source)

    def _states(self, letters: str) -> str:
        """One letter a column of today; a column that the file did not have yet is unknown."""
        if len(letters) != len(self._order) or not _LETTERS.fullmatch(letters):
            raise strange(self._source)
        held = dict(zip(self._order, letters, strict=True))
        return "".join(held.get(column.keyword, UNKNOWN) for column in columns())

    def _safe(self, column: Column, values: pa.Array) -> pa.Array:
        """Tokens stay tokens; what is none, where one should be, becomes one."""
        if column.keep is Keep.PRESENCE:
            return pa.nulls(len(values), values.type)
        if column.keep is Keep.TOKEN:
            return _each(values, self._as_token)
        is_list = pa.types.is_list(values.type)
        kind = values.type.value_type if is_list else values.type
        return _each(values, safe_text) if pa.types.is_string(kind) else values

    def _as_token(self, text: str) -> str:
        return text if _TOKEN.fullmatch(text) else token(self._key, text)


def strange(source: int) -> UserError:
    """Columns of ours with a content that no release wrote."""
    return UserError(
        f"source {source} looks like a header table of `dicom-audit scan`, and holds what no scan "
        "writes: scan the data again"
    )


def _each(values: pa.Array, change: Callable[[str], str]) -> pa.Array:
    """Texts, or lists of texts, changed one by one, each different one once."""
    if not pa.types.is_list(values.type):
        encoded = values.dictionary_encode()
        changed = [change(text) for text in encoded.dictionary.to_pylist()]
        return pa.array(changed, pa.string()).take(encoded.indices)
    parts = pa.ListArray.from_arrays(values.offsets, _each(values.values, change))
    return pc.if_else(values.is_valid(), parts, pa.scalar(None, values.type))


def _distinct(values: pa.Array) -> list[str]:
    flat = values.flatten() if pa.types.is_list(values.type) else values
    return [text for text in pc.unique(flat).to_pylist() if text is not None]
