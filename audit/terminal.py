"""Standard output and error that cannot fail a run by themselves, and signals as exit codes."""

from __future__ import annotations

import os
import re
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TextIO

from audit.errors import EXIT_OUTPUT, EXIT_PASS, OutputNotWritten


class Stopped(BaseException):
    """A signal asked us to end; the exit code is 128 and its number."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.exit_code = 128 + number


def listen_for_signals() -> None:
    """
    SIGINT and SIGTERM end the run in good order: workers ended, working folder removed.

    The second one ends it at once.
    """
    _asked.clear()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)


_asked: list[Stopped] = []


def stopped() -> Stopped | None:
    """The signal that asked us to end, also where a library turned it into a fault of its own."""
    return _asked[0] if _asked else None


def _stop(number: int, frame: FrameType | None) -> None:
    _asked[:] = [Stopped(number)]
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, signal.SIG_DFL)
    raise Stopped(number)


def prepare_streams() -> None:
    """A terminal that knows ASCII only gets escapes, not a crash."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def say(text: str) -> None:
    """
    A line of what was asked for, on standard output.

    Raises OutputNotWritten where the device is full; a reader that went away is no fault.
    """
    try:
        _write(sys.stdout, text)
    except OSError:
        _give_up(sys.stdout)
        raise OutputNotWritten("standard output cannot be written to") from None


_COMMAND = re.compile(r"^([^\S\n]*)::", re.MULTILINE)


def inert(text: str) -> str:
    """
    No command of a CI log: `::word::` counts at the start of a line, behind blanks too (the runner
    of GitHub Actions trims them), `##[word]` anywhere.
    """
    return _COMMAND.sub(r"\1: :", text.replace("##[", "## [").replace("##vso[", "## vso["))


def tell(text: str) -> None:
    """A line about the run, on standard error; where that fails too, the exit code must do."""
    try:
        _write(sys.stderr, inert(text))
    except OSError:
        _give_up(sys.stderr)


def _write(stream: TextIO | None, text: str) -> None:
    if stream is None:
        return
    try:
        print(text, file=stream)
    except BrokenPipeError:
        _give_up(stream)  # the reader has seen enough; the exit code is still ours


def flush() -> int:
    """The exit code of getting rid of what was said: 5 where the device is full."""
    code = EXIT_PASS
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except BrokenPipeError:
            _give_up(stream)
        except OSError:
            _give_up(stream)
            code = EXIT_OUTPUT
    return code


def _give_up(stream: TextIO) -> None:
    """Point the descriptor at nothing, so that the flush at exit finds no fault."""
    try:
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, stream.fileno())
        os.close(nothing)
    except (OSError, ValueError):
        return


@contextmanager
def stage_line(wanted: bool) -> Iterator[Callable[[str], None]]:
    """
    A function that shows what goes on in one line on standard error, each text over the last.

    The line is gone at the end, whatever ends it. Not `wanted`, it shows nothing.
    """

    def show(text: str) -> None:
        if wanted and sys.stderr is not None:
            try:
                sys.stderr.write(f"\r\x1b[2K{text}")
                sys.stderr.flush()
            except OSError:
                _give_up(sys.stderr)

    try:
        yield show
    finally:
        show("")


def wants_progress(quiet: bool, no_progress: bool) -> bool:
    """Only for a person at a terminal who did not say no."""
    if quiet or no_progress or os.environ.get("CI") or os.environ.get("NO_COLOR"):
        return False
    return sys.stderr is not None and sys.stderr.isatty()
