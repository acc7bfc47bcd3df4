"""`summary.md`: the first screen for a CI step summary; short, whatever the dataset."""

from __future__ import annotations

import re

from audit.report.expired import expired_sentences
from audit.report.model import AuditReport
from audit.report.order import Found, foremost, found
from audit.report.sections.withheld import withheld_sentence
from audit.report.words import integer, label, leading, number_of, prose

LISTED = 50
"""Findings in the table; the rest is counted. Keeps the file far below 1 MiB."""


def render(report: AuditReport) -> bytes:
    """GitHub-flavoured Markdown; nothing from the data can become markup, mention or command."""
    lines = [*_head(report), *_expired(report), *_foremost(report)]
    lines += [*_findings(report), *_with_reasons(report)]
    return ("\n".join(lines) + "\n").encode("utf-8")


def inert(text: str) -> str:
    """
    Text without a meaning in Markdown, HTML or a CI log, and with no more marks than that takes.

    It never begins a line of ours but may begin a list item: there a number, `#`, `-` or `+` would
    begin a list or a heading. `_` inside a word means nothing.
    """
    escaped = re.sub(r"([\\`*\[\]|~$])", r"\\\1", text)
    escaped = re.sub(r"(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])", r"\\_", escaped)
    escaped = escaped.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    escaped = re.sub(r"^(\d+)([.)])", r"\1\\\2", escaped)
    escaped = re.sub(r"^([#=+-])", r"\\\1", escaped)
    escaped = re.sub(r"(?<!\\)#(?=\w)", r"\\#", escaped)  # a number of an issue
    escaped = re.sub(r"(?i)\b(www)\.", r"\1&#46;", escaped)  # links itself
    return escaped.replace("@", "&#64;").replace("::", "&#58;&#58;").replace("://", "&#58;//")


def _head(report: AuditReport) -> list[str]:
    overview = report.profile.overview
    name = label(report.profile.documentation.name) or "DICOM dataset"
    version = label(report.profile.documentation.version)
    return [
        f"# {inert(f'{name} {version}'.strip())}",
        "",
        f"**{inert(prose(report.verdict.sentence))}.**",
        *(f"- {inert(prose(reason))}" for reason in report.verdict.reasons),
        *(("", inert(withheld_sentence(report))) if report.min_cell else ()),
        "",
        "| patients | studies | series | instances | modalities by series |",
        "| ---: | ---: | ---: | ---: | :--- |",
        f"| {integer(overview.n_patients)} | {integer(overview.n_studies)} "
        f"| {integer(overview.n_series)} | {integer(overview.n_instances)} "
        f"| {inert(leading(overview.modalities))} |",
        "",
    ]


def _foremost(report: AuditReport) -> list[str]:
    chosen = foremost(report.results)
    if not chosen:
        return []
    lines = ["## What matters most", ""]
    for number, one in enumerate(chosen, 1):
        why = inert(prose(one.result.check.why))
        lines.append(f"{number}. **{inert(prose(one.finding.message))}** {why}")
    return [*lines, ""]


def _findings(report: AuditReport) -> list[str]:
    every = found(report.results)
    if not every:
        return ["No finding.", ""]
    head = ["## Findings", "", "| rule | severity | status | finding | where |"]
    rows = [_row(one) for one in every[:LISTED]]
    more = len(every) - len(rows)
    tail = [f"And {number_of(more, 'more finding')} in findings.csv.", ""] if more else []
    return [*head, "| :--- | :--- | :--- | :--- | :--- |", *rows, "", *tail]


def _because(one: Found) -> str:
    return f"because of {one.finding.because}: " if one.finding.because else ""


def _past(one: Found) -> str:
    return f" ({one.finding.past})" if one.finding.past and not one.finding.known else ""


def _row(one: Found) -> str:
    cells = (
        one.result.check.rule,
        str(one.result.severity),
        one.status,
        inert(prose(f"{_because(one)}{one.finding.message}{_past(one)}")),
        inert(label(one.finding.subject)),
    )
    return f"| {' | '.join(cells)} |"


def _expired(report: AuditReport) -> list[str]:
    """Waivers that hold no longer: without them the gate would look at odds with the policy."""
    told = expired_sentences(report.results)
    lines = [f"- {inert(one)}" for one in told[:LISTED]]
    if len(told) > LISTED:
        lines.append(f"- {integer(len(told) - LISTED)} more in audit.json")
    return ["## Expired waivers", "", *lines, ""] if told else []


def _with_reasons(report: AuditReport) -> list[str]:
    """What was not assessed and what is waived, each with its reason."""
    lines: list[str] = []
    for status, title in (("not_assessed", "Not assessed"), ("waived", "Waived")):
        chosen = [one for one in report.results if one.status == status]
        chosen.sort(key=lambda one: one.check.rule)
        lines += [f"## {title}", ""] if chosen else []
        grouped: dict[str, list[str]] = {}
        for one in chosen:
            grouped.setdefault(one.reason, []).append(one.check.rule)
        for reason, rules in list(grouped.items())[:LISTED]:
            lines.append(f"- {', '.join(rules)}: {inert(prose(reason))}")
        if len(grouped) > LISTED:
            lines.append(f"- {integer(len(grouped) - LISTED)} more reasons in audit.json")
        lines += [""] if chosen else []
    return lines
