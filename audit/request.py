"""What a run was asked for, and the user's own files, read and checked before anything else."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from audit.checks import ALL_CHECKS
from audit.datasheet.declaration import DatasheetDeclaration, read_declaration
from audit.errors import UserError
from audit.folder import refuse_source_as_output
from audit.outputs.write import FORMATS
from audit.policy import Policy
from audit.policy_file import check_codes, read_policy
from audit.scan.cohort import LabelOptions
from audit.scan.deep import find_dciodvfy
from audit.scan.discover import check_sources
from audit.scan.tokens import new_key, read_key


@dataclass(frozen=True, slots=True)
class RunOptions:
    """The options of `dicom-audit run`."""

    sources: tuple[str, ...]
    out: Path
    labels: Path | None = None
    label_options: LabelOptions = field(default_factory=LabelOptions)
    datasheet: Path | None = None
    policy: Path | None = None
    formats: tuple[str, ...] = ()
    """Formats asked for by name; () stands for all that can be made here."""
    jobs: int = 0
    """Worker processes; 0 stands for one a processor."""
    shareable: bool = False
    show_paths: bool = False
    key_file: Path | None = None
    follow_links: bool = False
    conformance: str = ""
    """`deep`: dciodvfy reads a sample of each series too."""
    progress: bool = False

    @property
    def workers(self) -> int:
        """Worker processes in figures."""
        return self.jobs or os.cpu_count() or 1

    def without_paths(self) -> dict[str, object]:
        """For the run record: which files were given, not where they lie."""
        return {
            "n_sources": len(self.sources),
            "labels": self.labels is not None,
            "datasheet": self.datasheet is not None,
            "policy": self.policy is not None,
            "key_file": self.key_file is not None,
            "formats": list(self.formats),
            "jobs": self.jobs,
            "shareable": self.shareable,
            "show_paths": self.show_paths,
            "follow_links": self.follow_links,
            "conformance": self.conformance,
        }


@dataclass(frozen=True, slots=True)
class Inputs:
    """The user's files as records, the formats to make, and what the user must be told."""

    policy: Policy
    declaration: DatasheetDeclaration | None
    key: bytes
    formats: tuple[str, ...]
    notices: tuple[str, ...]


def read_inputs(options: RunOptions) -> Inputs:
    """Raises UserError for whatever can be wrong before a single file is scanned."""
    if options.shareable and options.show_paths:
        raise UserError("--shareable takes all paths out and --show-paths puts them in: choose one")
    check_sources(options.sources)
    _check_conformance(options.conformance)
    inside = refuse_source_as_output(options.out, options.sources)
    policy = read_policy(options.policy) if options.policy else Policy()
    check_codes(policy, [check.rule for check in ALL_CHECKS])
    formats, left_out = _formats(options.formats)
    notices = ["the output folder lies inside a source: it was left out"] if inside else []
    return Inputs(
        policy=policy,
        declaration=read_declaration(options.datasheet) if options.datasheet else None,
        key=read_key(options.key_file) if options.key_file else new_key(),
        formats=formats,
        notices=(*notices, *left_out),
    )


def _check_conformance(asked: str) -> None:
    if asked not in ("", "deep"):
        raise UserError("--conformance takes one word: deep")
    if asked and find_dciodvfy() is None:
        raise UserError(
            "--conformance deep needs dciodvfy: install `dicom-audit[conformance]`, or the "
            "package dicom3tools of the system"
        )


def _formats(asked: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The formats to make; a PDF that nobody asked for by name is left out where Pango lacks."""
    if unknown := sum(name not in FORMATS for name in asked):
        raise UserError(
            f"--formats: {unknown} of {len(asked)} names are no format; "
            f"choose of {', '.join(FORMATS)}"
        )
    if asked or pdf_can_be_made():
        return asked or tuple(FORMATS), ()
    notice = (
        "report.pdf was not made: Pango is missing; `dicom-audit doctor` says how to install it"
    )
    return tuple(name for name in FORMATS if name != "pdf"), (notice,)


def pdf_can_be_made() -> bool:
    """Whether WeasyPrint finds its system libraries."""
    try:
        import weasyprint  # noqa: F401, PLC0415 - slow, and may fail
    except (ImportError, OSError):
        return False
    return True
