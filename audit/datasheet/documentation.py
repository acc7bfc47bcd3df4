"""Documentation: all rows of Table 2, all FAIR principles and the X block, from both sides."""

from __future__ import annotations

from collections.abc import Callable

from audit.datasheet import annotation, associated, cases, governance, images, sources
from audit.datasheet.answers import answered, excuse, shown
from audit.datasheet.declaration import DatasheetDeclaration
from audit.datasheet.fair import judge_principles
from audit.datasheet.licences import duo_id, find_licence, licence_page
from audit.profile.model import Profile
from audit.profile.model.documentation import Documentation, Publication, Table2Row

RowFunction = Callable[[Profile, DatasheetDeclaration], Table2Row]

ROWS: tuple[RowFunction, ...] = (
    images.modality,
    images.resolution,
    images.images,
    images.examinations,
    sources.sources,
    sources.acquisition,
    sources.storage,
    annotation.annotation_type,
    annotation.annotation,
    annotation.context,
    annotation.ground_truth,
    associated.demographic,
    associated.clinical,
    associated.laboratory,
    associated.genomic,
    associated.timeline,
    associated.social_media,
    sources.date_range,
    governance.use_log,
    governance.owner,
    governance.responsible,
    governance.usage,
    governance.access,
    governance.costs,
    cases.normals,
    cases.abnormals,
    cases.pathologies,
)
"""One function an item, in the paper's order."""

EXTRAS = (
    ("X1", "Purpose and funding", "purpose_and_funding"),
    ("X2", "Consent and ethics", "consent_and_ethics"),
    ("X3", "De-identification", "deidentification"),
    ("X4", "Pre-processing", "preprocessing"),
    ("X5", "Missing data", "missing_data"),
    ("X6", "Splits and level of disjointness", "splits"),
    ("X7", "Known bias and limitations", "bias_and_limitations"),
    ("X8", "Versions, checksums, retention", "versioning"),
    ("X9", "Synthetic or augmented data", "synthetic_data"),
    ("X10", "Reader agreement", "reader_agreement"),
    ("X11", "Sample-size rationale", "sample_size"),
    ("X12", "Quality assurance", "quality_assurance"),
)
"""What Table 2 lacks and later frameworks want: id, item, key in the section `further`."""


def build_documentation(
    profile: Profile, declaration: DatasheetDeclaration | None
) -> Documentation:
    """
    Settle every item and every principle.

    `profile.documentation.catalogue` must hold the measured catalogue; raises ValueError else.
    With no declaration, every item stands on what was measured.
    """
    said = declaration or DatasheetDeclaration()
    table2 = tuple(row(profile, said) for row in ROWS)
    return Documentation(
        name=shown(said.dataset.name),
        version=shown(said.dataset.version),
        description=shown(said.dataset.description)
        if answered(said.dataset, "description")
        else "",
        table2=table2,
        fair=judge_principles(profile, said, table2),
        extras=tuple(
            (id, item, shown(getattr(said.further, key)) if answered(said.further, key) else "")
            for id, item, key in EXTRAS
        ),
        declaration_given=declaration is not None,
        catalogue=profile.documentation.catalogue,
        publication=_publication(said),
    )


def _publication(said: DatasheetDeclaration) -> Publication:
    about, use, steward = said.dataset, said.usage, said.responsible
    return Publication(
        identifier=shown(about.identifier),
        url=about.url or said.access.url,
        release_date=about.release_date.isoformat() if about.release_date else "",
        licence=find_licence(use.licence) or shown(use.licence),
        licence_url=licence_page(use.licence),
        use_terms=tuple(duo_id(term) for term in use.duo),
        creators=tuple(shown(name) for name in about.creators),
        publisher=shown(about.publisher),
        owner="" if excuse(said.owner) else shown(said.owner.legal_entity),
        contact_name=shown(steward.name),
        contact_email=steward.email,
        access=said.access.type,
        keywords=tuple(shown(word) for word in about.keywords),
        cite_as=shown(about.cite_as) if answered(about, "cite_as") else "",
        derived_from=tuple(shown(one) for one in about.derived_from),
    )
