"""The block that `run` prints: size, accounting, verdict, worst findings, where the report is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from audit.outputs.paths import paths_of_items
from audit.outputs.undeclared import undeclared
from audit.pipeline import Finished
from audit.report.model import AuditReport
from audit.report.order import Found, foremost, weighed
from audit.report.words import integer, number_of, prose
from audit.terminal import inert

RULES_SHOWN = 10
KNOWN_SHOWN = 30
EXAMPLES = 3
ACCOUNTING = ("ok", "finding", "partial", "rejected", "skipped")


def summarise(finished: Finished) -> str:
    """The block as text; no name or path from the data unless `--show-paths` asked for it."""
    report = finished.report
    lines = [_size(report), _accounting(report), "", f"{prose(report.verdict.sentence)}."]
    lines += [f"  {prose(reason)}." for reason in report.verdict.reasons]
    lines += _findings(report)
    lines += ["", *_where(finished)]
    return inert("\n".join(lines))


def _size(report: AuditReport) -> str:
    size = report.profile.overview
    pairs = (
        (size.n_patients, "patient"),
        (size.n_studies, "study"),
        (size.n_series, "series"),
        (size.n_instances, "instance"),
    )
    return " · ".join(number_of(number, unit) for number, unit in pairs)


def _accounting(report: AuditReport) -> str:
    accounting = report.profile.integrity.accounting
    parts = " + ".join(f"{integer(getattr(accounting, word))} {word}" for word in ACCOUNTING)
    sign = "=" if accounting.adds_up else "!="
    return f"{number_of(accounting.found, 'item')} found {sign} {parts}"


def _findings(report: AuditReport) -> Iterator[str]:
    """
    One line a rule, what, and how often: first what matters most, as in the report.

    Its families come one by one there, so that one cause does not hide another; the other rules
    follow in the order of the same weights. With a baseline, only what is new stands there.
    """
    by_rule: dict[str, list[Found]] = {}
    known = [one for one in weighed(report.results) if one.status == "known"]
    for one in (*foremost(report.results), *weighed(report.results)):
        if one in by_rule.get(one.result.check.rule, ()):
            continue
        if one.status == "new":
            by_rule.setdefault(one.result.check.rule, []).append(one)
    if by_rule:
        yield ""
    # a cause that is known does not stand here, and must not take what is new with it
    effects = {
        rule: all(one.finding.because in by_rule for one in held) for rule, held in by_rule.items()
    }
    causes = {rule: held for rule, held in by_rule.items() if not effects[rule]}
    for rule, every in list(causes.items())[:RULES_SHOWN]:
        first, more = every[0], len(every) - 1
        told = f"{prose(first.finding.message)}{_past(first)}{_and(more)}"
        yield f"  {first.result.severity:7} {rule}  {told}"
        if report.show_paths:
            yield from _paths(report, first)
        if following := _following(rule, by_rule, effects):
            yield f"                  also found, for the same cause: {', '.join(following)}"
    if len(causes) > RULES_SHOWN:
        yield f"  and {len(causes) - RULES_SHOWN} more rules: see the report"
    if known:
        yield from _known(known)


def _known(known: list[Found]) -> Iterator[str]:
    """What a baseline has already: counted, and the rules named."""
    rules = list(dict.fromkeys(one.result.check.rule for one in known))
    shown = ", ".join(rules[:KNOWN_SHOWN]) + (", ..." if len(rules) > KNOWN_SHOWN else "")
    told = f"{number_of(len(known), 'finding')} of {number_of(len(rules), 'rule')}"
    yield ""
    yield f"  known   {told}, no worse than in the baseline: {shown}"


def _past(one: Found) -> str:
    return f" ({one.finding.past})" if one.finding.past else ""


def _following(cause: str, by_rule: dict[str, list[Found]], effects: dict[str, bool]) -> list[str]:
    """Rules all of whose findings follow from others, and one at least from this cause."""
    return [
        rule for rule, held in by_rule.items() if effects[rule] and held[0].finding.because == cause
    ]


def _and(more: int) -> str:
    return f" (and {more} more finding{'' if more == 1 else 's'})" if more else ""


def _paths(report: AuditReport, one: Found) -> Iterator[str]:
    items = one.finding.subjects.items[:EXAMPLES]
    if report.inventory is None or not items:
        return
    paths = paths_of_items(report.inventory, items)
    for item in items:
        yield f"            {paths.get(item, f'item {item}')}"


def _where(finished: Finished) -> Iterator[str]:
    """Where to read on, and what is not there."""
    best = next((f for f in ("report.html", *finished.written.files) if _is_there(finished, f)), "")
    if best:
        yield f"Report: {_typed(finished.folder)}/{best}"
    for _, sentence in finished.written.missing:
        yield f"Missing: {prose(sentence)}"
    for file, names in undeclared(finished.report):
        if _is_there(finished, file):
            yield f"{file} lacks what nobody declared: {', '.join(names)}"


def _is_there(finished: Finished, name: str) -> bool:
    return name in finished.written.files


def _typed(folder: Path) -> str:
    """The folder that the operator named: relative where that is shorter."""
    here = Path.cwd()
    return str(folder.relative_to(here)) if folder.is_relative_to(here) else str(folder)
