"""Tables of the family `privacy` against their sources."""

from __future__ import annotations

import pytest

from audit.profile.privacy_profile import rules
from audit.report.sections.hipaa import _rows
from audit.scan.dictionary import is_keyword
from tools import confidentiality, screen_regions


def test_the_profile_is_derived_again() -> None:
    file = confidentiality.source()
    if file is None or not file.is_file():
        pytest.skip("dicom-anonymizer with the edition 2026c is not installed")
    assert confidentiality.derive(file) == confidentiality.TABLE.read_text(encoding="utf-8")


def test_the_profile_has_all_rows_and_known_actions() -> None:
    actions = {"D", "Z", "X", "U", "Z/D", "X/Z", "X/D", "X/Z/D", "X/Z/U*"}
    assert len(rules()) == 655
    assert {rule.action for rule in rules()} == actions
    by_keyword = {rule.keyword: rule for rule in rules()}
    assert by_keyword["PatientName"].action == "Z"
    assert by_keyword["PatientBirthDate"].options == ()
    assert by_keyword["StudyDate"].options == ("113106", "113107")
    assert by_keyword["SeriesDescription"].options == ("113105",)


def test_screen_regions_are_those_of_the_recipe() -> None:
    recipe = """
LABEL Kept # (CTP)
  contains Modality CT
  + equals Rows 512
  ctpcoordinates 0,0,512,200
LABEL Asks for a description # (CTP)
  contains SeriesDescription Dose
  coordinates 0,0,1,1
LABEL Either # (CTP)
  contains Modality CT || contains Modality MR
  coordinates 0,0,1,1
LABEL Without a region # (CTP)
  contains Modality CT
"""
    assert screen_regions.derive(recipe).splitlines()[3:] == [
        "Kept\tcontains Modality CT; equals Rows 512\t0,0,512,200"
    ]


def test_hipaa_has_eighteen_identifiers_of_known_keywords() -> None:
    assert [row[0] for row in _rows()] == list("ABCDEFGHIJKLMNOPQR")
    for _, _, keywords, _, _ in _rows():
        assert keywords == "-" or all(map(is_keyword, keywords.split(","))), keywords
