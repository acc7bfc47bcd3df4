"""Facts of the family `geometry`: matrix, spacing, images by series, slice gaps."""

from __future__ import annotations

from dataclasses import dataclass

from audit.profile.model.shared import Counts, Spread, Subjects


@dataclass(frozen=True, slots=True)
class Stack:
    """
    One regular or irregular stack of parallel slices (formulas: Clunie 2005; statistics B6).

    Distances in mm along the normal of ImageOrientationPatient.
    """

    series: int
    item: int
    modality: str
    n_slices: int
    spacing: float
    """Median of the distances above 0.001 mm."""
    smallest: float
    largest: float
    max_deviation: float
    """Largest of |distance / spacing - 1|."""
    n_missing: int
    """Slices missing by the integer rule of B6 (d)."""
    n_duplicates: int
    """Positions that stand twice (distance under 0.001 mm)."""
    tilt_degrees: float
    """In-plane drift by distance, as an angle."""
    SliceThickness: float | None
    SpacingBetweenSlices: float | None


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
    """Frames of all image instances."""
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
