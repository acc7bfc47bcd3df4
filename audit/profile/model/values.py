"""Facts of the family `values`: what CT and PET headers say of values, and whether CT fits."""

from __future__ import annotations

from dataclasses import dataclass

from audit.profile.model.shared import NO_SERIES, Counts, Spread, Subjects

NO_UNITS = Counts("series", 0)


@dataclass(frozen=True, slots=True)
class CtValues:
    """CT image series, without localizers."""

    n_series: int = 0
    n_rescaled: int = 0
    """Those that state a RescaleSlope in at least one image."""
    zero_slope: Subjects = NO_SERIES
    several_rescales: Subjects = NO_SERIES
    """Two slopes or intercepts in one series."""
    other_type: Subjects = NO_SERIES
    """RescaleType is there and is not HU."""
    RescaleIntercept: Counts = NO_UNITS


@dataclass(frozen=True, slots=True)
class PetValues:
    """PET image series; each attribute over the series that state it."""

    n_series: int = 0
    Units: Counts = NO_UNITS
    other_units: Subjects = NO_SERIES
    """Neither BQML nor an SUV (GML, CM2ML)."""
    DecayCorrection: Counts = NO_UNITS
    not_corrected: Subjects = NO_SERIES
    """DecayCorrection NONE."""
    n_doses: int = 0
    dose: Spread | None = None
    """RadionuclideTotalDose as it stands, meant to be Bq."""
    small_doses: Subjects = NO_SERIES
    """Below 100,000: as numbers in MBq, mCi or kBq would be."""
    large_doses: Subjects = NO_SERIES
    """Above 20 GBq."""
    n_weights: int = 0
    low_weights: Subjects = NO_SERIES
    """PatientWeight below 10 g."""
    high_weights: Subjects = NO_SERIES
    """PatientWeight above 350 kg: as pounds or grams would be."""
    n_half_lives: int = 0
    """Series with a half-life and a nuclide of the table."""
    wrong_half_lives: Subjects = NO_SERIES
    """Half-life more than 3 % from that of the nuclide."""


@dataclass(frozen=True, slots=True)
class HuSeries:
    """CT series that decoding gives one answer about (statistics B7)."""

    answer: str
    """`ok`, `missing_or_wrong_intercept`, `padding_or_double_offset`, `air_peak_elsewhere`."""
    series: Subjects


@dataclass(frozen=True, slots=True)
class Hounsfield:
    """CT values of decoded pixels; `absent` without `--pixels`."""

    state: str = "absent"
    n_series: int = 0
    """Original CT series of which frames were decoded and that state slope and intercept."""
    n_without_rescale: int = 0
    """Decoded original CT series that do not."""
    n_without_mode: int = 0
    """Those of which no frame has a peak to find: not among `n_series`."""
    answers: tuple[HuSeries, ...] = ()
    below_air: Subjects = NO_SERIES
    """The smallest value outside declared padding is below -1100 HU."""
    saturated: Subjects = NO_SERIES
    """Reach 3071 HU with 12 bits: metal, or clipped bone."""
    air: Spread | None = None
    """HU of the lowest peak, by series."""

    def find(self, answer: str) -> Subjects:
        """The series with one answer."""
        return next((one.series for one in self.answers if one.answer == answer), NO_SERIES)


@dataclass(frozen=True, slots=True)
class PixelValues:
    """The family `values`."""

    ct: CtValues = CtValues()
    pet: PetValues = PetValues()
    hounsfield: Hounsfield = Hounsfield()
