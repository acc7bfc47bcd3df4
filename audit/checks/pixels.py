"""Checks of the family `pixels`: what decoding shows (`--pixels`)."""

from __future__ import annotations

from collections.abc import Iterator

from audit.checks import pixels_hounsfield
from audit.checks.aggregate import name_subjects
from audit.checks.model import Confidence, Finding, Severity, check, need
from audit.policy import Policy
from audit.profile.model import Profile
from audit.profile.model.pixels import Pixels

NO_DECODER = "pixel-no-decoder"


@check("PIX001", "Images whose pixels could not be decoded", Severity.WARNING)
def undecoded_image(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: images whose pixels are damaged, contradict their header, or exceed a limit of size or
    time; one finding a code. Images in a compression that nothing here decodes are not among them.

    Why: no statement on pixels holds for them, and training software may fail or skip them.

    Fix: open them in a viewer; fetch them again from the source.
    """
    facts = _tried(profile)
    for code, count, who in facts.not_decoded:
        if code != NO_DECODER and count > policy.pixels.max_undecoded_share * facts.n_images:
            told = f"could not be decoded: code {code}"
            yield from name_subjects(
                who, facts.n_images, told, "PixelData", unit="image", subject=f"code {code}"
            )


@check("PIX002", "Images of a single value", Severity.WARNING)
def constant_image(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: images with a frame in which all pixels have the same value.

    Why: they show nothing and count as images of their class.

    Fix: leave them out, or fetch them again if the source shows an image.
    """
    facts = _decoded(profile)
    if len(facts.constant) > policy.pixels.max_constant_share * facts.n_decoded:
        told = "have a frame of a single value"
        yield from name_subjects(facts.constant, facts.n_decoded, told, "PixelData", unit="image")


@check("PIX003", "Images cut off at the top", Severity.NOTE, Confidence.HEURISTIC)
def clipped_image(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: images with a frame in which 5 % of the pixels or more have the largest value that
    BitsStored allows.

    Why: what was brighter is lost; a window may have been burnt in, or the detector saturated.

    Fix: compare with the source; take the images before windowing.
    """
    facts = _decoded(profile)
    need(facts.n_gauged, "no decoded image has integers with limits by BitsStored")
    if len(facts.clipped) > policy.pixels.max_clipped_share * facts.n_gauged:
        told = "have 5 % or more of their pixels at the largest value that BitsStored allows"
        yield from name_subjects(facts.clipped, facts.n_gauged, told, "PixelData", unit="image")


@check("PIX004", "Images that nothing here can decode", Severity.NOTE)
def unknown_compression(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: images in a transfer syntax for which no decoder is installed.

    Why: whether they are copies of each other, blank or clipped was not assessed.

    Fix: install the extra `pixels` (pip install "dicom-audit[pixels]") and audit again.
    """
    facts = _tried(profile)
    for code, _, who in facts.not_decoded:
        if code == NO_DECODER:
            told = "have a compression that no installed decoder takes"
            yield from name_subjects(who, facts.n_images, told, "TransferSyntaxUID", unit="image")


def _tried(profile: Profile) -> Pixels:
    facts = profile.leakage.pixels
    need(facts.state != "absent", "pixels were not decoded (--pixels)")
    need(facts.n_images, "no image has pixels")
    return facts


def _decoded(profile: Profile) -> Pixels:
    facts = _tried(profile)
    need(facts.n_decoded, f"0 of {facts.n_images} images could be decoded")
    return facts


CHECKS = (
    undecoded_image,
    constant_image,
    clipped_image,
    unknown_compression,
    *pixels_hounsfield.CHECKS,
)
