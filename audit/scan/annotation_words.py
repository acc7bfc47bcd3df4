"""Which elements of annotation objects are kept, and the codes that tell their items apart."""

from __future__ import annotations

from audit.scan.dictionary import tag_of_keyword

VALUES = (
    "SOPClassUID", "ReferencedSOPInstanceUID", "StudyInstanceUID", "SeriesInstanceUID",
    "FrameOfReferenceUID", "ReferencedFrameOfReferenceUID", "CodeValue", "LongCodeValue",
    "URNCodeValue", "CodingSchemeDesignator", "ContentCreatorName", "OperatorsName",
    "SegmentationType", "DimensionOrganizationType", "SegmentNumber", "SegmentLabel",
    "SegmentAlgorithmType", "ReferencedSegmentNumber", "ROINumber", "ROIName",
    "ROIGenerationAlgorithm", "ReferencedROINumber", "ROIInterpreter", "ROIObservationLabel",
    "ReviewerName", "AnnotationGroupNumber", "AnnotationGroupLabel", "NumberOfAnnotations",
    "AnnotationGroupGenerationType", "ValueType", "TextValue", "TemplateIdentifier",
)  # fmt: skip
SEQUENCES = (
    "SegmentSequence", "SegmentedPropertyCategoryCodeSequence",
    "SegmentedPropertyTypeCodeSequence", "SharedFunctionalGroupsSequence",
    "PerFrameFunctionalGroupsSequence", "SegmentIdentificationSequence", "SurfaceSequence",
    "ReferencedSurfaceSequence", "StructureSetROISequence", "ROIContourSequence",
    "ContourSequence", "RTROIObservationsSequence", "RTROIIdentificationCodeSequence",
    "RTReferencedStudySequence", "RTReferencedSeriesSequence", "AnnotationGroupSequence",
    "AnnotationPropertyCategoryCodeSequence", "AnnotationPropertyTypeCodeSequence",
    "ContentSequence", "ConceptNameCodeSequence", "ConceptCodeSequence",
    "ContentTemplateSequence", "AuthorObserverSequence", "ParticipantSequence",
    "VerifyingObserverSequence", "ContentCreatorIdentificationCodeSequence",
    "CurrentRequestedProcedureEvidenceSequence", "PertinentOtherEvidenceSequence",
    "ReferencedSeriesSequence", "ReferencedStudySequence",
    "ReferencedPerformedProcedureStepSequence", "ReferencedPatientSequence",
    "ReferencedVisitSequence", "GraphicAnnotationSequence", "GraphicObjectSequence",
    "TextObjectSequence", "CompoundGraphicSequence", "RealWorldValueMappingSequence",
    "QuantityDefinitionSequence", "MeasurementUnitsCodeSequence",
    "PredecessorDocumentsSequence", "IdenticalDocumentsSequence",
)  # fmt: skip
WANTED = {tag_of_keyword(word): word for word in (*VALUES, *SEQUENCES)}
BARREN = frozenset(
    tag_of_keyword(word)
    for word in (
        "PlanePositionSequence", "PlaneOrientationSequence", "PixelMeasuresSequence",
        "PlanePositionSlideSequence", "FrameContentSequence", "DerivationCodeSequence",
        "PurposeOfReferenceCodeSequence", "FrameVOILUTSequence", "PixelValueTransformationSequence",
        "AnatomicRegionSequence",
    )
)  # fmt: skip
"""
Sequences in which the standard has no reference and nothing that is wanted here: stepped over in
one stride where their length is given. A segmentation has several for each frame.
"""
NO_OBJECTS = frozenset(
    {"RTReferencedStudySequence", "ReferencedStudySequence", "ReferencedPatientSequence",
     "ReferencedPerformedProcedureStepSequence", "ReferencedVisitSequence"}
)  # fmt: skip
"""Sequences whose items name a study, a procedure step, a patient or a visit, and no object."""
VERSIONS = frozenset({"PredecessorDocumentsSequence", "IdenticalDocumentsSequence"})
"""Sequences that name, at any depth, other documents than this one, which it does not annotate."""
LISTS = frozenset(
    {"CurrentRequestedProcedureEvidenceSequence", "PertinentOtherEvidenceSequence",
     "ReferencedSeriesSequence", "RTReferencedSeriesSequence"}
)  # fmt: skip
"""Sequences that list what was at hand: an image in it need not be annotated."""
MEASUREMENT_GROUP = "125007:DCM"
FINDING = "121071:DCM"
FINDING_CATEGORY = "276214006:SCT"
OBSERVERS = frozenset({"121008:DCM", "121012:DCM", "121013:DCM"})
"""Person observer name, device observer UID and name (PS3.16, TID 1003 and 1004)."""
QUANTITY = "246205007:SCT"
"""What a parametric map shows (PS3.3 C.7.6.16.2.11, PS3.16 CID 9000)."""
