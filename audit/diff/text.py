"""A comparison on the terminal: bounded, and safe to print."""

from __future__ import annotations

from collections.abc import Iterator

from audit.diff.model import About, Change, Compared
from audit.diff.wording import (
    AREA_WORDS,
    TITLES,
    extent,
    said,
    shown,
    size,
    totals,
    unchanged,
    where,
)
from audit.report.words import integer
from audit.scan.safe_text import safe_text
from audit.terminal import inert

LISTED = 20
"""Changes shown of each effect; the rest is counted."""
MESSAGE = 300
"""Characters of a message."""


def compared_text(compared: Compared) -> str:
    """Both audits, in what they are unlike, what changed, and how many of each."""
    return inert("\n".join(_lines(compared)))


def _lines(compared: Compared) -> Iterator[str]:
    yield from _audit("old", compared.old)
    yield from _audit("new", compared.new)
    yield from (f"not alike: {told}" for told in compared.unlike)
    for effect, chosen in shown(compared):
        yield ""
        yield f"{TITLES[effect]} ({integer(len(chosen))})"
        for one in chosen[:LISTED]:
            yield from _change(one)
        if len(chosen) > LISTED:
            yield f"  and {integer(len(chosen) - LISTED)} more: -o OUT lists all of them"
    yield ""
    yield f"{totals(compared)}." if compared.changes else "Nothing differs."
    yield f"{unchanged(compared)}."


def _audit(name: str, one: About) -> Iterator[str]:
    yield f"{name}  {size(one)}"
    # a line that began with it could be a command of a CI log
    yield f"     | {safe_text(one.sentence, MESSAGE)}"


def _change(one: Change) -> Iterator[str]:
    place = f"  {where(one)}" if where(one) else ""
    sides = f"{extent(one.old, one.area)} -> {extent(one.new, one.area)}"
    why = f" ({one.told})" if one.told else ""
    yield f"  {AREA_WORDS[one.area]}  {one.id}{place}: {sides}{why}"
    if message := said(one):
        yield f"      | {safe_text(message, MESSAGE)}"
