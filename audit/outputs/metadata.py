"""What the metadata files have in common: declared texts, measured sizes, what is lacking."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from audit.datasheet.answers import answered
from audit.datasheet.declaration import DatasheetDeclaration
from audit.datasheet.identifiers import identifier_kind, scheme_of
from audit.profile.model.withheld import withheld
from audit.report.jsonld import escaped
from audit.report.model import AuditReport
from audit.report.words import leading, number_of, prose
from audit.units import plural

Object = dict[str, Any]
DICOM = "application/dicom"
"""RFC 3240."""
DUO_PAGE = "http://purl.obolibrary.org/obo/"
_DOI = re.compile(r"10\.\d{4,9}(\.\d+)*/\S+")


def encode(document: Object) -> bytes:
    """
    Sorted keys, indented, UTF-8; no text can end a `script` element that the file is pasted into.

    The same report gives the same bytes.
    """
    text = json.dumps(document, sort_keys=True, indent=1, ensure_ascii=False, allow_nan=False)
    return escaped(text).encode("utf-8") + b"\n"


def filled(told: Object) -> Object:
    """Without what is empty: a field stands only where something was declared or measured."""
    return {name: value for name, value in told.items() if value not in ("", [], {}, None)}


def said(report: AuditReport) -> DatasheetDeclaration:
    """The declaration; one that says nothing where no datasheet was given."""
    return report.declaration or DatasheetDeclaration()


def texts(report: AuditReport, *keys: str) -> list[str]:
    """The answers at `section.key`, safe to show, in this order; what is no answer is left out."""
    found: list[str] = []
    for key in keys:
        name, _, field = key.partition(".")
        section = getattr(said(report), name)
        if answered(section, field):
            found += _plain(getattr(section, field))
    return found


def _plain(value: Any) -> list[str]:
    if isinstance(value, tuple):
        return [text for one in value for text in _plain(one)]
    if isinstance(value, datetime.date):
        return [value.isoformat()]
    return [prose(str(value))]


def lacking(told: Object, mandatory: Sequence[str]) -> tuple[str, ...]:
    """The properties that a standard demands and nobody declared."""
    return tuple(name for name in mandatory if name not in told)


def note(missing: Sequence[str]) -> str:
    """The same as a sentence for the file itself; "" where nothing is lacking."""
    if not missing:
        return ""
    return f"Absent, because nobody declared them: {', '.join(missing)}."


def sizes(report: AuditReport) -> list[tuple[int, str]]:
    """Patients, studies, series and instances with their unit; a count may be withheld."""
    size = report.profile.overview
    return [
        (size.n_patients, "patient"),
        (size.n_studies, "study"),
        (size.n_series, "series"),
        (size.n_instances, "instance"),
    ]


def quantities(report: AuditReport) -> list[Object]:
    """The sizes as schema.org QuantitativeValue without its type; withheld ones are left out."""
    told = "measured in the headers by dicom-audit"
    return [
        {
            "name": f"number of {plural(unit)}",
            "value": int(n),
            "unitText": unit,
            "description": told,
        }
        for n, unit in sizes(report)
        if not withheld(n)
    ]


def measured(report: AuditReport) -> str:
    """Size and modalities as a sentence that says where they come from."""
    size = ", ".join(number_of(n, unit) for n, unit in sizes(report))
    modalities = report.profile.overview.modalities
    kinds = f"; Modality by series: {leading(modalities)}" if modalities.counts else ""
    return prose(
        f"Measured in the headers by dicom-audit {report.versions.dicom_audit}: {size}{kinds}."
    )


def doi_of(text: str) -> str:
    """`10.1234/abc` of any spelling of a DOI; "" of another identifier."""
    found = _DOI.search(text) if identifier_kind(text) == "DOI" else None
    return found.group() if found else ""


def doi_page(text: str) -> str:
    """Where a DOI leads to, without asking a network; "" of another identifier."""
    doi = doi_of(text)
    return f"https://doi.org/{quote(doi, safe='/:;()._-')}" if doi else ""


def web_page(report: AuditReport) -> str:
    """The declared landing page if browsers can open it, else that of the declared DOI."""
    publication = report.profile.documentation.publication
    if scheme_of(publication.url) in ("http", "https"):
        return prose(publication.url)
    return doi_page(publication.identifier)


def years(report: AuditReport) -> list[str]:
    """First and last declared year of the examinations or none: measured dates may be false."""
    given = said(report).date_range
    if given.first_year is None or given.last_year is None:
        return []
    return [str(given.first_year), str(given.last_year)]


def period(report: AuditReport) -> str:
    """The same as an ISO 8601 interval: `2015/2020`, or one year."""
    return "/".join(dict.fromkeys(years(report)))


def origins(report: AuditReport) -> list[str]:
    """Datasets that this one was made from, as declared, each once."""
    found = texts(report, "dataset.derived_from", "sources.upstream_datasets")
    return list(dict.fromkeys(one for one in found if one))


def sentences(parts: Iterable[str]) -> str:
    """Several answers as one text; a single one stays as it is."""
    told = [one for one in parts if one]
    if len(told) == 1:
        return told[0]
    return " ".join(one if one[-1] in ".!?…" else f"{one}." for one in told)
