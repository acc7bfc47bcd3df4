"""One SOPInstanceUID in several encodings, told apart from several contents by decoding."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from audit.checks import ALL_CHECKS
from audit.checks.model import Finding, NotAssessed
from audit.policy import Policy
from audit.profile.integrity import measure_integrity
from audit.profile.model import Integrity, Profile
from audit.profile.model.shared import Subjects
from audit.scan.scanner import ScanOptions, scan
from tests import records
from tests.factories import instance, write_instances

FLAT = bytes([7, 0]) * 256
SYNTAXES = ("explicit", "implicit", "deflated", "rle")
PLAIN = instance()


def measured(folder: Path, sources: list[Path], pixels: bool = True) -> Integrity:
    work = folder / "work"
    work.mkdir()
    options = ScanOptions(jobs=1, key=b"k" * 32, pixels=pixels)
    table = scan([str(source) for source in sources], work, options)
    facts = measure_integrity(table)
    table.close()
    return facts


@pytest.mark.parametrize(
    ("contents", "conflict", "recoded"),
    [
        ([PLAIN, instance(n=2)], (), ()),
        ([instance(syntax=name) for name in SYNTAXES], (), (1, 2, 3, 4)),
        ([PLAIN, instance(syntax="rle"), instance(n=2, syntax="rle")], (), (1, 2)),
        # few values are still the same ones where the UID is one
        ([instance(PixelData=FLAT), instance(PixelData=FLAT, syntax="rle")], (), (1, 2)),
        ([PLAIN, instance(syntax="rle", PixelData=FLAT)], (1, 2), ()),
        ([PLAIN, instance(syntax="rle", WindowWidth=7)], (1, 2), ()),
        # values that the header table does not keep
        ([PLAIN, instance(syntax="rle", PatientName="another^one")], (1, 2), ()),
        ([PLAIN, instance(syntax="rle", MilitaryRank="x")], (1, 2), ()),
        ([PLAIN, instance(syntax="rle", Manufacturer=None)], (1, 2), ()),
        # one that differs, or cannot be decoded, leaves all in conflict
        ([PLAIN, instance(syntax="rle"), instance(WindowWidth=7)], (1, 2, 3), ()),
        ([PLAIN, instance(syntax="rle"), PLAIN[:-40]], (1, 2, 3), ()),
    ],
)
def test_contents_and_encodings(
    tmp_path: Path,
    contents: list[bytes],
    conflict: tuple[int, ...],
    recoded: tuple[int, ...],
) -> None:
    facts = measured(tmp_path, [write_instances(tmp_path / "data", *contents)])
    assert (facts.in_conflict.items, facts.recoded.items) == (conflict, recoded)
    assert set(facts.uid_conflict.items) == {*conflict, *recoded}


def test_without_decoding_all_stay_in_conflict(tmp_path: Path) -> None:
    data = write_instances(tmp_path / "data", PLAIN, instance(syntax="rle"))
    facts = measured(tmp_path, [data], pixels=False)
    assert (facts.in_conflict.items, facts.recoded.items) == ((1, 2), ())
    assert facts.n_conflict_recoded == 2


def found(rule: str, facts: Integrity, state: str = "measured") -> list[Finding]:
    whole: Profile = records.profile(integrity=facts)
    pixels = replace(whole.leakage.pixels, state=state)
    whole = replace(whole, leakage=replace(whole.leakage, pixels=pixels))
    (check,) = (one for one in ALL_CHECKS if one.rule == rule)
    return list(check.function(whole, Policy()))


def conflicts(n: int, recoded: int) -> Integrity:
    """`n` items in conflict, of which the first ones are `recoded`."""
    said = {"n_items_read": 240, "n_instances": 240, "n_conflict_recoded": recoded}
    return records.integrity(
        uid_conflict=records.subjects(n), recoded=records.subjects(recoded), **said
    )


@pytest.mark.parametrize(
    ("n", "recoded", "told"),
    [
        (0, 0, {}),
        (3, 0, {"INT004": "3 of 240 items share a SOPInstanceUID with an item of other content"}),
        (2, 2, {"INT016": "2 of 240 items share a SOPInstanceUID with an item that differs"}),
        (
            5,
            2,
            {
                "INT004": "3 of 240 items share a SOPInstanceUID with an item of other content "
                "(2 more differ in their encoding alone: INT016)",
                "INT016": "2 of 240 items share a SOPInstanceUID with an item that differs",
            },
        ),
    ],
)
def test_each_item_is_told_by_one_rule(n: int, recoded: int, told: dict[str, str]) -> None:
    for rule in ("INT004", "INT016"):
        findings = found(rule, conflicts(n, recoded))
        assert len(findings) == (rule in told)
        for finding in findings:
            assert finding.message.startswith(told[rule])
            assert (finding.count, finding.total, finding.unit) == (
                len(finding.subjects), 240, "item",
            )  # fmt: skip


def test_encodings_are_not_assessed_without_pixels() -> None:
    with pytest.raises(NotAssessed, match="--pixels"):
        found("INT016", conflicts(2, 0), state="absent")
    nothing = replace(conflicts(2, 0), n_items_read=0)
    with pytest.raises(NotAssessed, match="no instance was read"):
        found("INT016", nothing)


def test_what_is_withheld_stays_withheld() -> None:
    hidden = Subjects("instance", hidden=True)
    assert replace(conflicts(3, 2), recoded=hidden).in_conflict.hidden
    assert replace(conflicts(3, 2), uid_conflict=hidden).in_conflict.hidden


TESTS = "pydicom+pydicom/src/pydicom/data/test_files"
FO = "fo-dicom+fo-dicom/Tests/FO-DICOM.Tests/Test Data"


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("names", "n_recoded"),
    [
        ([f"{TESTS}/SC_rgb_small_odd.dcm", f"{TESTS}/SC_rgb_small_odd_big_endian.dcm"], 2),
        # equal elements, other bytes around them
        (
            [
                f"{FO}/TestPattern_Palette_16.dcm",
                "cornerstonejs+cornerstone3D/packages/dicomImageLoader/testImages/"
                "TestPattern_Palette_16.dcm",
            ],
            2,
        ),
        ([f"{TESTS}/MR_small.dcm", f"{TESTS}/MR_truncated.dcm"], 0),
        ([f"{TESTS}/rtdose.dcm", f"{TESTS}/rtdose_1frame.dcm"], 0),
    ],
)
def test_real_pairs(corpus: Path, tmp_path: Path, names: list[str], n_recoded: int) -> None:
    facts = measured(tmp_path, [corpus / name for name in names])
    assert len(facts.uid_conflict) == 2
    assert len(facts.recoded) == n_recoded
