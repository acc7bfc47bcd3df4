"""A cohort of 150 labelled patients in which pneumonia follows the scanner."""

from __future__ import annotations

from audit.profile.model import Interval, Shortcuts
from audit.profile.model.balance import (
    Balance,
    GroupComparison,
    LittleResult,
    MissingFlux,
    MissingPair,
    MissingPattern,
    MissingRate,
    PairComparison,
    RepresentationRatio,
)
from audit.profile.model.shortcuts import (
    Association,
    Ceiling,
    Conditional,
    Exclusive,
    HeaderField,
    Kind,
    LevelShare,
    ManyClasses,
    SkippedField,
    Strata,
    Target,
)

# Field, kind, values, AUC, half width, V, U, q, patients of its own values with and without.
FIELDS: tuple[tuple[str, Kind, int, float, float, float, float, float, int, int], ...] = (
    ("Manufacturer", "provenance", 5, 0.842, 0.06, 0.64, 0.34, 0.002, 0, 14),
    ("ManufacturerModelName", "provenance", 12, 0.827, 0.06, 0.62, 0.33, 0.002, 12, 24),
    ("InstitutionName", "provenance", 5, 0.741, 0.07, 0.44, 0.16, 0.002, 0, 0),
    ("BodyPartExamined", "content", 4, 0.702, 0.08, 0.40, 0.12, 0.002, 0, 11),
    ("missing ContrastBolusAgent + 2", "missing", 3, 0.655, 0.08, 0.29, 0.07, 0.004, 0, 0),
    ("ConvolutionKernel", "acquisition", 9, 0.622, 0.09, 0.24, 0.05, 0.041, 0, 0),
    ("KVP", "acquisition", 5, 0.571, 0.09, 0.10, 0.01, 0.19, 0, 0),
    ("TransferSyntaxUID", "storage", 2, 0.544, 0.07, 0.06, 0.0, 0.31, 0, 0),
    ("StudyDate (quarter)", "provenance", 10, 0.521, 0.10, 0.0, 0.0, 0.62, 0, 0),
    ("file size", "storage", 10, 0.488, 0.09, 0.0, 0.0, 0.91, 0, 0),
)


def shortcuts() -> Shortcuts:
    return Shortcuts(
        "measured",
        "",
        184,
        fields=tuple(HeaderField(name, kind, n, 3, 6) for name, kind, n, *_ in FIELDS),
        skipped=(SkippedField("StationName", "nearly every patient has a value of its own"),),
        n_constant=21,
        targets=(
            Target("diagnosis", "normal", "", 84, 66),
            Target("diagnosis", "pneumonia", "", 59, 91),
            Target("diagnosis", "nodule", "", 7, 143, "fewer than 10 patients on one side"),
            Target("diagnosis", "pneumonia", "test", 15, 25),
        ),
        associations=(
            *(_one("pneumonia", 59, 150, "", row) for row in FIELDS),
            *(_one("normal", 84, 150, "", _weaker(row)) for row in FIELDS),
            *(_one("pneumonia", 15, 40, "test", row) for row in FIELDS[:3]),
        ),
        many_classes=tuple(
            ManyClasses("diagnosis", name, kind, 150, 3, n, v, u)
            for name, kind, n, _, _, v, u, *_ in FIELDS
        ),
        ceilings=(
            Ceiling("diagnosis", "pneumonia", "", 150, 59, 9, 0.871, Interval(0.81, 0.93), 150),
            Ceiling("diagnosis", "normal", "", 150, 84, 9, 0.70, Interval(0.61, 0.79), 150),
        ),
        strata=(
            Strata(
                "diagnosis", "pneumonia", "Manufacturer", 150, 59,
                (
                    LevelShare("Siemens", 72, 49), LevelShare("GE", 40, 4),
                    LevelShare("Philips", 20, 6), LevelShare("Canon", 14, 0),
                ),
                1, 4, 66,
            ),
        ),
        covariates=("PatientSex", "PatientAge"),
        balance=balance(),
    )  # fmt: skip


Row = tuple[str, Kind, int, float, float, float, float, float, int, int]


def _weaker(row: Row) -> Row:
    name, kind, n, auc, half, v, u, q, own, others = row
    return name, kind, n, 0.5 + (auc - 0.5) / 2, half, v / 2, u / 4, q, own, others


def _one(name: str, n_with: int, n: int, split: str, row: Row) -> Association:
    field, kind, n_levels, auc, half, v, u, q, own, others = row
    inside = None
    if field == "Manufacturer" and not split:
        inside = Conditional(("PatientSex", "PatientAge"), 9, 0.21, 0.24, 0.001, 999)
    return Association(
        "diagnosis", name, split, field, kind, n, n_with, n_levels, v, u, auc,
        Interval(max(0, auc - half), min(1, auc + half)), None, q / 2, q, 999,
        Exclusive(int(own > 0) + int(others > 0), own, others), inside,
    )  # fmt: skip


def balance() -> Balance:
    groups = (("train", 110), ("test", 40))
    return Balance(
        splits=("train", "test"),
        n_in_two_splits=2,
        site_reason="no two sites have 10 patients each",
        comparisons=(
            GroupComparison("split", "InstitutionName", "provenance", groups, 150, 5, 0.34, 22.1,
                            4, 0.0005, 0.006, 1999),
            GroupComparison("split", "PatientAge", "content", groups, 150, 4, 0.05, 3.4, 3, 0.33,
                            0.7, 0),
        ),
        pairs=(
            PairComparison("PatientAge", "content", "train", "test", 110, 40, 0.14, 0.11, 0.81,
                           0.008, 0.041, 0.27, 4),
            PairComparison("InstitutionName", "provenance", "train", "test", 110, 40, None, None,
                           None, 0.071, 0.31, 0.32, 5),
        ),
        missing=(
            MissingRate("vendor", ("ContrastBolusAgent", "ContrastBolusRoute"),
                        (("Siemens", 60, 98), ("GE", 4, 50), ("Philips", 20, 27)), 0.66, 0.53,
                        0.0001, 0.0004, 0),
        ),
        patterns=(MissingPattern((), 90), MissingPattern(("ContrastBolusAgent", "KVP"), 60)),
        n_patterns=5,
        n_pattern_patients=184,
        missing_pairs=(MissingPair(("ContrastBolusAgent",), ("KVP", "Exposure"), 60, 84, 0.61),),
        flux=(MissingFlux(("ContrastBolusAgent",), 84, 184, 0.2, 0.1),),
        little=LittleResult(("KVP", "Exposure"), 170, 3, 9.1, 3, 0.028),
        representation=(
            RepresentationRatio("PatientSex", (("F", 94, 0.5, 1.06), ("M", 84, 0.5, 0.94)), 178, 6,
                                0.06),
        ),
    )  # fmt: skip
