"""Spellings of Manufacturer, real and misleading ones."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from audit.profile.vendor_names import recognise_vendor


@pytest.mark.parametrize(
    ("spelling", "vendor", "former"),
    [
        ("GE MEDICAL SYSTEMS", "GE", ""),
        ("GE MEDICAL S]STEMS", "GE", ""),
        ("GE_MEDICAL_SYSTEMS", "GE", ""),
        ('"GE Healthcare"', "GE", ""),
        ("  ge   healthcare ", "GE", ""),
        ("G.E. Medical Systems", "GE", ""),
        ("GE MEDICAL SYSTEMS / MIM Software", "GE", ""),
        ("Siemens HealthCare GmbH", "Siemens", ""),
        ("CTI / MIMvista", "Siemens", "CTI"),
        ("ACUSON", "Siemens", "Acuson"),
        ("TOSHIBA_MEC", "Canon", "Toshiba"),
        ("CANON_MEC", "Canon", ""),
        ("Marconi Medical Systems, Inc.", "Philips", "Marconi"),
        ("PICKER International, Inc.", "Philips", "Picker"),
        ("KODAK", "Carestream", "Kodak"),
        ("Lorad, A Hologic Company", "Hologic", "Lorad"),
        ("FUJI PHOTO FILM Co., ltd.", "Fujifilm", ""),
        ("UIH", "United Imaging", ""),
        ("CMS, Inc.", "Elekta", "CMS"),
    ],
)
def test_known_spellings(spelling: str, vendor: str, former: str) -> None:
    make = recognise_vendor(spelling)
    assert (make.vendor, make.former, make.recognised) == (vendor, former, True)


@pytest.mark.parametrize(
    "spelling",
    ["Gentex", "GEORGE Imaging", "Canonical", "Philipsburg Hospital", "CTIX", "The Kodak shop",
     "CPS Hospital", "Acme", "Siemensstadt", "Ge\u0301 Labs", "", "/ MIM Software"],
)  # fmt: skip
def test_what_only_looks_alike_stands_for_itself(spelling: str) -> None:
    make = recognise_vendor(spelling)
    assert (make.vendor, make.former, make.recognised) == (spelling, "", False)


def test_blanks_of_an_unknown_spelling_are_collapsed() -> None:
    assert recognise_vendor(" Acme   Medical ").vendor == "Acme Medical"


@pytest.mark.corpus
def test_the_spellings_of_a_million_real_series(shared: Path) -> None:
    with (shared / "data/idc_profile/manufacturers.tsv").open(encoding="utf-8", newline="") as file:
        rows = [(r["Manufacturer"], int(r["series"])) for r in csv.DictReader(file, delimiter="\t")]
    wrong = [
        spelling
        for spelling, _ in rows
        for stem in ("philips", "siemens", "hitachi", "hologic", "varian")
        if spelling.casefold().startswith(stem) and not recognise_vendor(spelling).recognised
    ]
    assert wrong == []
    assert {recognise_vendor(s).vendor for s, _ in rows if s.casefold()[:2] == "ge"} >= {"GE"}
    known = sum(n for spelling, n in rows if recognise_vendor(spelling).recognised)
    assert known > 0.93 * sum(n for _, n in rows)
