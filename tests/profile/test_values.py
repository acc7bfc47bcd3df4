"""CT and PET values: what headers say, and whether decoded CT looks like Hounsfield units."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from audit.profile.model import PixelValues
from audit.profile.utility import measure_utility
from audit.profile.values import measure_values
from audit.scan.scanner import ScanOptions, scan
from audit.scan.table import write_rows
from audit.stats.hounsfield import hu_sanity
from tests.factories import instance, write_instances
from tests.profile.test_integrity import row, states

PET = {"Modality": "PT", "SOPClassUID": "1.2.840.10008.5.1.4.1.1.128"}
F18 = {"RadionuclideCodeSequence": ["C-111A1:SRT"]}


def measured(folder: Path, *rows: dict[str, Any]) -> PixelValues:
    table = write_rows(folder, rows)
    facts = measure_values(table)
    table.close()
    return facts


def pet(n: int, **changes: Any) -> dict[str, Any]:
    return row(n, series=f"e{n}") | PET | changes


def ct(n: int, series: str, **changes: Any) -> dict[str, Any]:
    return row(n, series=series) | {"RescaleSlope": 1.0, "RescaleIntercept": -1024.0} | changes


def test_rescale_of_ct(tmp_path: Path) -> None:
    facts = measured(
        tmp_path,
        ct(1, "e1"),
        states(ct(2, "e2", RescaleSlope=0.0), RescaleSlope="h"),
        ct(3, "e3"),
        ct(4, "e3", RescaleIntercept=0.0),
        ct(5, "e4", RescaleType="US"),
        ct(6, "e5", RescaleType="HU"),
        row(7, series="e6"),
        ct(8, "e7", ImageType=["ORIGINAL", "PRIMARY", "LOCALIZER"], RescaleSlope=0.0),
        ct(9, "e8", SOPClassUID="1.2.840.10008.5.1.4.1.1.7", RescaleSlope=0.0),
    ).ct
    assert (facts.n_series, facts.n_rescaled) == (6, 5)
    assert facts.zero_slope.numbers == (2,)
    assert facts.several_rescales.numbers == (3,)
    assert facts.other_type.numbers == (4,)
    assert facts.RescaleIntercept.counts == (("-1024", 5),)
    assert facts.RescaleIntercept.absent == 1


def test_utility_and_values_say_the_same_of_hounsfield_units(tmp_path: Path) -> None:
    legacy = "1.2.840.10008.5.1.4.1.1.2.2"
    rows = (
        ct(1, "e1"),
        ct(2, "e2", RescaleType="US"),
        ct(3, "e3", RescaleType="US", SOPClassUID=legacy),
        ct(4, "e4", RescaleType="hu ", SOPClassUID=legacy),
        ct(5, "e5", RescaleType=""),
        ct(6, "e6", RescaleType="US", ImageType=["ORIGINAL", "PRIMARY", "SCOUT"]),
        ct(7, "e7", RescaleType="US", series_words=["localizer"]),
        ct(8, "e8", RescaleType="HU"),
        ct(9, "e8", RescaleType="HU_MOD"),
    )
    table = write_rows(tmp_path, [states(one) for one in rows])
    values, utility = measure_values(table).ct, measure_utility(table)
    table.close()
    (task,) = [one for one in utility.tasks if one.task == "hu"]
    (gap,) = task.gaps
    assert (task.n_series, values.n_series) == (6, 6)
    assert values.other_type.numbers == task.broken.numbers == gap.series.numbers == (2, 3, 8)
    assert (gap.keyword, gap.states, gap.is_of_value) == (
        "RescaleType", (("another value", 3),), True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("dose", "small", "large"),
    [(370e6, 0, 0), (370.0, 1, 0), (99_999.0, 1, 0), (1e5, 0, 0), (2e10, 0, 0), (2.1e10, 0, 1)],
)
def test_doses(dose: float, small: int, large: int, tmp_path: Path) -> None:
    facts = measured(tmp_path, pet(1, RadionuclideTotalDose=dose), pet(2)).pet
    assert (len(facts.small_doses), len(facts.large_doses)) == (small, large)
    assert (facts.n_series, facts.n_doses) == (2, 1)


@pytest.mark.parametrize(
    ("weight", "low", "high"),
    [(70.0, 0, 0), (350.0, 0, 0), (351.0, 0, 1), (0.02, 0, 0), (0.01, 0, 0), (0.009, 1, 0)],
)
def test_weights(weight: float, low: int, high: int, tmp_path: Path) -> None:
    facts = measured(tmp_path, pet(1, PatientWeight=weight)).pet
    assert (len(facts.low_weights), len(facts.high_weights)) == (low, high)


def test_a_weight_of_zero_is_none(tmp_path: Path) -> None:
    facts = measured(tmp_path, states(pet(1, PatientWeight=0.0), PatientWeight="h")).pet
    assert (facts.n_weights, len(facts.low_weights)) == (0, 0)


def test_units_and_decay(tmp_path: Path) -> None:
    facts = measured(
        tmp_path,
        pet(1, Units="BQML", DecayCorrection="START"),
        pet(2, Units="CNTS", DecayCorrection="NONE"),
        pet(3, Units="GML"),
        pet(4),
    ).pet
    assert facts.other_units.numbers == (2,)
    assert facts.not_corrected.numbers == (2,)
    assert (facts.Units.present, facts.DecayCorrection.present) == (3, 2)


@pytest.mark.parametrize(
    ("half_life", "codes", "n_judged", "wrong"),
    [
        (6586.2, F18, 1, 0),
        (6600.0, F18, 1, 0),
        (109.77, F18, 1, 1),
        (109.77, {"RadionuclideCodeSequence": ["1:99X"]}, 0, 0),
        (109.77, {}, 0, 0),
    ],
)
def test_half_lives(
    half_life: float, codes: dict[str, Any], n_judged: int, wrong: int, tmp_path: Path
) -> None:
    facts = measured(tmp_path, pet(1, RadionuclideHalfLife=half_life, **codes)).pet
    assert (facts.n_half_lives, len(facts.wrong_half_lives)) == (n_judged, wrong)


def disc(air: int, body: int, offset: int, corner: int | None = None) -> bytes:
    """64 x 64 stored values of a disc in air."""
    y, x = np.mgrid[-1:1:64j, -1:1:64j]
    noise = np.random.default_rng(1).normal(0, 6, (64, 64))
    values = np.round(np.where(x**2 + y**2 < 0.5, body, air) + noise).astype(int) + offset
    if corner is not None:
        values[:10] = corner
    return values.astype("<i2").tobytes()


IMAGE = {"Rows": 64, "Columns": 64, "BitsAllocated": 16, "BitsStored": 16, "HighBit": 15,
         "PixelRepresentation": 1, "RescaleSlope": 1, "RescaleIntercept": -1024,
         "ImageType": ["ORIGINAL", "PRIMARY", "AXIAL"]}  # fmt: skip
CASES: dict[str, tuple[dict[str, Any], str]] = {
    "usual": ({"PixelData": disc(-1000, 50, 1024)}, "ok"),
    "declared padding": (
        {"PixelData": disc(-1000, 50, 1024, -2000), "PixelPaddingValue": -2000}, "ok",
    ),
    "padding": ({"PixelData": disc(-1000, 50, 1024, -2000)}, "padding_or_double_offset"),
    "offset twice": ({"PixelData": disc(-1000, 50, 0)}, "padding_or_double_offset"),
    "no offset": (
        {"PixelData": disc(24, 1074, 0), "RescaleIntercept": 0}, "missing_or_wrong_intercept",
    ),
    "elsewhere": ({"PixelData": disc(-500, 50, 1024)}, "air_peak_elsewhere"),
}  # fmt: skip


def test_decoded_ct(tmp_path: Path) -> None:
    files = [instance(n, **IMAGE | changes) for n, (changes, _) in enumerate(CASES.values(), 1)]
    usual = {"PixelData": disc(-1000, 50, 1024)}
    files.append(instance(7, **IMAGE | usual | {"ImageType": ["DERIVED", "PRIMARY"]}))
    files.append(instance(8, **IMAGE | usual | {"RescaleIntercept": None}))
    data = write_instances(tmp_path / "data", *files)
    (tmp_path / "work").mkdir()
    options = ScanOptions(1, key=b"k" * 32, pixels=True)
    table = scan([str(data)], tmp_path / "work", options)
    facts = measure_values(table).hounsfield
    table.close()
    assert (facts.state, facts.n_series, facts.n_without_rescale) == ("measured", 6, 1)
    found = {number: one.answer for one in facts.answers for number in one.series.numbers}
    assert list(found[number] for number in range(1, 7)) == [answer for _, answer in CASES.values()]
    assert facts.below_air.numbers == (3, 4)
    assert facts.air is not None and facts.air.n == 6


def test_the_answers_are_those_of_the_formula() -> None:
    assert hu_sanity(-1000.0, -1024.0) == "ok"
    assert {answer for _, answer in CASES.values()} >= {hu_sanity(24.0, 0.0), hu_sanity(-500, -520)}


def test_without_pixels_nothing_is_said_of_values(tmp_path: Path) -> None:
    assert measured(tmp_path, ct(1, "e1")).hounsfield.state == "absent"
