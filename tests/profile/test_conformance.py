"""Type 1, 2, 1C and 2C by SOP class, on real tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from audit.profile.conformance import measure_conformance
from audit.profile.iod_types import types_of
from audit.profile.model import Conformance
from audit.profile.model.conformance import Lacking
from audit.scan.table import write_rows
from tests.profile.header_rows import CT, MR, SC, SEG, header, tags


def measured(folder: Path, *rows: dict[str, Any]) -> Conformance:
    table = write_rows(folder, rows)
    facts = measure_conformance(table)
    table.close()
    return facts


def lacking(facts: Conformance, place: int = 0) -> list[tuple[str, str, str, int, int]]:
    return [
        (x.Type, x.keyword, x.state, len(x.items), x.n_judged) for x in facts.classes[place].lacking
    ]


def test_the_table_names_what_ps3_3_requires() -> None:
    types = types_of(CT)
    assert types is not None
    kinds = {one.keyword: one.Type for one in (*types.required, *types.conditional)}
    # C.7.6.2 Image Plane, C.8.2.1 CT Image, C.7.1.1 Patient, C.7.3.1 General Series
    assert (kinds["ImagePositionPatient"], kinds["RescaleSlope"]) == ("1", "1")
    assert (kinds["KVP"], kinds["PatientSex"]) == ("2", "2")
    assert (kinds["PlanarConfiguration"], kinds["PatientPosition"]) == ("1C", "2C")
    assert {"general-image", "ct-image"} <= types.modules
    assert "overlay-plane" not in types.modules, "a module of usage U demands nothing"
    assert types_of("1.2.3") is types_of(None) is None


def test_an_attribute_of_a_macro_on_a_condition_is_not_required() -> None:
    types = types_of("1.2.840.10008.5.1.4.1.1.88.11")
    assert types is not None
    required = {one.keyword for one in types.required}
    assert "ValueType" in required
    assert not {"MeasuredValueSequence", "GraphicData", "ConceptCodeSequence"} & required


def test_absent_and_empty_are_told_apart_by_type(tmp_path: Path) -> None:
    plain = {"more": ["PatientPosition", "PixelData"]}
    facts = measured(
        tmp_path,
        header(**plain),
        header(**plain, without=["Rows", "KVP"]),
        header(**plain, empty=["ImageType", "StudyDate"]),
        header(**plain, without=["Rows"], empty=["KVP"], PatientIdentityRemoved="YES",
               DeidentificationMethod="p"),
    )  # fmt: skip
    assert lacking(facts) == [
        ("1", "ImageType", "empty", 1, 4),
        ("1", "Rows", "absent", 2, 4),
        ("2", "KVP", "absent", 1, 4),
    ]
    assert facts.classes[0].lacking[1].items.items == (2, 4)
    assert [x.n_deidentified for x in facts.classes[0].lacking] == [0, 1, 0]


def test_what_stands_behind_a_fault_is_unknown(tmp_path: Path) -> None:
    cut = header(without=["Rows", "PatientID", "PixelData"], status="partial", read_to="00200032")
    facts = measured(tmp_path, cut, header(more=["PatientPosition", "PixelData"], without=["Rows"]))
    assert lacking(facts) == [
        ("1", "Rows", "absent", 1, 1),
        ("2", "PatientID", "absent", 1, 2),
        ("2C", "PatientPosition", "absent", 1, 2),
    ]
    assert facts.classes[0].n_partial == 1


def test_every_item_is_judged_once_also_of_an_instance_that_stands_twice(tmp_path: Path) -> None:
    row = header(without=["KVP"], more=["PatientPosition", "PixelData"], SOPInstanceUID="same")
    facts = measured(
        tmp_path,
        row,
        row,
        {**row, "codes": ["dicomdir"]},
        {**row, "status": "rejected"},
    )
    assert lacking(facts) == [("2", "KVP", "absent", 2, 2)]
    assert facts.n_items == facts.classes[0].n_items == 2


def test_an_attribute_of_type_1c_is_never_empty(tmp_path: Path) -> None:
    facts = measured(
        tmp_path,
        header(SC, more=["PixelData"], empty=["PixelAspectRatio"]),
        header(SC, more=["PixelData", "PixelAspectRatio", "PatientOrientation"]),
        header(SC, more=["PixelData"], empty=["PatientOrientation"]),
    )
    assert lacking(facts) == [
        ("1C", "PixelAspectRatio", "empty", 1, 2),
        ("2C", "PatientOrientation", "absent", 1, 3),
    ]


def test_a_nested_attribute_is_judged_where_a_column_tells_it(tmp_path: Path) -> None:
    base = {"more": ["PixelData"]}
    facts = measured(
        tmp_path,
        header(SEG, **base, letters={"SegmentLabel": "p", "SegmentAlgorithmType": "e"}),
        header(SEG, **base, letters={"SegmentLabel": "a", "SegmentAlgorithmType": "p"}),
        header(SEG, **base, letters={"SegmentLabel": "u", "SegmentAlgorithmType": "u"}),
    )
    found = {x.keyword: x for x in facts.classes[0].lacking if x.path == "SegmentSequence"}
    label, algorithm = found["SegmentLabel"], found["SegmentAlgorithmType"]
    assert (label.Type, label.state, label.items.items, label.n_judged) == ("1", "absent", (2,), 2)
    assert (algorithm.state, algorithm.items.items) == ("empty", (1,))
    one = facts.classes[0]
    assert 0 < one.n_nested_judged < one.n_nested, "most are not judged, and counted"


def test_classes_without_modules_are_counted_and_not_judged(tmp_path: Path) -> None:
    facts = measured(
        tmp_path,
        header("1.2.3"),
        header(None),
        header("1.2.840.10008.5.1.4.1.1.5"),
        header(MR, more=["PatientPosition", "PixelData", "RepetitionTime"]),
    )
    assert [one.sop_class for one in facts.classes] == ["MR Image Storage"]
    assert (facts.unlisted.total, facts.unlisted.absent) == (3, 1)
    assert dict(facts.unlisted.counts) == {
        "Nuclear Medicine Image Storage": 1,
        "not in the standard": 1,
    }


def test_the_same_items_are_held_once(tmp_path: Path) -> None:
    """A million items that lack twenty attributes must not be a list of twenty million."""
    facts = measured(tmp_path, header(without=["Rows", "Columns"]), header())
    by_keyword: dict[str, Lacking] = {x.keyword: x for x in facts.classes[0].lacking}
    assert by_keyword["Rows"].items is by_keyword["Columns"].items
    assert tags(["Rows"]) == ["00280010"]


def test_nothing_read_gives_no_class(tmp_path: Path) -> None:
    facts = measured(tmp_path)
    assert (facts.n_items, facts.classes, facts.odd_values) == (0, (), ())
    assert facts.unlisted.total == facts.n_with_modality == 0
