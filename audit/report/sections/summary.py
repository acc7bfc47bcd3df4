"""Summary: the first screen, with the verdict in words and what matters most."""

from __future__ import annotations

from dataclasses import dataclass

from audit.report.model import AuditReport
from audit.report.order import foremost, message_of
from audit.report.sections.withheld import withheld_sentence
from audit.report.view import Column, Table, make_table
from audit.report.words import MARKS, integer, label, leading, plural_word, prose, sentence

STATES = {
    "pass": ("pass", "✓"),
    "fail": ("error", "×"),
    "incomplete": ("warning", "!"),
}
"""Verdict: the class of its colour, its mark."""


@dataclass(frozen=True, slots=True)
class Matter:
    """One of the three findings that matter most, with its consequence."""

    rule: str
    anchor: str
    severity: str
    mark: str
    message: str
    why: str


@dataclass(frozen=True, slots=True)
class SummaryPage:
    """What the first screen shows."""

    name: str
    version: str
    description: str
    counts: tuple[tuple[str, str], ...]
    modalities: str
    state: str
    mark: str
    word: str
    behind: str
    reasons: tuple[str, ...]
    matters: tuple[Matter, ...]
    by_modality: Table
    withheld: str
    """What a shareable report does not show; "" where nothing."""


def summary_page(report: AuditReport) -> SummaryPage:
    """The first screen of any report; nothing here is a score."""
    overview, documentation = report.profile.overview, report.profile.documentation
    state, mark = STATES[report.verdict.status]
    word, _, behind = prose(report.verdict.sentence).partition(": ")
    return SummaryPage(
        name=label(documentation.name) or "DICOM dataset without a declared name",
        version=label(documentation.version),
        description=prose(documentation.description),
        counts=(
            (plural_word(overview.n_patients, "patient"), integer(overview.n_patients)),
            (plural_word(overview.n_studies, "study"), integer(overview.n_studies)),
            ("series", integer(overview.n_series)),
            (plural_word(overview.n_instances, "instance"), integer(overview.n_instances)),
        ),
        modalities=leading(overview.modalities, 8),
        state=state,
        mark=mark,
        word=word,
        behind=behind,
        reasons=tuple(prose(reason) for reason in report.verdict.reasons),
        matters=_matters(report),
        by_modality=_by_modality(report),
        withheld=withheld_sentence(report),
    )


def _matters(report: AuditReport) -> tuple[Matter, ...]:
    return tuple(
        Matter(
            one.result.check.rule,
            f"rule-{one.result.check.rule}",
            str(one.result.severity),
            MARKS[str(one.result.severity)],
            message_of(one.finding),
            sentence(one.result.check.why),
        )
        for one in foremost(report.results)
    )


def _by_modality(report: AuditReport) -> Table:
    return make_table(
        "table-modalities",
        "The dataset by modality",
        (
            Column("Modality", code=True),
            *(Column(unit, True) for unit in ("Patients", "Studies", "Series", "Instances")),
        ),
        (
            (label(name), *(integer(n) for n in numbers))
            for name, *numbers in report.profile.overview.modality_by_unit
        ),
    )
