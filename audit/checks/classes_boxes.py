"""Checks of the family `classes`: boxes and their images, and columns that were recognised."""

from __future__ import annotations

from collections.abc import Iterator

from audit.checks.labelled import find_fault, labelled
from audit.checks.model import Confidence, Finding, NotAssessed, Severity, check, need
from audit.checks.wording import name_lines
from audit.policy import Policy
from audit.profile.model import Classes, Profile, Subjects
from audit.profile.model.classes import Boxes, FaultKind

BOX = "box"


@check("CLS015", "Boxes outside their image or without area", Severity.WARNING)
def bad_box(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: a box of the label table has no width or no height, or reaches more than half a pixel
    beyond the Rows and Columns of every image that its row joins.

    Why: boxes were drawn on images of another size, or corners and widths were taken for each
    other; then all boxes of the table are suspect, not only those that stick out.

    Fix: compare the size of the images on which boxes were drawn with Rows and Columns; say in the
    label spec whether columns hold corners or sizes (`boxes.form`).
    """
    classes, boxes = _boxes(profile)
    limit = policy.classes.max_bad_box_share
    flat = find_fault(classes, FaultKind.BOX_FLAT)
    if flat and flat.n_rows > limit * boxes.n_rows:
        yield _box(flat.n_rows, boxes.n_rows, "have no area", name_lines(flat), boxes.flat)
    outside = find_fault(classes, FaultKind.BOX_OUTSIDE)
    if outside and outside.n_rows > limit * boxes.n_sized:
        what = "with an image of known size reach outside it"
        yield _box(outside.n_rows, boxes.n_sized, what, name_lines(outside), boxes.outside)


def _box(count: int, total: int, what: str, lines: str, who: Subjects) -> Finding:
    message = f"{count} of {total} boxes {what} ({lines})"
    return Finding(message, count, total, BOX, "label table", subjects=who)


@check("CLS016", "Labels and boxes that contradict each other", Severity.WARNING, Confidence.LIKELY)
def box_against_label(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: in a table with boxes, rows that are positive of a finding and have no box, or rows that
    are negative (or of the class of nothing found) and have one.

    Why: a detector learns the finding as background, or background as the finding.

    Fix: draw the box or correct the label; name the class that needs no box in the label spec
    (`normal_class`).
    """
    classes, boxes = _boxes(profile)
    limit = policy.classes.max_unboxed_share
    for kind, total, who in (
        (FaultKind.BOX_MISSING, boxes.n_positive, boxes.missing),
        (FaultKind.BOX_OF_NEGATIVE, boxes.n_negative, boxes.of_negative),
    ):
        fault = find_fault(classes, kind)
        if fault and fault.n_rows > limit * total:
            words = "positive" if kind is FaultKind.BOX_MISSING else "negative"
            message = f"{fault.n_rows} of {total} {words} label rows: {kind} ({name_lines(fault)})"
            yield Finding(message, fault.n_rows, total, "label row", "label table", subjects=who)


def _boxes(profile: Profile) -> tuple[Classes, Boxes]:
    classes = labelled(profile)
    if classes.boxes is None:
        raise NotAssessed("the label table has no columns for boxes")
    need(classes.boxes.n_rows, "no row of the label table has a box")
    return classes, classes.boxes


@check("CLS017", "Columns of the label table taken for what they are", Severity.NOTE)
def recognised_column(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: no column of the label table has a name that says what it is: label columns were taken
    because they hold nothing but 1, 0, -1 and blanks, or the key was taken for the identifier by
    which most rows join.

    Why: a column of another meaning may look the same, and a key may join by chance.

    Fix: name key and labels in a label spec, or with `--key COLUMN=KEYWORD` and `--label`.
    """
    classes = labelled(profile)
    need(classes.source == "file", "labels come from the data itself, not from a table")
    if classes.by_content:
        n = len(classes.labels)
        message = f"{n} columns were taken for labels: they hold only 1, 0, -1 and blanks"
        yield Finding(message, n, n, "column", "label table")
    if not classes.key_declared:
        how = f", {classes.key_form}" if classes.key_form else ""
        message = (
            f"the key was taken for {classes.key}{how}: {classes.n_rows_joined} of "
            f"{classes.n_rows} rows join by it, more than by any other identifier"
        )
        count = classes.n_rows_joined
        yield Finding(message, count, classes.n_rows, "label row", "label table")


CHECKS = (bad_box, box_against_label, recognised_column)
