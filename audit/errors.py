"""What a user can put right, and the exit code that says so."""

from __future__ import annotations

EXIT_PASS, EXIT_FAIL, EXIT_USAGE, EXIT_INCOMPLETE, EXIT_INTERNAL, EXIT_OUTPUT = range(6)


class UserError(Exception):
    """
    One clear sentence: what is wrong, where, and how to mend it.

    The text is written by us from our own words; it never holds a header value, a path
    component found in the data, or the text of another exception.
    """

    exit_code = EXIT_USAGE


class NothingToAudit(UserError):
    """A source was read to its end and holds no DICOM."""

    exit_code = EXIT_INCOMPLETE


class OutputNotWritten(UserError):
    """An output that was asked for is not on disk."""

    exit_code = EXIT_OUTPUT
