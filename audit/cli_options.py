"""The options of the command line, each with the one name it has everywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Sources = Annotated[
    list[str],
    typer.Argument(metavar="SOURCE...", help="Folders, files, header tables.", show_default=False),
]
Out = Annotated[
    Path,
    typer.Option("-o", "--out", metavar="OUT", envvar="DICOM_AUDIT_OUT", help="Output folder."),
]
Headers = Annotated[
    Path,
    typer.Option(
        "-o", "--out", metavar="FILE",
        help="The header table (Parquet). A scan that was stopped goes on with the same command; "
        "until then what was read lies beside it in .FILE.checkpoint.",
    ),
]  # fmt: skip
Labels = Annotated[
    Path | None,
    typer.Option(envvar="DICOM_AUDIT_LABELS", help="Label table: CSV, TSV, Parquet, JSON Lines."),
]
Key = Annotated[
    str, typer.Option(envvar="DICOM_AUDIT_KEY", help="Column that joins, or COLUMN=KEYWORD.")
]
Label = Annotated[
    list[str] | None,
    typer.Option(envvar="DICOM_AUDIT_LABEL", help="Label column; may be given several times."),
]
Split = Annotated[
    str, typer.Option(envvar="DICOM_AUDIT_SPLIT", help="Column that says train, validation, test.")
]
LabelSpec = Annotated[
    Path | None,
    typer.Option(envvar="DICOM_AUDIT_LABEL_SPEC", help="How the label table is written (YAML)."),
]
LabelsFrom = Annotated[
    str,
    typer.Option(
        metavar="WHERE", envvar="DICOM_AUDIT_LABELS_FROM",
        help="Labels from the data: folder:N (N-th folder of a path), annotations, or column:NAME "
        "of the header table audited.",
    ),
]  # fmt: skip
Datasheet = Annotated[
    Path | None,
    typer.Option(envvar="DICOM_AUDIT_DATASHEET", help="What people say of the dataset (YAML)."),
]
Policy = Annotated[
    Path | None,
    typer.Option(envvar="DICOM_AUDIT_POLICY", help="Thresholds, gate and waivers (YAML)."),
]
Formats = Annotated[
    str,
    typer.Option(
        envvar="DICOM_AUDIT_FORMATS", help="html,pdf,json,sarif,junit,... ; all, if not given."
    ),
]
Jobs = Annotated[
    int,
    typer.Option(
        "-j", "--jobs", min=0, max=512, envvar="DICOM_AUDIT_JOBS",
        help="Worker processes; 0: one a processor.",
    ),
]  # fmt: skip
Shareable = Annotated[
    bool,
    typer.Option(
        "--shareable",
        envvar="DICOM_AUDIT_SHAREABLE",
        help="No path and no count of few persons in any output.",
    ),
]
ShowPaths = Annotated[
    bool,
    typer.Option(
        "--show-paths", envvar="DICOM_AUDIT_SHOW_PATHS",
        help="Relative paths in findings and on the terminal.",
    ),
]  # fmt: skip
KeyFile = Annotated[
    Path | None,
    typer.Option(envvar="DICOM_AUDIT_KEY_FILE", help="Secret that makes tokens comparable."),
]
Pixels = Annotated[
    bool,
    typer.Option(
        "--pixels", envvar="DICOM_AUDIT_PIXELS",
        help="Decode pixels: copies, look-alikes, blank or clipped images.",
    ),
]  # fmt: skip
FollowLinks = Annotated[
    bool,
    typer.Option(
        "--follow-links", envvar="DICOM_AUDIT_FOLLOW_LINKS",
        help="Follow links that stay inside the source.",
    ),
]  # fmt: skip
Conformance = Annotated[
    str,
    typer.Option(
        "--conformance", metavar="deep", envvar="DICOM_AUDIT_CONFORMANCE",
        help="deep: dciodvfy reads a sample of each series too.",
    ),
]  # fmt: skip
Protocol = Annotated[
    Path | None,
    typer.Option(
        "--protocol", envvar="DICOM_AUDIT_PROTOCOL",
        help="Reference protocol that series are held against (JSON of dicompare).",
    ),
]  # fmt: skip
Procedures = Annotated[
    Path | None,
    typer.Option(
        "--procedures", envvar="DICOM_AUDIT_PROCEDURES",
        help="Codes of study descriptions (CSV: text, code).",
    ),
]  # fmt: skip
Baseline = Annotated[
    Path | None,
    typer.Option(
        "--baseline", metavar="AUDIT", envvar="DICOM_AUDIT_BASELINE",
        help="audit.json or OUT of an earlier run: only what is new or worse since fails the gate.",
    ),
]  # fmt: skip
ExitZero = Annotated[
    bool,
    typer.Option(
        "--exit-zero", envvar="DICOM_AUDIT_EXIT_ZERO",
        help="Exit 0 where the gate failed (1); 3, 4 and 5 stay.",
    ),
]  # fmt: skip
Quiet = Annotated[
    bool, typer.Option("-q", "--quiet", envvar="DICOM_AUDIT_QUIET", help="Only errors.")
]
Verbose = Annotated[
    bool, typer.Option("-v", "--verbose", envvar="DICOM_AUDIT_VERBOSE", help="Times by stage.")
]
NoProgress = Annotated[
    bool,
    typer.Option("--no-progress", envvar="DICOM_AUDIT_NO_PROGRESS", help="No progress bar."),
]
