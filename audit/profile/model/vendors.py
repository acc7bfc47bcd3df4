"""Facts of the family `vendors`: who made the scanners, and how they were set."""

from __future__ import annotations

from dataclasses import dataclass

from audit.profile.model.shared import NO_SERIES, Counts, Spread, Subjects


@dataclass(frozen=True, slots=True)
class VendorName:
    """One normalised vendor with the raw spellings found, each with its series count."""

    name: str
    n_series: int
    n_patients: int
    spellings: tuple[tuple[str, int], ...]
    recognised: bool
    """False where the spelling is in no table of ours and stands for itself."""
    former: tuple[str, ...] = ()
    """Makes counted here that have joined this vendor since: `Toshiba` under Canon."""


@dataclass(frozen=True, slots=True)
class Makers:
    """
    Who can be named in the series of one modality: vendor, device, station.

    Only values that say something count; a placeholder (`Unknown manufacturer`) names nobody.
    """

    modality: str
    is_image: bool
    """False where no series of it holds images from a scanner (SR, SEG, PR, RTSTRUCT, ...)."""
    n_series: int
    without_manufacturer: Subjects
    n_with_device: int
    """Series with a DeviceSerialNumber ..."""
    n_devices: int
    """... and how many distinct ones."""
    n_with_station: int
    n_stations: int


@dataclass(frozen=True, slots=True)
class Envelope:
    """
    The range of one acquisition parameter for one modality and vendor, by series.

    A series stands with its median; `minimum` and `maximum` are those of any of its images, so
    that a modulated tube current shows its ends. Placeholders (0 kV) and
    localizers (value LOCALIZER in ImageType) do not count.
    """

    modality: str
    vendor: str
    keyword: str
    unit: str
    spread: Spread
    n_series: int
    """
    Series of this modality and vendor with an image that is no localizer; `spread.n` of them
    carry the value.
    """


@dataclass(frozen=True, slots=True)
class Vendors:
    """The family `vendors`. All counts by series unless a field says otherwise."""

    Manufacturer: Counts
    """Normalised vendor."""
    names: tuple[VendorName, ...]
    by_patient: Counts
    by_modality: tuple[tuple[str, str, int], ...]
    """Modality, normalised vendor, series; a series without a vendor is not here."""
    ManufacturerModelName: Counts
    """`vendor / model`."""
    models: tuple[tuple[str, str, str, int, int], ...]
    """Modality, vendor (`not named` where absent), model ("" where absent), series, patients."""
    SoftwareVersions: Counts
    n_stations: int
    """Distinct StationName; placeholders do not count."""
    n_devices: int
    """Distinct DeviceSerialNumber; placeholders do not count."""
    MagneticFieldStrength: Counts
    """
    As the header gives it, to four digits, of MR series; what cannot be tesla is marked
    `(invalid)` and never converted.
    """
    ConvolutionKernel: Counts
    """Of CT series."""
    envelope: tuple[Envelope, ...]
    modalities: tuple[Makers, ...] = ()
    """By modality, in the order of its name."""
    mixed_vendor: Subjects = NO_SERIES
    """Series whose images name two vendors."""
    invalid_field_strength: Subjects = NO_SERIES
    """MR series with a MagneticFieldStrength that no scanner has in tesla (0, or gauss: 15000)."""
    unrecognised: Subjects = NO_SERIES
    """Series with a Manufacturer that no table of ours knows."""
