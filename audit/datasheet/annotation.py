"""Rows 6a, 6b, 7 and 8 of Table 2: annotations, context, ground truth."""

from __future__ import annotations

from dataclasses import replace

from audit.datasheet.answers import all_answered, answered, any_answered
from audit.datasheet.declaration import DatasheetDeclaration
from audit.datasheet.row import Side, catalogue_of, settle
from audit.datasheet.wording import join, list_counts, list_presence, out_of
from audit.profile.model import AnnotationFacts, Profile
from audit.profile.model.catalogue import Annotations
from audit.profile.model.documentation import Table2Row
from audit.units import amount

_FILES = ("AIM", "NIfTI", "COCO")
CONTEXT = (
    "StudyDescription",
    "ProcedureCodeSequence",
    "RequestedProcedureDescription",
    "ReasonForTheRequestedProcedure",
    "ReasonForPerformedProcedureCodeSequence",
    "AdmittingDiagnosesDescription",
    "CurrentPatientLocation",
    "ClinicalTrialTimePointID",
)


def annotation_type(profile: Profile, declaration: DatasheetDeclaration) -> Table2Row:
    """6a."""
    facts, said = catalogue_of(profile).annotations, declaration.annotation_type
    carriers = dict(facts.carriers.counts)
    opened, beside = profile.annotations, _files(profile.annotations)
    labels = profile.classes
    labelled = labels.n_rows > 0
    n_series = catalogue_of(profile).images.n_series
    text = join(
        ", ".join(f"{amount(n, f'{name} object')}" for name, n in carriers.items()),
        f"{out_of(facts.n_series_annotated, n_series, 'image series')} are pointed to"
        if carriers and facts.references_read
        else "",
        ", ".join(f"{amount(n, f'{name} file')}" for name, n in beside.items()),
        f"{out_of(opened.n_images_annotated, opened.n_images, 'image')} annotated, of "
        f"{out_of(opened.n_patients_annotated, opened.n_patients, 'patient')}"
        if opened.n_linked
        else "",
        f"label table with {amount(len(labels.labels), 'label')} for "
        f"{out_of(labels.n_patients_labelled, labels.n_patients, 'patient')}"
        if labelled
        else "",
    )
    missing = [name for name in said.carriers if name not in carriers]
    return settle(
        "6a",
        said,
        Side(text, bool(carriers) or bool(beside) or labelled),
        enough=answered(said, "task") and any_answered(said, "carriers", "files"),
        evidence=(
            "SOPClassUID",
            "ReferencedSOPInstanceUID",
            "AIM, NIfTI and COCO files",
            "label table",
        ),
        advice="Declare the task and which files or DICOM objects carry the annotations.",
        conflicts=tuple(f"{name} is declared, and no such object was found" for name in missing),
        agrees=bool(said.carriers),
    )


def _files(facts: AnnotationFacts) -> dict[str, int]:
    """Annotation files beside the images by kind; of NIfTI files only masks are annotations."""
    found = {kind: n for kind, n in facts.kinds.counts if kind in _FILES}
    n_volumes = sum(one.n for one in facts.parts if one.unit == "volume")
    n_broken = sum(len(one.subjects) for one in facts.unread if one.kind == "NIfTI")
    found["NIfTI"] = found.get("NIfTI", 0) - n_volumes - n_broken
    return {kind: n for kind, n in found.items() if n > 0}


def annotation(profile: Profile, declaration: DatasheetDeclaration) -> Table2Row:
    """6b."""
    facts, said = _as_opened(profile), declaration.annotation
    return settle(
        "6b",
        said,
        Side(
            join(_say_annotation(facts), _say_opened(profile.annotations)),
            _complete_annotation(profile),
        ),
        enough=all_answered(said, "what", "methods") and any_answered(said, "guideline", "tool"),
        evidence=(
            "SegmentedPropertyTypeCodeSequence",
            "SegmentAlgorithmType",
            "ROIGenerationAlgorithm",
            "ReferencedSOPInstanceUID",
        ),
        advice="Declare what is annotated, by which method, and by which guideline or tool.",
        conflicts=_compare_methods(facts, said.methods),
        agrees=bool(said.methods) and bool(_methods(facts)),
    )


def _as_opened(profile: Profile) -> Annotations:
    """
    The catalogue, with segments and regions counted one by one where their objects were opened:
    a flat list of a header does not hold the blanks.
    """
    facts = catalogue_of(profile).annotations
    parts = {one.unit: one for one in profile.annotations.parts}
    if segment := parts.get("segment"):
        facts = replace(
            facts,
            n_segments=segment.n,
            property_types=segment.codes,
            segment_algorithms=segment.algorithms,
        )
    if region := parts.get("region"):
        facts = replace(facts, n_rois=region.n, roi_algorithms=region.algorithms)
    return facts


def _say_annotation(facts: Annotations) -> str:
    dangling = (
        f"{amount(len(facts.dangling), 'annotation object')} point to objects not held here "
        f"({out_of(facts.n_references_held, facts.n_references, 'referenced object')} held)"
    )
    return join(
        amount(facts.n_segments, "segment") if facts.n_segments else "",
        list_counts(facts.property_types),
        list_counts(facts.segment_algorithms),
        amount(facts.n_rois, "region of interest") if facts.n_rois else "",
        list_counts(facts.roi_algorithms),
        list_counts(facts.titles),
        dangling if facts.dangling else "",
    )


def _say_opened(facts: AnnotationFacts) -> str:
    """What only opening the objects shows."""
    n_signed = sum(n for _, n, _ in facts.observers)
    n_could = sum(n for _, _, n in facts.observers)
    empty = [f"{out_of(one.n_empty, one.n_sized, one.unit)} empty"
             for one in facts.parts if one.n_empty]  # fmt: skip
    other = f"objects that point to another patient's image: {len(facts.other_patient)}"
    return join(
        f"an observer or creator stands in {out_of(n_signed, n_could, 'object')}"
        if n_could
        else "",
        *(f"coded {out_of(one.n_coded, one.n, one.unit)}" for one in facts.parts
          if one.unit in ("segment", "region", "group", "finding")),
        *empty,
        other if facts.other_patient else "",
    )  # fmt: skip


def _complete_annotation(profile: Profile) -> bool:
    """Every segment named by a code and typed, and every reference found and of the patient."""
    facts = _as_opened(profile)
    named = facts.n_segments > 0 and not facts.property_types.absent
    typed = facts.segment_algorithms.present == facts.n_segments
    linked = not facts.dangling and not profile.annotations.other_patient
    return named and typed and not facts.n_rois and linked


def _methods(facts: Annotations) -> dict[str, int]:
    sums: dict[str, int] = {}
    for counts in (facts.segment_algorithms, facts.roi_algorithms):
        for name, n in counts.counts:
            sums[name.lower()] = sums.get(name.lower(), 0) + n
    return sums


def _compare_methods(facts: Annotations, declared: tuple[str, ...]) -> tuple[str, ...]:
    if not declared:
        return ()
    total = facts.n_segments + facts.n_rois
    return tuple(
        f"{n} of {total} segments and regions are {name}, which is not declared"
        for name, n in sorted(_methods(facts).items())
        if name in ("manual", "semiautomatic", "automatic") and name not in declared
    )


def context(profile: Profile, declaration: DatasheetDeclaration) -> Table2Row:
    """7. Headers tell what was asked for; only people can tell what the dataset is for."""
    facts, said = catalogue_of(profile), declaration.context
    return settle(
        "7",
        said,
        Side(list_presence(facts.seen(keyword) for keyword in CONTEXT), False),
        enough=answered(said, "use_case")
        and any_answered(said, "clinical_question", "intended_uses", "care_setting"),
        evidence=CONTEXT,
        advice="Declare the use case (specific, measurable, with a user) and the clinical setting.",
    )


def ground_truth(profile: Profile, declaration: DatasheetDeclaration) -> Table2Row:
    """8."""
    facts, said = catalogue_of(profile).annotations, declaration.ground_truth
    conflicts = []
    if said.n_readers is not None and said.n_readers > 1 and said.sources == ("single-reader",):
        conflicts.append(
            f"a single reader and {amount(said.n_readers, 'reading')} are both declared"
        )
    if said.n_readers == 1 and "consensus" in said.sources:
        conflicts.append("a consensus and one single reading are both declared")
    verified = list_counts(facts.VerificationFlag)
    return settle(
        "8",
        said,
        Side(f"VerificationFlag of reports: {verified}" if verified else "", False),
        enough=all_answered(said, "sources", "definition", "uncertainty"),
        evidence=("VerificationFlag", "VerifyingObserverName"),
        advice="Declare the source of truth, its definition for each class, and its uncertainty.",
        conflicts=tuple(conflicts),
    )
