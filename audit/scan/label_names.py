"""Names that columns of public label tables have, and what each stands for."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

KEYS = {
    "SOPInstanceUID": "instance",
    "SeriesInstanceUID": "series",
    "StudyInstanceUID": "study",
    "AccessionNumber": "study",
    "PatientID": "patient",
    "path": "instance",
}
"""Key columns in the order they are looked for, and the level of what each names."""
STEM = "stem"
"""The name of a file without folders and suffix; a key that is declared or has a known name."""
DECLARED = (*KEYS, STEM)
"""What a key column may be said to stand for."""
ITEM, ANNOTATION = "item", "annotation"
"""What labels from the data itself are joined by: folders by item, annotations by reference."""
LEVELS: Mapping[str, str] = KEYS | dict.fromkeys((STEM, ITEM, ANNOTATION), "instance")
ANY = ""
"""A key whose identifier the join must find out."""
KNOWN_KEYS: dict[str, str] = {
    "imageindex": STEM,
    "imageid": ANY,
    "dicomid": ANY,
    "instanceid": ANY,
    "filename": ANY,
    "filepath": "path",
    "dicompath": "path",
    "imagepath": "path",
    "pathtoimage": "path",
    "pathtodicom": "path",
    "patient": ANY,
    "subjectid": ANY,
    "subject": ANY,
}
"""Keys of public tables, letters only, looked for where no column has a name of `KEYS`."""
LABELS = ("label", "class", "diagnosis", "Finding Labels")
"""Label columns where none is named: all of these that are there."""
MORE_LABELS = ("Target", "class_name", "Finding Label", "finding_categories")
"""Those of tables with boxes, where none of `LABELS` is there."""
SPLIT = "split"
READERS = (
    "reader",
    "readerid",
    "radid",
    "rater",
    "raterid",
    "annotator",
    "annotatorid",
    "radiologist",
    "radiologistid",
    "servicingradiologistid",
    "observer",
    "observerid",
)
"""Columns that name the reader of a row, letters only."""
NORMAL = frozenset({"no finding", "no findings", "no_finding", "normal", "healthy", "negative"})
"""Classes that need no box, compared without case, where no normal class is declared."""

_READER_COLUMN = re.compile(
    r"(?:(?P<label>.*?)[ _.\-]+)?(?P<reader>(?:reader|rater|radiologist|annotator|observer)"
    r"[ _.\-]*(?:\d{1,3}|[a-z]))\Z",
    re.IGNORECASE,
)
_NO_LETTER = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class BoxColumns:
    """Four columns; `corners` where the last two are the other corner, else width and height."""

    x: str
    y: str
    x_end: str
    y_end: str
    corners: bool

    @classmethod
    def of(cls, names: Sequence[str], corners: bool) -> BoxColumns:
        """From four names."""
        x, y, x_end, y_end = names
        return cls(x, y, x_end, y_end, corners)

    @property
    def names(self) -> tuple[str, str, str, str]:
        """In the order x, y, and what ends the box."""
        return self.x, self.y, self.x_end, self.y_end


BOXES = (
    BoxColumns("x", "y", "width", "height", corners=False),
    BoxColumns("x_min", "y_min", "x_max", "y_max", corners=True),
    BoxColumns("xmin", "ymin", "xmax", "ymax", corners=True),
    BoxColumns("Bbox [x", "y", "w", "h]", corners=False),
)
"""RSNA pneumonia; VinDr-CXR; VinDr-Mammo; ChestX-ray14, whose one head is four by its commas."""


def find(names: Collection[str], wanted: str) -> str:
    """The name itself, or the only one that differs from it in case alone; "" where none."""
    if wanted in names:
        return wanted
    alike = [name for name in names if name.casefold() == wanted.casefold()]
    return alike[0] if len(alike) == 1 else ""


def find_spelt(names: Collection[str], letters: str) -> str:
    """The only name that is these letters without case, blanks and marks; "" where none."""
    alike = [name for name in names if bare(name) == letters]
    return alike[0] if len(alike) == 1 else ""


def bare(name: str) -> str:
    """`Patient ID`, `patient_id` and `patientId` are all `patientid`."""
    return _NO_LETTER.sub("", name).casefold()


def find_boxes(names: Collection[str]) -> BoxColumns | None:
    """The first of the known box columns that are all there."""
    for known in BOXES:
        found = [find(names, name) for name in known.names]
        if all(found):
            return BoxColumns.of(found, known.corners)
    return None


def reader_families(names: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """
    Columns that hold one reader each, by the label they speak of: two or more belong together.

    `reader1, reader2` are of the label `label`; `malignancy_reader1, ...` of `malignancy`.
    """
    found: dict[str, list[str]] = {}
    for name in names:
        if match := _READER_COLUMN.match(name):
            found.setdefault(match["label"] or LABELS[0], []).append(name)
    yield from ((label, tuple(columns)) for label, columns in found.items() if len(columns) > 1)
