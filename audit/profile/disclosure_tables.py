"""Which fields of the facts count persons, and which records make a table with margins."""

from __future__ import annotations

from dataclasses import dataclass

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """
    Records of one type as a table.

    `along` are the keys that a sum runs over: the lines in which a single hidden cell would be the
    difference between the sum and the cells that are shown. `rest` are pairs of a whole and a part
    whose difference is a count of persons too. With `marked` a hidden record stays, and its
    numbers `marked` are withheld; else it goes.
    """

    measure: str
    keys: tuple[str, ...]
    along: tuple[str, ...]
    rest: Pairs = ()
    marked: tuple[str, ...] = ()


GRIDS: dict[str, Grid] = {
    "ClassCount": Grid(
        "n_patients", ("label", "name", "split"), ("name", "split"),
        (("n_patients_total", "n_patients"),),
    ),
    "Precision": Grid("n_patients", ("label", "name", "split"), ("name", "split")),
    "Subgroup": Grid(
        "n_patients", ("attribute", "level", "label", "name", "split"), ("level", "name", "split")
    ),
    "ClassVendor": Grid(
        "n_patients", ("label", "name", "vendor"), ("name", "vendor"),
        (("n_patients_total", "n_patients"),), ("n_patients", "n_instances"),
    ),
    "AgeBand": Grid("n_patients", ("band", "sex"), ("band", "sex"), (), ("n_patients",)),
    "VendorName": Grid("n_patients", ("name",), ("name",)),
    "Target": Grid("n_with", ("label", "name", "split"), ("name", "split")),
    "LevelShare": Grid("n_patients", ("level",), ("level",), (("n_patients", "n_with"),)),
    "Association": Grid("n_with", (), (), (("n_patients", "n_with"),)),
    "Ceiling": Grid("n_with", (), (), (("n_patients", "n_with"),)),
    "Strata": Grid("n_with", (), (), (("n_patients", "n_with"),)),
    "GroupComparison": Grid("n_patients", (), ()),
    "PairComparison": Grid("n_other", (), ()),
    "MissingRate": Grid("v", (), ()),
    "Known": Grid("n_patients", (), ()),
    "Rule": Grid("measured", (), ()),
    "Trace": Grid("n_patients", ("kind", "place"), (), (), ("subjects", "n_patients", "n_removed")),
    "PrivateBlock": Grid("n_items", ("creator",), (), (), ("n_items",)),
    "Contradiction": Grid("n_declared", (), (), (), ("subjects", "n_declared")),
    "PixelRisk": Grid("total", (), (), (), ("subjects",)),
    "ProfileAttribute": Grid(
        "n_patients", ("tag",), (), (), ("n_instances", "n_series", "n_patients", "n_distinct")
    ),
}  # fmt: skip
"""Every other record with a count of persons is one line of a list whose sum may be known."""

ALSO_PERSONS: dict[str, tuple[str, ...]] = {
    "Precision": ("n_others",),
    "Subgroup": ("n_others", "n_rest"),
    "NormalShare": ("n_normal", "n_abnormal", "n_both"),
    "Target": ("n_with", "n_without"),
    "Association": ("n_with",),
    "Ceiling": ("n_with",),
    "Strata": ("n_with", "n_matched"),
    "LevelShare": ("n_with",),
    "Exclusive": ("n_with", "n_without"),
    "HeaderField": ("n_absent", "n_several"),
    "Shared": ("n_shared",),
    "Linked": ("n_groups", "n_groups_across"),
    "Known": ("n_seen", "n_unseen", "n_unknown"),
    "LabelIcc": ("n_mixed",),
    "Agreement": ("n_items_split",),
    "PairComparison": ("n_reference", "n_other"),
    "MissingPair": ("n_both", "n_either"),
    "MissingFlux": ("n_missing",),
    "VendorName": ("n_series",),
    "RepresentationRatio": ("n_elsewhere",),
    "Cohort": ("n_age_absent", "n_age_unread", "n_with_sex"),
    "Balance": ("n_in_two_splits",),
    "Anonymity": ("k", "n_unique"),
    "Privacy": (
        "n_removed",
        "n_declaring",
        "n_declared_clean",
        "n_faces_unknown",
        "n_faces_cleaned",
        "n_uids_declared",
    ),
    "PrivateBlock": ("n_items",),
    "DirectIdentifiers": ("n_items",),
    "Contradiction": ("n_declared",),
    "ProfileAttribute": ("n_instances", "n_series"),
}
"""Fields that count persons without the word in their names."""

RAW: dict[tuple[str, str], tuple[int, ...]] = {
    ("Overview", "modality_by_unit"): (1, 2, 3, 4),
    ("Vendors", "by_modality"): (2,),
    ("Vendors", "models"): (3, 4),
    ("VendorName", "spellings"): (1,),
    ("DateRange", "by_year"): (1,),
    ("Boxes", "by_class"): (3, 2),
    ("GroupComparison", "groups"): (1,),
    ("AnnotationFacts", "observers"): (1, 2),
    ("Searched", "not_searched"): (1,),
}
"""Lists of plain rows: which places count persons, or what belongs to one person each."""

ALL_OR_NOTHING: dict[tuple[str, str], tuple[int, int] | tuple[int]] = {
    ("MissingRate", "groups"): (2, 1),
    ("RepresentationRatio", "groups"): (1,),
    ("MultiLabel", "classes"): (1,),
}
"""
Rows of which one small count hides the whole record, whose other numbers come from all of them;
of two places the difference counts persons too.
"""

WHOLE: dict[str, str] = {
    "Task": "n_series",
    "CtValues": "n_series",
    "PetValues": "n_series",
    "Hounsfield": "n_series",
    "Protocol": "n_series",
    "Cluster": "n_studies",
    "Acquisition": "n_series",
    "Links": "n_objects",
    "Coverage": "n_images",
    "ClassConformance": "n_items",
    "OddValue": "n_judged",
    "Mismatch": "n_judged",
}
"""Records about a part of the data, and its size: few units are of few persons, and it goes."""

ITEMS_TOO = ("privacy", "annotations")
"""Families in which an item is somebody's: values counted by item are withheld as others are."""
COUNTED = ("patient", "study", "series", "instance")
"""Units of `Counts` of which each belongs to one person: one series is one person."""
PERSON_LEVELS = ("patient",)
