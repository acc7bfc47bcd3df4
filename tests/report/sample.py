"""A plausible report to draw: 184 patients of three modalities, with faults in every family."""

from __future__ import annotations

from typing import Any

from audit.checks.model import Check, CheckResult, Confidence, Finding, Severity, Status
from audit.gate import decide
from audit.policy import Policy, Waiver
from audit.profile.model import Counts, Profile, Shortcuts, Subjects
from audit.report.model import AuditReport, Digests, Versions
from tests import records
from tests.records_annotations import annotations
from tests.report import sample_facts as facts
from tests.report import sample_sizes as sizes
from tests.report.sample_documentation import documentation
from tests.report.sample_leakage import leakage
from tests.report.sample_nothing import no_images, nobody
from tests.report.sample_results import RESULTS
from tests.report.sample_shortcuts import shortcuts

POLICY = Policy.model_validate(
    {
        "vendors": {"max_share": 0.7},
        "waivers": [
            Waiver(
                rule="GEO004",
                owner="A. Curator",
                reason="phantom series, kept on purpose",
                expires="2027-06-30",  # type: ignore[arg-type]
            )
        ],
    }
)


def profile(**changes: Any) -> Profile:
    """All families measured."""
    plain = records.profile(
        overview=facts.overview(),
        integrity=facts.integrity(),
        vendors=facts.vendors(),
        completeness=facts.completeness(),
        cohort=facts.cohort(),
        geometry=facts.geometry(),
        classes=facts.classes(),
        samples=sizes.samples(),
        leakage=leakage(),
        shortcuts=shortcuts(),
        documentation=documentation(),
        annotations=annotations(),
    )
    return records.replace(plain, **changes)


def empty_profile() -> Profile:
    """Nothing but items that hold no image: every family says why it is empty."""
    nothing = Counts("series", 0)
    return records.profile(
        overview=records.overview(
            n_patients=0,
            n_studies=0,
            n_series=0,
            n_instances=0,
            n_frames=0,
            bytes_total=0,
            modalities=nothing,
            sop_classes=Counts("instance", 0),
            transfer_syntaxes=Counts("instance", 0),
            modality_by_unit=(),
        ),
        vendors=records.vendors(
            Manufacturer=nothing,
            names=(),
            by_patient=Counts("patient", 0),
            by_modality=(),
            ManufacturerModelName=nothing,
            models=(),
            SoftwareVersions=nothing,
            n_stations=0,
            n_devices=0,
            MagneticFieldStrength=nothing,
            ConvolutionKernel=nothing,
            envelope=(),
        ),
        completeness=records.completeness(cells=(), n_series=0, n_instances=0),
        cohort=nobody(),
        geometry=no_images(),
        classes=records.no_classes(n_patients=0, n_instances=0),
        samples=records.samples(),
        leakage=records.leakage(n_patients=0),
        shortcuts=Shortcuts("absent", "no label table was given", 0),
        documentation=documentation(),
    )


def made_check(
    rule: str,
    title: str,
    severity: Severity,
    family: str,
    words: tuple[str, str, str],
    confidence: Confidence = Confidence.CERTAIN,
) -> Check:
    """A check with given words; its function is never run here."""

    def function(profile: Profile, policy: Policy) -> Any:
        raise AssertionError("a report must not run checks")

    function.__module__ = f"audit.checks.{family}"
    what, why, fix = words
    source = "DICOM PS3.3 2026c"
    return Check(rule, title, severity, confidence, what, why, fix, source, function)


def results() -> tuple[CheckResult, ...]:
    """Failed, passed, not assessed and waived ones."""
    return tuple(_result(*row) for row in RESULTS)


def _result(
    rule: str,
    title: str,
    severity: str,
    family: str,
    status: Status,
    reason: str,
    words: tuple[str, str, str],
    found: tuple[Finding, ...],
) -> CheckResult:
    level = Severity(severity)
    return CheckResult(made_check(rule, title, level, family, words), level, status, found, reason)


def report(**changes: Any) -> AuditReport:
    """The whole report; `report(profile=empty_profile())`."""
    held = changes.pop("profile", None) or profile()
    judged = changes.pop("results", None)
    judged = results() if judged is None else judged
    plain = AuditReport(
        profile=held,
        results=judged,
        verdict=decide(judged, held.integrity.accounting, POLICY, held.overview.n_series),
        policy=POLICY,
        versions=Versions("0.1.0", "3.0.2", "2026c"),
        digests=Digests("3f" * 32, "a1" * 32, "", "9c" * 32),
    )
    return records.replace(plain, **changes)


def subjects(level: Any, *numbers: int) -> Subjects:
    """Subjects by number; the first item of each is ten times its number."""
    return Subjects(level, numbers, tuple(10 * number for number in numbers))
