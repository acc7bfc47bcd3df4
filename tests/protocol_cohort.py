"""400 series of three protocols, of which 20 depart in one parameter: six kinds."""

from __future__ import annotations

from random import Random
from typing import Any

Rows = list[dict[str, Any]]
N_SERIES = 400
CT_CHEST: dict[str, Any] = {
    "Modality": "CT", "BodyPartExamined": "CHEST", "Manufacturer": "SIEMENS",
    "SeriesDescription": "thorax", "series_words": ["chest", "thin"], "KVP": 120.0,
    "SliceThickness": 1.5, "ConvolutionKernel": ["B31f"], "SpiralPitchFactor": 1.2,
    "RevolutionTime": 0.5, "Rows": 512,
}  # fmt: skip
MR_HEAD: dict[str, Any] = {
    "Modality": "MR", "BodyPartExamined": "HEAD", "Manufacturer": "GE MEDICAL SYSTEMS",
    "SeriesDescription": "t1", "series_words": ["axial", "t1"], "RepetitionTime": 600.0,
    "EchoTime": 12.0, "FlipAngle": 90.0, "SliceThickness": 5.0, "EchoTrainLength": 1,
    "ScanningSequence": ["SE"], "MRAcquisitionType": "2D", "PixelBandwidth": 122.0, "Rows": 256,
    "PixelSpacing": [0.9, 0.9],
}  # fmt: skip
MR_T2 = MR_HEAD | {
    "SeriesDescription": "t2", "series_words": ["axial", "t2"], "RepetitionTime": 4000.0,
    "EchoTime": 100.0, "EchoTrainLength": 16,
}  # fmt: skip
KINDS: tuple[tuple[dict[str, Any], str, Any], ...] = (
    (CT_CHEST, "KVP", 100.0),
    (CT_CHEST, "ConvolutionKernel", ["B70f"]),
    (CT_CHEST, "SliceThickness", 3.0),
    (MR_HEAD, "RepetitionTime", 750.0),
    (MR_HEAD, "EchoTime", 20.0),
    (MR_T2, "FlipAngle", 150.0),
)


def cohort(seed: int, planted: bool = True) -> tuple[Rows, dict[int, str]]:
    """
    Two instances a series, in an order by chance; and by series number (from 1) what was planted.

    Values jitter below the tolerances, and what belongs to the patient varies freely.
    """
    chance = Random(seed)
    bases = [CT_CHEST] * 160 + [MR_HEAD] * 120 + [MR_T2] * 120
    chance.shuffle(bases)
    todo = list(range(20)) if planted else []
    rows: Rows = []
    told: dict[int, str] = {}
    for number, base in enumerate(bases, 1):
        series = _jitter(base, chance)
        kind = next((n for n in todo if KINDS[n % 6][0] is base and chance.random() < 0.2), None)
        if kind is not None:
            todo.remove(kind)
            _, keyword, value = KINDS[kind % 6]
            series[keyword] = value
            told[number] = keyword
        rows += [_row(number, n, series) for n in (1, 2)]
    assert not todo
    return rows, told


def _jitter(base: dict[str, Any], chance: Random) -> dict[str, Any]:
    series = dict(base)
    for keyword in ("RepetitionTime", "EchoTime", "PixelBandwidth"):
        if keyword in series:
            series[keyword] = round(series[keyword] * chance.uniform(0.998, 1.002), 3)
    series["XRayTubeCurrent"] = chance.randint(80, 400)
    if chance.random() < 0.05:
        series.pop("SpiralPitchFactor", None)
    return series


def _row(number: int, n: int, series: dict[str, Any]) -> dict[str, Any]:
    return {
        "PatientID": f"p{number}", "StudyInstanceUID": f"t{number}",
        "SeriesInstanceUID": f"e{number}", "SOPInstanceUID": f"i{number}.{n}", **series,
    }  # fmt: skip
