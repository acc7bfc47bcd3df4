from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from audit.profile.attributes import (
    ABSENT,
    MAX_LEVELS,
    OTHER,
    SEVERAL,
    Attribute,
    bin_numbers,
    find_people,
    is_varied,
    kinds,
    measure_fields,
)
from audit.profile.derived_attributes import (
    CREATORS,
    IMAGES,
    MATRIX,
    QUARTER,
    age_bands,
    measure_covariates,
    measure_derived,
)
from audit.profile.gaps import measure_gaps
from audit.profile.model.shortcuts import HeaderField, SkippedField
from audit.scan.keywords import Keep, columns
from tests.label_tables import headers, image

CT, SEG = "1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.5.1.4.1.1.66.4"


def fields(folder: Path, *rows: Mapping[str, Any], derived: bool = False) -> dict[str, Attribute]:
    table = headers(folder, *rows)
    people = find_people(table)
    measure = measure_derived if derived else measure_fields
    found = measure(table, people)
    return {one.name: one for one in found if isinstance(one, Attribute)}


def levels_of(one: Attribute) -> list[str]:
    return [one.levels[code] for code in one.codes]


def test_every_listed_field_is_a_column_and_has_a_kind() -> None:
    kept = {c.keyword for c in columns() if c.keep is not Keep.PRESENCE}
    assert set(kinds()) <= kept
    assert set(kinds().values()) == {"provenance", "storage", "content", "skip"}


def test_vendors_by_make_and_several_values_of_origin(tmp_path: Path) -> None:
    found = fields(
        tmp_path,
        image("A", 1, Manufacturer="SIEMENS"),
        image("B", 2, Manufacturer="Siemens Healthineers"),
        image("C", 3, Manufacturer="GE MEDICAL SYSTEMS"),
        image("C", 4, Manufacturer="SIEMENS"),
        image("D", 5),
    )
    one = found["Manufacturer"]
    assert levels_of(one) == ["Siemens", "Siemens", SEVERAL, ABSENT]
    assert (one.field.n_absent, one.field.n_several, one.field.n_levels) == (1, 1, 3)
    assert one.field.kind == "provenance"


def test_settings_count_with_the_commonest_value_ties_by_the_first(tmp_path: Path) -> None:
    found = fields(
        tmp_path,
        image("A", 1, ConvolutionKernel=["B30f"]),
        image("A", 2, ConvolutionKernel=["B70f"]),
        image("A", 3, ConvolutionKernel=["B70f"]),
        image("B", 4, ConvolutionKernel=["B70f"]),
        image("B", 5, ConvolutionKernel=["B30f", "soft"]),
    )
    assert levels_of(found["ConvolutionKernel"]) == ["B70f", "B70f"]
    assert found["ConvolutionKernel"].field.n_several == 2


def test_tokens_are_numbered_and_their_order_does_not_depend_on_the_key(tmp_path: Path) -> None:
    names = ["zz", "aa", "aa", "mm"]
    orders = []
    for key in ("1", "2"):
        rows = [image(f"P{n}", n, InstitutionName=f"{key}{s}") for n, s in enumerate(names)]
        (tmp_path / key).mkdir()
        orders.append(levels_of(fields(tmp_path / key, *rows)["InstitutionName"]))
    assert orders[0] == orders[1] == ["value 2", "value 1", "value 1", "value 3"]


def test_numbers_are_medians_by_value_or_in_tenths(tmp_path: Path) -> None:
    rows = [image("A", n, KVP=float(k)) for n, k in enumerate((80, 120, 120))]
    rows += [image("B", 3, KVP=100.0), image("C", 4)]
    one = fields(tmp_path, *rows)["KVP"]
    assert levels_of(one) == ["120", "100", ABSENT]
    assert one.field.n_several == 1
    assert one.numbers is not None
    assert np.isnan(one.numbers[2])
    many = bin_numbers(HeaderField("x", "acquisition", 0, 0, 0), np.arange(100.0))
    assert np.bincount(many.codes).tolist() == [10] * 10
    assert "up to 9.9" in many.levels
    assert "above 89.1" in many.levels


def test_a_field_of_too_many_values_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("audit.profile.attributes.MAX_VALUES", 2)
    rows = [image(f"P{n}", n, StationName=f"S{n}", Modality="CT") for n in range(3)]
    table = headers(tmp_path, *rows)
    found = list(measure_fields(table, find_people(table)))
    skipped = [one for one in found if isinstance(one, SkippedField)]
    assert [one.name for one in skipped] == ["StationName"]


def test_the_rarest_values_become_one(tmp_path: Path) -> None:
    rows = [image(f"P{n}", n, StationName=f"S{n // 2}") for n in range(2 * MAX_LEVELS + 4)]
    one = fields(tmp_path, *rows)["StationName"]
    assert len(one.levels) == MAX_LEVELS
    assert one.levels[-1] == OTHER
    assert np.bincount(one.codes)[-1] == 6


def test_masks_are_no_images_and_declared_covariates_are_no_shortcut(tmp_path: Path) -> None:
    rows = [
        image("A", 1, SOPClassUID=CT, Modality="CT", Rows=512, Columns=512),
        image("A", 2, SOPClassUID=SEG, Modality="SEG", Rows=512, Columns=512),
    ]
    table = headers(tmp_path, *rows)
    people = find_people(table)
    found = {one.name: one for one in measure_fields(table, people) if isinstance(one, Attribute)}
    assert found["Modality"].levels == ("CT",)
    assert "PatientID" not in found
    assert "Modality" not in {one.name for one in measure_fields(table, people, ("Modality",))}


def test_what_is_no_column(tmp_path: Path) -> None:
    found = fields(
        tmp_path,
        image("A", 1, Rows=512, Columns=256, StudyDate="20200301", private_creators=["X", "B"]),
        image("B", 2, StudyDate="20200415", private_creators=["B", "X"]),
        image("B", 3, StudyDate="20200416"),
        derived=True,
    )
    assert levels_of(found[MATRIX]) == ["512 x 256", ABSENT]
    assert levels_of(found[QUARTER]) == ["part 1 of 2", "part 2 of 2"]
    assert levels_of(found[CREATORS]) == ["value 1", "value 1"]
    assert levels_of(found[IMAGES]) == ["1", "2"]
    assert not any(is_varied(one) for one in found.values())


def test_sex_age_and_other_covariates(tmp_path: Path) -> None:
    rows = [
        image("A", 1, PatientSex="f", PatientAge="034Y", EthnicGroup="x"),
        image("B", 2, PatientSex="M", PatientAge="006M", PatientWeight=70.0),
        image("C", 3, PatientSex="W", PatientAge="95"),
        image("D", 4, PatientSex="M", PatientAge="095Y"),
        image("D", 5, PatientSex="F", PatientAge="096Y"),
    ]
    table = headers(tmp_path, *rows)
    names = ("PatientSex", "PatientAge", "EthnicGroup", "PatientWeight", "Nothing")
    found = {one.name: one for one in measure_covariates(table, find_people(table), names)}
    assert set(found) == set(names) - {"Nothing"}
    assert levels_of(found["PatientSex"]) == ["F", "M", "unknown", "unknown"]
    assert levels_of(found["PatientAge"]) == ["20-39", "0-19", "unknown", "80+"]
    assert age_bands(np.array([19.9, 20.0, 130.0])).levels == ("0-19", "20-39", "unknown")


def test_gaps_by_patient_and_alike_ones_together(tmp_path: Path) -> None:
    rows = []
    for n in range(12):
        more = {"KVP": 120.0, "Exposure": 10} if n % 2 else {}
        rows.append(image(f"P{n:02}", 2 * n, Modality="CT", **more))
        rows.append(image(f"P{n:02}", 2 * n + 1, Modality="CT", StudyDate="20200101", **more))
    table = headers(tmp_path, *rows)
    found = {one.name: one for one in measure_gaps(table, find_people(table))}
    assert set(found) == {"missing KVP + 1"}
    one = found["missing KVP + 1"]
    assert one.field.alike == ("KVP", "Exposure")
    assert levels_of(one)[:2] == ["missing", "present"]
    assert (one.field.n_absent, one.field.n_several) == (6, 0)


def test_a_gap_in_part_is_a_level_and_the_unknown_is_no_gap(tmp_path: Path) -> None:
    from audit.scan.keywords import column_index  # noqa: PLC0415

    rows = []
    for n in range(10):
        rows += [image(f"P{n}", 2 * n, KVP=1.0), image(f"P{n}", 2 * n + 1)]
    rows += [image(f"Q{n}", 100 + n, KVP=1.0) for n in range(10)]
    unread = ["a"] * len(columns())
    unread[column_index()["KVP"]] = "u"
    rows += [image(f"R{n}", 200 + n, states="".join(unread)) for n in range(5)]
    table = headers(tmp_path, *rows)
    found = {one.field.alike[0]: one for one in measure_gaps(table, find_people(table))}
    assert sorted(set(levels_of(found["KVP"]))) == ["in part", "present", "unknown"]
    assert np.bincount(found["KVP"].codes).tolist() == [10, 10, 5]
