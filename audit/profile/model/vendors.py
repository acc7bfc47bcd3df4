"""Facts of the family `vendors`: who made the scanners, and how they were set."""

from __future__ import annotations

from dataclasses import dataclass

from audit.profile.model.shared import Counts, Spread


@dataclass(frozen=True, slots=True)
class VendorName:
    """One normalised vendor with the raw spellings found, each with its series count."""

    name: str
    n_series: int
    n_patients: int
    spellings: tuple[tuple[str, int], ...]
    recognised: bool
    """False where the spelling is in no table of ours and stands for itself."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """The range of one acquisition parameter for one modality and vendor, by series."""

    modality: str
    vendor: str
    keyword: str
    unit: str
    spread: Spread
    n_series: int
    """Series of this modality and vendor; `spread.n` of them carry the value."""


@dataclass(frozen=True, slots=True)
class Vendors:
    """The family `vendors`. All counts by series unless a field says otherwise."""

    Manufacturer: Counts
    """Normalised vendor."""
    names: tuple[VendorName, ...]
    by_patient: Counts
    by_modality: tuple[tuple[str, str, int], ...]
    """Modality, normalised vendor, series."""
    ManufacturerModelName: Counts
    """`vendor / model`."""
    models: tuple[tuple[str, str, str, int, int], ...]
    """Modality, vendor, model, series, patients."""
    SoftwareVersions: Counts
    n_stations: int
    n_devices: int
    """Distinct DeviceSerialNumber."""
    MagneticFieldStrength: Counts
    """Tesla, of MR series."""
    ConvolutionKernel: Counts
    """Of CT series."""
    envelope: tuple[Envelope, ...]
