"""Facts of the families `datasheet` and `fair`: Table 2 and Table 3 of the whitepaper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from audit.profile.model.catalogue import Catalogue

Table2State = Literal[
    "measured", "declared", "agrees", "contradicted", "partial", "absent", "not_applicable"
]
FairState = Literal["pass", "fail", "declared", "not_testable", "not_applicable"]


@dataclass(frozen=True, slots=True)
class Table2Row:
    """One of the 27 leaf items of Table 2 (Kohli, Summers, Geis 2017)."""

    id: str
    item: str
    state: Table2State
    measured: str
    """What the headers or labels say, with counts and unit; "" where nothing can."""
    declared: str
    """What a person wrote in `datasheet.yaml`; "" where nothing."""
    evidence: tuple[str, ...]
    """Where the answer comes from: DICOM keywords, label columns, declaration keys."""
    advice: str
    """What to declare or mend to complete it; "" where complete."""


@dataclass(frozen=True, slots=True)
class FairRow:
    """One of the 15 principles of Table 3 (Wilkinson 2016)."""

    id: str
    principle: str
    state: FairState
    evidence: str
    advice: str


@dataclass(frozen=True, slots=True)
class Publication:
    """What machine-readable metadata needs of the declaration; "" or () where not declared."""

    identifier: str = ""
    url: str = ""
    release_date: str = ""
    """ISO date of the release, as declared."""
    licence: str = ""
    """SPDX id."""
    licence_url: str = ""
    use_terms: tuple[str, ...] = ()
    """Data Use Ontology ids: DUO:0000042."""
    creators: tuple[str, ...] = ()
    publisher: str = ""
    owner: str = ""
    contact_name: str = ""
    contact_email: str = ""
    access: str = ""
    """open, registered, controlled or closed."""
    keywords: tuple[str, ...] = ()
    cite_as: str = ""
    derived_from: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Documentation:
    """All 27 items and all 15 principles, in the paper's order, and who the dataset is."""

    name: str = ""
    version: str = ""
    description: str = ""
    table2: tuple[Table2Row, ...] = ()
    fair: tuple[FairRow, ...] = ()
    extras: tuple[tuple[str, str, str], ...] = ()
    """Our X block: id, item, declared text ("" where absent)."""
    declaration_given: bool = False
    catalogue: Catalogue | None = None
    """Measured before the rows are built from it; None only where no table was read."""
    publication: Publication = Publication()
