"""`ro-crate-metadata.json`: the dataset as the root of an RO-Crate 1.2."""

from __future__ import annotations

from collections.abc import Sequence

from audit.datasheet.identifiers import identifier_kind
from audit.datasheet.licences import find_licence
from audit.outputs import metadata, schema_org
from audit.outputs.metadata import Object, filled, texts
from audit.report.model import AuditReport
from audit.report.words import prose

VERSION = "https://w3id.org/ro/crate/1.2"
FILE = "ro-crate-metadata.json"
MANDATORY = ("name", "description", "datePublished", "license")
"""What a root data entity MUST have beside its type and id (RO-Crate 1.2)."""
PURPOSE = (
    "Describes the dataset that dicom-audit {} looked at, and belongs into the root folder of it. "
    "Counts and modalities were measured, all else was declared. Files are not listed."
)


def render(report: AuditReport) -> bytes:
    """
    Root, descriptor and the entities they point to; ids are ours, so that no text becomes one.

    The root is `./`: the crate is whole where the file lies in the root folder of the dataset.
    Files and their paths are not told, which an RO-Crate need not do. What nobody declared is
    absent, and the description of the descriptor names it.
    """
    return metadata.encode(document(report))


def lacks(report: AuditReport) -> tuple[str, ...]:
    """Mandatory properties of the root that are absent."""
    return metadata.lacking(_Graph(report).root, MANDATORY)


def document(report: AuditReport) -> Object:
    """The crate as plain values."""
    graph = _Graph(report)
    missing = metadata.lacking(graph.root, MANDATORY)
    purpose = PURPOSE.format(report.versions.dicom_audit)
    descriptor = {
        "@id": FILE,
        "@type": "CreativeWork",
        "about": {"@id": "./"},
        "conformsTo": {"@id": VERSION},
        "description": f"{purpose} {metadata.note(missing)}".strip(),
        "encodingFormat": "application/ld+json",
        "name": "RO-Crate metadata",
    }
    return {
        "@context": f"{VERSION}/context",
        "@graph": [descriptor, graph.root, *graph.entities],
    }


class _Graph:
    """The root, and the contextual entities that it points to, in the order of its properties."""

    def __init__(self, report: AuditReport) -> None:
        self.report = report
        self.entities: list[Object] = []
        given = report.profile.documentation.publication
        self.root: Object = {"@id": "./", "@type": "Dataset"} | filled(
            {
                **schema_org.plain_properties(report),
                "creditText": prose(given.cite_as),
                "license": self._licence(),
                "author": self._creators(given.creators),
                "publisher": self._all("publisher", "Organization", _named(given.publisher)),
                "copyrightHolder": self._all("owner", "Organization", _named(given.owner)),
                "contactPoint": self._contact(),
                "identifier": self._identifier(given.identifier),
                "isBasedOn": self._all("source", "Dataset", schema_org.based_on(report)),
                "spatialCoverage": self._all(
                    "place", "Place", [{"name": one} for one in texts(report, "sources.countries")]
                ),
                "usageInfo": self._all("term", "DefinedTerm", schema_org.use_terms(report)),
                "size": self._all("size", "QuantitativeValue", metadata.quantities(report)),
            }
        )

    def _all(self, word: str, kind: str, told: Sequence[Object]) -> Object | list[Object]:
        """
        References to one new entity each, `#word-1`, unless it brings a published id.

        A single one stands without a list, as the standard recommends.
        """
        made = [
            {"@id": f"#{word}-{n}", "@type": kind, **one} for n, one in enumerate(told, start=1)
        ]
        self.entities += made
        found = [{"@id": one["@id"]} for one in made]
        return found[0] if len(found) == 1 else found

    def _creators(self, names: Sequence[str]) -> Object | list[Object]:
        """Neither a person nor an organisation where nobody said which."""
        kind = schema_org.AGENTS.get(metadata.said(self.report).dataset.creators_are, "Thing")
        return self._all("creator", kind, [{"name": prose(name)} for name in names])

    def _licence(self) -> Object | list[Object]:
        """The licence, and the terms beside it or for one."""
        given = self.report.profile.documentation.publication
        known = bool(find_licence(given.licence))
        licence = {
            "@id": given.licence_url if known else "",
            "name": prose(given.licence),
            "description": f"{'SPDX licence' if known else 'licence'}, as declared",
        }
        terms = [
            {"name": "Terms of use", "description": text}
            for text in texts(self.report, "usage.terms")
        ]
        told = [filled(licence), *terms] if given.licence else terms
        return self._all("licence", "CreativeWork", told)

    def _contact(self) -> Object | list[Object]:
        told = schema_org.contact(self.report)
        return self._all("contact", "ContactPoint", [told] if told else [])

    def _identifier(self, text: str) -> Object | list[Object]:
        if not text:
            return []
        told = {
            "name": f"Declared {identifier_kind(text) or 'identifier'}",
            "value": prose(text),
            "propertyID": identifier_kind(text),
            "url": metadata.doi_page(text),
        }
        return self._all("identifier", "PropertyValue", [filled(told)])


def _named(name: str) -> list[Object]:
    return [{"name": prose(name)}] if name else []
