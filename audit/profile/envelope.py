"""The acquisition envelope: the range of each setting, by modality and vendor, over series."""

from __future__ import annotations

from audit.profile.field_strength import HIGHEST, LOWEST
from audit.profile.letters import letter_of, told_by
from audit.profile.model.shared import Spread
from audit.profile.model.vendors import Envelope
from audit.scan.table import HeaderTable

UNITS = {
    "ActualFrameDuration": "ms",
    "BodyPartThickness": "mm",
    "CTDIvol": "mGy",
    "CompressionForce": "N",
    "DepthOfScanField": "mm",
    "DistanceSourceToDetector": "mm",
    "EchoTime": "ms",
    "EchoTrainLength": "",
    "Exposure": "mAs",
    "ExposureTime": "ms",
    "FlipAngle": "degrees",
    "InversionTime": "ms",
    "KVP": "kV",
    "MagneticFieldStrength": "T",
    "MechanicalIndex": "",
    "PixelBandwidth": "Hz/pixel",
    "RadionuclideTotalDose": "Bq",
    "ReconstructionDiameter": "mm",
    "RepetitionTime": "ms",
    "SliceThickness": "mm",
    "SpiralPitchFactor": "",
    "XRayTubeCurrent": "mA",
}
"""Units of DICOM PS3.3 for each attribute."""
_PROJECTION = ("KVP", "XRayTubeCurrent", "ExposureTime", "Exposure", "DistanceSourceToDetector")
PARAMETERS: dict[str, tuple[str, ...]] = {
    "CR": _PROJECTION,
    "CT": (
        *("KVP", "XRayTubeCurrent", "Exposure", "SliceThickness", "SpiralPitchFactor", "CTDIvol"),
        "ReconstructionDiameter",
    ),
    "DX": _PROJECTION,
    "MG": (*_PROJECTION, "BodyPartThickness", "CompressionForce"),
    "MR": (
        *("RepetitionTime", "EchoTime", "InversionTime", "FlipAngle", "EchoTrainLength"),
        *("MagneticFieldStrength", "SliceThickness", "PixelBandwidth"),
    ),
    "NM": ("ActualFrameDuration", "RadionuclideTotalDose", "SliceThickness"),
    "PT": ("SliceThickness", "ReconstructionDiameter", "ActualFrameDuration",
           "RadionuclideTotalDose"),
    "RF": _PROJECTION,
    "US": ("DepthOfScanField", "MechanicalIndex"),
    "XA": _PROJECTION,
}  # fmt: skip
"""The numeric settings that matter for each modality, in the order of the report."""
# A scout of 650 mm is no slice thickness of anything that is looked at.
_LOCALIZER = "coalesce(list_contains(ImageType, 'LOCALIZER'), false)"
_VENDOR = "coalesce(k.vendor, 'not named')"


def measure_envelope(table: HeaderTable) -> tuple[Envelope, ...]:
    """
    Min, 5, 50, 95 % and max by modality, vendor and keyword; needs `located` and `makes`.

    Values count as the header gives them; absent, unreadable and impossible ones (0 kV,
    15000 T) do not.
    The percentiles are linear interpolations over the medians of series.
    """
    ((present,),) = table.rows("""
        select list(distinct Modality order by Modality) from series""")
    return tuple(
        one
        for modality in PARAMETERS
        if modality in (present or ())
        for one in _measure(table, modality)
    )


def _measure(table: HeaderTable, modality: str) -> list[Envelope]:
    keywords = PARAMETERS[modality]
    by_series = ", ".join(
        f"median({value}) as mid{n}, min({value}) as low{n}, max({value}) as high{n}"
        for n, value in enumerate(map(_value, keywords))
    )
    by_vendor = ", ".join(
        f"count(mid{n}), min(low{n}), quantile_cont(mid{n}, 0.05), quantile_cont(mid{n}, 0.5), "
        f"quantile_cont(mid{n}, 0.95), max(high{n})"
        for n in range(len(keywords))
    )
    rows = table.rows(f"""
        select vendor, count(*), {by_vendor} from (
            select i.series, {_VENDOR} as vendor, {by_series}
            from located i left join makes k on k.spelling = {told_by("Manufacturer", "i.")}
            where series_modality = '{modality}' and series is not null and Rows is not null
                and not {_LOCALIZER}
            group by 1, 2)
        group by vendor order by vendor""")
    return [
        Envelope(modality, vendor, keyword, UNITS[keyword], Spread(*six), n_series)
        for n, keyword in enumerate(keywords)
        for vendor, n_series, *numbers in rows
        if (six := numbers[6 * n : 6 * n + 6])[0]
    ]


def _value(keyword: str) -> str:
    """The number where the header holds a measurement, else NULL."""
    number = f"i.{keyword}::double"
    held = f"{letter_of(keyword, 'i.')} = 'p' and isfinite({number})"
    if keyword == "MagneticFieldStrength":
        held += f" and {number} between {LOWEST} and {HIGHEST}"
    return f"case when {held} then {number} end"
