"""The straight line from sources to a verdict; nothing flows back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from audit.checks.model import CheckResult
from audit.checks.runner import run_checks, unused_waivers
from audit.datasheet.declaration import DatasheetDeclaration
from audit.datasheet.documentation import build_documentation
from audit.datasheet.for_samples import declare_samples
from audit.diff.baseline import mark_known, tell_baseline
from audit.errors import EXIT_OUTPUT, NothingToAudit
from audit.fingerprint import render_fingerprint
from audit.folder import open_folder
from audit.gate import Verdict, decide
from audit.outputs.write import Written
from audit.policy import Policy
from audit.profile import build_profile
from audit.profile.derived_labels import derive_labels
from audit.profile.fingerprint import measure_fingerprint
from audit.profile.model import Profile
from audit.profile.model.protocol_request import ProtocolRequest
from audit.profile.model.samples import Levels, SampleDeclaration
from audit.profile.model.shortcuts import ShortcutOptions
from audit.provenance import Stopwatch, find_versions, make_digests, run_record
from audit.publish import INVENTORY, publish
from audit.report.expired import expired_sentences
from audit.report.model import AuditReport
from audit.request import Inputs, RunOptions, read_inputs
from audit.scan.cohort import LabelTable, read_labels
from audit.scan.deep import find_dciodvfy
from audit.scan.ready_labels import write_label_table
from audit.scan.scanner import ScanOptions, scan
from audit.scan.table import HeaderTable
from audit.sharing import make_shareable
from audit.terminal import stage_line
from audit.units import amount


@dataclass(frozen=True, slots=True)
class Finished:
    """What a run leaves: the report as a record, what is on disk, and what the user must know."""

    report: AuditReport
    folder: Path
    written: Written
    exit_code: int
    notices: tuple[str, ...]
    seconds: tuple[tuple[str, float], ...]


def run(options: RunOptions, today: date | None = None) -> Finished:
    """
    Scan, profile, judge, write.

    `today` decides whether a waiver has expired; it enters here and nowhere else. Raises UserError
    and its kinds; until the first new output is ready, those of an earlier run are whole.
    """
    clock, inputs = Stopwatch(), read_inputs(options)
    with open_folder(options.out) as folder, stage_line(options.progress) as show:
        labels = _read_labels(options, inputs, folder.work, clock)
        with clock.stage("scan"):
            settings = _scan_options(options, inputs.key, folder.path)
            table = scan_sources(options.sources, folder.work, settings)
        show("Measuring")
        with clock.stage("profile"):
            labels = labels or derive_labels(table, inputs.label_options.source)
            samples = _samples(inputs)
            profile = measure(
                table, labels, inputs.declaration, inputs.policy, samples, inputs.protocols
            )
        with clock.stage("judge"):
            results = _judge(profile, inputs, today or date.today())
            n_series, accounting = profile.overview.n_series, profile.integrity.accounting
            compared = inputs.baseline is not None
            verdict = decide(results, accounting, inputs.policy, n_series, compared)
        report = _report(options, inputs, table, folder.path, profile, results, verdict)
        if options.shareable:
            report = make_shareable(report, inputs.declaration)
        fingerprint = _fingerprint(options, table, inputs.key, profile)
        numbered = table.write_numbered(folder.work / "numbered.parquet")
        table.close()
        record = run_record(clock, verdict.exit_code, options.without_paths(), options.workers)
        with clock.stage("write"):
            written = publish(
                report, numbered, record, folder.path, inputs.formats, show, fingerprint
            )
    code = EXIT_OUTPUT if written.missing else verdict.exit_code
    seconds = tuple(clock.seconds.items())
    told = *_waivers(results, inputs.policy), *_baseline(results, inputs, report)
    notices = (*inputs.notices, *told, *_removed(written))
    return Finished(report, folder.path, written, code, notices, seconds)


def _judge(profile: Profile, inputs: Inputs, today: date) -> tuple[CheckResult, ...]:
    """All results; with a baseline, those findings marked that it has already."""
    results = run_checks(profile, inputs.policy, today)
    return mark_known(results, inputs.baseline) if inputs.baseline else results


def _baseline(
    results: tuple[CheckResult, ...], inputs: Inputs, report: AuditReport
) -> Iterator[str]:
    if inputs.baseline is not None:
        yield from tell_baseline(results, inputs.baseline, inputs.policy, report.versions)


def _report(
    options: RunOptions,
    inputs: Inputs,
    table: HeaderTable,
    folder: Path,
    profile: Profile,
    results: tuple[CheckResult, ...],
    verdict: Verdict,
) -> AuditReport:
    given = (
        *(_label_file(options, inputs), options.datasheet, options.policy),
        *(options.protocol, options.procedures),
    )
    return AuditReport(
        profile=profile,
        results=results,
        verdict=verdict,
        policy=inputs.policy,
        versions=find_versions(),
        digests=replace(
            make_digests(table.inventory, *given),
            baseline=inputs.baseline.sha256 if inputs.baseline else "",
        ),
        show_paths=options.show_paths,
        shareable=options.shareable,
        declaration=inputs.declaration,
        inventory=folder / INVENTORY,
        fingerprinted=options.key_file is not None,
    )


def scan_sources(sources: Sequence[str], work: Path, options: ScanOptions) -> HeaderTable:
    """As `scan`; raises NothingToAudit also where items were found and none could be read."""
    table = scan(sources, work, options)
    statuses = dict(table.rows("select status, count(*) from inventory group by 1 order by 1"))
    if not statuses.keys() & {"ok", "finding", "partial"}:
        code, n_items = _commonest_code(table)
        table.close()
        raise NothingToAudit(
            f"no item could be read as DICOM: {statuses.get('rejected', 0)} rejected, "
            f"{statuses.get('skipped', 0)} skipped (most often `{code}`, {amount(n_items, 'item')})"
        )
    return table


def _commonest_code(table: HeaderTable) -> tuple[str, int]:
    """The reading code that most items have; a word of ours, never of the data."""
    code, n_items = table.rows(
        "select code, count(*) from (select unnest(codes) as code from inventory) "
        "group by 1 order by 2 desc, 1 limit 1"
    )[0]
    return str(code), int(n_items)


def measure(
    table: HeaderTable,
    labels: LabelTable | None,
    declaration: DatasheetDeclaration | None,
    policy: Policy,
    samples: SampleDeclaration | None = None,
    protocols: ProtocolRequest | None = None,
) -> Profile:
    """
    All facts, with the rows of the datasheet settled from both sides.

    `samples` is what the datasheet says of model and target with the files it names read; without
    it no such file is.
    """
    options = _for_shortcuts(policy)
    profile = build_profile(
        table, labels, samples or declare_samples(declaration), options, protocols
    )
    return replace(profile, documentation=build_documentation(profile, declaration))


def _waivers(results: Sequence[CheckResult], policy: Policy) -> Iterator[str]:
    """Those that have expired; and one that waives nothing is misspelt, or its fault was mended."""
    yield from expired_sentences(results)
    if idle := unused_waivers(results, policy):
        told = (
            f"{len(idle)} of {amount(len(policy.waivers), 'waiver')} of the policy: no finding fits"
        )
        yield f"{told}: {', '.join(sorted({one.rule for one in idle}))}"


def _removed(written: Written) -> Iterator[str]:
    """An output that disappears without a word looks like a fault of the machine."""
    if written.removed:
        names, them = ", ".join(written.removed), "it" if len(written.removed) == 1 else "them"
        yield f"removed {names} of an earlier run: this run was not asked for {them}"


def _read_labels(
    options: RunOptions, inputs: Inputs, work: Path, clock: Stopwatch
) -> LabelTable | None:
    if options.labels is None and inputs.label_table is None:
        return None
    with clock.stage("labels"):
        path = options.labels
        if inputs.label_table is not None:
            path = write_label_table(inputs.label_table, inputs.label_options, work)
        return read_labels(path, inputs.label_options, inputs.key) if path else None


def _label_file(options: RunOptions, inputs: Inputs) -> Path | None:
    """The file that labels came from, for its digest."""
    return inputs.label_table.path if inputs.label_table else options.labels


def _scan_options(options: RunOptions, key: bytes, exclude: Path) -> ScanOptions:
    return ScanOptions(
        options.jobs,
        options.follow_links,
        key,
        exclude,
        options.progress,
        second_reader=True,
        annotations=True,
        pixels=options.pixels,
        deep=find_dciodvfy() if options.conformance == "deep" else None,
    )


def _fingerprint(options: RunOptions, table: HeaderTable, key: bytes, profile: Profile) -> bytes:
    """Nothing without a key that others may have: digests of one run's key fit nobody else's."""
    if not options.key_file:
        return b""
    size = profile.overview
    sizes = {"patients": size.n_patients, "studies": size.n_studies, "series": size.n_series,
             "instances": size.n_instances}  # fmt: skip
    return render_fingerprint(measure_fingerprint(table, key), sizes)


def _samples(inputs: Inputs) -> SampleDeclaration:
    """The datasheet's words on model and target, with the class and levels said elsewhere."""
    given, said = inputs.policy.samples, inputs.samples
    return replace(
        said,
        normal_class=said.normal_class or inputs.label_options.normal_class,
        levels=Levels(given.confidence, given.power, given.alpha),
    )


def _for_shortcuts(policy: Policy) -> ShortcutOptions:
    """What is measured, and not only judged, depends on these few of the policy's numbers."""
    given = policy.shortcuts
    return ShortcutOptions(
        given.min_patients,
        given.max_classes,
        given.covariates,
        given.n_permutations,
        tuple((name, tuple(sorted(shares.items())))
              for name, shares in sorted(given.reference_shares.items())),
    )  # fmt: skip
