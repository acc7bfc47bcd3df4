"""Facts of the family `geometry`: matrix, spacing, images by series, slice gaps."""

from __future__ import annotations

from dataclasses import dataclass

from audit.profile.model.shared import Counts, Spread, Subjects


@dataclass(frozen=True, slots=True)
class Stack:
    """
    One regular or irregular stack of parallel slices (formulas: Clunie 2005; statistics B6).

    Distances in mm along the normal of ImageOrientationPatient. A series gives several where it
    holds volumes that differ; volumes at the same positions are one stack.
    """

    series: int
    item: int
    """The first item of the series."""
    modality: str
    n_slices: int
    """Different positions."""
    spacing: float
    """Median of the distances between different positions (above 0.001 mm)."""
    smallest: float
    """Smallest distance between different positions."""
    largest: float
    max_deviation: float
    """Largest of |distance / spacing - 1| between different positions."""
    n_missing: int
    """
    Slices missing by the integer rule of B6 (d), in one volume: distances as multiples of the
    median, or of what `told_by` says. Slices missing at even intervals are not counted here.
    """
    n_duplicates: int
    """
    Images at a position that another image has already (under 0.001 mm apart), in one volume;
    repeats that are volumes (time points, b-values, echoes) are not counted.
    """
    tilt_degrees: float
    """Sideways drift by distance, as an angle."""
    SliceThickness: float | None
    """The value of all slices; None where absent or where it changes."""
    SpacingBetweenSlices: float | None
    """Likewise."""
    n_volumes: int = 1
    """How many times these positions were imaged."""
    drift: float = 0.0
    """Sideways drift from the first to the last slice, mm."""
    GantryDetectorTilt: float | None = None
    """Degrees; as SliceThickness."""
    stated_off: float | None = None
    """mm by which SpacingBetweenSlices is off `spacing`; None where it is not known."""
    gap_stored: bool = False
    """It is off, and SliceThickness + SpacingBetweenSlices is `spacing` (within 1 %)."""
    every: int = 1
    """Only each n-th slice is there, as `told_by` says; all distances are alike."""
    told_by: tuple[str, ...] = ()
    """Keywords that speak of slices between those that are there; () where only positions do."""


@dataclass(frozen=True, slots=True)
class ModalityGeometry:
    """What was looked at in the image series of one modality: CT, MR or PT."""

    modality: str
    n_series: int
    n_stacked: int
    """Series that give at least one stack."""
    not_stackable: tuple[tuple[str, int], ...]
    """Why not, series; most frequent first. `n_series - n_stacked` in all."""
    n_for_spacing: int
    """
    Series of which it is known whether they carry a PixelSpacing, without those that hold only
    pictures of a screen ...
    """
    without_spacing: Subjects
    """... and those that do not."""
    mixed_matrix: Subjects
    """Series that hold images of different Rows or Columns."""
    n_with_orientation: int
    """Series with an ImageOrientationPatient ..."""
    skewed: Subjects
    """... and those where it is no two unit vectors at a right angle (tolerance 1e-4)."""
    n_not_compared: int = 0
    """Series whose images are not known one by one, or not with their Rows: nothing can differ."""


@dataclass(frozen=True, slots=True)
class Geometry:
    """The family `geometry`."""

    matrix: Counts
    """`Rows x Columns` by series."""
    in_plane: tuple[tuple[str, str, Spread], ...]
    """Modality, keyword the spacing was taken from, mm; by series."""
    through_plane: tuple[tuple[str, Spread], ...]
    """Modality, measured slice spacing in mm; by stack."""
    bits: Counts
    """`BitsStored/BitsAllocated` by series."""
    n_images: int
    """Frames of all image instances; one each in a row that stands for a series."""
    images_by_series: Spread | None
    n_image_series: int
    n_series_with_spacing: int
    """Image series of CT, MR, PT that carry an in-plane spacing ..."""
    n_series_for_spacing: int
    """... of so many."""
    stacks: tuple[Stack, ...]
    n_not_stackable: int
    """CT, MR and PT series that give no stack (localizers, one position, no positions)."""
    instance_number_gaps: Subjects
    """Series whose InstanceNumbers skip."""
    mixed_matrix: Subjects
    """Series that hold images of different Rows or Columns."""
    modalities: tuple[ModalityGeometry, ...] = ()
    """Of CT, MR and PT, in the order of their names; those without an image series are not here."""
