"""UIDs, Modality against SOP class, retired things, odd values and reading codes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from audit.profile.conformance import measure_conformance
from audit.profile.model import Conformance
from audit.scan.scanner import ScanOptions, scan
from audit.scan.table import write_rows
from tests.factories import instance, write_instances
from tests.profile.header_rows import CT, MR, SC, header


def measured(folder: Path, *rows: dict[str, Any]) -> Conformance:
    table = write_rows(folder, rows)
    facts = measure_conformance(table)
    table.close()
    return facts


def test_uids_that_stand_for_two_things(tmp_path: Path) -> None:
    uids = measured(
        tmp_path,
        header(SOPInstanceUID="a", StudyInstanceUID="b", SeriesInstanceUID="c"),
        header(SOPInstanceUID="d", StudyInstanceUID="d", FrameOfReferenceUID="e"),
        header(SOPInstanceUID="f", StudyInstanceUID="g", FrameOfReferenceUID="g"),
        header(StudyInstanceUID=None, SeriesInstanceUID=None),
    ).uids
    assert [(one, other, items.items) for one, other, items in uids.shared] == [
        ("SOPInstanceUID", "StudyInstanceUID", (2,)),
        ("StudyInstanceUID", "FrameOfReferenceUID", (3,)),
    ]
    assert (uids.n_items, uids.n_with_class, len(uids.unknown_class)) == (4, 4, 0)


@pytest.mark.filterwarnings("ignore:Invalid value for VR UI")
def test_uids_that_cannot_be_as_the_scanner_reads_them(tmp_path: Path) -> None:
    files = write_instances(
        tmp_path / "data",
        instance(n=1),
        instance(n=2, SOPInstanceUID="1.2.abc"),
        instance(n=3, StudyInstanceUID="1.2.840.10008.1.2"),
        instance(n=4, SOPInstanceUID="1.2.840.10008.1.5.1", SOPClassUID="1.2.3.4"),
        instance(n=5, FrameOfReferenceUID="1.2.840.10008.1.4.1.1"),
    )
    (tmp_path / "out").mkdir()
    table = scan([str(files)], tmp_path / "out", ScanOptions(jobs=1))
    facts = measure_conformance(table)
    table.close()
    uids = facts.uids
    assert [(word, items.items) for word, items in uids.malformed] == [("SOPInstanceUID", (2,))]
    # a published palette and a well-known frame of reference may be named so
    assert [(word, items.items) for word, items in uids.reserved] == [("StudyInstanceUID", (3,))]
    assert uids.unknown_class.items == (4,)
    assert [one.n_items for one in facts.classes] == [4]
    assert not [x for x in facts.classes[0].lacking if x.Type == "1"], "the slice lacks nothing"


def test_modality_is_held_against_the_sop_class(tmp_path: Path) -> None:
    facts = measured(
        tmp_path,
        header(CT, Modality="CT"),
        header(CT, Modality="OT"),
        header(MR, Modality="MR"),
        header(CT),
        header("1.2.3", Modality="OT"),
        header(SC, Modality="OT"),
    )
    (one,) = facts.mismatches
    assert (one.sop_class, one.allowed, one.items.items, one.n_judged) == (
        "CT Image Storage", "CT", (2,), 2,
    )  # fmt: skip
    assert facts.n_with_modality == 3


def test_retired_things_are_named(tmp_path: Path) -> None:
    facts = measured(
        tmp_path,
        header("1.2.840.10008.5.1.4.1.1.5", TransferSyntaxUID="1.2.840.10008.1.2.2"),
        header(CT, more=["StudyComments"], TransferSyntaxUID="1.2.840.10008.1.2.1"),
    )
    assert [(name, items.items) for name, items in facts.retired_classes] == [
        ("Nuclear Medicine Image Storage", (1,))
    ]
    assert [(name, items.items) for name, items in facts.retired_syntaxes] == [
        ("Explicit VR Big Endian", (1,))
    ]
    assert [(word, items.items) for word, items in facts.retired_attributes] == [
        ("StudyComments", (2,))
    ]


def test_odd_values_count_those_with_a_value(tmp_path: Path) -> None:
    facts = measured(
        tmp_path,
        header(CT, PatientSex="M", ImageType=["ORIGINAL", "PRIMARY", "AXIAL"]),
        header(CT, PatientSex="X", ImageType=["ORIGINAL", "THIRD"]),
        header(CT, ImageType=["MIXED"]),
        header("1.2.3", PatientSex="w", ImageType=["MIXED"]),
    )
    told = [(o.keyword, o.place, o.items.items, o.n_judged) for o in facts.odd_values]
    assert told == [
        ("PatientSex", "", (2, 4), 3),
        ("ImageType", "value 1", (3,), 3),
        ("ImageType", "value 2", (2,), 2),
    ]


@pytest.mark.parametrize("code", ["vr-wrong", "charset-mismatch", "private-creator", "odd-length"])
def test_reading_codes_of_values_are_counted(code: str, tmp_path: Path) -> None:
    facts = measured(
        tmp_path, header(codes=[code, "trailing-data"]), header(codes=["trailing-data"])
    )
    assert [(name, items.items) for name, items in facts.codes] == [(code, (1,))]
