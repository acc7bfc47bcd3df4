"""The Jinja environment: everything escaped, an unknown name is an error."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from audit.report import words


def templates_dir() -> Path:
    """Where the templates lie: in the wheel `audit/_templates`, in a checkout `templates/`."""
    package = Path(__file__).resolve().parent.parent
    packed = package / "_templates"
    return packed if packed.is_dir() else package.parent / "templates"


@cache
def environment() -> Environment:
    """
    One environment for HTML and PDF.

    `autoescape=True`, not `select_autoescape()`: that one misses `.svg` and `.j2`.
    """
    made = Environment(
        loader=FileSystemLoader(templates_dir()),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["integer"] = words.integer
    made.filters["plural"] = words.plural_word  # {{ 2 | plural("row") }}
    made.filters["marked"] = _marked
    return made


def _marked(text: str) -> Markup:
    """Our own words (what a check says of itself) with `code` set as code; all else escaped."""
    pieces = text.split("`")
    if len(pieces) % 2 == 0:
        return escape(text)
    return Markup("").join(
        Markup("<code>{}</code>").format(piece) if place % 2 else escape(piece)
        for place, piece in enumerate(pieces)
    )
