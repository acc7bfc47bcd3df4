"""`diff.json`: a comparison for programs, and its JSON Schema."""

from __future__ import annotations

import json
from typing import Any

from audit.diff.model import AREAS, EFFECTS, FORMAT_VERSION, About, Change, Compared
from audit.outputs.json import plain
from audit.outputs.schema import Schema, list_schema, object_schema, record_schema


def render(compared: Compared) -> bytes:
    """Sorted keys, indented, UTF-8; the same two audits give the same bytes."""
    text = json.dumps(
        document(compared), sort_keys=True, indent=1, ensure_ascii=False, allow_nan=False
    )
    return text.encode("utf-8") + b"\n"


def document(compared: Compared) -> dict[str, Any]:
    """The comparison as plain values; all changes, not only those that fit on a screen."""
    return {
        "format_version": FORMAT_VERSION,
        "old": plain(compared.old),
        "new": plain(compared.new),
        "unlike": list(compared.unlike),
        "totals": {effect: compared.n_of(effect) for effect in EFFECTS},
        "same": dict(compared.same),
        "changes": [plain(one) for one in compared.changes],
    }


def diff_schema() -> Schema:
    """Draft 2020-12; what `dicom-audit schema diff` prints."""
    definitions: dict[str, Schema] = {}
    count: Schema = {"type": "integer", "minimum": 0}
    about = record_schema(About, definitions)
    parts = {
        "format_version": {"const": FORMAT_VERSION},
        "old": about,
        "new": about,
        "unlike": list_schema({"type": "string"}),
        "totals": object_schema(dict.fromkeys(map(str, EFFECTS), count)),
        "same": object_schema(dict.fromkeys(map(str, AREAS), count)),
        "changes": list_schema(record_schema(Change, definitions)),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "diff.json of dicom-audit",
        **object_schema(parts),
        "$defs": dict(sorted(definitions.items())),
    }
