"""Facts of the family `conformance`: what each SOP class asks for, and what its items lack."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from audit.profile.model.shared import NO_INSTANCE, Counts, Subjects

Type = Literal["1", "1C", "2", "2C"]
VALUE_CODES = (
    "vr-unknown", "vr-wrong", "vr-length", "odd-length", "number-invalid", "date-invalid",
    "value-too-long", "empty-value", "charset-unknown", "charset-mismatch", "private-creator",
)  # fmt: skip
"""Reading codes of PS3.5: of values, character sets and private elements."""


@dataclass(frozen=True, slots=True)
class Lacking:
    """
    One attribute that items of a SOP class lack.

    `Type` is the one of PS3.3, the strictest of the mandatory modules that name the attribute.
    """

    keyword: str
    path: str
    """The sequences around it, joined with dots; empty for an attribute of the data set itself."""
    Type: Type
    state: Literal["absent", "empty"]
    items: Subjects
    n_judged: int
    """Items of the class that were read as far as this attribute and to which its Type applies."""
    n_deidentified: int
    """Those of `items` that declare PatientIdentityRemoved YES: the loss may be meant."""
    condition: str = ""
    """Of Type 1C and 2C: when it is required, in words, and where PS3.3 says so."""


@dataclass(frozen=True, slots=True)
class ClassConformance:
    """The items of one SOP class against the mandatory modules of its IOD."""

    sop_class: str
    """The name that PS3.6 gives the class."""
    n_items: int
    n_partial: int
    """Items read only up to a fault: what stands behind it is unknown."""
    n_required: int
    """Attributes of Type 1 and 2 of the data set itself; all are judged."""
    n_nested: int
    """Attributes of Type 1 and 2 inside sequences and functional groups."""
    n_nested_judged: int
    n_conditional: int
    """Attributes of Type 1C and 2C of the data set itself."""
    n_conditional_judged: int
    """Those of them of which a condition is written; the others are judged only when empty."""
    lacking: tuple[Lacking, ...]
    """By Type, keyword and state."""


@dataclass(frozen=True, slots=True)
class OddValue:
    """Values of one keyword that are none of those the standard enumerates for it."""

    keyword: str
    place: str
    """`value 1` where only that of several values is enumerated, else empty."""
    allowed: str
    source: str
    items: Subjects
    n_judged: int
    """Items with a value."""


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Items of one SOP class whose Modality is none of those that its IOD allows."""

    sop_class: str
    allowed: str
    items: Subjects
    n_judged: int
    """Items of the class that have a Modality."""


@dataclass(frozen=True, slots=True)
class Uids:
    """Unique identifiers: how they are written and what they stand for."""

    n_items: int = 0
    malformed: tuple[tuple[str, Subjects], ...] = ()
    """Keyword, items whose UID breaks the syntax of PS3.5 chapter 9."""
    reserved: tuple[tuple[str, Subjects], ...] = ()
    """Keyword, items whose UID belongs to the standard itself and can name no object."""
    shared: tuple[tuple[str, str, Subjects], ...] = ()
    """Two keywords that hold the same UID, and the items."""
    unknown_class: Subjects = NO_INSTANCE
    """Items whose SOPClassUID the standard does not have."""
    n_with_class: int = 0


@dataclass(frozen=True, slots=True)
class Deep:
    """What `dciodvfy` says of the first and the last item of each series, where it was asked."""

    n_chosen: int = 0
    n_read: int = 0
    """Those of them that it could read."""
    faults: tuple[tuple[str, str, Subjects], ...] = ()
    """Kind of fault, keyword (empty where none is named), items."""


@dataclass(frozen=True, slots=True)
class Conformance:
    """The family `conformance`. Items of one instance that stands twice are all judged."""

    n_items: int
    """Items that were read and are no index files (DICOMDIR)."""
    n_untold: int
    """Besides: rows of a ready header table that do not list the tags of their header."""
    classes: tuple[ClassConformance, ...]
    """By name."""
    unlisted: Counts
    """Items by SOP class for which no table of modules exists: retired, private or absent."""
    odd_values: tuple[OddValue, ...]
    mismatches: tuple[Mismatch, ...]
    n_with_modality: int
    """Items of a class that fixes its Modality, with a Modality."""
    uids: Uids
    retired_classes: tuple[tuple[str, Subjects], ...]
    """Name of a SOP class that PS3.6 has retired, items."""
    retired_syntaxes: tuple[tuple[str, Subjects], ...]
    """Likewise transfer syntaxes."""
    retired_attributes: tuple[tuple[str, Subjects], ...]
    """Keyword of a retired attribute, items."""
    codes: tuple[tuple[str, Subjects], ...]
    """Reading codes that speak of values, character sets and private elements, items."""
    deep: Deep = Deep()
