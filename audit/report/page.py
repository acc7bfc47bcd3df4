"""Page: the whole report as texts, tables and figures; HTML and PDF are two dresses of it."""

from __future__ import annotations

from dataclasses import dataclass

from audit.report.jsonld import dataset_jsonld
from audit.report.model import AuditReport
from audit.report.sections.annotations import annotations_page
from audit.report.sections.balance import balance_page
from audit.report.sections.classes import classes_page
from audit.report.sections.cohort import cohort_page
from audit.report.sections.completeness import completeness_page
from audit.report.sections.conformance import conformance_page
from audit.report.sections.crosswalk import crosswalk_tables
from audit.report.sections.datasheet import ItemsPage, datasheet_page, fair_page
from audit.report.sections.findings import FindingsPage, findings_page
from audit.report.sections.geometry import geometry_page
from audit.report.sections.hierarchy import hierarchy_page
from audit.report.sections.integrity import integrity_page
from audit.report.sections.leakage import leakage_page
from audit.report.sections.method import formula_table, printed_formulas, threshold_table
from audit.report.sections.privacy import privacy_page
from audit.report.sections.protocols import protocols_page
from audit.report.sections.provenance import digest_table, version_table, waiver_table
from audit.report.sections.samples import samples_page
from audit.report.sections.shortcuts import shortcuts_page
from audit.report.sections.summary import SummaryPage, summary_page
from audit.report.sections.utility import utility_page
from audit.report.sections.values import values_page
from audit.report.sections.vendors import vendors_page
from audit.report.sections.withheld import with_notes, withheld_table
from audit.report.view import FamilyPage, Table


@dataclass(frozen=True, slots=True)
class Page:
    """The eight parts, in the order of reading."""

    summary: SummaryPage
    findings: FindingsPage
    datasheet: ItemsPage
    fair: ItemsPage
    families: tuple[FamilyPage, ...]
    crosswalk: tuple[Table, ...]
    formulas: Table
    printed_formulas: Table
    thresholds: Table
    digests: Table
    versions: Table
    waivers: Table
    withheld: Table
    audit_digest: str
    tool_version: str
    jsonld: str


def build_page(report: AuditReport, audit_digest: str) -> Page:
    """All of it; `audit_digest` is the SHA-256 of `audit.json` of the same report."""
    profile, policy = report.profile, report.policy
    return Page(
        summary=summary_page(report),
        findings=findings_page(report),
        datasheet=datasheet_page(profile),
        fair=fair_page(profile),
        families=with_notes(
            (
                integrity_page(profile),
                hierarchy_page(profile),
                conformance_page(profile),
                vendors_page(profile),
                completeness_page(profile),
                cohort_page(profile),
                geometry_page(profile, policy),
                classes_page(profile),
                samples_page(profile, policy),
                annotations_page(profile),
                leakage_page(profile, report.fingerprinted),
                shortcuts_page(profile, policy),
                balance_page(profile),
                privacy_page(profile),
                protocols_page(profile),
                utility_page(profile),
                values_page(profile),
            ),
            report,
        ),
        crosswalk=crosswalk_tables(profile),
        formulas=formula_table(),
        printed_formulas=printed_formulas(profile),
        thresholds=threshold_table(policy),
        digests=digest_table(report, audit_digest),
        versions=version_table(report),
        waivers=waiver_table(report),
        withheld=withheld_table(report),
        audit_digest=audit_digest,
        tool_version=report.versions.dicom_audit,
        jsonld=dataset_jsonld(profile),
    )
