"""Rows 1a to 2 of Table 2: which images, how fine, how many."""

from __future__ import annotations

from audit.datasheet.answers import any_answered
from audit.datasheet.declaration import DatasheetDeclaration
from audit.datasheet.row import Side, catalogue_of, settle
from audit.datasheet.wording import join, list_counts, out_of, span
from audit.profile.model import Profile
from audit.profile.model.documentation import Table2Row
from audit.units import amount

ANNOTATION_MODALITIES = frozenset(
    {"SEG", "SR", "RTSTRUCT", "PR", "KO", "ANN", "REG", "RWV", "RTPLAN", "RTDOSE", "DOC"}
)
"""Objects about images; a declaration of image types need not name them."""
SPACING_SHARE = 0.95
TOLERANCE = 0.01
"""Relative; declared millimetres are rounded."""


def modality(profile: Profile, declaration: DatasheetDeclaration) -> Table2Row:
    """1a."""
    images, found = catalogue_of(profile).images, profile.overview.modalities
    kinds = frozenset(name for name, _ in found.counts if name not in ("none", ""))
    conflicts = []
    if images.class_mismatch:
        told = out_of(images.class_mismatch.n_instances, images.n_class_known, "instance")
        conflicts.append(f"{told} carry a Modality that their SOP class does not allow")
    declared = frozenset(name.strip().upper() for name in declaration.modality.modalities)
    if declared:
        conflicts += _compare_modalities(declared, kinds)
    text = join(
        list_counts(found),
        _say("body parts", list_counts(images.BodyPartExamined)),
        _say("field strength in tesla", list_counts(profile.vendors.MagneticFieldStrength)),
        _say("receive coils", list_counts(images.ReceiveCoilName, 3)),
        _say("contrast agents", list_counts(images.ContrastBolusAgent, 3)),
    )
    return settle(
        "1a",
        declaration.modality,
        Side(text, bool(kinds) and not images.without_modality),
        enough=bool(declared),
        evidence=("Modality", "SOPClassUID", "BodyPartExamined", "ContrastBolusAgent"),
        advice="Give every instance a Modality, and declare the modalities.",
        conflicts=tuple(conflicts),
        agrees=bool(declared),
    )


def _compare_modalities(declared: frozenset[str], found: frozenset[str]) -> list[str]:
    conflicts = []
    if missing := sorted(declared - found):
        conflicts.append(f"{amount(len(missing), 'declared modality code')} stand in no header")
    if extra := sorted(found - declared - ANNOTATION_MODALITIES):
        conflicts.append(f"the headers hold {', '.join(extra)}, which is not declared")
    return conflicts


def resolution(profile: Profile, declaration: DatasheetDeclaration) -> Table2Row:
    """1b."""
    facts, said = profile.geometry, declaration.resolution
    across = [(m, f"{m} {keyword} {span(s, 'mm')}", s) for m, keyword, s in facts.in_plane]
    along = [(m, f"{m} slice spacing {span(s, 'mm')}", s) for m, s in facts.through_plane]
    wanted = facts.n_series_for_spacing
    share = f"in-plane spacing in {out_of(facts.n_series_with_spacing, wanted, 'series')}"
    conflicts = [
        f"measured {name} goes beyond the declared range"
        for name, declared, spreads in (
            ("pixel spacing", said.in_plane_mm, [s for _, _, s in across]),
            ("slice spacing", said.slice_spacing_mm, [s for _, _, s in along]),
        )
        if declared and any(not _within(s.minimum, s.maximum, declared) for s in spreads)
    ]
    text = join(
        _say("matrix", list_counts(facts.matrix, 4)),
        *(told for _, told, _ in (*across, *along)),
        share if wanted else "",
        _say("bits stored/allocated", list_counts(facts.bits, 3)),
    )
    spaced = facts.n_series_with_spacing >= SPACING_SHARE * wanted
    return settle(
        "1b",
        said,
        Side(text, bool(facts.matrix.counts) and spaced),
        enough=any_answered(said, "in_plane_mm", "slice_spacing_mm"),
        evidence=("Rows", "Columns", "PixelSpacing", "ImagePositionPatient", "BitsStored"),
        advice="Keep the spacing in the headers, or declare its range.",
        conflicts=tuple(conflicts),
        agrees=bool(said.in_plane_mm and across) or bool(said.slice_spacing_mm and along),
    )


def _within(low: float, high: float, declared: tuple[float, float]) -> bool:
    return low >= min(declared) * (1 - TOLERANCE) and high <= max(declared) * (1 + TOLERANCE)


def images(profile: Profile, declaration: DatasheetDeclaration) -> Table2Row:
    """1c."""
    size, facts, said = profile.overview, profile.geometry, declaration.images
    pairs = (
        ("series", said.n_series, size.n_series),
        ("instance", said.n_instances, size.n_instances),
        ("image", said.n_images, facts.n_images),
    )
    per_series = facts.images_by_series
    text = join(
        f"{amount(facts.n_images, 'image')} in {amount(facts.n_image_series, 'image series')}",
        f"{amount(size.n_instances, 'instance')} in {amount(size.n_series, 'series')}",
        f"images by series: {span(per_series, 'images')}" if per_series else "",
    )
    return settle(
        "1c",
        said,
        Side(text, size.n_instances > 0),
        enough=any(declared is not None for _, declared, _ in pairs),
        evidence=("SOPInstanceUID", "SeriesInstanceUID", "NumberOfFrames"),
        advice="Declare how many series, instances and images there should be.",
        conflicts=compare_counts(pairs),
        agrees=any(declared is not None for _, declared, _ in pairs),
    )


def examinations(profile: Profile, declaration: DatasheetDeclaration) -> Table2Row:
    """2."""
    size, said = profile.overview, declaration.examinations
    pairs = (
        ("patient", said.n_patients, size.n_patients),
        ("study", said.n_studies, size.n_studies),
    )
    return settle(
        "2",
        said,
        Side(
            f"{amount(size.n_studies, 'study')} of {amount(size.n_patients, 'patient')}",
            size.n_studies > 0 and size.n_patients > 0,
        ),
        enough=said.n_patients is not None and said.n_studies is not None,
        evidence=("StudyInstanceUID", "PatientID"),
        advice="Keep a pseudonymous PatientID, or declare patients and studies.",
        conflicts=compare_counts(pairs),
        agrees=any(declared is not None for _, declared, _ in pairs),
    )


def compare_counts(pairs: tuple[tuple[str, int | None, int], ...]) -> tuple[str, ...]:
    """A sentence for each declared number that is not the measured one."""
    return tuple(
        f"{amount(declared, unit)} declared, {found} found"
        for unit, declared, found in pairs
        if declared is not None and declared != found
    )


def _say(label: str, text: str) -> str:
    return f"{label}: {text}" if text else ""
