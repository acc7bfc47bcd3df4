"""What the checks said in the sample report: failed, waived, not assessed, passed."""

from __future__ import annotations

from typing import Any

from audit.checks.model import Finding
from tests.report.sample_facts import some

_NO_VENDOR = (
    "one vendor supplies more than the allowed share of the series of a modality.",
    "a model can learn the make of the scanner instead of the disease, and then fail elsewhere.",
    "add series from other vendors, or state the limit in the datasheet.",
)
_SPLIT = (
    "a patient stands in more than one split.",
    "the model is tested on patients it was trained on, so that every test result is too good.",
    "assign whole patients to one split.",
)
_GAP = (
    "the distances between slices of a stack differ by more than 5 %.",
    "volumes and diameters measured across the gap are wrong, and so are 3-D models.",
    "find the missing slices at the source, or exclude these series.",
)
_OTHER = (
    "a thing that was looked at.",
    "readers rely on it when they judge the dataset.",
    "mend it at the source.",
)
RESULTS: tuple[tuple[Any, ...], ...] = (
    ("COH003", "Ages above 89", "warning", "cohort", "failed", "", _OTHER,
     (Finding("1 of 178 patients is older than 89", 1, 178, "patient", "dataset", "PatientAge",
              some("patient", 133)),)),
    ("CLS005", "Patient in two splits", "error", "classes", "failed", "", _SPLIT,
     (Finding("2 of 150 labelled patients stand in train and in test", 2, 150, "patient",
              "split test", "", some("patient", 3, 9)),)),
    ("VEN001", "One vendor dominates", "warning", "vendors", "failed", "", _NO_VENDOR,
     (Finding("Siemens: 214 of 402 series; limit 50 %", 214, 402, "series", "CT series",
              "Manufacturer", some("series", *range(1, 41))),)),
    ("GEO002", "Slices missing in a stack", "error", "geometry", "failed", "", _GAP,
     (Finding("2 of 204 stacks lack 7 slices", 2, 204, "series", "CT and MR series",
              "ImagePositionPatient", some("series", 12, 301)),)),
    ("INT002", "Items that could not be read", "error", "integrity", "failed", "", _OTHER,
     (Finding("2 of 31,912 items could not be read", 2, 31_912, "item", "dataset", "",
              some("item", 401, 402)),)),
    ("DOC004", "No licence", "note", "datasheet", "failed", "", _OTHER,
     (Finding("item 14 is not declared", 1, 27, "item"),)),
    ("GEO004", "Mixed matrix", "warning", "geometry", "waived",
     "A. Curator until 2027-06-30: phantom series, kept on purpose", _OTHER,
     (Finding("1 of 402 series holds two matrix sizes", 1, 402, "series", "dataset", "Rows",
              some("series", 77)),)),
    ("SMP003", "Events per parameter", "warning", "samples", "not_assessed",
     "the number of trainable parameters is not declared", _OTHER, ()),
    ("COH001", "One sex dominates", "warning", "cohort", "passed", "", _OTHER, ()),
    ("VEN002", "Vendor spelt in several ways", "note", "vendors", "passed", "", _OTHER, ()),
)  # fmt: skip
