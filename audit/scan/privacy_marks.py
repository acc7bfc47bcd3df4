"""The border of the privacy family: what a header shows of a person goes into its row as places."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from audit.scan.container import Opened
from audit.scan.echo import EchoSearch
from audit.scan.needles import Raws, raws_of
from audit.scan.seen import Seen
from audit.scan.source_bytes import FileBytes
from audit.scan.text_signs import TextSigns
from audit.scan.value_walk import ValueWalk
from audit.scan.walker import Walker

_KEPT = 2_000


class PrivacyMarks:
    """Echoes and signs in free text of one header after the other; no value leaves it."""

    def __init__(self) -> None:
        values = ValueWalk()
        self._echo = EchoSearch(values)
        self.signs = TextSigns(values)
        self._origins: dict[Raws, str] = {}

    def mark(
        self, row: dict[str, Any], opened: Opened, source: FileBytes, data: bytes, walker: Walker
    ) -> None:
        """Fill `echoes`, `echo_searched`, `echo_unsearched`, `text_signs` and `uid_origins`."""
        self.mark_echoes(row, opened, source, data, walker)
        self.mark_signs(row, opened, source, data, walker)

    def mark_echoes(
        self, row: dict[str, Any], opened: Opened, source: FileBytes, data: bytes, walker: Walker
    ) -> None:
        """Where the person's own data stand, and of whom the UIDs are."""
        seen = walker.seen
        raws, uids = raws_of(seen)
        row["uid_origins"] = self._origins_of(uids)
        found = self._echo.search(raws, opened, source, data, seen, _end(walker, seen))
        row["echoes"] = "|".join(found.found)
        row["echo_searched"], row["echo_unsearched"] = found.searched, found.unsearched

    def mark_signs(
        self, row: dict[str, Any], opened: Opened, source: FileBytes, data: bytes, walker: Walker
    ) -> None:
        """What free text looks like."""
        row["text_signs"] = "|".join(self.signs.look(opened, source, data, walker.seen))

    def mark_path(self, row: dict[str, Any], path: str) -> None:
        """The same for the path under which the header was found, the last one marked."""
        if row.get("echoes") is not None and (found := self._echo.in_path(path)):
            row["echoes"] = "|".join(filter(None, (row["echoes"], *found)))

    def _origins_of(self, uids: Raws) -> str:
        found = self._origins.get(uids)
        if found is None:
            if len(self._origins) > _KEPT:
                self._origins.clear()
            found = self._origins[uids] = "|".join(_origin(uid) for uid in uids if uid)
        return found


def _end(walker: Walker, seen: Seen) -> int:
    """Where the header ends: at the pixels, or where the walk does."""
    return walker.base + walker.at if seen.pixel_bytes is None else seen.pixel_at


def _origin(uid: bytes) -> str:
    """Who gives UIDs that begin so: a maker of scanners, a UUID, a known program, or `other`."""
    return next((origin for root, origin in _roots() if uid.startswith(root)), "other")


@cache
def _roots() -> tuple[tuple[bytes, str], ...]:
    text = (Path(__file__).parents[1] / "data" / "uid_roots.tsv").read_text(encoding="ascii")
    lines = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    return tuple((root.encode(), origin) for root, origin in lines[1:])
