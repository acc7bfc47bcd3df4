"""Each hand-written condition and each list of values: met, not met, and of the standard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from audit.profile.catalogue_tables import lossy_syntaxes
from audit.profile.conformance_rules import Condition, Enumeration, conditions, enumerations
from audit.profile.demands import Demand, demands_of
from audit.profile.header_kinds import Kind, read_kinds
from audit.profile.iod_types import IodTypes, listed_classes, types_of
from audit.scan.keywords import INTEGERS, columns
from audit.scan.table import write_rows
from tests.profile.header_rows import header

Values = dict[str, Any]
WITNESSES: dict[str, tuple[Values, Values]] = {
    "PatientIdentityRemoved": ({"PatientIdentityRemoved": "YES"}, {"PatientIdentityRemoved": "NO"}),
    "BodyPartExamined": ({"BodyPartExamined": "KNEE"}, {"BodyPartExamined": "CHEST"}),
    "SamplesPerPixel >": ({"SamplesPerPixel": 3}, {"SamplesPerPixel": 1}),
    "PhotometricInterpretation = 'PALETTE": (
        {"PhotometricInterpretation": "PALETTE COLOR"},
        {"PhotometricInterpretation": "RGB"},
    ),
    "charset-mismatch": ({"codes": ["charset-mismatch"]}, {"codes": ["tag-order"]}),
    "not (list_contains(ScanningSequence, 'EP')": (
        {"ScanningSequence": ["EP"], "SequenceVariant": ["SK"]},
        {"ScanningSequence": ["EP"], "SequenceVariant": ["SS"]},
    ),
    "ScanningSequence, 'IR'": ({"ScanningSequence": ["SE", "IR"]}, {"ScanningSequence": ["SE"]}),
    "ScanOptions, 'CG'": ({"ScanOptions": ["CG"]}, {"ScanOptions": ["PFP"]}),
    "'MIXED') and Photo": (
        {"ImageType": ["ORIGINAL"], "PhotometricInterpretation": "MONOCHROME2"},
        {"ImageType": ["DERIVED"], "PhotometricInterpretation": "MONOCHROME2"},
    ),
    "ImageType[1] in": ({"ImageType": ["MIXED"]}, {"ImageType": ["DERIVED", "ORIGINAL"]}),
    "NumberOfFrames > 1": ({"NumberOfFrames": 2}, {"NumberOfFrames": 1}),
    "'GATED'": ({"SeriesType": ["GATED"]}, {"SeriesType": ["STATIC"]}),
    "'DYNAMIC'": ({"SeriesType": ["DYNAMIC"]}, {"SeriesType": ["STATIC"]}),
    "DecayCorrection": ({"DecayCorrection": "START"}, {"DecayCorrection": "NONE"}),
    "TransferSyntaxUID": (
        {"TransferSyntaxUID": lossy_syntaxes()[0]},
        {"TransferSyntaxUID": "1.2.840.10008.1.2.1"},
    ),
    "LossyImageCompression = '01'": (
        {"LossyImageCompression": "01"},
        {"LossyImageCompression": "00"},
    ),
    "PresentationIntentType": (
        {"PresentationIntentType": "FOR PRESENTATION"},
        {"PresentationIntentType": "FOR PROCESSING"},
    ),
    "SegmentationType": ({"SegmentationType": "FRACTIONAL"}, {"SegmentationType": "BINARY"}),
    "VerificationFlag": ({"VerificationFlag": "VERIFIED"}, {"VerificationFlag": "UNVERIFIED"}),
    "= 'MONOCHROME2'": (
        {"PhotometricInterpretation": "MONOCHROME2"},
        {"PhotometricInterpretation": "RGB"},
    ),
}
"""A part of the SQL, values for which it holds, values for which it does not; first that fits."""


def a_class(rule: Condition | Enumeration, inside: str = "") -> str:
    """A SOP class that the rule is about."""
    found = [uid for uid in sorted(listed_classes()) if rule.applies_to(kinds_of(uid))]
    if inside.startswith("SOPClassUID not in"):
        return next(uid for uid in found if f"'{uid}'" not in inside)
    named = [uid for uid in found if f"'{uid}'" in inside]
    return (named or found)[0]


def kinds_of(uid: str) -> IodTypes:
    types = types_of(uid)
    assert types is not None
    return types


def witness(rule: Condition) -> tuple[Values, Values | None]:
    if rule.when == "true" or rule.when.startswith("SOPClassUID in"):
        return {}, None
    return next(pair for part, pair in WITNESSES.items() if part in rule.when)


def keywords_of(tags: frozenset[str]) -> list[str]:
    from pydicom.datadict import keyword_for_tag  # noqa: PLC0415

    return [keyword_for_tag(int(tag, 16)) for tag in sorted(tags)]


def cases(rule: Condition) -> Iterator[dict[str, Any]]:
    """A header that must carry the attribute, then headers that need not."""
    uid, (holds, fails) = a_class(rule, rule.when), witness(rule)
    there = [*keywords_of(rule.needs)]
    away = [rule.keyword, *keywords_of(rule.unless)]
    yield header(uid, without=away, more=there, **holds)
    if fails is not None:
        yield header(uid, without=away, more=there, **fails)
    if rule.needs:
        yield header(uid, without=[*away, there[0]], **holds)
    for other in keywords_of(rule.unless):
        yield header(uid, without=[rule.keyword], more=[*there, other], **holds)


def read(folder: Path, rows: list[dict[str, Any]]) -> dict[int, Kind]:
    table = write_rows(folder, rows)
    kinds = {int(item): kind for kind in read_kinds(table) for item in kind.items}
    table.close()
    return kinds


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[int, list[str]]:
    """By place of the condition: what its cases answer, all read from one table."""
    made = [(n, row) for n, rule in enumerate(conditions()) for row in cases(rule)]
    kinds = read(tmp_path_factory.mktemp("conditions"), [row for _, row in made])
    told: dict[int, list[str]] = {}
    for item, (n, _) in enumerate(made, 1):
        told.setdefault(n, []).append(demand_of(n, kinds[item]).answer(kinds[item]))
    return told


def demand_of(n: int, kind: Kind) -> Demand:
    demands = demands_of(kinds_of(str(kind.sop_class_uid)))
    (found,) = [one for one in demands if one.rule is conditions()[n]]
    return found


def name(rule: Any) -> str:
    return f"{rule.module}-{rule.keyword}"


@pytest.mark.parametrize("n", range(len(conditions())), ids=lambda n: name(conditions()[n]))
def test_a_condition_asks_where_it_holds_and_only_there(
    n: int, answers: dict[int, list[str]]
) -> None:
    first, *others = answers[n]
    assert first == "absent"
    assert set(others) <= {"not asked"}
    assert others or conditions()[n].when.startswith("SOPClassUID in"), "nothing it can fail on"


@pytest.mark.parametrize("rule", conditions(), ids=name)
def test_a_condition_is_about_an_attribute_that_its_module_gives_that_type(rule: Condition) -> None:
    kinds = {one.keyword: one.Type for one in kinds_of(a_class(rule, rule.when)).conditional}
    assert kinds[rule.keyword] == rule.Type
    assert "(PS3.3 C." in rule.words


def test_a_converted_object_need_not_have_what_its_source_lacked(tmp_path: Path) -> None:
    """PS3.3 C.8.13.1 and C.8.15.2: the conditions leave legacy converted objects out."""
    converted = "1.2.840.10008.5.1.4.1.1.2.2"
    away = [one.keyword for one in kinds_of(converted).conditional]
    row = header(converted, without=away, more=["PixelData"], ImageType=["ORIGINAL"])
    (kind,) = read(tmp_path, [row]).values()
    asked = {one.keyword for one in demands_of(kinds_of(converted)) if one.answer(kind) == "absent"}
    assert not asked & {"AcquisitionDateTime", "ContentQualification", "BurnedInAnnotation"}


def test_forty_and_more_conditions_are_written_each_once() -> None:
    assert len({name(rule) for rule in conditions()}) == len(conditions()) >= 40


def values_of(one: Enumeration) -> list[dict[str, Any]]:
    """A header with each listed value, then one with another value, then one without."""
    uid = "1.2.3" if one.module == "-" else a_class(one)
    (column,) = [column for column in columns() if column.keyword == one.keyword]
    numeric = column.vr in INTEGERS
    rows = []
    for value in (*one.values, "7"):
        kept: Any = int(value) if numeric else value
        if column.multi:
            kept = ["X"] * (one.place - 1) + [kept]
        rows.append(header(uid, **{one.keyword: kept}))
    return [*rows, header(uid)]


@pytest.fixture(scope="module")
def allowed(tmp_path_factory: pytest.TempPathFactory) -> dict[int, str]:
    """By place of the list: what its values answer, all read from one table."""
    made = [(n, row) for n, one in enumerate(enumerations()) for row in values_of(one)]
    kinds = read(tmp_path_factory.mktemp("values"), [row for _, row in made])
    told: dict[int, str] = {}
    for item, (n, _) in enumerate(made, 1):
        told[n] = told.get(n, "") + kinds[item].allowed[n]
    return told


@pytest.mark.parametrize("n", range(len(enumerations())))
def test_a_listed_value_is_allowed_and_no_other(n: int, allowed: dict[int, str]) -> None:
    assert allowed[n] == "1" * len(enumerations()[n].values) + "0-"
