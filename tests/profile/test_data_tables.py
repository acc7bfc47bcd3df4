"""Tables of ours against the dictionaries they are taken from."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from pathlib import Path

import pytest
from pydicom._uid_dict import UID_dictionary

from audit.datasheet.licences import duo_name
from tests.conftest import ROOT

NEWER = {"LabelMapSegmentationStorage", "HeightMapSegmentationStorage"}
"""In the standard since Supplements 243 and 240; pydicom 3.0 does not know them."""


def rows_of(name: str) -> list[list[str]]:
    text = (ROOT / "audit/data" / name).read_text("utf-8")
    return [line.split("\t") for line in text.splitlines() if not line.startswith("#")][1:]


@pytest.mark.parametrize("row", rows_of("sop_classes.tsv"), ids=lambda row: row[1])
def test_a_sop_class_has_the_uid_and_name_of_the_standard(row: list[str]) -> None:
    uid, name, modalities, role = row
    known = UID_dictionary.get(uid)
    assert (known is None) is (name in NEWER)
    if known is not None:
        assert known[4] == name
        assert (known[1], known[3]) == ("SOP Class", "")
    assert modalities == "-" or all(m.isalnum() for m in modalities.split(","))
    assert role


def test_terms_of_use_are_named_as_the_ontology_names_them() -> None:
    ids = [row[0] for row in rows_of("duo.tsv")]
    assert ids == sorted(set(ids))
    assert duo_name("DUO:0000042") == "general research use"
    assert duo_name("DUO:0000046") == "non-commercial use only"


@pytest.mark.corpus
def test_the_modality_of_a_class_is_that_of_a_million_real_series(shared: Path) -> None:
    allowed = {uid: modalities for uid, _, modalities, _ in rows_of("sop_classes.tsv")}
    counted: Counter[bool] = Counter()
    path = shared / "data/idc_profile/idc_profile.tsv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            modalities = allowed.get(row["SOPClassUID"])
            if modalities is not None:
                fits = modalities == "-" or row["Modality"] in modalities.split(",")
                counted[fits] += int(row["series"])
    assert counted == {True: 994_520, False: 52}
