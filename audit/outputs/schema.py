"""The JSON Schema of `audit.json`; the part of the profile is derived from the records."""

from __future__ import annotations

import dataclasses
import types
import typing
from typing import Any

from audit.gate import Verdict
from audit.profile.model import Counts, Profile, Subjects
from audit.profile.model.documentation import FairRow, Table2Row
from audit.profile.model.withheld import Gap
from audit.report.model import FORMAT_VERSION, Digests, Versions

Schema = dict[str, Any]
_TEXT: Schema = {"type": "string"}
_COUNT: Schema = {"type": ["integer", "null"], "minimum": 0}
"""null where a shareable report withholds the number."""
_SEVERITY: Schema = {"enum": ["error", "warning", "note"]}
_CONFIDENCE: Schema = {"enum": ["certain", "likely", "heuristic"]}


def audit_schema() -> Schema:
    """Draft 2020-12; what `dicom-audit schema audit` prints."""
    definitions: dict[str, Schema] = {}
    parts = {
        "format_version": {"const": FORMAT_VERSION},
        "dataset": _object({"name": _TEXT, "version": _TEXT, "description": _TEXT}),
        "verdict": _of(Verdict, definitions),
        "accounting": _accounting(),
        "counts": _object(dict.fromkeys(("patients", "studies", "series", "instances"), _COUNT)),
        "findings": _list(_finding()),
        "not_assessed": _list(_object({"rule": _TEXT, "reason": _TEXT})),
        "waived": _list(_object({"rule": _TEXT, "reason": _TEXT})),
        "checks": _list(_check()),
        "table2": _list(_table2(definitions)),
        "fair": _list(_of(FairRow, definitions)),
        "policy": {"type": "object"},
        "versions": _of(Versions, definitions),
        "digests": _of(Digests, definitions),
        "withheld": _withheld(definitions),
        "profile": _of(Profile, definitions),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "audit.json of dicom-audit",
        **_object(parts),
        "$defs": dict(sorted(definitions.items())),
    }


def record_schema(kind: type[Any], definitions: dict[str, Schema]) -> Schema:
    """The schema of a record as `plain` writes it; those it holds go into `definitions`."""
    return _of(kind, definitions)


def object_schema(properties: dict[str, Schema]) -> Schema:
    """An object of exactly these keys."""
    return _object(properties)


def list_schema(items: Schema) -> Schema:
    """A list of any length."""
    return _list(items)


def _of(kind: Any, definitions: dict[str, Schema]) -> Schema:
    """The schema of a type as `audit.outputs.json.plain` writes it."""
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return _record(kind, definitions)
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return {"anyOf": [_of(one, definitions) for one in arguments]}
    if origin is typing.Literal:
        return {"enum": list(arguments)}
    if origin is tuple and arguments[-1] is Ellipsis:
        return _list(_of(arguments[0], definitions))
    if origin is tuple:
        fixed = [_of(one, definitions) for one in arguments]
        return {"type": "array", "prefixItems": fixed, "items": False, "minItems": len(fixed)}
    return _scalar(kind)


def _scalar(kind: Any) -> Schema:
    # A float that is not finite is written as null, and so is a number that is withheld.
    names: dict[Any, Any] = {
        str: "string",
        int: ["integer", "null"],
        bool: "boolean",
        float: ["number", "null"],
        type(None): "null",
    }
    return {"type": names[kind]}


def _record(kind: type[Any], definitions: dict[str, Schema]) -> Schema:
    name = _name(kind)
    if name not in definitions:
        definitions[name] = {}
        definitions[name] = _special(kind) or _object(
            {
                field: _of(hint, definitions)
                for field, hint in typing.get_type_hints(kind).items()
                if field in {one.name for one in dataclasses.fields(kind)}
            },
            kind.__doc__,
        )
    return {"$ref": f"#/$defs/{name}"}


def _name(kind: type[Any]) -> str:
    """Module and class: two modules may have a record of one name."""
    return f"{kind.__module__.rpartition('.')[2]}.{kind.__name__}"


def _special(kind: type[Any]) -> Schema | None:
    if kind is Subjects:
        numbers = {**_list({"type": "integer", "minimum": 1}), "maxItems": 10}
        parts = {"level": _TEXT, "count": _COUNT, "examples": numbers, "items": numbers}
        return _object(parts, kind.__doc__)
    if kind is Counts:
        pair = _object({"value": _TEXT, "count": _COUNT})
        parts = {"unit": _TEXT, "total": _COUNT, "absent": _COUNT, "counts": _list(pair)}
        return _object(parts, kind.__doc__)
    return None


def _object(properties: dict[str, Schema], doc: str | None = None) -> Schema:
    made: Schema = {
        "type": "object",
        "properties": properties,
        "required": sorted(properties),
        "additionalProperties": False,
    }
    return {**made, "description": " ".join(doc.split())} if doc else made


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _accounting() -> Schema:
    words = ("found", "ok", "finding", "partial", "rejected", "skipped")
    return _object({**dict.fromkeys(words, _COUNT), "adds_up": {"type": "boolean"}})


def _withheld(definitions: dict[str, Schema]) -> Schema:
    places = _list(_of(Gap, definitions))
    return _object({"min_cell": _COUNT, "reason": _TEXT, "places": places})


def _finding() -> Schema:
    words = ("rule", "title", "family", "reason", "message", "subject", "unit", "keyword",
             "because")  # fmt: skip
    examples = {**_list(_TEXT), "maxItems": 10}
    return _object(
        {
            **dict.fromkeys(words, _TEXT),
            "severity": _SEVERITY,
            "confidence": _CONFIDENCE,
            "status": {"enum": ["new", "known", "waived"]},
            "count": _COUNT,
            "total": _COUNT,
            "examples": examples,
            "items": {**_list({"type": "integer", "minimum": 1}), "maxItems": 10},
        }
    )


def _check() -> Schema:
    words = ("rule", "title", "family", "reason", "what", "why", "fix", "source")
    return _object(
        {
            **dict.fromkeys(words, _TEXT),
            "severity": _SEVERITY,
            "confidence": _CONFIDENCE,
            "status": {"enum": ["passed", "failed", "not_assessed", "waived"]},
            "n_findings": _COUNT,
        }
    )


def _table2(definitions: dict[str, Schema]) -> Schema:
    _of(Table2Row, definitions)
    row = definitions[_name(Table2Row)]
    return _object({**row["properties"], "value": _TEXT}, Table2Row.__doc__)
