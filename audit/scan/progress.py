"""A progress bar on standard error: items, items a second, time left."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from audit.scan.discover import discover

if TYPE_CHECKING:
    from rich.progress import TaskID

    from audit.scan.scanner import ScanOptions


class Progress:
    """Shows nothing unless wanted; then the items are counted first, so that time is known."""

    def __init__(self, wanted: bool, roots: Sequence[Path], options: ScanOptions) -> None:
        self._wanted = wanted
        self._roots = roots
        self._options = options
        self._task: TaskID | None = None

    def __enter__(self) -> Progress:
        if self._wanted:
            self._open()
        return self

    def _open(self) -> None:
        from rich import progress  # noqa: PLC0415 - costs start-up time
        from rich.console import Console  # noqa: PLC0415

        self._bar = progress.Progress(
            progress.TextColumn("Reading headers"),
            progress.BarColumn(),
            progress.MofNCompleteColumn(),
            progress.TextColumn("{task.fields[rate]} files/s"),
            progress.TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        options = self._options
        total = sum(1 for _ in discover(self._roots, options.exclude, options.follow_links))
        self._task = self._bar.add_task("read", total=total, rate="-")
        self._bar.start()

    def advance(self, n_items: int) -> None:
        """So many more items are done."""
        if self._task is None:
            return
        self._bar.advance(self._task, n_items)
        speed = self._bar.tasks[0].speed
        self._bar.update(self._task, rate=f"{speed:,.0f}" if speed else "-")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        if self._task is not None:
            self._bar.stop()
