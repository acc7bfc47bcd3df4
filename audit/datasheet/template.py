"""What `init` writes: a `datasheet.yaml`, measured facts as comments, the rest as questions."""

from __future__ import annotations

import types
from collections.abc import Iterator
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel

from audit.datasheet.answers import shown
from audit.datasheet.declaration import DatasheetDeclaration
from audit.datasheet.documentation import build_documentation
from audit.datasheet.row import Entry, entries
from audit.profile.model import Profile
from audit.profile.model.documentation import Table2Row

HEAD = """\
# Datasheet of a DICOM dataset, after Table 2 of Kohli, Summers and Geis 2017.
# Answer what you can behind the keys and leave the rest empty: an empty key is an item without an
# answer, never an error. Free text needs 20 characters or more. Where an item does not apply, say
# why at `not_applicable`. Lines that begin with `# measured:` come from the headers; what you
# declare is compared with them.
"""


def make_template(profile: Profile) -> str:
    """
    The YAML text; read back untouched it declares nothing.

    Measured text stands in comments only: made safe, on one line, so that nothing found in a
    header can become a key or a value.
    """
    rows = {row.id: row for row in build_documentation(profile, None).table2}
    by_key = {entry.key: entry for entry in entries().values()}
    lines = [HEAD]
    for name, field in DatasheetDeclaration.model_fields.items():
        if name in by_key:
            lines += _item_head(by_key[name], rows[by_key[name].id])
        else:
            lines.append(_comment(field.description or name))
        lines.append(f"{name}:")
        lines += _keys(_model_of(field.annotation))
        lines.append("")
    return "\n".join(lines)


def _item_head(entry: Entry, row: Table2Row) -> list[str]:
    lines = [_comment(f"{entry.id}. {entry.item}")]
    if row.measured:
        lines.append(_comment(f"measured: {row.measured}"))
    return lines


def _keys(model: type[BaseModel]) -> Iterator[str]:
    for name, field in model.model_fields.items():
        listed = get_origin(field.annotation) is tuple and "[" not in (field.description or "")
        yield f"  {_comment(field.description or name)}{'; a list in [ ]' if listed else ''}"
        yield f"  {name}:"


def _model_of(annotation: Any) -> type[BaseModel]:
    """The section behind a field, also where it may be absent."""
    if get_origin(annotation) in (Union, types.UnionType):
        annotation = next(part for part in get_args(annotation) if part is not type(None))
    if not (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
        raise TypeError("every key of the declaration is a section")
    return annotation


def _comment(text: str) -> str:
    """One comment on one line, whatever the text holds."""
    return f"# {shown(text)}"
