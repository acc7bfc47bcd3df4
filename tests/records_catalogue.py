"""A plausible catalogue, whose parts can be replaced."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from audit.profile.catalogue_tables import presence_keywords
from audit.profile.model import (
    Counts,
)
from audit.profile.model.catalogue import (
    Annotations,
    Catalogue,
    Coding,
    Images,
    ParameterCell,
    Presence,
    Statements,
    Storage,
)
from tests.records_base import NO_INSTANCE, counts


def images(**changes: Any) -> Images:
    """Twelve image series without a fault."""
    plain = Images(
        n_series=12,
        n_instances=240,
        without_modality=NO_INSTANCE,
        class_mismatch=NO_INSTANCE,
        n_class_known=240,
        BodyPartExamined=counts("series", 12, CHEST=8, HEAD=4),
        original=counts("instance", 240, ORIGINAL=240),
        ReceiveCoilName=counts("series", 4, HEAD=4),
        ContrastBolusAgent=counts("series", 12, absent=12),
        n_contrast_volume=0,
        acquisition=(
            ParameterCell("CT", ("KVP",), 8, 0, 8),
            ParameterCell("CT", ("ConvolutionKernel",), 8, 0, 8),
            ParameterCell("MR", ("RepetitionTime",), 4, 0, 4),
        ),
        n_trial_sites=0,
    )
    return replace(plain, **changes)


def storage(**changes: Any) -> Storage:
    """No compression."""
    plain = Storage(
        n_instances=240,
        transfer_syntaxes=Counts("instance", 240, (("Explicit VR Little Endian", 240),)),
        LossyImageCompression=Counts("instance", 240, (("00", 240),)),
        n_lossy_syntax=0,
        lossy_not_flagged=NO_INSTANCE,
        n_flagged=0,
        ratio_absent=NO_INSTANCE,
        ratio=None,
        LossyImageCompressionMethod=counts("instance", 240, absent=240),
    )
    return replace(plain, **changes)


def annotation_facts(**changes: Any) -> Annotations:
    """No annotation object."""
    plain = Annotations(
        carriers=Counts("instance", 240, (), 240),
        n_segments=0,
        property_types=Counts("instance", 0),
        segment_algorithms=Counts("segment", 0),
        n_rois=0,
        roi_algorithms=Counts("region", 0),
        roi_types=Counts("region", 0),
        titles=Counts("instance", 0),
        VerificationFlag=Counts("instance", 0),
        n_references=0,
        n_references_held=0,
        dangling=NO_INSTANCE,
        n_series_annotated=0,
    )
    return replace(plain, **changes)


def statements(**changes: Any) -> Statements:
    """De-identified by the basic profile, no private element."""
    plain = Statements(
        deidentification_codes=Counts(
            "series", 12, (("Basic Application Confidentiality Profile", 12),)
        ),
        LongitudinalTemporalInformationModified=counts("series", 12, UNMODIFIED=12),
        DistributionType=counts("study", 10, absent=10),
        ConsentForDistributionFlag=counts("study", 10, absent=10),
        BurnedInAnnotation=counts("instance", 240, NO=240),
        RecognizableVisualFeatures=counts("series", 12, absent=12),
        private_creators=counts("instance", 240, absent=240),
        n_private_elements=0,
    )
    return replace(plain, **changes)


PRESENT = (
    ("PatientSex", "patient", 10),
    ("PatientAge", "patient", 10),
    ("StudyDate", "study", 10),
    ("StudyDescription", "study", 10),
)


def catalogue(**changes: Any) -> Catalogue:
    """The catalogue of the same twelve series."""
    held = {keyword: n for keyword, _, n in PRESENT}
    totals = {"patient": 10, "study": 10, "series": 12, "instance": 240}
    plain = Catalogue(
        images=images(),
        storage=storage(),
        annotations=annotation_facts(),
        statements=statements(),
        presence=tuple(
            Presence(keyword, level, held.get(keyword, 0), 0, totals[level])
            for level, keywords in presence_keywords()
            for keyword in keywords
        ),
        coding=(Coding("AnatomicRegionSequence", "series", 0, 0, 12),),
    )
    return replace(plain, **changes)
