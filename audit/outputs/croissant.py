"""`croissant.json`: Croissant 1.1 with the RAI vocabulary 1.0, for tools of machine learning."""

from __future__ import annotations

from audit.outputs import metadata, schema_org
from audit.outputs.metadata import DICOM, Object, filled, texts
from audit.profile.model.withheld import withheld
from audit.report.model import AuditReport
from audit.report.words import label, of, prose

CROISSANT = "http://mlcommons.org/croissant/"
MANDATORY = (
    "name", "description", "license", "url", "creator", "datePublished", "distribution",
)  # fmt: skip
"""What Croissant 1.1 requires of a dataset beside context, type and conformsTo."""
TYPE_OF_CREATOR = "@type of creator"
_TERMS = (
    "arrayShape", "citeAs", "column", "containedIn", "equivalentProperty", "extract", "field",
    "fileObject", "fileProperty", "fileSet", "format", "includes", "isArray", "isLiveDataset",
    "jsonPath", "key", "md5", "parentField", "path", "recordSet", "references", "regex",
    "repeated", "replace", "samplingRate", "separator", "source", "subField", "transform",
)  # fmt: skip
_CONTEXT: Object = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "conformsTo": "dct:conformsTo",
    "cr": CROISSANT,
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "description": {"@container": "@language"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "name": {"@container": "@language"},
    "prov": "http://www.w3.org/ns/prov#",
    "rai": f"{CROISSANT}RAI/",
    "sc": "https://schema.org/",
    **{term: f"cr:{term}" for term in _TERMS},
}
_RAI = (
    ("dataCollection", "sources.sampling", "sources.care_setting", "sources.inclusion_exclusion",
     "acquisition.protocol"),
    ("dataCollectionMissingData", "further.missing_data", "demographic.why_missing"),
    ("dataCollectionRawData", "sources.upstream_datasets"),
    ("dataPreprocessingProtocol", "resolution.resampling", "further.preprocessing",
     "further.quality_assurance"),
    ("dataManipulationProtocol", "storage.conversion", "further.deidentification",
     "further.synthetic_data"),
    ("dataAnnotationProtocol", "annotation.what", "annotation.guideline", "annotation.blinding",
     "ground_truth.definition", "ground_truth.adjudication"),
    ("dataAnnotationPlatform", "annotation.tool"),
    ("dataAnnotationAnalysis", "further.reader_agreement", "ground_truth.uncertainty"),
    ("annotationsPerItem", "ground_truth.n_readers"),
    ("annotatorDemographics", "annotation.qualification"),
    ("personalSensitiveInformation", "demographic.how_assigned", "further.consent_and_ethics",
     "usage.ethics"),
    ("dataBiases", "further.bias_and_limitations"),
    ("dataLimitations", "context.discouraged_uses"),
    ("dataUseCases", "further.purpose_and_funding", "context.use_case", "context.intended_uses"),
    ("dataReleaseMaintenancePlan", "further.versioning", "responsible.maintenance"),
)  # fmt: skip
"""Property of Croissant RAI 1.0, and the declared answers that it is made of."""
_COLUMNS = ("n_patients", "n_studies", "n_series", "n_instances")


def render(report: AuditReport) -> bytes:
    """
    The dataset with its declared properties, its files as one set, and its modalities as records.

    No address or path of a file is told, so that the files cannot be loaded by this description
    alone; the records of `modalities` stand in it and can. What nobody declared is absent, and
    `subjectOf` names it.
    """
    return metadata.encode(document(report))


def lacks(report: AuditReport) -> tuple[str, ...]:
    """Required properties that are absent, and what the creators are where nobody said it."""
    return _missing(_declared(report))


def document(report: AuditReport) -> Object:
    """The description as plain values."""
    told = _declared(report)
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        **told,
        "subjectOf": {
            "@type": "sc:CreativeWork",
            "name": "croissant.json",
            "description": f"{metadata.measured(report)} {metadata.note(_missing(told))}".strip(),
        },
    }


def _missing(told: Object) -> tuple[str, ...]:
    untyped = any("@type" not in one for one in told.get("creator", ()))
    absent = metadata.lacking(told, MANDATORY)
    return (*absent, TYPE_OF_CREATOR) if untyped else absent


def _declared(report: AuditReport) -> Object:
    given = report.profile.documentation.publication
    rai = _rai(report)
    specifications = [f"{CROISSANT}1.1", *([f"{CROISSANT}RAI/1.0"] if rai else [])]
    return filled(
        {
            **schema_org.plain_properties(report),
            "conformsTo": specifications,
            "citeAs": prose(given.cite_as),
            "license": _licence(report),
            "creator": _creators(report),
            "publisher": _typed("Organization", _named(given.publisher)),
            "copyrightHolder": _typed("Organization", _named(given.owner)),
            "contactPoint": _typed("ContactPoint", [schema_org.contact(report)]),
            "identifier": prose(given.identifier),
            "prov:wasDerivedFrom": [
                {
                    "@type": "prov:Entity",
                    "prov:label": one["name"],
                    **({"url": one["url"]} if "url" in one else {}),
                }
                for one in schema_org.based_on(report)
            ],
            "spatialCoverage": _typed(
                "Place", [{"name": one} for one in texts(report, "sources.countries")]
            ),
            "usageInfo": _typed("DefinedTerm", schema_org.use_terms(report)),
            "size": _typed("QuantitativeValue", metadata.quantities(report)),
            "distribution": [_files(report)],
            "recordSet": _modalities(report),
            **rai,
        }
    )


def _typed(kind: str, told: list[Object]) -> list[Object]:
    return [{"@type": f"sc:{kind}", **one} for one in told if one]


def _named(name: str) -> list[Object]:
    return [{"name": prose(name)}] if name else []


def _creators(report: AuditReport) -> list[Object]:
    """Typed only where somebody said what they are."""
    names = [{"name": prose(n)} for n in report.profile.documentation.publication.creators]
    kind = schema_org.AGENTS.get(metadata.said(report).dataset.creators_are, "")
    return _typed(kind, names) if kind else names


def _licence(report: AuditReport) -> list[object]:
    """The page of a listed licence, else its declared name; and the terms beside it or for one."""
    given = report.profile.documentation.publication
    name = prose(given.licence)
    terms = [{"name": "Terms of use", "description": t} for t in texts(report, "usage.terms")]
    if given.licence_url:
        return [given.licence_url, *_typed("CreativeWork", terms)]
    return [*_typed("CreativeWork", [*_named(name), *terms])]


def _rai(report: AuditReport) -> Object:
    told: Object = {f"rai:{name}": metadata.sentences(texts(report, *keys)) for name, *keys in _RAI}
    told["rai:dataCollectionTimeframe"] = metadata.years(report)
    if "automatic" in metadata.said(report).annotation.methods:
        told["rai:machineAnnotationTools"] = texts(report, "annotation.tool")
    return filled(told)


def _files(report: AuditReport) -> Object:
    """All files as one set: which of them are DICOM, their names do not say."""
    counted = report.profile.integrity.accounting
    read = counted.ok + counted.finding + counted.partial
    return {
        "@type": "cr:FileSet",
        "@id": "dicom-files",
        "name": "DICOM files",
        "description": (
            "All files of the dataset; their names are not told. "
            f"{of(read, counted.found, 'item')} found were read as DICOM (measured)."
        ),
        "encodingFormat": DICOM,
        "includes": "**/*",
    }


def _modalities(report: AuditReport) -> list[Object]:
    """The sizes by modality, embedded; a row that holds a withheld number is left out."""
    rows = report.profile.overview.modality_by_unit
    shown = [row for row in rows if not any(withheld(n) for n in row)]
    if not shown:
        return []
    head = "modalities/Modality"
    fields = [_field(head, "sc:Text", "DICOM Modality (0008,0060); none where absent")] + [
        _field(f"modalities/{name}", "sc:Integer", f"{name[2:]} of this Modality, measured")
        for name in _COLUMNS
    ]
    left = "" if len(shown) == len(rows) else " Rows that tell of few patients are withheld."
    return [
        {
            "@type": "cr:RecordSet",
            "@id": "modalities",
            "name": "modalities",
            "description": f"The size of the dataset by Modality, measured in the headers.{left}",
            "key": {"@id": head},
            "field": fields,
            "data": [
                {head: label(name)}
                | {f"modalities/{c}": int(n) for c, n in zip(_COLUMNS, counts, strict=True)}
                for name, *counts in shown
            ],
        }
    ]


def _field(id: str, kind: str, description: str) -> Object:
    name = id.rpartition("/")[2]
    return {"@type": "cr:Field", "@id": id, "name": name, "dataType": kind,
            "description": description}  # fmt: skip
