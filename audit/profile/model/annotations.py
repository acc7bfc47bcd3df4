"""Facts of the family `annotations`: objects and files, what they name, what they point to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from audit.profile.model.shared import NO_INSTANCE, NO_ITEM, Counts, Interval, Subjects

NO_KIND = Counts("item", 0)


@dataclass(frozen=True, slots=True)
class Unread:
    """Objects or files of one kind that were not read, or not to their end, for one reason."""

    kind: str
    code: str
    partly: bool
    subjects: Subjects


@dataclass(frozen=True, slots=True)
class Parts:
    """Segments, regions, groups, findings or categories, all of one kind of object together."""

    unit: str
    """segment, region, group, finding, graphic, map, annotation, observation, category, ..."""
    n: int
    n_coded: int
    n_public: int
    """Of the coded ones: by a scheme that is published."""
    n_text_only: int
    codes: Counts
    """What is annotated, as meaning or code."""
    schemes: Counts
    algorithms: Counts
    """MANUAL, SEMIAUTOMATIC, AUTOMATIC and what else is written there."""
    n_sized: int
    """Parts of which the header tells how many frames, contours or shapes they have ..."""
    n_empty: int
    """... and those of them that have none."""
    uncoded: Subjects
    without_algorithm: Subjects
    empty: Subjects
    """Objects with at least one such part."""


@dataclass(frozen=True, slots=True)
class Links:
    """
    References of one kind of object: each object with each other object that it names, once.

    Studies, patients and procedure steps that are named do not count.
    """

    kind: str
    n_objects: int
    n: int
    n_held: int
    n_dangling: int
    """Not held, while the series that it is said to be in is."""
    n_not_held: int
    """Not held, and neither is its series, or none is named."""
    n_compared: int
    """Held, with a patient on both sides ..."""
    n_other_patient: int
    """... and another one."""


@dataclass(frozen=True, slots=True)
class ImageComparison:
    """Objects whose attribute was held against that of the images they point to."""

    keyword: str
    n_judged: int
    n_objects: int
    """Objects of the kinds that could be judged: the rest lacks the attribute or the images."""
    differing: Subjects


NO_FRAME = ImageComparison("FrameOfReferenceUID", 0, 0, NO_ITEM)


@dataclass(frozen=True, slots=True)
class Coverage:
    """Annotated units of one class of a label."""

    label: str
    name: str
    n_patients: int
    n_patients_annotated: int
    n_images: int
    n_images_annotated: int
    share: Interval | None
    """Wilson's interval of the share of patients."""


@dataclass(frozen=True, slots=True)
class AnnotationFacts:
    """
    The family `annotations`.

    Subjects are items: objects in DICOM and files beside them. A second copy of an object does
    not count.
    """

    state: Literal["absent", "measured"] = "absent"
    """`absent` where no annotation object or file was looked for."""
    kinds: Counts = NO_KIND
    """SEG, RTSTRUCT, SR, ANN, PR, KO, PMAP; AIM, NIfTI, COCO."""
    templates: Counts = NO_KIND
    """TemplateIdentifier of reports."""
    n_by_row: int = 0
    """Annotation objects that are rows of a table and were not opened."""
    unread: tuple[Unread, ...] = ()
    parts: tuple[Parts, ...] = ()
    observers: tuple[tuple[str, int, int], ...] = ()
    """Kind, objects that name an observer or creator, objects that could."""
    without_observer: Subjects = NO_ITEM
    links: tuple[Links, ...] = ()
    dangling: Subjects = NO_ITEM
    not_held: Subjects = NO_ITEM
    other_patient: Subjects = NO_ITEM
    n_linked: int = 0
    """Objects that point to something."""
    n_compared: int = 0
    """Objects of which a target's patient could be compared."""
    n_broken: int = 0
    """Annotations of COCO files whose image their own file does not list."""
    frames: ImageComparison = NO_FRAME
    grids: tuple[ImageComparison, ...] = ()
    """Rows and Columns, PixelSpacing, ImageOrientationPatient of masks and maps."""
    n_images: int = 0
    n_images_annotated: int = 0
    n_patients: int = 0
    """Patients with an image."""
    n_patients_annotated: int = 0
    several: Subjects = NO_INSTANCE
    """Images that two or more objects of one kind annotate."""
    n_several_alike: int = 0
    """Of them: with the same codes."""
    coverage: tuple[Coverage, ...] = ()
    coverage_reason: str = ""
    """Why classes are not compared."""


NO_ANNOTATIONS = AnnotationFacts()
