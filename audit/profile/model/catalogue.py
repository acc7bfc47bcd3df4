"""Facts of the catalogue: what Table 2 of the whitepaper asks and no other family measures."""

from __future__ import annotations

from dataclasses import dataclass

from audit.profile.model.shared import Counts, Level, Spread, Subjects


@dataclass(frozen=True, slots=True)
class Presence:
    """
    In how many units a keyword has a value in at least one instance.

    `n_unknown` units have no value, and a part of them could not be read.
    """

    keyword: str
    level: Level
    n_present: int
    n_unknown: int
    total: int


@dataclass(frozen=True, slots=True)
class Coding:
    """How many units name a thing by a code, and by a code of a scheme that is published."""

    keyword: str
    level: Level
    n_coded: int
    n_known_scheme: int
    total: int


@dataclass(frozen=True, slots=True)
class ParameterCell:
    """One acquisition parameter (or its equivalents) in the image series of one modality."""

    modality: str
    keywords: tuple[str, ...]
    """Any of these answers; the first names the parameter."""
    n_present: int
    """Series in which every image has a value."""
    n_unknown: int
    total: int


@dataclass(frozen=True, slots=True)
class Images:
    """What the images show and how they were prepared; image objects only."""

    n_series: int
    n_instances: int
    without_modality: Subjects
    """Instances of any kind without a Modality."""
    class_mismatch: Subjects
    """Instances whose Modality the SOP class does not allow."""
    n_class_known: int
    """Instances whose SOP class fixes the modality: the denominator of `class_mismatch`."""
    BodyPartExamined: Counts
    """By series."""
    original: Counts
    """Value 1 of ImageType (ORIGINAL, DERIVED), by instance."""
    ReceiveCoilName: Counts
    """Of MR series."""
    ContrastBolusAgent: Counts
    """By series."""
    n_contrast_volume: int
    """Series with a ContrastBolusVolume."""
    acquisition: tuple[ParameterCell, ...]
    n_trial_sites: int
    """Distinct ClinicalTrialSiteID."""


@dataclass(frozen=True, slots=True)
class Storage:
    """How pixels are stored; instances that carry pixels."""

    n_instances: int
    transfer_syntaxes: Counts
    LossyImageCompression: Counts
    n_lossy_syntax: int
    """Instances whose transfer syntax always loses information."""
    lossy_not_flagged: Subjects
    """Those of them that do not say LossyImageCompression 01."""
    n_flagged: int
    """Instances that say LossyImageCompression 01 ..."""
    ratio_absent: Subjects
    """... and those of them without a LossyImageCompressionRatio."""
    ratio: Spread | None
    LossyImageCompressionMethod: Counts


@dataclass(frozen=True, slots=True)
class Annotations:
    """Annotation objects held in DICOM, what they name, and whether their images are here."""

    carriers: Counts
    """SEG, SR, RTSTRUCT, PR, KO, ANN, PMAP, by instance."""
    n_segments: int
    property_types: Counts
    """SegmentedPropertyTypeCodeSequence as meaning or code, by segmentation object."""
    segment_algorithms: Counts
    """SegmentAlgorithmType, by segment."""
    n_rois: int
    roi_algorithms: Counts
    """ROIGenerationAlgorithm, by region of interest of structure sets."""
    roi_types: Counts
    """RTROIInterpretedType, by region of interest."""
    titles: Counts
    """ConceptNameCodeSequence of structured reports and key objects, by instance."""
    VerificationFlag: Counts
    """By structured report."""
    n_references: int
    """Distinct objects that annotations point to ..."""
    n_references_held: int
    """... and those of them in this dataset."""
    dangling: Subjects
    """Annotation objects that point to at least one object that is not here."""
    n_series_annotated: int
    """Image series that an annotation points to, of `Images.n_series`."""
    references_read: bool = True
    """False where no annotation object is known with what it points to, as in a table of series."""


@dataclass(frozen=True, slots=True)
class Statements:
    """What headers say about privacy, consent and vendors' private data."""

    deidentification_codes: Counts
    """DeidentificationMethodCodeSequence as meaning or code, by series."""
    LongitudinalTemporalInformationModified: Counts
    """By series."""
    DistributionType: Counts
    """By study."""
    ConsentForDistributionFlag: Counts
    """By study."""
    BurnedInAnnotation: Counts
    """By image instance."""
    RecognizableVisualFeatures: Counts
    """By image series."""
    private_creators: Counts
    """By instance."""
    n_private_elements: int


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All of it. `presence` and `coding` in a fixed order."""

    images: Images
    storage: Storage
    annotations: Annotations
    statements: Statements
    presence: tuple[Presence, ...]
    coding: tuple[Coding, ...]

    def seen(self, keyword: str) -> Presence:
        """The presence of one keyword; raises KeyError where it is not in the catalogue."""
        for one in self.presence:
            if one.keyword == keyword:
                return one
        raise KeyError(keyword)
