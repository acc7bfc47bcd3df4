"""`datacite.json`: DataCite Metadata Schema 4 as the JSON that registers a DOI."""

from __future__ import annotations

from collections.abc import Iterator

from audit.datasheet.identifiers import identifier_kind, scheme_of
from audit.datasheet.licences import duo_name, find_licence
from audit.outputs import metadata
from audit.outputs.metadata import DICOM, Object, doi_of, filled, texts
from audit.report.jsonld import modalities
from audit.report.model import AuditReport
from audit.report.words import number_of, prose

MANDATORY = ("doi", "creators", "titles", "publisher", "publicationYear", "types")
"""Obligation M of DataCite Metadata Schema 4.0 to 4.7; the identifier is `doi` in the JSON."""
_NAME_TYPES = {"people": "Personal", "organisations": "Organizational"}
_METHODS = (
    ("Sampling", "sources.sampling"),
    ("Care setting", "sources.care_setting"),
    ("Inclusion and exclusion", "sources.inclusion_exclusion"),
    ("Acquisition protocol", "acquisition.protocol"),
    ("Conversion", "storage.conversion"),
    ("De-identification", "further.deidentification"),
    ("Pre-processing", "further.preprocessing"),
    ("What is annotated", "annotation.what"),
    ("Annotation guideline", "annotation.guideline"),
    ("Annotation tool", "annotation.tool"),
    ("Ground truth", "ground_truth.definition"),
    ("Quality assurance", "further.quality_assurance"),
)
_OTHER = (
    ("Purpose and funding", "further.purpose_and_funding"),
    ("Intended uses", "context.intended_uses"),
    ("Discouraged uses", "context.discouraged_uses"),
    ("Consent and ethics", "further.consent_and_ethics"),
    ("Missing data", "further.missing_data"),
    ("Splits", "further.splits"),
    ("Known bias and limitations", "further.bias_and_limitations"),
    ("Versions and retention", "further.versioning"),
    ("To be cited as", "dataset.cite_as"),
)


def render(report: AuditReport) -> bytes:
    """
    The record as far as it was declared or measured, with properties of Schema 4.5 alone.

    What nobody declared is absent, and a description of type Other names it. The codes of the
    standard for absent values (`:unav`, `:tba`) are for the person who registers: they would go
    into a citation, and no code fits a year.
    """
    return metadata.encode(document(report))


def lacks(report: AuditReport) -> tuple[str, ...]:
    """Mandatory properties that are absent."""
    return metadata.lacking(_declared(report), MANDATORY)


def document(report: AuditReport) -> Object:
    """The record as plain values; measured ones say that they are."""
    told = _declared(report)
    return {**told, "descriptions": list(_descriptions(report, metadata.lacking(told, MANDATORY)))}


def _declared(report: AuditReport) -> Object:
    about = report.profile.documentation
    given = about.publication
    return filled(
        {
            "schemaVersion": "http://datacite.org/schema/kernel-4",
            "types": {"resourceTypeGeneral": "Dataset", "resourceType": "DICOM dataset"},
            "doi": doi_of(given.identifier),
            "url": metadata.web_page(report),
            "creators": _creators(report),
            "titles": [{"title": prose(about.name)}] if about.name else [],
            "publisher": filled({"name": prose(given.publisher)}),
            "publicationYear": given.release_date[:4],
            "version": prose(about.version),
            "subjects": _subjects(report),
            "contributors": _contributors(report),
            "dates": _dates(report),
            "alternateIdentifiers": _alternates(given.identifier),
            "relatedIdentifiers": _related(report),
            "relatedItems": _unidentified(report),
            "sizes": [f"{number_of(n, unit)} (measured)" for n, unit in metadata.sizes(report)],
            "formats": [DICOM],
            "rightsList": list(_rights(report)),
            "geoLocations": [
                {"geoLocationPlace": one} for one in unique(texts(report, "sources.countries"))
            ],
        }
    )


def unique(names: list[str]) -> list[str]:
    """Each once, in order: the schema refuses repeats."""
    return list(dict.fromkeys(names))


def _creators(report: AuditReport) -> list[Object]:
    kind = _NAME_TYPES.get(metadata.said(report).dataset.creators_are, "")
    creators = report.profile.documentation.publication.creators
    return [filled({"name": prose(name), "nameType": kind}) for name in creators]


def _subjects(report: AuditReport) -> list[Object]:
    given = report.profile.documentation.publication.keywords
    words = unique([*map(prose, given), *texts(report, "modality.body_parts")])
    scheme = "DICOM Modality (0008,0060), measured"
    return [
        *({"subject": word} for word in words),
        *({"subject": name, "subjectScheme": scheme} for name in modalities(report.profile)),
    ]


def _contributors(report: AuditReport) -> list[Object]:
    given = report.profile.documentation.publication
    owner = {"nameType": "Organizational", "contributorType": "RightsHolder"}
    pairs = (
        (given.contact_name, {"contributorType": "ContactPerson"}),
        (given.owner, owner),
    )
    return [{"name": prose(name), **kind} for name, kind in pairs if name]


def _dates(report: AuditReport) -> list[Object]:
    pairs = (
        (report.profile.documentation.publication.release_date, "Issued"),
        (metadata.period(report), "Collected"),
    )
    return [{"date": date, "dateType": kind} for date, kind in pairs if date]


def _alternates(identifier: str) -> list[Object]:
    if not identifier or doi_of(identifier):
        return []
    kind = identifier_kind(identifier) or "as declared"
    return [{"alternateIdentifier": prose(identifier), "alternateIdentifierType": kind}]


def _type_of(text: str) -> str:
    """The relatedIdentifierType of a declared origin; "" of a mere name."""
    page = scheme_of(text) in ("http", "https") and " " not in text
    return identifier_kind(text) or ("URL" if page else "")


def _related(report: AuditReport) -> list[Object]:
    return [
        {
            "relatedIdentifier": doi_of(text) or text,
            "relatedIdentifierType": _type_of(text),
            "relationType": "IsDerivedFrom",
        }
        for text in metadata.origins(report)
        if _type_of(text)
    ]


def _unidentified(report: AuditReport) -> list[Object]:
    return [
        {
            "titles": [{"title": text}],
            "relatedItemType": "Dataset",
            "relationType": "IsDerivedFrom",
        }
        for text in metadata.origins(report)
        if not _type_of(text)
    ]


def _rights(report: AuditReport) -> Iterator[Object]:
    given = report.profile.documentation.publication
    if given.licence:
        yield _licence(given.licence, given.licence_url)
    for term in unique(list(given.use_terms)):
        yield {
            "rights": duo_name(term) or term,
            "rightsIdentifier": term,
            "rightsIdentifierScheme": "Data Use Ontology",
            "rightsUri": metadata.DUO_PAGE + term.replace(":", "_"),
        }
    access = [f"Access: {given.access}"] if given.access else []
    parts = [*access, *texts(report, "access.procedure")]
    for text in unique([metadata.sentences(parts), *texts(report, "usage.terms")]):
        if text:
            yield {"rights": text}


def _licence(licence: str, page: str) -> Object:
    if not find_licence(licence):
        return {"rights": prose(licence)}
    spdx = {
        "rightsIdentifierScheme": "SPDX",
        "schemeUri": "https://spdx.org/licenses/",
        "rightsIdentifier": licence,
    }
    return filled({"rights": licence, "rightsUri": page, **spdx})


def _descriptions(report: AuditReport, missing: tuple[str, ...]) -> Iterator[Object]:
    told = [
        ("Abstract", prose(report.profile.documentation.description)),
        *(("Methods", text) for text in _headed(report, _METHODS)),
        ("TechnicalInfo", metadata.measured(report)),
        *(("Other", text) for text in _headed(report, _OTHER)),
        ("Other", metadata.note(missing)),
    ]
    for kind, text in told:
        if text:
            yield {"description": text, "descriptionType": kind}


def _headed(report: AuditReport, table: tuple[tuple[str, str], ...]) -> Iterator[str]:
    for head, key in table:
        if answers := texts(report, key):
            yield f"{head}: {', '.join(answers)}"
