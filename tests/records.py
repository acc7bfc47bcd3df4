"""A small plausible Profile, record by record; each part can be replaced."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from audit.profile.model import (
    Accounting,
    Classes,
    Cohort,
    Completeness,
    Counts,
    Documentation,
    Geometry,
    Integrity,
    Interval,
    Leakage,
    Overview,
    PixelValues,
    Profile,
    Protocols,
    Samples,
    Shortcuts,
    Subjects,
    Utility,
    Vendors,
)
from audit.profile.model.classes import ClassCount, Imbalance
from audit.profile.model.cohort import AgeBand, DateRange
from audit.profile.model.completeness import Cell
from audit.profile.model.documentation import FairRow, Table2Row
from audit.profile.model.vendors import Envelope, VendorName
from tests.records_base import NO_INSTANCE, NO_SERIES, NOBODY, counts, spread, subjects
from tests.records_catalogue import annotation_facts, catalogue, images, statements, storage
from tests.records_conformance import conformance, hierarchy
from tests.records_privacy import privacy

__all__ = [
    "NOBODY",
    "NO_INSTANCE",
    "NO_SERIES",
    "annotation_facts",
    "catalogue",
    "classes",
    "cohort",
    "completeness",
    "conformance",
    "counts",
    "documentation",
    "geometry",
    "hierarchy",
    "images",
    "integrity",
    "leakage",
    "no_classes",
    "overview",
    "privacy",
    "profile",
    "samples",
    "shortcuts",
    "spread",
    "statements",
    "storage",
    "subjects",
    "vendors",
]


def overview(**changes: Any) -> Overview:
    """Ten patients, ten studies, twelve series (8 CT, 4 MR), 240 instances."""
    plain = Overview(
        n_patients=10,
        n_studies=10,
        n_series=12,
        n_instances=240,
        n_frames=240,
        bytes_total=126_000_000,
        modalities=counts("series", 12, CT=8, MR=4),
        sop_classes=Counts("instance", 240, (("CT Image Storage", 160), ("MR Image Storage", 80))),
        transfer_syntaxes=Counts("instance", 240, (("Explicit VR Little Endian", 240),)),
        modality_by_unit=(("CT", 8, 8, 8, 160), ("MR", 4, 4, 4, 80)),
    )
    return replace(plain, **changes)


def integrity(**changes: Any) -> Integrity:
    """Every item read, nothing twice."""
    plain = Integrity(
        accounting=Accounting(241, 240, 0, 0, 0, 1),
        codes=(),
        n_dicomdir=0,
        duplicate_uid=NO_INSTANCE,
        uid_conflict=NO_INSTANCE,
        series_in_two_studies=NO_SERIES,
        study_in_two_patients=Subjects("study"),
        patient_with_two_sexes=NOBODY,
        patient_with_two_birth_dates=NOBODY,
        without_patient_id=NO_INSTANCE,
        without_sop_instance_uid=NO_INSTANCE,
    )
    return replace(plain, **changes)


def vendors(**changes: Any) -> Vendors:
    """Two vendors, two models."""
    plain = Vendors(
        Manufacturer=counts("series", 12, Siemens=8, GE=4),
        names=(
            VendorName("Siemens", 8, 7, (("SIEMENS", 8),), True),
            VendorName("GE", 4, 3, (("GE MEDICAL SYSTEMS", 4),), True),
        ),
        by_patient=counts("patient", 10, Siemens=7, GE=3),
        by_modality=(("CT", "GE", 2), ("CT", "Siemens", 6), ("MR", "GE", 2), ("MR", "Siemens", 2)),
        ManufacturerModelName=Counts(
            "series", 12, (("Siemens / Somatom", 8), ("GE / Signa HDx", 4))
        ),
        models=(("CT", "Siemens", "Somatom", 8, 7), ("MR", "GE", "Signa HDx", 4, 3)),
        SoftwareVersions=counts("series", 12, VA20A=8, absent=4),
        n_stations=2,
        n_devices=2,
        MagneticFieldStrength=Counts("series", 4, (("1.5", 4),)),
        ConvolutionKernel=counts("series", 8, B30f=8),
        envelope=(Envelope("CT", "Siemens", "KVP", "kV", spread(8, 100, 120), 8),),
    )
    return replace(plain, **changes)


def completeness(**changes: Any) -> Completeness:
    """Two keywords of CT, one with a gap."""
    plain = Completeness(
        cells=(
            Cell("KVP", "CT", 8, 8, 0, 0, 0, 0, 0, NO_SERIES),
            Cell("SliceThickness", "CT", 8, 7, 0, 0, 0, 1, 0, subjects(1, "series")),
        ),
        n_series=12,
        n_partial_instances=0,
        n_instances=240,
        explained_by_deidentification=12,
    )
    return replace(plain, **changes)


def cohort(**changes: Any) -> Cohort:
    """Five women, five men, 40 to 75 years old, one site, 2015 to 2018."""
    plain = Cohort(
        n_patients=10,
        PatientSex=counts("patient", 10, F=5, M=5),
        invalid_sex=NOBODY,
        age=spread(10, 40.0, 75.0),
        age_bands=(AgeBand("40-49", "F", 5), AgeBand("70-79", "M", 5)),
        n_age_absent=0,
        invalid_age=NOBODY,
        implausible_age=NOBODY,
        over_89=NOBODY,
        dates=DateRange("measured", 2015, 2018, 10, 10, "", ((2015, 4), (2018, 6))),
        n_sites=1,
        site_sizes=(10,),
        n_patients_without_site=0,
        deidentified=counts("series", 12, YES=12),
    )
    return replace(plain, **changes)


def geometry(**changes: Any) -> Geometry:
    """512 x 512, spacing everywhere, regular stacks."""
    plain = Geometry(
        matrix=Counts("series", 12, (("512 x 512", 12),)),
        in_plane=(("CT", "PixelSpacing", spread(8, 0.7, 0.9)),),
        through_plane=(("CT", spread(8, 1.0, 5.0)),),
        bits=Counts("series", 12, (("12/16", 12),)),
        n_images=240,
        images_by_series=spread(12, 20, 20),
        n_image_series=12,
        n_series_with_spacing=12,
        n_series_for_spacing=12,
        stacks=(),
        n_not_stackable=0,
        instance_number_gaps=NO_SERIES,
        mixed_matrix=NO_SERIES,
    )
    return replace(plain, **changes)


def classes(**changes: Any) -> Classes:
    """One label with two classes, four normal and six with pneumonia, no splits."""
    plain = Classes(
        state="measured",
        reason="",
        key="PatientID",
        level="patient",
        labels=("diagnosis",),
        splits=(),
        counts=(
            ClassCount("diagnosis", "normal", "", 4, 96, 10, 240, Interval(0.1682, 0.6873)),
            ClassCount("diagnosis", "pneumonia", "", 6, 144, 10, 240, Interval(0.3127, 0.8318)),
        ),
        imbalance=(Imbalance("diagnosis", "", 2, 1.5, 0.971, 1.96),),
        n_rows=10,
        n_rows_joined=10,
        n_patients_labelled=10,
        n_patients=10,
        n_instances_labelled=240,
        n_instances=240,
        faults=(),
        unlabelled=NOBODY,
        conflicting=NOBODY,
        in_two_splits=NOBODY,
        normal_class="normal",
    )
    made = replace(plain, **changes)
    return made if made.splits or made.totals else replace(made, totals=made.counts)


def no_classes(**changes: Any) -> Classes:
    """No label table was given."""
    return replace(
        classes(
            state="absent",
            reason="no label table was given",
            key="",
            level="",
            labels=(),
            counts=(),
            imbalance=(),
            n_rows=0,
            n_rows_joined=0,
            n_patients_labelled=0,
            n_instances_labelled=0,
            normal_class="",
        ),
        **changes,
    )


def leakage(**changes: Any) -> Leakage:
    """No splits, and no two patients with anything in common."""
    return replace(Leakage(n_patients=10), **changes)


def samples(**changes: Any) -> Samples:
    """Nothing could be computed."""
    return replace(Samples("absent", "no label table was given", (), (), None), **changes)


def shortcuts(**changes: Any) -> Shortcuts:
    """Too few patients for anything."""
    plain = Shortcuts("not assessable", "no class has 10 patients with and 10 without it", 10)
    return replace(plain, **changes)


def documentation(**changes: Any) -> Documentation:
    """Two items and two principles, as the page sees them; no declaration."""
    plain = Documentation(
        table2=(
            Table2Row(
                "1a", "Modality", "measured", "CT 8, MR 4 of 12 series", "", ("Modality",), ""
            ),
            Table2Row("12", "Who owns the data", "absent", "", "", ("owner",), "Name the owner."),
        ),
        fair=(
            FairRow("F1", "Persistent identifier", "fail", "none declared", "Declare a DOI."),
            FairRow("R1.3", "Community standards", "pass", "240 of 240 instances read", ""),
        ),
        extras=(("X1", "Purpose and funding", ""),),
        catalogue=catalogue(),
    )
    return replace(plain, **changes)


def profile(**changes: Any) -> Profile:
    """The whole profile: `profile(cohort=cohort(n_sites=3))`."""
    plain = Profile(
        overview=overview(),
        integrity=integrity(),
        hierarchy=hierarchy(),
        conformance=conformance(),
        vendors=vendors(),
        completeness=completeness(),
        cohort=cohort(),
        geometry=geometry(),
        classes=classes(),
        samples=samples(),
        leakage=leakage(),
        shortcuts=shortcuts(),
        privacy=privacy(),
        protocols=Protocols(),
        utility=Utility(),
        values=PixelValues(),
        documentation=documentation(),
    )
    return replace(plain, **changes)
