"""The border of the privacy family: what a header shows of a person goes into its row as places."""

from __future__ import annotations

from typing import Any

from audit.scan.container import Opened
from audit.scan.echo import EchoSearch
from audit.scan.seen import Seen
from audit.scan.source_bytes import FileBytes
from audit.scan.text_signs import TextSigns
from audit.scan.value_walk import ValueWalk
from audit.scan.walker import Walker


class PrivacyMarks:
    """Echoes and signs in free text of one header after the other; no value leaves it."""

    def __init__(self) -> None:
        values = ValueWalk()
        self._echo = EchoSearch(values)
        self._signs = TextSigns(values)

    def mark(
        self, row: dict[str, Any], opened: Opened, source: FileBytes, data: bytes, walker: Walker
    ) -> None:
        """Fill the columns `echoes`, `echo_searched`, `echo_unsearched`, `text_signs`."""
        seen = walker.seen
        found = self._echo.search(opened, source, data, seen, _end(walker, seen))
        row["echoes"], row["echo_searched"], row["echo_unsearched"] = found
        row["text_signs"] = self._signs.look(opened, source, data, seen)

    def mark_path(self, row: dict[str, Any], path: str) -> None:
        """The same for the path under which the header was found, the last one marked."""
        if row.get("echoes") is not None:
            row["echoes"] = [*row["echoes"], *self._echo.in_path(path)]


def _end(walker: Walker, seen: Seen) -> int:
    """Where the header ends: at the pixels, or where the walk does."""
    return walker.base + walker.at if seen.pixel_bytes is None else seen.pixel_at
