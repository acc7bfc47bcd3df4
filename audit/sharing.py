"""The step from an audit to one that others may see (`--shareable`)."""

from __future__ import annotations

from dataclasses import replace

from audit.datasheet.declaration import DatasheetDeclaration
from audit.datasheet.documentation import build_documentation
from audit.profile.small_cells import conceal
from audit.report.few_groups import few_groups
from audit.report.model import AuditReport
from audit.report.shareable import conceal_documentation, conceal_results


def make_shareable(report: AuditReport, declaration: DatasheetDeclaration | None) -> AuditReport:
    """
    The report without counts of few persons; verdict, rules and severities are those of all data.

    `disclosure.min_cell` of the policy says how few; 0 withholds nothing.
    """
    min_cell = report.policy.disclosure.min_cell
    if min_cell < 2:
        return report
    profile, gaps = conceal(report.profile, min_cell)
    made = build_documentation(profile, declaration)
    held = conceal_documentation(report.profile.documentation, made, min_cell)
    results, further = conceal_results(
        report.results, min_cell, few_groups(report.profile, profile)
    )
    return replace(
        report,
        profile=replace(profile, documentation=held),
        results=results,
        min_cell=min_cell,
        gaps=(*gaps, *further),
    )
