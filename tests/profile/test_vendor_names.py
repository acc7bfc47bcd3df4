"""Spellings of Manufacturer, real and misleading ones."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from audit.profile.vendor_names import recognise_vendor
from tests.conftest import ROOT


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
        ("Medison", "Samsung", "Medison"),
        ("CMS, Inc.", "CMS", ""),
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


def test_each_change_of_ownership_names_its_source() -> None:
    text = (ROOT / "audit/data/vendors.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")][1:]
    assert [row[0] for row in rows] == sorted((row[0] for row in rows), key=str.casefold)
    patterns = [pattern for row in rows for pattern in row[3].split(";")]
    assert len(patterns) == len(set(patterns))
    for _, former, source, _ in rows:
        assert source.startswith("http") is bool(former)


NO_MAKER = {
    "Stony Brook University converted by Imaging Data Commons",
    "Stony Brook University",
    "VICTRE",
    "IDC",
    "Expert annotation from TCIA",
    "University Hospital Erlangen and Fraunhofer MEVIS",
    "Sybil",
    "Unknown manufacturer",
    "Gevaert Lab Converted By Imaging Data Commons",
    "BNI Translational BioImaging",
    "Friedrich-Alexander-Universität converted by IDC",
}
"""Institutions, software of one laboratory, placeholders: no maker of a product."""


@pytest.mark.corpus
def test_every_frequent_maker_is_known(shared: Path) -> None:
    with (shared / "data/idc_profile/manufacturers.tsv").open(encoding="utf-8", newline="") as file:
        rows = [(r["Manufacturer"], int(r["series"])) for r in csv.DictReader(file, delimiter="\t")]
    unknown = {
        spelling
        for spelling, n in rows
        if n > 250 and spelling and not recognise_vendor(spelling).recognised
    }
    assert unknown == NO_MAKER


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
