"""The shape of what annotation objects and files give: one row each, its parts and references."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from audit.scan.codes import MEANING

PART = pa.struct(
    [
        ("unit", pa.string()),  # segment, region, group, finding, graphic, map, annotation ...
        ("number", pa.int64()),
        ("category", pa.string()),  # code as value:scheme
        ("code", pa.string()),  # what is annotated, as value:scheme; null where no code says it
        ("named", pa.bool_()),  # whether a free text says it
        ("algorithm", pa.string()),
        ("n", pa.int64()),  # frames, contours, shapes; null where the header does not tell
    ]
)
REFERENCE = pa.struct(
    [
        ("target", pa.string()),  # token of the SOPInstanceUID pointed to
        ("series", pa.string()),  # token of the series it is said to be in
        ("frame", pa.string()),  # token of the frame of reference that is claimed for it
        (
            "is_object",
            pa.bool_(),
        ),  # false: a study, a patient, a procedure step or an earlier document
        ("direct", pa.bool_()),  # named as annotated, and not only in a list of what was at hand
        ("names", pa.list_(pa.string())),  # tokens of file names, where no UID is given
    ]
)
ANNOTATIONS = pa.schema(
    [
        ("item", pa.int64()),
        ("kind", pa.string()),
        ("status", pa.string()),
        ("codes", pa.list_(pa.string())),
        ("template", pa.string()),  # TemplateIdentifier of a report
        ("annotates", pa.bool_()),  # false: a selection, a display, a map, a plan
        ("observer", pa.bool_()),  # null where the format has no place for one
        ("patient", pa.string()),  # token of the patient that a file beside the images names
        ("n_broken", pa.int64()),  # annotations that name an image their own file does not list
        ("parts", pa.list_(PART)),
        ("targets", pa.list_(REFERENCE)),
    ]
)
"""One row an annotation object or file. `status`: read, partial, unreadable, other (is none)."""
Row = dict[str, Any]

CARRIERS = ("SEG", "RTSTRUCT", "SR", "ANN", "PR", "KO", "PMAP")
OTHERS = ("RTPLAN", "RTDOSE", "RTRECORD", "RWV", "REG")
"""Modalities of objects that are no annotations and exist to point to others."""
FILES = ("AIM", "NIfTI", "COCO")
OTHER = "other"
"""An object that points to others and is no annotation: a plan, a dose, a mapping of values."""
SUFFIXES = (".xml", ".nii", ".nii.gz", ".json")
FILE_CODES = {
    "aim-invalid": "an AIM file that is no well-formed XML",
    "xml-doctype": "an AIM file with a document type; entities are never expanded",
    "nifti-invalid": "a file named as NIfTI without the header of one",
    "nifti-truncated": "a NIfTI file shorter than its header says",
    "coco-invalid": "a COCO file that is no JSON, or of another shape than COCO",
    "file-limit": "longer or deeper than the limit; it was not read",
}
"""Why a file beside the images could not be read; codes of objects are those of `codes`."""


def meaning_of(code: str) -> str:
    """A code in words."""
    return FILE_CODES.get(code) or MEANING.get(code, code)


@cache
def roles() -> dict[str, str]:
    """What objects of a SOP class are for: `image`, a carrier, `other`."""
    text = (Path(__file__).parents[1] / "data" / "sop_classes.tsv").read_text(encoding="utf-8")
    lines = [line.split("\t") for line in text.splitlines() if line and line[0] != "#"]
    return {uid: role for uid, _, _, role in lines[1:]}


def unread(item: int, kind: str, code: str) -> Row:
    """The row of an object or file of which nothing is known."""
    return {"item": item, "kind": kind, "status": "unreadable", "codes": [code]}
