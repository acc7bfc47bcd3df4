"""Provenance: digests, versions, policy, waivers, and how to repeat and verify."""

from __future__ import annotations

from audit.checks.runner import unused_waivers
from audit.report.model import AuditReport
from audit.report.view import Column, Table, make_table
from audit.report.words import label, prose


def digest_table(report: AuditReport, audit_digest: str) -> Table:
    """SHA-256 of what went in and of `audit.json`."""
    digests = report.digests
    rows = (
        ("audit.json", audit_digest, "all measurements and judgements of this report"),
        ("inventory", digests.inventory, "sorted list of status, codes, size and digest of items"),
        ("labels", digests.labels, "label file"),
        ("declaration", digests.declaration, "datasheet file"),
        ("policy", digests.policy, "policy file"),
        ("protocol", digests.protocol, "reference protocol file"),
        ("procedures", digests.procedures, "map of procedures"),
        ("baseline", digests.baseline, "audit.json of the baseline"),
    )
    return make_table(
        "table-digests",
        "Digests (SHA-256)",
        (Column("Of"), Column("Digest", code=True), Column("What it covers")),
        ((of, digest or "none given", covers) for of, digest, covers in rows),
    )


def version_table(report: AuditReport) -> Table:
    """What decides the bytes of a report besides the data."""
    versions = report.versions
    rows = (
        ("dicom-audit", versions.dicom_audit),
        ("pydicom (dictionary)", versions.pydicom),
        ("DICOM standard", versions.dicom_edition),
    )
    return make_table(
        "table-versions",
        "Versions",
        (Column("Of"), Column("Version")),
        ((of, label(version)) for of, version in rows),
    )


def waiver_table(report: AuditReport) -> Table:
    """The waivers of the policy; one that met no finding may be misspelt, or its fault mended."""
    unused = unused_waivers(report.results, report.policy)
    return make_table(
        "table-waivers",
        "Waivers in the policy",
        (
            Column("Rule", code=True),
            Column("Subject"),
            Column("Owner"),
            Column("Expires"),
            Column("Met a finding"),
            Column("Reason"),
        ),
        (
            (
                label(one.rule),
                label(one.subject) or "all",
                label(one.owner),
                one.expires.isoformat(),
                "no" if one in unused else "yes",
                prose(one.reason),
            )
            for one in report.policy.waivers
        ),
    )
