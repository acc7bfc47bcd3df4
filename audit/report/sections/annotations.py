"""Annotations: what there is, what it names, what it points to, and what is annotated."""

from __future__ import annotations

from audit.profile.model import AnnotationFacts, Profile
from audit.profile.model.annotations import ImageComparison, Parts
from audit.report.sections.integrity import examples
from audit.report.view import Column, Fact, FamilyPage, Table, drop_empty, make_table
from audit.report.words import integer, interval, label, leading, number_of, of, share
from audit.scan.annotation_rows import meaning_of

TITLE = "Annotations"
_KINDS = {
    "SEG": "segmentation", "RTSTRUCT": "structure set", "SR": "structured report",
    "ANN": "microscopy bulk annotations", "PR": "presentation state", "KO": "key object selection",
    "PMAP": "parametric map", "AIM": "AIM file (XML)", "NIfTI": "NIfTI file",
    "COCO": "COCO file (JSON)", "other": "plan, dose, mapping or other object that points",
}  # fmt: skip


_UNCODED = ("graphic", "mask", "file called a mask", "volume")
"""Parts that have no place for a code."""


def annotations_page(profile: Profile) -> FamilyPage:
    """The family; one line where there is nothing to show."""
    facts = profile.annotations
    if facts.state == "absent":
        return FamilyPage("annotations", TITLE, "Annotation objects were not opened.")
    if not (facts.kinds.total or facts.unread or facts.links):
        told = "No annotation object, and no AIM, NIfTI or COCO file, was found."
        if facts.n_by_row:
            n = number_of(facts.n_by_row, "annotation object")
            told = f"{n} in a table: rows cannot be opened, so nothing more is known."
        return FamilyPage("annotations", TITLE, told)
    return FamilyPage(
        "annotations",
        TITLE,
        facts=tuple(_facts(facts)),
        tables=drop_empty(
            (_kinds(facts), _parts(facts), _links(facts), _coverage(facts), _unread(facts))
        ),
    )


def _facts(facts: AnnotationFacts) -> list[Fact]:
    n_signed = sum(n for _, n, _ in facts.observers)
    n_could = sum(n for _, _, n in facts.observers)
    alike = f"{of(facts.n_several_alike, len(facts.several))} with the same codes"
    told = [
        Fact("Images annotated", of(facts.n_images_annotated, facts.n_images)),
        Fact("Patients with an annotated image", of(facts.n_patients_annotated, facts.n_patients)),
        Fact(
            "Objects that name an image missing from its series",
            of(len(facts.dangling), facts.n_linked),
        ),
        Fact("Objects that point to what is not here", of(len(facts.not_held), facts.n_linked)),
        Fact(
            "Objects that point to another patient",
            of(len(facts.other_patient), facts.n_compared),
        ),
        Fact("Another frame of reference than the image", _agreement(facts.frames)),
        *(Fact(f"Another grid: {_grid(one)}", _agreement(one)) for one in facts.grids),
        Fact("Objects that name an observer or creator", of(n_signed, n_could)),
        Fact("Images annotated by several objects of one kind", f"{len(facts.several)}; {alike}"),
    ]
    if facts.templates.counts:
        told.append(Fact("Templates of reports", leading(facts.templates)))
    if facts.coverage_reason:
        told.append(Fact("By class", f"not compared: {facts.coverage_reason}"))
    return told


def _grid(one: ImageComparison) -> str:
    return "Rows or Columns" if one.keyword == "Rows" else one.keyword


def _agreement(one: ImageComparison) -> str:
    if not one.n_judged:
        return f"not assessable for {integer(one.n_objects)} objects" if one.n_objects else "–"
    open_ = one.n_objects - one.n_judged
    rest = f"; {integer(open_)} not assessable" if open_ else ""
    return f"{of(len(one.differing), one.n_judged)}{rest}"


def _kinds(facts: AnnotationFacts) -> Table:
    signed = {kind: of(n, total) for kind, n, total in facts.observers}
    return make_table(
        "table-annotation-kinds",
        "Annotation objects and files",
        (Column("Kind", code=True), Column("What it is"), Column("Items", True),
         Column("Name an observer")),
        (
            (kind, _KINDS.get(kind, ""), integer(n), signed.get(kind, "has no place for one"))
            for kind, n in facts.kinds.counts
        ),
    )  # fmt: skip


def _parts(facts: AnnotationFacts) -> Table:
    return make_table(
        "table-annotation-parts",
        "What is annotated",
        (Column("Part"), Column("Number", True), Column("Coded", True), Column("Text only", True),
         Column("Codes"), Column("Schemes"), Column("How made"), Column("Empty")),
        (
            (
                one.unit,
                integer(one.n),
                of(one.n_coded, one.n) if one.unit not in _UNCODED else "–",
                integer(one.n_text_only) if one.unit not in _UNCODED else "–",
                leading(one.codes) or "–",
                _schemes(one),
                leading(one.algorithms) or "–",
                of(one.n_empty, one.n_sized) if one.n_sized else "not assessable",
            )
            for one in facts.parts
        ),
    )  # fmt: skip


def _schemes(one: Parts) -> str:
    if not one.n_coded:
        return "–"
    return f"{leading(one.schemes)}; {of(one.n_public, one.n_coded)} published"


def _links(facts: AnnotationFacts) -> Table:
    return make_table(
        "table-annotation-links",
        "References: each object with each object that it names, once",
        (Column("Kind", code=True), Column("Objects", True), Column("References", True),
         Column("Held", True), Column("Missing from a series held", True),
         Column("Not held", True), Column("To another patient")),
        (
            (
                one.kind,
                integer(one.n_objects),
                integer(one.n),
                integer(one.n_held),
                integer(one.n_dangling),
                integer(one.n_not_held),
                of(one.n_other_patient, one.n_compared) if one.n_compared else "not compared",
            )
            for one in facts.links
        ),
    )  # fmt: skip


def _coverage(facts: AnnotationFacts) -> Table:
    return make_table(
        "table-annotation-coverage",
        "Annotated images by class; intervals are Wilson's, 95 %",
        (Column("Label"), Column("Class"), Column("Patients with an annotated image", True),
         Column("Share", True), Column("Interval"), Column("Annotated images", True)),
        (
            (
                label(one.label),
                label(one.name),
                of(one.n_patients_annotated, one.n_patients),
                share(one.n_patients_annotated, one.n_patients),
                interval(one.share),
                of(one.n_images_annotated, one.n_images),
            )
            for one in facts.coverage
        ),
    )  # fmt: skip


def _unread(facts: AnnotationFacts) -> Table:
    return make_table(
        "table-annotation-unread",
        "Annotation objects and files that were not read, or not to their end",
        (Column("Kind", code=True), Column("Code", code=True), Column("Meaning"),
         Column("Items", True), Column("Examples")),
        (
            (
                one.kind,
                one.code,
                f"{meaning_of(one.code)}{' (read in part)' if one.partly else ''}",
                integer(len(one.subjects)),
                examples(one.subjects),
            )
            for one in facts.unread
        ),
    )  # fmt: skip
