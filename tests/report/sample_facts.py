"""The facts of the sample report, family by family."""

from __future__ import annotations

from typing import Any

from audit.profile.model import (
    Accounting,
    CodeCount,
    Cohort,
    Completeness,
    Counts,
    Geometry,
    Integrity,
    Overview,
    Spread,
    Subjects,
    Vendors,
)
from audit.profile.model.cohort import AgeBand, DateRange
from audit.profile.model.completeness import Cell
from audit.profile.model.geometry import Stack
from audit.profile.model.vendors import Envelope, VendorName
from tests import records
from tests.report.sample_classes import classes

__all__ = ["classes", "some"]


def some(level: Any, *numbers: int) -> Subjects:
    return Subjects(level, numbers, tuple(10 * number for number in numbers))


def overview() -> Overview:
    return Overview(
        n_patients=184,
        n_studies=201,
        n_series=402,
        n_instances=31_880,
        n_frames=31_960,
        bytes_total=17_400_000_000,
        modalities=records.counts("series", 402, CT=260, MR=112, DX=30),
        sop_classes=Counts(
            "instance",
            31_880,
            (
                ("CT Image Storage", 24_100),
                ("MR Image Storage", 7_750),
                ("Digital X-Ray Image Storage - For Presentation", 30),
            ),
        ),
        transfer_syntaxes=Counts(
            "instance",
            31_880,
            (("Explicit VR Little Endian", 30_010), ("JPEG 2000 Image Compression", 1_870)),
        ),
        modality_by_unit=(
            ("CT", 130, 140, 260, 24_100),
            ("DX", 30, 30, 30, 30),
            ("MR", 40, 42, 112, 7_750),
        ),
    )


def integrity() -> Integrity:
    return records.integrity(
        accounting=Accounting(31_912, 31_700, 160, 21, 2, 29),
        codes=(
            CodeCount("not-dicom", "skipped", some("item", *range(1, 30))),
            CodeCount("odd-length", "finding", some("item", *range(40, 200))),
            CodeCount("truncated", "partial", some("item", *range(300, 321))),
            CodeCount("unreadable", "rejected", some("item", 401, 402)),
        ),
        n_dicomdir=1,
        duplicate_uid=some("instance", 12, 13, 14),
        uid_conflict=some("instance", 88),
        without_patient_id=some("instance", 5, 6),
    )


VENDORS = (
    ("Siemens", 214, 98, (("SIEMENS", 201), ("Siemens Healthineers", 13))),
    ("GE", 104, 50, (("GE MEDICAL SYSTEMS", 104),)),
    ("Philips", 60, 27, (("Philips Medical Systems", 58), ("Philips", 2))),
    ("Canon", 14, 6, (("TOSHIBA", 14),)),
    ("Nordic <Imaging> & Co", 10, 3, (("Nordic <Imaging> & Co", 10),)),
)
MODELS = (
    ("CT", "Siemens", "SOMATOM Definition AS", 120, 60),
    ("CT", "Siemens", "Sensation 64", 30, 14),
    ("CT", "GE", "Revolution CT", 70, 32),
    ("CT", "Philips", "iCT 256", 26, 14),
    ("CT", "Canon", "Aquilion ONE", 14, 6),
    ("MR", "Siemens", "Skyra", 50, 18),
    ("MR", "GE", "SIGNA Premier", 30, 12),
    ("MR", "Philips", "Ingenia", 32, 10),
    ("DX", "Siemens", "Ysio Max", 14, 14),
    ("DX", "GE", "Definium 656", 4, 4),
    ("DX", "Philips", "DigitalDiagnost", 2, 2),
    ("DX", "Nordic <Imaging> & Co", "X1 $\\frac{1}{2}$", 10, 3),
)


def vendors() -> Vendors:
    summed: dict[tuple[str, str], int] = {}
    for modality, vendor, _, n_series, _ in MODELS:
        summed[modality, vendor] = summed.get((modality, vendor), 0) + n_series
    return Vendors(
        Manufacturer=Counts("series", 402, tuple((v[0], v[1]) for v in VENDORS)),
        names=tuple(
            VendorName(n, s, p, raw, not n.startswith("Nordic")) for n, s, p, raw in VENDORS
        ),
        by_patient=Counts("patient", 184, tuple((v[0], v[2]) for v in VENDORS)),
        by_modality=tuple((m, v, n) for (m, v), n in sorted(summed.items())),
        ManufacturerModelName=Counts(
            "series", 402, tuple((f"{v} / {model}", n) for _, v, model, n, _ in MODELS)
        ),
        models=MODELS,
        SoftwareVersions=Counts("series", 402, (("VA48A", 120), ("syngo CT 2012B", 30)), 40),
        n_stations=14,
        n_devices=16,
        MagneticFieldStrength=Counts("series", 112, (("3", 80), ("1.5", 32))),
        ConvolutionKernel=Counts(
            "series", 260, (("B30f", 120), ("STANDARD", 70), ("I70f", 30)), 14
        ),
        envelope=tuple(_envelopes()),
    )


def _envelopes() -> list[Envelope]:
    rows = (
        ("CT", "GE", "KVP", "kV", 70, 80, 100, 120, 120, 120),
        ("CT", "Philips", "KVP", "kV", 26, 100, 100, 120, 120, 120),
        ("CT", "Siemens", "KVP", "kV", 150, 70, 80, 110, 120, 140),
        ("CT", "GE", "SliceThickness", "mm", 70, 0.625, 1.25, 2.5, 5, 5),
        ("CT", "Siemens", "SliceThickness", "mm", 148, 0.6, 1, 1.5, 5, 10),
        ("MR", "GE", "EchoTime", "ms", 30, 2.1, 2.4, 88, 102, 110),
        ("MR", "Siemens", "EchoTime", "ms", 50, 1.7, 2.3, 79, 94, 441),
        ("MR", "Siemens", "MagneticFieldStrength", "T", 50, 3, 3, 3, 3, 3),
    )
    return [Envelope(m, v, k, u, Spread(n, *five), n) for m, v, k, u, n, *five in rows]


def completeness() -> Completeness:
    keywords = [
        *("KVP", "ConvolutionKernel", "SliceThickness", "XRayTubeCurrent", "Exposure", "CTDIvol"),
        *("BodyPartExamined", "PatientAge", "PatientSex", "ProtocolName"),
        *("RepetitionTime", "EchoTime", "FlipAngle", "ContrastBolusAgent"),
    ]
    totals = {"CT": 260, "MR": 112, "DX": 30}
    cells = []
    for place, keyword in enumerate(keywords):
        for modality, total in totals.items():
            if (keyword in keywords[:6] and modality != "CT") or (
                keyword in keywords[10:13] and modality != "MR"
            ):
                continue
            missing = [(place * 7 + len(modality) * k) % (total // 4) for k in (1, 2, 3, 5)]
            unknown = 1 if modality == "CT" else 0
            present = total - sum(missing) - unknown
            cells.append(
                Cell(
                    keyword,
                    modality,
                    total,
                    present,
                    *missing,
                    unknown,
                    some("series", *range(1, 1 + sum(missing))),
                )
            )
    return Completeness(tuple(cells), 402, 21, 31_880, 380)


def cohort() -> Cohort:
    bands = ["20-29", "30-39", "40-49", "50-59", "60-69", "70-79", "80-89", "90+"]
    women, men = (3, 8, 14, 21, 24, 16, 7, 1), (2, 6, 10, 18, 22, 20, 6, 0)
    pairs = zip(bands, women, men, strict=True)
    rows = [(b, s, n) for b, f, m in pairs for s, n in (("F", f), ("M", m))]
    years = ((2012, 9), (2013, 14), (2014, 30), (2015, 41), (2017, 52), (2018, 39), (2019, 16))
    return records.cohort(
        n_patients=184,
        PatientSex=Counts("patient", 184, (("F", 94), ("M", 84), ("O", 1)), 5),
        age=Spread(178, 21, 31, 58, 81, 90),
        age_bands=tuple(AgeBand(*row) for row in (*rows, ("50-59", "O", 1))),
        n_age_absent=6,
        over_89=some("patient", 133),
        invalid_age=some("patient", 7, 8),
        dates=DateRange("measured", 2012, 2019, 201, 201, "", years),
        n_sites=4,
        site_sizes=(120, 40, 14, 2),
        n_patients_without_site=8,
        deidentified=Counts("series", 402, (("YES", 380),), 22),
    )


def geometry() -> Geometry:
    odd = ((12, "CT", 1.0, 2), (31, "CT", 0.0312, 0), (44, "MR", 0.0182, 0), (301, "MR", 0.51, 5))
    stacks = [
        Stack(s, 80 * s, m, 60, 3.0, 3.0, 3.0 * (1 + d), d, gaps, 0, 0.0, 3.0, None)
        for s, m, d, gaps in odd
    ]
    regular = [
        Stack(s, 80 * s, "CT", 80, 1.5, 1.5, 1.5, 0.0004, 0, 0, 0.0, 1.5, None)
        for s in range(50, 250)
    ]
    return records.geometry(
        matrix=Counts("series", 402, (("512 x 512", 260), ("256 x 256", 112), ("2800 x 2400", 30))),
        in_plane=(
            ("CT", "PixelSpacing", Spread(258, 0.49, 0.6, 0.74, 0.93, 0.98)),
            ("DX", "ImagerPixelSpacing", Spread(30, 0.1, 0.1, 0.14, 0.16, 0.2)),
            ("MR", "PixelSpacing", Spread(112, 0.43, 0.47, 0.94, 1.25, 1.88)),
        ),
        through_plane=(("CT", Spread(202, 0.6, 1, 1.5, 5, 5)), ("MR", Spread(60, 1, 1, 3, 5, 6))),
        bits=Counts("series", 402, (("12/16", 372), ("16/16", 30))),
        n_images=31_960,
        images_by_series=Spread(402, 1, 1, 62, 310, 902),
        n_image_series=402,
        n_series_with_spacing=370,
        n_series_for_spacing=372,
        stacks=tuple(sorted([*stacks, *regular], key=lambda one: one.series)),
        n_not_stackable=44,
        instance_number_gaps=some("series", 12, 31, 301),
        mixed_matrix=some("series", 77),
    )
