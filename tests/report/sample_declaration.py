"""The sample report with a datasheet in which everything is answered that metadata can tell."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from audit.datasheet.declaration import DatasheetDeclaration
from audit.datasheet.documentation import build_documentation
from audit.report.model import AuditReport
from tests.report import sample

FULL: dict[str, dict[str, Any]] = {
    "dataset": {
        "name": "Chest and brain reference set",
        "version": "2.1.0",
        "description": "CT, MR and radiographs of adults with and without pneumonia, for triage.",
        "identifier": "https://doi.org/10.1234/chest.2.1.0",
        "url": "https://data.example.org/chest",
        "release_date": "2025-03-04",
        "creators": ["Example Hospital", "Example University"],
        "creators_are": "organisations",
        "publisher": "Example Repository",
        "keywords": ["CT", "pneumonia"],
        "cite_as": "Example Hospital (2025): Chest and brain reference set, 2.1.0.",
        "derived_from": ["doi:10.5678/origin", "https://origin.example.org/set", "ark:/12345/x1"],
    },
    "modality": {"body_parts": ["CHEST", "HEAD"]},
    "resolution": {"resampling": "Nothing was resampled before release"},
    "sources": {
        "countries": ["DE", "BR"],
        "care_setting": "Emergency departments of two hospitals",
        "sampling": "consecutive",
        "inclusion_exclusion": "All adults with a chest CT or radiograph; nobody was left out.",
        "upstream_datasets": ["Old Chest Set"],
    },
    "acquisition": {"protocol": "Protocol of each site, version of January 2019"},
    "storage": {"conversion": "None since the archive of the hospital"},
    "annotation": {
        "what": "Whole examinations, one class each",
        "methods": ["manual", "automatic"],
        "guideline": "Guideline of the radiology department, version 3",
        "tool": "Example Annotator 1.2",
        "qualification": "Radiologists with five or more years of experience",
        "blinding": "Annotators did not see the report",
    },
    "context": {
        "use_case": "Order the reading list of an emergency department",
        "intended_uses": "Training and test of triage models",
        "discouraged_uses": "Diagnosis without a reader is not what it was made for",
    },
    "ground_truth": {
        "definition": "Consensus of two readers with the report at hand",
        "n_readers": 2,
        "adjudication": "A third reader decided where two differed",
        "uncertainty": "Equivocal cases are kept and marked",
    },
    "demographic": {
        "how_assigned": "Sex and age as the hospital registered them",
        "why_missing": "Ethnicity was not collected by either hospital",
    },
    "date_range": {"first_year": 2015, "last_year": 2020, "shifted": True},
    "owner": {"legal_entity": "Example Hospital Foundation"},
    "responsible": {
        "name": "Data office",
        "email": "data@example.org",
        "maintenance": "Errata are published once a year",
    },
    "usage": {
        "licence": "cc-by-4.0",
        "duo": ["DUO:0000042"],
        "terms": "Nobody may try to identify a patient",
        "ethics": "Ethics committee of the hospital, vote 12 of 2014",
    },
    "access": {
        "type": "registered",
        "procedure": "Register on the landing page; access within two days",
    },
    "further": {
        "purpose_and_funding": "Triage research, paid for by Example Fund",
        "consent_and_ethics": "Consent was waived by the ethics committee",
        "deidentification": "Basic profile of DICOM PS3.15, dates shifted",
        "preprocessing": "Nothing was done to the pixels",
        "missing_data": "Radiographs before 2016 are not in the archive",
        "splits": "Train and test are disjoint by patient",
        "bias_and_limitations": "Children and outpatients are not represented",
        "versioning": "Old versions stay available for ten years",
        "synthetic_data": "There are no synthetic images",
        "reader_agreement": "Kappa of two readers on all test cases: 0.81",
        "quality_assurance": "A tenth of all cases was read again",
    },
}


def declared_report(changes: dict[str, dict[str, Any]] | None = None, **fields: Any) -> AuditReport:
    """
    The sample report with this datasheet, its documentation settled from it.

    `changes` are answers by section; `fields`, those of the report.
    """
    said = {name: {**FULL.get(name, {}), **(changes or {}).get(name, {})}
            for name in {**FULL, **(changes or {})}}  # fmt: skip
    return _settled(DatasheetDeclaration.model_validate(said), **fields)


def undeclared_report(**fields: Any) -> AuditReport:
    """The same without a datasheet: everything stands on what was measured."""
    return _settled(None, **fields)


def _settled(declaration: DatasheetDeclaration | None, **fields: Any) -> AuditReport:
    profile = fields.pop("profile", None) or sample.profile()
    made = build_documentation(profile, declaration)
    held = replace(profile, documentation=made)
    report: AuditReport = sample.report(profile=held, declaration=declaration, **fields)
    return report
