"""A reference protocol (JSON, the schema format of dicompare) and a map of procedures (CSV)."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from audit.errors import UserError
from audit.profile.model.protocol_request import (
    Constraint,
    ReferenceAcquisition,
    ReferenceProtocol,
    Value,
)
from audit.scan.keywords import Column, Keep, column_index, columns
from audit.scan.safe_text import safe_text
from audit.scan.tokens import token

MOST_BYTES = 20_000_000
Scalar = str | float
_TEXT, _CODE = "text", "code"


class _Foreign(BaseModel):
    """A format of others: keys that we do not know are theirs."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class _Field(_Foreign):
    field: str
    tag: str = ""
    value: Scalar | list[Scalar] | None = None
    tolerance: float = Field(0.0, ge=0)
    min: float | None = None
    max: float | None = None
    contains: str | None = None
    contains_any: list[Scalar] = []
    contains_all: list[Scalar] = []


class _Series(_Foreign):
    name: str = ""
    fields: list[_Field] = []


class _Acquisition(_Foreign):
    fields: list[_Field] = []
    series: list[_Series] = []
    rules: list[dict[str, Any]] = []


class _Protocol(_Foreign):
    name: str = ""
    acquisitions: dict[str, _Acquisition]
    rules: list[dict[str, Any]] = []


def read_protocol(path: Path, key: bytes) -> ReferenceProtocol:
    """
    Read a reference protocol; identifiers in it become tokens of `key`, as in the header table.

    Rules in Python are never run: they are counted as not evaluated. Raises UserError naming the
    place, without any value of the file. Source: the metaschema of dicompare
    (https://github.com/astewartau/dicompare, `dicompare/metaschema.json`).
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UserError("--protocol is larger than 20 MB: name a protocol file")
        read = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError:
        raise UserError("--protocol cannot be read: name a readable JSON file") from None
    except (ValueError, RecursionError):
        raise UserError("--protocol is no JSON file in UTF-8") from None
    try:
        protocol = _Protocol.model_validate(read)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(_place(part) for part in first["loc"])
        raise UserError(f"--protocol: `{place}` is not as dicompare writes it") from None
    if not protocol.acquisitions:
        raise UserError("--protocol names no acquisition")
    found = [_acquisition(name, one, key) for name, one in protocol.acquisitions.items()]
    if not any(one.constraints or one.series for one in found):
        raise UserError("--protocol has no field that a header table holds")
    return ReferenceProtocol(safe_text(protocol.name), tuple(found))


def read_procedure_map(path: Path, key: bytes) -> frozenset[str]:
    """
    The StudyDescriptions that a user has a code for, as tokens of `key`.

    A CSV with the columns `text` and `code` (`LN:24627-2`, `RPID16`); lines without a code do not
    count. Raises UserError.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if not {_TEXT, _CODE} <= set(reader.fieldnames or ()):
                raise UserError("--procedures needs the columns `text` and `code`")
            lines = [(line[_TEXT] or "", line[_CODE] or "") for line in reader]
    except OSError:
        raise UserError("--procedures cannot be read: name a readable CSV file") from None
    except (csv.Error, UnicodeDecodeError):
        raise UserError("--procedures is no CSV file in UTF-8") from None
    return frozenset(token(key, text) for text, code in lines if text.strip() and code.strip())


def _acquisition(name: str, one: _Acquisition, key: bytes) -> ReferenceAcquisition:
    constraints, n_left_out = _constraints(one.fields, key)
    series = []
    for each in one.series:
        some, n_more = _constraints(each.fields, key)
        n_left_out += n_more
        if some:
            series.append(some)
    return ReferenceAcquisition(
        safe_text(name), constraints, tuple(series), n_left_out + len(one.rules)
    )


def _constraints(fields: list[_Field], key: bytes) -> tuple[tuple[Constraint, ...], int]:
    """Those that the header table can answer, and how many it cannot."""
    made = [one for field in fields for one in _constraint(field, key)]
    return tuple(made), len(fields) - len(made)


def _constraint(field: _Field, key: bytes) -> Iterator[Constraint]:
    column = _column(field.field)
    if column is None or column.keep in (Keep.PRESENCE, Keep.CODES):
        return
    values = field.value if isinstance(field.value, list) else [field.value]
    given = tuple(value for value in values if value is not None)
    partly = field.contains is not None or field.contains_any or field.contains_all
    ranged = field.min is not None or field.max is not None
    if not (given or partly or ranged):
        return
    asked = _words(field)
    if column.keep is Keep.TOKEN:
        if not partly and not ranged:  # a part of a token says nothing
            made = tuple(token(key, str(value)) for value in given)
            yield Constraint(column.keyword, made, asked="a text of its own")
        return
    all_of = tuple(str(value) for value in field.contains_all)
    yield Constraint(
        keyword=column.keyword,
        values=given,
        tolerance=field.tolerance,
        minimum=field.min,
        maximum=field.max,
        contains=all_of if field.contains is None else (field.contains, *all_of),
        contains_any=tuple(field.contains_any),
        asked=asked,
    )


def _column(name: str) -> Column | None:
    place = column_index().get(name.replace(" ", "").replace("_", ""))
    return None if place is None else columns()[place]


def _words(field: _Field) -> str:
    """What is asked for, as a reader sees it."""
    values = field.value if isinstance(field.value, list) else [field.value]
    told = "/".join(_show(value) for value in values if value is not None)
    parts = [told, f"± {field.tolerance:g}" if field.tolerance else ""]
    parts += [f"from {field.min:g}" if field.min is not None else ""]
    parts += [f"to {field.max:g}" if field.max is not None else ""]
    words = [*([field.contains] if field.contains else []), *map(str, field.contains_all)]
    parts += [f"with {' and '.join(words)}" if words else ""]
    parts += [
        f"with one of {', '.join(map(str, field.contains_any))}" if field.contains_any else ""
    ]
    return safe_text(" ".join(part for part in parts if part))


def _show(value: Value) -> str:
    return f"{value:g}" if isinstance(value, float) else value


def _place(part: str | int) -> str:
    """A key of the format, or a position; names of acquisitions are the user's own."""
    known = {
        word for one in (_Protocol, _Acquisition, _Series, _Field) for word in one.model_fields
    }
    return str(part) if isinstance(part, int) or part in known else "…"
