"""Vendors, devices and settings by series, on real tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from audit.profile.envelope import PARAMETERS, UNITS
from audit.profile.model import Vendors
from audit.profile.vendors import measure_vendors
from audit.scan.keywords import INTEGERS, REALS, column_index, columns
from audit.scan.scanner import ScanOptions, scan
from audit.scan.table import write_rows


def row(n: int, series: str, patient: str = "p1", modality: str = "CT", **more: Any) -> Any:
    made = {
        "PatientID": patient,
        "StudyInstanceUID": f"t{patient}",
        "SeriesInstanceUID": series,
        "SOPInstanceUID": f"i{n}",
        "Modality": modality,
        "Rows": 64,
        **{k: v for k, v in more.items() if k != "letters"},
    }
    states = ["a" if made.get(column.keyword) is None else "p" for column in columns()]
    for keyword, letter in more.get("letters", {}).items():
        states[column_index()[keyword]] = letter
    return {**made, "states": "".join(states)}


def measured(folder: Path, *rows: Any) -> Vendors:
    table = write_rows(folder, rows)
    facts = measure_vendors(table)
    table.close()
    return facts


def test_vendors_by_series_patient_and_modality(tmp_path: Path) -> None:
    facts = measured(
        tmp_path,
        row(1, "a", Manufacturer="SIEMENS", ManufacturerModelName="Skyra"),
        row(2, "a", Manufacturer="SIEMENS", ManufacturerModelName="Skyra"),
        row(3, "b", "p2", Manufacturer="Siemens"),
        row(4, "c", "p2", "MR", Manufacturer="TOSHIBA", ManufacturerModelName="Titan"),
        row(5, "d", "p3", "MR", Manufacturer="Acme"),
        row(6, "e", "p3", "MR"),
    )
    assert facts.Manufacturer.counts == (("Siemens", 2), ("Acme", 1), ("Canon", 1))
    assert (facts.Manufacturer.total, facts.Manufacturer.absent) == (5, 1)
    assert facts.by_patient.counts == (("Siemens", 2), ("Acme", 1), ("Canon", 1))
    assert facts.by_modality == (
        ("CT", "Siemens", 2),
        ("MR", "Acme", 1),
        ("MR", "Canon", 1),
    )
    first, acme, canon = facts.names
    assert (first.name, first.spellings) == ("Siemens", (("SIEMENS", 1), ("Siemens", 1)))
    assert (acme.name, acme.recognised, acme.spellings) == ("Acme", False, (("Acme", 1),))
    assert (canon.former, canon.n_patients) == (("Toshiba",), 1)
    assert facts.ManufacturerModelName.counts == (("Canon / Titan", 1), ("Siemens / Skyra", 1))
    assert facts.ManufacturerModelName.absent == 3
    assert facts.models == (
        ("CT", "Siemens", "", 1, 1),
        ("CT", "Siemens", "Skyra", 1, 1),
        ("MR", "Acme", "", 1, 1),
        ("MR", "Canon", "Titan", 1, 1),
    )
    assert facts.unrecognised.numbers == (4,)
    (ct, mr) = facts.modalities
    assert (ct.modality, ct.n_series, ct.without_manufacturer.numbers) == ("CT", 2, ())
    assert (mr.n_series, mr.without_manufacturer.numbers) == (3, (5,))
    assert mr.without_manufacturer.items == (6,)


def test_a_placeholder_names_nobody(tmp_path: Path) -> None:
    facts = measured(
        tmp_path,
        row(1, "a", Manufacturer="UNKNOWN", letters={"Manufacturer": "h"}),
        row(2, "b", Manufacturer=" "),
        row(3, "c", StationName="s1", DeviceSerialNumber="d1"),
        row(4, "d", StationName="s2", letters={"StationName": "h"}),
        row(5, "e", DeviceSerialNumber="d1"),
    )
    assert facts.names == ()
    assert facts.Manufacturer.absent == 5
    assert (facts.n_stations, facts.n_devices) == (1, 1)
    (ct,) = facts.modalities
    assert (ct.n_with_device, ct.n_devices, ct.n_with_station, ct.n_stations) == (2, 1, 1, 1)


def test_a_series_of_two_vendors_counts_under_both_and_is_named(tmp_path: Path) -> None:
    facts = measured(
        tmp_path,
        row(1, "a", Manufacturer="Siemens"),
        row(2, "b", Manufacturer="Philips"),
        row(3, "b", Manufacturer="GE"),
        row(4, "c", Manufacturer="GE MEDICAL SYSTEMS"),
        row(5, "c", Manufacturer="GE"),
    )
    assert (facts.mixed_vendor.numbers, facts.mixed_vendor.items) == ((2,), (2,))
    assert facts.Manufacturer.counts == (("GE", 2), ("Philips", 1), ("Siemens", 1))
    assert facts.names[0].spellings == (("GE", 2), ("GE MEDICAL SYSTEMS", 1))


def test_objects_without_a_scanner_are_told_apart(tmp_path: Path) -> None:
    report = "1.2.840.10008.5.1.4.1.1.88.33"
    facts = measured(
        tmp_path,
        row(1, "a", Manufacturer="QIICR", modality="SR", SOPClassUID=report, Rows=None),
        row(2, "b", Manufacturer="Siemens"),
    )
    assert [(m.modality, m.is_image) for m in facts.modalities] == [("CT", True), ("SR", False)]


def test_field_strength_is_marked_and_never_converted(tmp_path: Path) -> None:
    values = (1.5, 1.5, 15000.0, 2.89362, None)
    facts = measured(
        tmp_path,
        *(row(n, f"s{n}", modality="MR", MagneticFieldStrength=v) for n, v in enumerate(values)),
        row(7, "zero", modality="MR", MagneticFieldStrength=0.0,
            letters={"MagneticFieldStrength": "h"}),
        row(8, "bad", modality="MR", letters={"MagneticFieldStrength": "i"}),
        row(9, "ct", MagneticFieldStrength=3.0),
    )  # fmt: skip
    assert facts.MagneticFieldStrength.counts == (
        ("1.5", 2),
        ("0 (invalid)", 1),
        ("15000 (invalid)", 1),
        ("2.894", 1),
        ("not a number (invalid)", 1),
    )
    assert (facts.MagneticFieldStrength.total, facts.MagneticFieldStrength.absent) == (7, 1)
    assert facts.invalid_field_strength.numbers == (3, 6, 7)
    (field,) = [e for e in facts.envelope if e.keyword == "MagneticFieldStrength"]
    assert (field.spread.n, field.spread.maximum, field.n_series) == (3, 2.89362, 7)


@pytest.mark.parametrize(("value", "valid"), [(0.01, True), (0.0099, False), (25.0, True),
                                              (25.01, False), (-3.0, False)])  # fmt: skip
def test_field_strength_at_the_limits(tmp_path: Path, value: float, valid: bool) -> None:
    facts = measured(tmp_path, row(1, "a", modality="MR", MagneticFieldStrength=value))
    assert len(facts.invalid_field_strength) == (0 if valid else 1)


def test_the_envelope_is_over_series_and_keeps_the_ends(tmp_path: Path) -> None:
    current = {"a": (100, 200, 300), "b": (50, 60, 70), "c": (400,)}
    rows = [
        row(n * 10 + k, series, Manufacturer="Siemens", XRayTubeCurrent=value, KVP=120.0)
        for n, (series, values) in enumerate(current.items())
        for k, value in enumerate(values)
    ]
    scout = row(90, "c", Manufacturer="Siemens", XRayTubeCurrent=10,
                ImageType=["ORIGINAL", "PRIMARY", "LOCALIZER"])  # fmt: skip
    nobody = row(91, "d", KVP=0.0, letters={"KVP": "h"}, XRayTubeCurrent=5)
    facts = measured(tmp_path, *rows, scout, nobody)
    (siemens, unnamed) = [e for e in facts.envelope if e.keyword == "XRayTubeCurrent"]
    spread = siemens.spread
    assert (siemens.vendor, siemens.unit, siemens.n_series) == ("Siemens", "mA", 3)
    assert (spread.n, spread.minimum, spread.median, spread.maximum) == (3, 50.0, 200.0, 400.0)
    assert spread.p05 == pytest.approx(60 + 0.1 * 140)
    assert spread.p95 == pytest.approx(400 - 0.1 * 200)
    assert (unnamed.vendor, unnamed.spread.n) == ("not named", 1)
    assert [e.vendor for e in facts.envelope if e.keyword == "KVP"] == ["Siemens"]


def test_settings_of_several_parts_stay_whole(tmp_path: Path) -> None:
    facts = measured(
        tmp_path,
        row(1, "a", ConvolutionKernel=["I31f", "3"], SoftwareVersions=["VA20A", "x"]),
        row(2, "b", ConvolutionKernel=["STANDARD"]),
        row(3, "c", modality="MR", SoftwareVersions=["VA20A", "x"]),
    )
    assert facts.ConvolutionKernel.counts == (("I31f\\3", 1), ("STANDARD", 1))
    assert facts.ConvolutionKernel.total == 2
    assert facts.SoftwareVersions.counts == (("VA20A\\x", 2),)
    assert (facts.SoftwareVersions.total, facts.SoftwareVersions.absent) == (3, 1)


def test_every_parameter_is_a_number_and_has_a_unit() -> None:
    held = {column.keyword: column for column in columns()}
    for keyword in {keyword for keywords in PARAMETERS.values() for keyword in keywords}:
        column = held[keyword]
        assert keyword in UNITS
        assert column.keep == "VALUE"
        assert not column.multi
        assert column.vr in INTEGERS | REALS
    assert set(UNITS) == {keyword for keywords in PARAMETERS.values() for keyword in keywords}


def test_an_empty_table(tmp_path: Path) -> None:
    facts = measured(tmp_path)
    assert facts.names == facts.envelope == facts.modalities == ()
    assert facts.Manufacturer.total == facts.MagneticFieldStrength.total == 0


@pytest.mark.corpus
def test_real_vendors_add_up(corpus: Path, tmp_path: Path) -> None:
    table = scan([str(corpus)], tmp_path, ScanOptions(jobs=2))
    facts = measure_vendors(table)
    again = measure_vendors(table)
    table.close()
    assert facts == again
    names = {name.name: name for name in facts.names}
    assert {"GE", "Siemens", "Philips", "Canon", "United Imaging", "Bruker"} <= names.keys()
    assert names["Canon"].former == ("Toshiba",)
    assert not names["Acme Medical Devices"].recognised
    assert sum(m.n_series for m in facts.modalities) == facts.Manufacturer.total
    nameless = sum(len(m.without_manufacturer) for m in facts.modalities)
    assert nameless == facts.Manufacturer.absent
    for one in facts.envelope:
        five = (one.spread.minimum, one.spread.p05, one.spread.median, one.spread.p95,
                one.spread.maximum)  # fmt: skip
        assert list(five) == sorted(five)
        assert 1 <= one.spread.n <= one.n_series
