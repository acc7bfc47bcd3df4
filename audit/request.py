"""What a run was asked for, and the user's own files, read and checked before anything else."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from audit.checks import ALL_CHECKS
from audit.datasheet.declaration import DatasheetDeclaration, read_declaration
from audit.datasheet.for_samples import declare_samples
from audit.diff.audited import Audited
from audit.diff.baseline import OPTION
from audit.diff.reading import file_of, read_audit
from audit.errors import UserError
from audit.label_spec import combine, read_label_spec
from audit.out_place import check_out_folder
from audit.outputs.write import FORMATS
from audit.policy import Policy
from audit.policy_file import check_codes, read_policy
from audit.profile.model.protocol_request import ProtocolRequest
from audit.profile.model.sample_declaration import SampleDeclaration
from audit.protocol_file import read_procedure_map, read_protocol
from audit.scan.cohort import LabelOptions
from audit.scan.deep import find_dciodvfy
from audit.scan.discover import check_sources
from audit.scan.keywords import INTEGERS, REALS, columns
from audit.scan.ready_labels import PREFIX, find_label_table
from audit.scan.ready_table import ReadyTable, find_ready_tables
from audit.scan.stored_rows import check_keys
from audit.scan.tokens import new_key, read_key
from audit.units import amount


@dataclass(frozen=True, slots=True)
class RunOptions:
    """The options of `dicom-audit run`."""

    sources: tuple[str, ...]
    out: Path
    labels: Path | None = None
    label_options: LabelOptions = field(default_factory=LabelOptions)
    label_spec: Path | None = None
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
    pixels: bool = False
    """Decode the pixels too."""
    protocol: Path | None = None
    """A reference protocol that series are held against."""
    procedures: Path | None = None
    """A map from StudyDescription to code."""
    baseline: Path | None = None
    """An earlier audit; only what it has not gates."""

    @property
    def workers(self) -> int:
        """Worker processes in figures."""
        return self.jobs or os.cpu_count() or 1

    @property
    def files(self) -> tuple[Path | None, ...]:
        """The user's own files beside the data."""
        return (
            *(self.labels, self.label_spec, self.datasheet, self.policy),
            *(self.key_file, self.protocol, self.procedures),
            file_of(self.baseline) if self.baseline else None,
        )

    def without_paths(self) -> dict[str, object]:
        """For the run record: which files were given, not where they lie."""
        return {
            "n_sources": len(self.sources),
            "labels": self.labels is not None,
            "label_spec": self.label_spec is not None,
            "labels_from": bool(self.label_options.source),
            "datasheet": self.datasheet is not None,
            "policy": self.policy is not None,
            "key_file": self.key_file is not None,
            "formats": list(self.formats),
            "jobs": self.jobs,
            "shareable": self.shareable,
            "show_paths": self.show_paths,
            "follow_links": self.follow_links,
            "pixels": self.pixels,
            "conformance": self.conformance,
            "protocol": self.protocol is not None,
            "procedures": self.procedures is not None,
            "baseline": self.baseline is not None,
        }


@dataclass(frozen=True, slots=True)
class Inputs:
    """The user's files as records, the formats to make, and what the user must be told."""

    policy: Policy
    declaration: DatasheetDeclaration | None
    samples: SampleDeclaration
    key: bytes
    formats: tuple[str, ...]
    label_table: ReadyTable | None
    """The source that holds the labels itself."""
    label_options: LabelOptions
    notices: tuple[str, ...]
    protocols: ProtocolRequest
    baseline: Audited | None = None


def read_inputs(options: RunOptions) -> Inputs:
    """Raises UserError for whatever can be wrong before a single file is scanned."""
    if options.shareable and options.show_paths:
        raise UserError("--shareable takes all paths out and --show-paths puts them in: choose one")
    _check_conformance(options.conformance)
    roots = check_sources(options.sources)
    tables = find_ready_tables(roots)
    key = read_key(options.key_file) if options.key_file else new_key()
    declaration = read_declaration(options.datasheet) if options.datasheet else None
    held = _labels_held(options, _label_options(options, declaration), tables)
    if options.labels and options.label_options.key != "path":
        check_keys(tables, key, "labels")
    placed = check_out_folder(options.out, roots, options.files)
    policy = read_policy(options.policy) if options.policy else Policy()
    check_codes(policy, [check.rule for check in ALL_CHECKS])
    formats, left_out = _formats(options.formats)
    beside = options.datasheet.parent if options.datasheet else None
    return Inputs(
        policy=policy,
        declaration=declaration,
        samples=declare_samples(declaration, beside),
        key=key,
        formats=formats,
        label_table=held[0],
        label_options=held[1],
        notices=(*placed, *map(_columns_read, tables), *left_out),
        protocols=_protocols(options, policy, key),
        baseline=read_audit(options.baseline, OPTION) if options.baseline else None,
    )


def _protocols(options: RunOptions, policy: Policy, key: bytes) -> ProtocolRequest:
    """What is measured, and not only judged, depends on these numbers and files."""
    given = policy.protocols
    numbers = {column.keyword for column in columns() if column.vr in INTEGERS | REALS}
    if unknown := sum(keyword not in numbers for keyword in given.tolerances):
        raise UserError(f"--policy: `protocols.tolerances`: {unknown} keys are no number attribute")
    return ProtocolRequest(
        min_series=given.min_series,
        min_majority=given.min_majority_share,
        min_share=given.min_protocol_share,
        max_differences=given.max_differences,
        tolerances=tuple(sorted(given.tolerances.items())),
        similarity=given.min_similarity,
        reference=read_protocol(options.protocol, key) if options.protocol else None,
        procedure_map=read_procedure_map(options.procedures, key) if options.procedures else None,
    )


def _columns_read(table: ReadyTable) -> str:
    """How much of a table is looked at; names of other columns may be anything and are not told."""
    kind = "a table of dicom-audit scan" if table.is_stored else "a header table"
    by_series = ", a row a series" if table.by_series else ""
    n_read, n_other = len(table.names), len(table.heads) - len(table.names)
    other = ""
    if (
        n_other and not table.is_stored
    ):  # of its own table the others are what it noted while reading
        other = f"; the audit has no question to {amount(n_other, 'further column')}"
    used = amount(n_read, "column")
    return f"source {table.source} is {kind}{by_series}: the audit reads its {used}{other}"


def _labels_held(
    options: RunOptions, asked: LabelOptions, tables: list[ReadyTable]
) -> tuple[ReadyTable | None, LabelOptions]:
    """The source that holds the labels, where `--labels-from` says that one does."""
    if not asked.source.startswith(PREFIX):
        return None, asked
    if options.label_options.labels:
        raise UserError("--labels-from names the label column: leave out --label")
    return find_label_table(tables, asked.source, asked)


def _label_options(options: RunOptions, declaration: DatasheetDeclaration | None) -> LabelOptions:
    """Of the command line, else of the label spec; labels have one source."""
    spec = read_label_spec(options.label_spec) if options.label_spec else None
    normal_class = declaration.normals.normal_class if declaration else ""
    found = combine(spec, options.label_options, normal_class)
    if found.source and options.labels:
        raise UserError(
            "labels come from a table or from the data: leave out --labels or the other"
        )
    return found


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
