"""The properties of a schema.org Dataset that RO-Crate and Croissant write alike."""

from __future__ import annotations

from audit.datasheet.identifiers import scheme_of
from audit.datasheet.licences import duo_name
from audit.outputs import metadata
from audit.outputs.metadata import DICOM, DUO_PAGE, Object, filled, texts
from audit.report.jsonld import modalities
from audit.report.model import AuditReport
from audit.report.words import prose

AGENTS = {"people": "Person", "organisations": "Organization"}
"""The type of a creator by what `creators_are` says."""


def plain_properties(report: AuditReport) -> Object:
    """
    What is text or a list of texts; empty where neither declared nor measured.

    The description is the declared one, else the measured sentence, which says that it is.
    """
    about = report.profile.documentation
    given = about.publication
    return {
        "name": prose(about.name),
        "description": prose(about.description) or metadata.measured(report),
        "version": prose(about.version),
        "datePublished": given.release_date,
        "url": metadata.web_page(report),
        "keywords": [prose(word) for word in given.keywords],
        "temporalCoverage": metadata.period(report),
        "measurementTechnique": modalities(report.profile),
        "encodingFormat": DICOM,
        "conditionsOfAccess": _access(report),
    }


def _access(report: AuditReport) -> str:
    kind = report.profile.documentation.publication.access
    return metadata.sentences([*([kind] if kind else []), *texts(report, "access.procedure")])


def contact(report: AuditReport) -> Object:
    """Who answers for the data, as declared; {} where nobody does."""
    given = report.profile.documentation.publication
    page = prose(metadata.said(report).responsible.url)
    return filled({"name": prose(given.contact_name), "email": prose(given.contact_email),
                   "url": page})  # fmt: skip


def use_terms(report: AuditReport) -> list[Object]:
    """Declared terms of the Data Use Ontology as DefinedTerm without its type, each once."""
    terms = dict.fromkeys(report.profile.documentation.publication.use_terms)
    return [
        filled(
            {
                "@id": DUO_PAGE + term.replace(":", "_"),
                "name": duo_name(term),
                "termCode": term,
                "inDefinedTermSet": f"{DUO_PAGE}duo.owl",
            }
        )
        for term in terms
    ]


def based_on(report: AuditReport) -> list[Object]:
    """Datasets that this one was made from: their page where the declaration leads to one."""
    return [filled({"name": one, "url": _page(one)}) for one in metadata.origins(report)]


def _page(text: str) -> str:
    web = scheme_of(text) in ("http", "https") and " " not in text
    return metadata.doi_page(text) or (text if web else "")
