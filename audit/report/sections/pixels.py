"""Decoded pixels, as the leakage page shows them."""

from __future__ import annotations

from audit.profile.model.pixels import NearDuplicates, Pixels
from audit.report.sections.integrity import examples
from audit.report.view import Column, Fact, Table, make_table
from audit.report.words import decimal, integer, label, of

_MEANINGS = {
    "memory-limit": "more memory than one object may cost",
    "pixel-limit": "more frames or bytes than one object may have",
    "pixel-no-decoder": "a compression that no installed decoder takes: not assessed",
    "pixel-undecodable": "damaged, or not what the header says",
    "timeout": "took longer than one object may take",
    "unreadable": "could not be opened again",
    "worker-died": "ended the decoding process",
}


def pixel_facts(pixels: Pixels) -> tuple[Fact, ...]:
    """How much was decoded, and what it showed."""
    if pixels.state == "absent":
        return (Fact("Decoded pixels", "none: not asked for (--pixels)"),)
    at_bottom = of(pixels.n_at_bottom, pixels.n_gauged)
    return (
        Fact("Images decoded", f"{of(pixels.n_decoded, pixels.n_images)}"),
        Fact("Frames decoded", integer(pixels.n_frames)),
        Fact("Images with a frame of a single value", of(len(pixels.constant), pixels.n_decoded)),
        Fact("Images cut off at the top", of(len(pixels.clipped), pixels.n_gauged)),
        Fact("Images with half their pixels at the bottom", at_bottom),
    )


def pixel_tables(pixels: Pixels) -> tuple[Table, ...]:
    """What was not decoded, and what looks alike."""
    near = (_near(pixels.near),) if pixels.near and pixels.near.n_frames else ()
    return (_not_decoded(pixels), *near)


def _not_decoded(pixels: Pixels) -> Table:
    return make_table(
        "table-not-decoded",
        "Images whose pixels were not decoded",
        (Column("Code", code=True), Column("Meaning"), Column("Images", True), Column("Examples")),
        (
            (label(code), _MEANINGS.get(code, ""), of(n, pixels.n_images), examples(who))
            for code, n, who in pixels.not_decoded
        ),
    )


def _near(near: NearDuplicates) -> Table:
    least = "" if near.complete else "at least "
    left_out = f"; {integer(near.n_left_out)} more were not compared" if near.n_left_out else ""
    return make_table(
        "table-near",
        f"Pairs of frames that look alike, of {integer(near.n_frames)} different frames{left_out}",
        (
            Column("Bits that differ, at most", True, "of 64"),
            Column("Pairs of two patients", True),
            Column("of them across splits", True),
            Column("Expected by chance", True),
            Column("Examples"),
        ),
        (
            (
                integer(one.distance),
                f"{least}{integer(one.n_pairs)}",
                f"{least}{integer(one.n_pairs_across)}",
                decimal(one.expected, 2) if one.expected >= 0.001 else "< 0.001",
                examples(one.instances),
            )
            for one in near.at
        ),
    )
