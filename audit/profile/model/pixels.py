"""Facts of decoded pixels: what could be decoded, what is blank or clipped, what looks alike."""

from __future__ import annotations

from dataclasses import dataclass

from audit.profile.model.shared import NO_INSTANCE, Subjects


@dataclass(frozen=True, slots=True)
class NearAt:
    """Pairs of frames whose hashes differ in at most `distance` bits, of two patients."""

    distance: int
    n_pairs: int
    n_pairs_across: int
    """Those of them whose frames stand in different splits."""
    expected: float
    """Pairs among as many unrelated frames by chance (binomial): a lower bound for anatomy."""
    instances: Subjects
    """Instances of the pairs across splits, else of all pairs; at most 10,000."""


@dataclass(frozen=True, slots=True)
class NearDuplicates:
    """
    Frames of different content with nearly the same 64-bit perceptual hash: candidates only.

    Pairs within one patient are not counted: neighbouring slices resemble each other.
    """

    n_frames: int
    """Different frames compared; frames of one content count once, constant ones do not."""
    n_left_out: int
    """Different frames beyond what is compared."""
    at: tuple[NearAt, ...]
    """By distance, 0 first; each includes those before."""
    complete: bool
    """False where the search ended at a limit: then there are at least so many pairs."""


@dataclass(frozen=True, slots=True)
class Pixels:
    """The state is `absent` where pixels were not decoded (no `--pixels`)."""

    state: str = "absent"
    n_images: int = 0
    """Instances with pixels, which were to be decoded."""
    n_decoded: int = 0
    n_frames: int = 0
    """Frames that were decoded."""
    not_decoded: tuple[tuple[str, int, Subjects], ...] = ()
    """Code, instances, who."""
    constant: Subjects = NO_INSTANCE
    """Instances with at least one frame of a single value."""
    n_constant_frames: int = 0
    clipped: Subjects = NO_INSTANCE
    """Instances with a frame of which 5 % of the pixels or more have the largest value allowed."""
    n_at_bottom: int = 0
    """Instances with a frame of which half of the pixels or more have the smallest value."""
    n_gauged: int = 0
    """Decoded instances whose limits of BitsStored are known (integers of more than one bit)."""
    near: NearDuplicates | None = None


NO_PIXELS = Pixels()
"""Pixels were not decoded."""
