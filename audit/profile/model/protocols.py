"""Facts of the family `protocols`: the settings of most series, what departs, names and codes."""

from __future__ import annotations

from dataclasses import dataclass

from audit.profile.model.shared import NO_SERIES, Counts, Subjects

NO_STUDY = Subjects("study")
NO_SCHEMES = Counts("study", 0)


@dataclass(frozen=True, slots=True)
class Departure:
    """Series of a protocol with another value of one parameter."""

    keyword: str
    usual: str
    """The value that most series of the protocol have."""
    found: tuple[tuple[str, int], ...]
    """Other values and their series, most frequent first; at most ten."""
    series: Subjects


@dataclass(frozen=True, slots=True)
class Protocol:
    """One set of settings that several series of a modality, body part and vendor share."""

    modality: str
    body_part: str
    """BodyPartExamined; else the listed words of the description; else empty."""
    vendor: str
    words: str
    """Listed words of the description, where the series that share them are looked at apart."""
    n_series: int
    """Series with these settings, as far as they state them."""
    settings: tuple[tuple[str, str], ...]
    """Keyword and value."""
    departing: Subjects = NO_SERIES
    """Series that resemble it more than any other, and differ in a few parameters."""
    departures: tuple[Departure, ...] = ()
    is_majority: bool = True
    """Whether its own series are the share that the policy asks for, of them and the departing."""

    @property
    def name(self) -> str:
        """As a finding names it: `MR, BRAIN, Siemens, axial t1`."""
        return ", ".join(part for part in (self.modality, self.body_part, self.vendor, self.words)
                         if part)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Acquisition:
    """One acquisition of a reference protocol against the series that resemble it most."""

    name: str
    n_fields: int
    """Constraints that can be looked at, those of its series included."""
    n_not_evaluated: int
    """Constraints on attributes without a column, on private or derived ones, and code."""
    n_series: int
    """Series that resemble it more than any other acquisition."""
    departing: Subjects = NO_SERIES
    departures: tuple[tuple[str, str, Subjects], ...] = ()
    """Keyword, what is asked for, series that do not meet it."""
    n_without: int = 0
    """Fields of series that could not be looked at because the header has no value."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A user's protocol held against the dataset."""

    name: str
    acquisitions: tuple[Acquisition, ...]
    n_series: int
    """Image series that were compared."""
    n_unlike: int
    """Of them, those that resemble no acquisition."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Descriptions that may mean the same: a suggestion, nothing is merged."""

    words: str
    """Listed words of the commonest description; other words are only counted."""
    n_texts: int
    n_studies: int
    studies: Subjects
    similarity: float
    """The least similarity of a description to the commonest, 0 to 100."""


@dataclass(frozen=True, slots=True)
class Procedures:
    """How studies say what was done: codes, and descriptions."""

    n_studies: int = 0
    n_coded: int = 0
    """Studies with a code of any scheme in ProcedureCodeSequence or its requested twin."""
    n_standard: int = 0
    """Of them, those with a code of the RadLex Playbook or of LOINC."""
    schemes: Counts = NO_SCHEMES
    n_mapped: int | None = None
    """Studies without a standard code whose StudyDescription the user's map has; None: no map."""
    unmapped: Subjects = NO_STUDY
    """Studies without a standard code that the map does not have."""
    n_texts: int = 0
    """Different StudyDescriptions."""
    n_texts_left_out: int = 0
    """Those beyond what is compared with each other."""
    clusters: tuple[Cluster, ...] = ()


@dataclass(frozen=True, slots=True)
class Protocols:
    """The family `protocols`."""

    n_series: int = 0
    """Image series of the modalities that have parameters, without localizers."""
    n_silent: int = 0
    """Of them, those that state none of the parameters."""
    n_in_small: int = 0
    """Of them, in groups too small for a majority."""
    n_other: int = 0
    """Of them, unlike any frequent set of settings of their group."""
    protocols: tuple[Protocol, ...] = ()
    procedures: Procedures = Procedures()
    reference: Reference | None = None

    @property
    def judged(self) -> tuple[Protocol, ...]:
        """Protocols that are a majority."""
        return tuple(one for one in self.protocols if one.is_majority)
