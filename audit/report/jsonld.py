"""The dataset as schema.org JSON-LD, so that a hosted report is itself findable."""

from __future__ import annotations

import json
from typing import Any

from audit.profile.model import Profile
from audit.profile.model.withheld import withheld
from audit.report.words import label, number_of, prose


def dataset_jsonld(profile: Profile) -> str:
    """
    A schema.org Dataset as JSON that may stand in a `script` element.

    `<`, `>` and `&` are written as JSON escapes, so that no text can end the element. It is a
    data block: browsers never run it, and the content policy need not allow scripts.
    """
    return escaped(
        json.dumps(_dataset(profile), sort_keys=True, ensure_ascii=False, allow_nan=False)
    )


def escaped(text: str) -> str:
    """The same JSON without a character that could end a `script` element or a line of it."""
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def modalities(profile: Profile) -> list[str]:
    """Every Modality by its code; words that stand for withheld ones are no codes."""
    counts = profile.overview.modalities.counts
    return [label(name) for name, n in counts if not withheld(n)]


def _dataset(profile: Profile) -> dict[str, Any]:
    overview, documentation = profile.overview, profile.documentation
    publication = documentation.publication
    size = (
        f"{number_of(overview.n_instances, 'DICOM instance')} in "
        f"{number_of(overview.n_series, 'series')}, {number_of(overview.n_studies, 'study')} of "
        f"{number_of(overview.n_patients, 'patient')}"
    )
    told = {
        "name": label(documentation.name) or "DICOM dataset without a declared name",
        "version": label(documentation.version),
        "description": prose(documentation.description) or f"{size}.",
        "identifier": label(publication.identifier),
        "url": label(publication.url),
        "license": label(publication.licence_url or publication.licence),
        "datePublished": label(publication.release_date),
        "creator": [{"@type": "Organization", "name": label(n)} for n in publication.creators],
        "publisher": label(publication.publisher),
        "keywords": [label(one) for one in publication.keywords],
        "citation": prose(publication.cite_as),
        "isBasedOn": [label(one) for one in publication.derived_from],
        "measurementTechnique": modalities(profile),
        "encodingFormat": "application/dicom",
        "size": size,
    }
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        **{name: value for name, value in told.items() if value},
    }
