"""The commands that compare two things that earlier runs wrote."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class OverlapFormat(StrEnum):
    """How `overlap` answers."""

    TEXT = "text"
    JSON = "json"


def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="audit.json, or OUT of a run.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="The same of a later run.")],
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", metavar="OUT", help="Folder for diff.json and diff.md."),
    ] = None,
    fail_on_regression: Annotated[
        bool,
        typer.Option(
            "--fail-on-regression",
            help="Exit 1 where anything got worse, else 3 where something could not be compared.",
        ),
    ] = False,
) -> int:
    """Compare two audits without reading the data again: what is worse, better, not comparable."""
    from audit.commands import diff_audits  # noqa: PLC0415

    return diff_audits(old, new, out, fail_on_regression)


def overlap(
    a: Annotated[Path, typer.Argument(metavar="A", help="OUT of a run with --key-file, or file.")],
    b: Annotated[Path, typer.Argument(metavar="B", help="The same of the other dataset.")],
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="FILE", help="Instead of the terminal.")
    ] = None,
    format_: Annotated[
        OverlapFormat, typer.Option("--format", help="For people or for programs.")
    ] = OverlapFormat.TEXT,
    fail_on_overlap: Annotated[
        bool, typer.Option("--fail-on-overlap", help="Exit 1 where anything is in both.")
    ] = False,
) -> int:
    """Say what two datasets share, from the keyed digests in their fingerprint.json alone."""
    from audit.commands import compare_datasets  # noqa: PLC0415

    return compare_datasets(a, b, format_ is OverlapFormat.JSON, out, fail_on_overlap)
