"""Arguments in, exit code out; no logic."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any, cast

import typer

from audit import __version__, terminal
from audit import cli_options as o
from audit.cli_comparing import diff, overlap
from audit.errors import EXIT_FAIL, EXIT_INCOMPLETE, EXIT_INTERNAL, EXIT_PASS, EXIT_USAGE, UserError

app = typer.Typer(
    name="dicom-audit",
    help="Audit a DICOM dataset: scan, profile, datasheet, gate.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
_USAGE_ERROR: type[Exception] = typer.BadParameter.__mro__[2]
"""The class of all errors that the command line parser raises itself."""
EXIT_INTERRUPTED = 130


def _show_version(wanted: bool) -> None:
    if wanted:
        terminal.say(f"dicom-audit {__version__}")
        raise typer.Exit


@app.callback()
def about(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="The version.")
    ] = False,
) -> None:
    """
    Audit a DICOM dataset: scan, profile, datasheet, gate.

    Exit codes: 0 passed, 1 gate failed, 2 wrong usage, 3 incomplete, 4 internal error, 5 an output
    could not be written.
    """


@app.command()
def run(
    sources: o.Sources,
    out: o.Out,
    labels: o.Labels = None,
    key: o.Key = "",
    label: o.Label = None,
    split: o.Split = "",
    label_spec: o.LabelSpec = None,
    labels_from: o.LabelsFrom = "",
    datasheet: o.Datasheet = None,
    policy: o.Policy = None,
    formats: o.Formats = "",
    jobs: o.Jobs = 0,
    shareable: o.Shareable = False,
    show_paths: o.ShowPaths = False,
    key_file: o.KeyFile = None,
    pixels: o.Pixels = False,
    follow_links: o.FollowLinks = False,
    conformance: o.Conformance = "",
    protocol: o.Protocol = None,
    procedures: o.Procedures = None,
    baseline: o.Baseline = None,
    exit_zero: o.ExitZero = False,
    quiet: o.Quiet = False,
    verbose: o.Verbose = False,
    no_progress: o.NoProgress = False,
) -> int:
    """Scan, profile, judge and write all outputs to OUT; the exit code is the verdict."""
    from audit.commands import run_audit  # noqa: PLC0415
    from audit.request import RunOptions  # noqa: PLC0415
    from audit.scan.label_columns import LabelOptions  # noqa: PLC0415

    options = RunOptions(
        sources=tuple(sources),
        out=out,
        labels=labels,
        label_options=LabelOptions(key, tuple(label or ()), split, source=labels_from),
        label_spec=label_spec,
        datasheet=datasheet,
        policy=policy,
        formats=tuple(name.strip() for name in formats.split(",") if name.strip()),
        jobs=jobs,
        shareable=shareable,
        show_paths=show_paths,
        key_file=key_file,
        follow_links=follow_links,
        conformance=conformance,
        progress=terminal.wants_progress(quiet, no_progress),
        pixels=pixels,
        protocol=protocol,
        procedures=procedures,
        baseline=baseline,
    )
    code = run_audit(options, quiet, verbose)
    return EXIT_PASS if exit_zero and code == EXIT_FAIL else code


@app.command()
def scan(
    sources: o.Sources,
    out: o.Headers = Path("headers.parquet"),
    jobs: o.Jobs = 0,
    key_file: o.KeyFile = None,
    follow_links: o.FollowLinks = False,
    quiet: o.Quiet = False,
    no_progress: o.NoProgress = False,
) -> int:
    """Write only the header table: one row an item, one column a DICOM keyword."""
    from audit.header_file import write_headers  # noqa: PLC0415

    progress = terminal.wants_progress(quiet, no_progress)
    return write_headers(sources, out, key_file, jobs, follow_links, progress, quiet)


@app.command()
def init(
    sources: o.Sources,
    out: Annotated[
        Path, typer.Option("-o", "--out", metavar="FILE", help="The declaration to fill in.")
    ] = Path("datasheet.yaml"),
    jobs: o.Jobs = 0,
    follow_links: o.FollowLinks = False,
    quiet: o.Quiet = False,
    no_progress: o.NoProgress = False,
) -> int:
    """Write a declaration: all items of Table 2 as questions, what was measured as comments."""
    from audit.commands import write_template  # noqa: PLC0415

    progress = terminal.wants_progress(quiet, no_progress)
    return write_template(sources, out, jobs, follow_links, progress, quiet)


@app.command()
def rules() -> int:
    """List all rules: code, severity, title."""
    from audit.catalogue import list_rules  # noqa: PLC0415

    terminal.say("\n".join(list_rules()))
    return EXIT_PASS


@app.command()
def explain(rule: Annotated[str, typer.Argument(metavar="RULE", help="A code: VEN001.")]) -> int:
    """Say what one rule looks for, why, how to mend it, its source and its thresholds."""
    from audit.catalogue import explain_rule  # noqa: PLC0415

    terminal.say(explain_rule(rule))
    return EXIT_PASS


@app.command()
def schema(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="audit, diff, policy, datasheet, labels.")
    ],
) -> int:
    """Print the JSON Schema of an output (audit, diff) or of a file that is read (policy, ...)."""
    from audit.catalogue import find_schema  # noqa: PLC0415

    terminal.say(json.dumps(find_schema(name), indent=2, ensure_ascii=False))
    return EXIT_PASS


@app.command()
def demo(
    out: Annotated[Path, typer.Argument(metavar="[OUT]")] = Path("dicom-audit-demo"),
    jobs: o.Jobs = 0,
    quiet: o.Quiet = False,
    verbose: o.Verbose = False,
) -> int:
    """Make a small dataset with planted faults, audit it, and say which faults were found."""
    from audit.commands import run_demo  # noqa: PLC0415

    return run_demo(out, jobs, quiet, verbose)


@app.command()
def verify(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="Output folder of a run.")],
    source: Annotated[
        list[str] | None,
        typer.Option(metavar="SOURCE", help="Data to compare with what was audited."),
    ] = None,
    jobs: o.Jobs = 0,
    follow_links: o.FollowLinks = False,
) -> int:
    """Compare OUT with its digests, and with --source the data with what was audited."""
    from audit.commands import verify_run  # noqa: PLC0415

    return verify_run(out, source or [], jobs, follow_links)


app.command()(diff)
app.command()(overlap)


@app.command()
def doctor() -> int:
    """Say what works on this machine, one line each."""
    from audit.commands import look_around  # noqa: PLC0415

    return look_around()


def main(arguments: list[str] | None = None) -> int:
    """Run one command; whatever happens ends in an exit code of the contract."""
    terminal.prepare_streams()
    terminal.listen_for_signals()
    code = _guarded(arguments)
    # of two troubles the graver one counts: 4 > 5 > 3 > 1 > 0
    return max(code, terminal.flush(), key=_gravity)


def _guarded(arguments: list[str] | None) -> int:
    try:
        returned = app(arguments, prog_name="dicom-audit", standalone_mode=False)
    except BaseException as end:
        code, sentence = _settle(end)
        if sentence:
            terminal.tell(f"dicom-audit: {sentence}")
        return code
    return returned if isinstance(returned, int) else EXIT_PASS


def _settle(end: BaseException) -> tuple[int, str]:
    """The exit code and the sentence for whatever ended a command before its end."""
    end = terminal.stopped() or end
    match end:
        case terminal.Stopped():
            return end.exit_code, "stopped before its end"
        case UserError():
            return end.exit_code, str(end)
        case typer.Abort() | KeyboardInterrupt():
            return EXIT_INTERRUPTED, ""
        case SystemExit():  # the parser's own answer to a reader that closed the pipe of --help
            return EXIT_PASS, ""
    if isinstance(end, _USAGE_ERROR):
        return EXIT_USAGE, cast(Any, end).format_message()
    return EXIT_INTERNAL, _confess(end)


def _confess(fault: BaseException) -> str:
    """One sentence: the class of the exception and our module, never its text: it may hold data."""
    module, trace = "dicom-audit", fault.__traceback__
    while trace is not None:
        name = trace.tb_frame.f_globals.get("__name__", "")
        if name.split(".")[0] == "audit":
            module = f"{name}, line {trace.tb_lineno}"
        trace = trace.tb_next
    rule = getattr(fault, "rule", "")
    where = f"check {rule}" if rule else module
    kind = getattr(fault, "kind", type(fault).__name__)
    return f"internal error ({kind} in {where}); please report this sentence"


def _gravity(code: int) -> int:
    order = (EXIT_PASS, EXIT_FAIL, EXIT_INCOMPLETE, 5, EXIT_INTERNAL)
    return order.index(code) if code in order else len(order)


if __name__ == "__main__":
    sys.exit(main())
